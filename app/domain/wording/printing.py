"""Sentences about labels: printed already, void, or not to be drawn."""

from __future__ import annotations

PRINTING: dict[str, tuple[str, str]] = {
    "nothing_to_print": (
        "There is no label of {what} left to print in your hands.",
        "{what} 没有您名下可打印的标签。",
    ),
    "printed_already": (
        "The label of {value} was printed already ({copies}). Give a reason to print it again.",
        "{value} 的标签已打印（{copies} 次）。重打须填写原因。",
    ),
    "printed_already_more": (
        "{count} more were printed already; “missing only” leaves them out.",
        "另有 {count} 枚已打印；可选择“仅补未打印”。",
    ),
    "label_void": (
        "Label {value} was voided on {day}; use {instead}.",
        "标签 {value} 已于 {day} 作废，请使用 {instead}。",
    ),
    "label_void_unused": (
        "Label {value} was voided on {day} and was on no goods; take another one of the roll.",
        "标签 {value} 已于 {day} 作废，未贴于货物；请取用同卷其他标签。",
    ),
    "all_void": (
        "Every label of print {value} has been voided since; print anew.",
        "打印任务 {value} 的标签均已作废，请重新打印。",
    ),
    "label_field_missing": (
        "The layout needs {field}, and there is none. Add it to the product or batch.",
        "该版式需要 {field}，目前为空；请在商品或批次资料中补充。",
    ),
    "label_glyph_missing": (
        "{field} “{value}” holds {detail}, which cannot be printed. Correct the name, then print.",
        "{field}“{value}”含无法打印的字符 {detail}，请更正名称后再打印。",
    ),
    "label_text_long": (
        "{field} “{value}” does not fit on this label, even {detail} mm high. Take a larger layout.",
        "{field}“{value}”缩至 {detail} 毫米仍放不下，请选用更大的版式。",
    ),
    "label_payload_long": (
        "The code would be too fine to read in {detail} mm ({value}). Take a larger layout.",
        "二维码在 {detail} 毫米内过密，无法识读（{value}），请选用更大的版式。",
    ),
    "label_unknown": (
        "There is no {field} “{value}”; those there are: {detail}.",
        "没有 {field}“{value}”；可选：{detail}。",
    ),
    "sheets_are_pdf": (
        "Label sheets are a PDF; {kind} is for label printers. Leave the stock out.",
        "标签纸只能输出 PDF；{kind} 用于标签打印机，请勿指定标签纸。",
    ),
    "label_stock_small": (
        "A label of {detail} mm does not fit on stock {value}.",
        "{detail} 毫米的标签放不进标签纸 {value}。",
    ),
    "label_bad_start": (
        "A sheet has places 1 to {detail}; {value} is none of them.",
        "每张标签纸的位置为 1 至 {detail}，没有 {value}。",
    ),
}
