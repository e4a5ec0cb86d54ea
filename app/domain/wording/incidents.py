"""Sentences about incidents and letters."""

from __future__ import annotations

INCIDENTS: dict[str, tuple[str, str]] = {
    "incident_closed": (
        "Incident {incident} is over ({status}); open a new one.",
        "事件 {incident} 已结束（{status}），请另行立案。",
    ),
    "drill_holds_nothing": (
        "Incident {incident} is a drill and stops no goods.",
        "事件 {incident} 为演练，不封存货物。",
    ),
    "step_open": ("Step {step} is not done.", "步骤 {step} 尚未完成。"),
    "holders_silent": (
        "{count} holders have not answered: {names}.",
        "{count} 个持货方尚未答复：{names}。",
    ),
    "rounds_missing": (
        "{have} of {need} clean rounds of {subject} are on record.",
        "{subject} 需 {need} 轮阴性，已有 {have} 轮。",
    ),
    "round_counts": (
        "{positives} positives of {samples} samples cannot be.",
        "样本 {samples} 份、阳性 {positives} 份，数量有误。",
    ),
    "not_weighed": (
        "Goods are weighed when they end: enter the grams.",
        "处置货物须称重：请填写克数。",
    ),
    "no_end_of_goods": (
        "Fact {fact} tells of no destruction and no return.",
        "记录 {fact} 不是销毁或退运。",
    ),
    "request_answered": (
        "Hold request {request} was answered already.",
        "封存请求 {request} 已答复。",
    ),
}
