"""Sentences about what goes out and what comes in by itself: destinations, laboratories."""

from __future__ import annotations

OUTBOX: dict[str, tuple[str, str]] = {
    "answered": ("It answered {status}: {said}", "对方返回 {status}：{said}"),
    "no_answer_in_time": (
        "There was no whole answer within {seconds} seconds.",
        "{seconds} 秒内未收到完整答复。",
    ),
    "no_connection": ("There was no whole answer: {why}", "未收到完整答复：{why}"),
    "address_refused": (
        "The name leads to an address that is not allowed: {value}",
        "域名指向不允许的地址：{value}",
    ),
}
