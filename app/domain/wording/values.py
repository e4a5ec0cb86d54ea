"""Codes that sentences name, in words. What is not here (numbers, names, a policy's own words) stays."""

from __future__ import annotations

#: By the name that a sentence has for it: code to (English, Chinese).
VALUES: dict[str, dict[str, tuple[str, str]]] = {
    "scope": {
        "batch": ("batch", "批次"),
        "item": ("package", "包装"),
        "site": ("site", "场所"),
        "plant": ("plant", "境外企业"),
        "party": ("firm", "单位"),
    },
    "disposition": {
        "stored": ("in store", "在库"),
        "on_sale": ("on sale", "在售"),
        "in_transit": ("on the way", "在途"),
        "sold": ("sold", "售出"),
        "merged": ("merged", "合并"),
        "emptied": ("emptied", "取空"),
        "consumed": ("used", "用于加工"),
        "returned": ("returned", "退运"),
        "destroyed": ("destroyed", "销毁"),
        "missing": ("missing", "缺失"),
    },
    "verdict": {
        "negative": ("negative", "阴性"),
        "positive": ("positive", "阳性"),
        "indeterminate": ("indeterminate", "不确定"),
        "invalid": ("invalid", "无效"),
    },
    "status": {
        "booked": ("booked", "已预约"),
        "approved": ("approved", "已批准"),
        "rejected": ("rejected", "未批准"),
        "arrived": ("arrived", "已到仓"),
        "handled": ("handled", "已处置"),
        "negative": ("negative", "复检阴性"),
    },
    "subject": {
        "people": ("people", "人员"),
        "environment": ("environment", "环境"),
    },
    "part": {
        "outer_pack": ("outer pack", "外包装"),
        "inner_pack": ("inner pack", "内包装"),
        "food": ("food", "食品"),
    },
    "step": {
        "recheck_sent": ("sent to re-check", "送复检"),
        "recheck_result": ("re-check result", "复检结果"),
        "area_closed": ("area closed", "封闭区域"),
        "people_listed": ("people listed", "人员排查"),
        "people_closed": ("people tested", "人员检测完成"),
        "environment_clean": ("surroundings clean", "环境终末消毒"),
        "disposed": ("goods disposed of", "货物处置"),
    },
}
VALUES["expected"] = VALUES["verdict"]
