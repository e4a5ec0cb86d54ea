"""Sentences about what goes out and what comes in by itself: destinations, laboratories."""

from __future__ import annotations

OUTBOX: dict[str, tuple[str, str]] = {
    "answered": ("It answered {status}: {said}", "对方返回 {status}：{said}"),
    "no_answer_in_time": (
        "There was no whole answer within {seconds} seconds.",
        "{seconds} 秒内未收到完整答复。",
    ),
    "no_connection": ("There was no whole answer: {why}", "未收到完整答复：{why}"),
    "reply_too_large": (
        "Its answer is larger than {most} bytes.",
        "答复超过 {most} 字节。",
    ),
    "answer_unreadable": (
        "Its answer cannot be read: {why}.",
        "无法读取其答复：{why}。",
    ),
    "lab_report_unreadable": (
        "The laboratory's report cannot be read at {field}: {why}",
        "实验室报告无法读取，{field}：{why}",
    ),
    "lab_report_changed": (
        "The laboratory sent {value} before with other content; an amended report needs a number of its "
        "own.",
        "实验室此前以 {value} 发送过不同内容；修订报告须使用新编号。",
    ),
    "not_parked": (
        "{value} is not parked; there is nothing to try again.",
        "{value} 未搁置，无需重试。",
    ),
    "not_configured": (
        "{value} is not in the gateways file any more; put it back first.",
        "网关文件中已没有 {value}，请先恢复该项。",
    ),
    "address_refused": (
        "The name leads to an address that is not allowed: {value}",
        "域名指向不允许的地址：{value}",
    ),
}
