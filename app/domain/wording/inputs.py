"""Sentences about values that cannot be right."""

from __future__ import annotations

INPUTS: dict[str, tuple[str, str]] = {
    "empty": ("{field} is empty.", "{field} 不能为空。"),
    "too_long": (
        "{field} “{value}” is longer than {most} characters.",
        "{field}“{value}”超过 {most} 个字符。",
    ),
    "strange_character": (
        "{field} “{value}” holds the character {character}; type it again with plain characters.",
        "{field}“{value}”含有字符 {character}，请用普通字符重新输入。",
    ),
    "bad_code": (
        "{field} “{value}” is not a code: use 1 to 40 of A–Z 0–9 . / _ -.",
        "{field}“{value}”不是有效编号：请用 1 至 40 位 A–Z 0–9 . / _ -。",
    ),
    "bad_uscc": (
        "{field} “{value}” is not a unified social credit code of 18 characters.",
        "{field}“{value}”不是 18 位统一社会信用代码。",
    ),
    "wrong_check_digit": (
        "{field} “{value}” has a wrong check digit; read it again.",
        "{field}“{value}”校验码不符，请重新核对。",
    ),
    "bad_container": (
        "{field} “{value}” is not a container number such as MSCU1234566.",
        "{field}“{value}”不是集装箱号（如 MSCU1234566）。",
    ),
    "wrong_length": (
        "{field} “{value}” has the wrong number of digits; {lengths} are possible.",
        "{field}“{value}”位数不对，应为 {lengths} 位。",
    ),
    "unknown_country": (
        "{field} “{value}” is not a country code of ISO 3166.",
        "{field}“{value}”不是 ISO 3166 国家代码。",
    ),
    "bad_plate": ("{field} “{value}” is not a vehicle plate.", "{field}“{value}”不是车牌号。"),
    "bad_region": (
        "{field} “{value}” is not a division code of 2, 4 or 6 digits.",
        "{field}“{value}”不是 2、4 或 6 位行政区划代码。",
    ),
    "bad_date": (
        "{field} “{value}” is not a day written YYYY-MM-DD.",
        "{field}“{value}”不是 YYYY-MM-DD 日期。",
    ),
    "bad_choice": (
        "{field} “{value}” is not one of: {choices}.",
        "{field}“{value}”不在可选项中：{choices}。",
    ),
    "not_whole": (
        "{field} must be a whole number, not “{value}”.",
        "{field} 必须为整数，而不是“{value}”。",
    ),
    "too_small": (
        "{field} is {value}; it must be at least {least}.",
        "{field} 为 {value}，不得小于 {least}。",
    ),
    "too_large": (
        "{field} is {value}; it must be at most {most}.",
        "{field} 为 {value}，不得大于 {most}。",
    ),
    "too_many": (
        "{field} is {value}; {most} is the most in one call.".replace("{field}", "The count"),
        "数量为 {value}，一次最多 {most}。",
    ),
    "time_without_zone": (
        "{field} “{value}” has no time zone; add +08:00 or Z.",
        "{field}“{value}”没有时区，请加 +08:00 或 Z。",
    ),
    "time_backwards": (
        "{field} ends before it begins ({value}).",
        "{field} 结束早于开始（{value}）。",
    ),
    "time_in_future": ("{field} {value} lies in the future.", "{field} {value} 在未来。"),
    "time_too_old": (
        "{field} {value} lies before the year 2000.",
        "{field} {value} 早于 2000 年。",
    ),
    "cartons_unknown": (
        "{item} was merged from cartons that were not neighbours; name the carton numbers instead.",
        "{item} 由不相邻的箱合并而成，请改填箱号。",
    ),
    "bad_key": (
        "“{value}” is not an Idempotency-Key: 8 to 120 visible ASCII characters are.",
        "“{value}”不是有效的 Idempotency-Key（8–120 个可见 ASCII 字符）。",
    ),
    "key_missing": (
        "A write needs an Idempotency-Key header: a fresh one for each act, the same for a retry.",
        "写入请求须带 Idempotency-Key：每个操作用新键，重试用原键。",
    ),
    "key_reused": (
        "Idempotency-Key {value} was used for another request; take a new one.",
        "Idempotency-Key {value} 已用于其他请求，请换新键。",
    ),
    "password_length": (
        "A password has {least} to {most} characters.",
        "密码长度为 {least} 至 {most} 个字符。",
    ),
    "several_called": (
        "Several packages of yours carry {value}; scan our own label.",
        "您有多件货物的箱号为 {value}，请扫描本系统标签。",
    ),
    "bad_pin": ("A PIN has six digits.", "PIN 为 6 位数字。"),
    "pin_weak": (
        "The PIN is easily guessed; choose digits that are neither a row nor nearly all the same.",
        "PIN 过于简单，请勿使用连续或几乎相同的数字。",
    ),
    "password_weak": (
        "The password repeats few characters or holds the login; choose another.",
        "密码字符过于单一或包含账号，请更换。",
    ),
    "bad_cursor": (
        "{field} “{value}” is not a cursor of this list in this order; begin again without it.",
        "{field}“{value}”不是此列表在此排序下的游标，请从头开始。",
    ),
    "bad_parameter": (
        "{field} cannot be “{value}”: {why}.",
        "{field} 不可为“{value}”：{why}。",
    ),
    "not_text": ("{field} must be text, not {value}.", "{field} 须为文字，而非 {value}。"),
    "no_policy": (
        "No policy is in force on {day} for region “{region}” and goods “{category}”.",
        "{day} 在地区“{region}”对“{category}”类商品无适用政策。",
    ),
    "slot_too_far": (
        "The slot {value} is more than {days} days from today.",
        "预约时间 {value} 距今超过 {days} 天。",
    ),
    "produced_in_future": (
        "Production date {value} of {batch} lies in the future.",
        "{batch} 的生产日期 {value} 在未来。",
    ),
    "expires_before_produced": (
        "{batch} expires on {value}, before it was produced.",
        "{batch} 的到期日 {value} 早于生产日期。",
    ),
    "expired": ("{batch} expired on {value}.", "{batch} 已于 {value} 过期。"),
    "document_before_issue": (
        "Paper {number} expires on {value}, before it was issued.",
        "证件 {number} 的到期日 {value} 早于签发日。",
    ),
    "listed_twice": ("{what} {value} is listed twice.", "{what} {value} 重复列出。"),
    "no_such": ("There is no {what} “{value}” here.", "没有找到 {what}“{value}”。"),
    "wrong_kind": (
        "{value} is a {kind}; a {wanted} is needed.",
        "{value} 是 {kind}，此处需要 {wanted}。",
    ),
    "nothing_named": ("Name pieces, grams or items.", "请给出件数、克数或物品。"),
    "carton_out_of_range": (
        "Carton {value} does not exist: {batch} has cartons 1 to {most}.",
        "没有第 {value} 箱：{batch} 只有 1 至 {most} 箱。",
    ),
    "not_ours": ("“{value}” is not one of our codes.", "“{value}”不是本系统的码。"),
    "grams_do_not_fit": (
        "{grams} g do not fit {pieces} pieces of {batch}.",
        "{batch} 的 {pieces} 件与 {grams} 克不符。",
    ),
    "bad_coordinates": (
        "{field} {value} is not on Earth: millionths of a degree are expected.",
        "{field} {value} 超出范围（单位：百万分之一度）。",
    ),
    "temperature_range": (
        "{field}: {low} is above {high}.",
        "{field}：下限 {low} 高于上限 {high}。",
    ),
    "bad_digest": (
        "{field} “{value}” is not a SHA-256 in hexadecimal.",
        "{field}“{value}”不是 SHA-256 摘要。",
    ),
    "body_too_large": (
        "The request is larger than {limit} bytes; send less.",
        "请求超过 {limit} 字节，请减小后再发送。",
    ),
    "file_kind": (
        "This is not a JPEG, PNG or WEBP picture nor a PDF.",
        "文件不是 JPEG、PNG、WEBP 图片，也不是 PDF。",
    ),
    "file_cut_off": (
        "The {kind} ends before its end; send it again.",
        "{kind} 文件不完整，请重新发送。",
    ),
    "file_damaged": ("The {kind} is damaged and cannot be read.", "{kind} 文件损坏，无法读取。"),
    "file_goes_on": (
        "After the end of the {kind} follow {bytes} more bytes.",
        "{kind} 文件结尾之后还有 {bytes} 字节。",
    ),
    "file_glued": (
        "Another file is hidden in the {kind}; send the picture or paper alone.",
        "{kind} 文件中夹带了其他文件，请只发送图片或证件本身。",
    ),
    "picture_too_large": (
        "The picture has {width} × {height} pixels; at most {limit} are read.",
        "图片为 {width} × {height} 像素，最多可读 {limit} 像素。",
    ),
    "picture_moves": (
        "The {kind} is animated; send a still picture.",
        "{kind} 为动画，请发送静态图片。",
    ),
    "picture_depth": (
        "The {kind} has {bits} bits a channel; save it with 8.",
        "{kind} 每通道 {bits} 位，请另存为 8 位。",
    ),
    "picture_colours": (
        "The {kind} has {colours} colours; save it as RGB or grey.",
        "{kind} 的色彩模式为 {colours}，请另存为 RGB 或灰度。",
    ),
    "picture_passes": (
        "The JPEG is stored in more than {most} passes; save it again.",
        "JPEG 的扫描次数超过 {most}，请重新保存。",
    ),
    "no_public_copy": (
        "Only pictures have a public copy.",
        "只有图片才有公开副本。",
    ),
}
