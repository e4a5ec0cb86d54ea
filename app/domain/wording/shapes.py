"""What is wrong with the shape of a request: a field, what was given, and what it must be."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "shape_missing": ("{field} is missing.", "缺少 {field}。"),
    "shape_unknown": ("{field} is not known here; leave it out.", "{field} 不是此处的字段，请删去。"),
    "shape_text": ("{field} must be text, not {value}.", "{field} 须为文字，而非 {value}。"),
    "shape_whole": ("{field} must be a whole number, not {value}.", "{field} 须为整数，而非 {value}。"),
    "shape_truth": ("{field} must be true or false, not {value}.", "{field} 须为 true 或 false，而非 {value}。"),
    "shape_list": ("{field} must be a list, not {value}.", "{field} 须为列表，而非 {value}。"),
    "shape_object": ("{field} must be an object, not {value}.", "{field} 须为对象，而非 {value}。"),
    "shape_moment": (
        "{field} must be a moment such as 2026-11-23T08:00:00+08:00, not {value}.",
        "{field} 须为时刻，如 2026-11-23T08:00:00+08:00，而非 {value}。",
    ),
    "shape_zone": (
        "{field} needs its zone: {value} could be anywhere; write +08:00 behind it.",
        "{field} 缺少时区：请在 {value} 后注明 +08:00。",
    ),
    "shape_happened": (
        "{field} has happened_until or device_time; say happened as well.",
        "{field} 有 happened_until 或 device_time，请同时填写 happened。",
    ),
    "shape_least": ("{field} must be {least} or more, not {value}.", "{field} 不得小于 {least}，而非 {value}。"),
    "shape_most": ("{field} must be {most} or less, not {value}.", "{field} 不得大于 {most}，而非 {value}。"),
    "shape_short": ("{field} is too short: {least} or more.", "{field} 过短，至少 {least}。"),
    "shape_long": ("{field} is too long: {most} at the most.", "{field} 过长，至多 {most}。"),
    "shape_choice": ("{field} is {value}; it must be {choices}.", "{field} 为 {value}，须为 {choices}。"),
    "shape_pattern": (
        "{field} is {value}, which is not written as it must be: {pattern}.",
        "{field} 为 {value}，书写格式须为：{pattern}。",
    ),
    "shape_json": ("The body is no JSON: {why}.", "请求体不是有效的 JSON：{why}。"),
}  # fmt: skip
