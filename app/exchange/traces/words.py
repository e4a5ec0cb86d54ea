"""What columns and codes are called in files that people read, in both languages at once.

An evidence package is opened where nobody chose its language.
"""

from __future__ import annotations

from typing import Any

_SHEETS = {
    "numbers": ("numbers", "汇总"),
    "holders": ("holders", "持货方"),
    "elsewhere": ("elsewhere", "外地"),
    "places": ("places", "场所"),
    "vehicles": ("vehicles", "车辆"),
    "people": ("people", "人员"),
    "packages": ("packages", "包装"),
    "movements": ("movements", "流转"),
}
_COLUMNS = {
    "what": ("what", "项目"),
    "number": ("number", "数量"),
    "site": ("site", "场所"),
    "firm": ("firm", "单位"),
    "call": ("call", "电话"),
    "part": ("part", "状态"),
    "pieces": ("pieces", "件数"),
    "grams": ("grams", "克数"),
    "region": ("region", "地区"),
    "ask": ("to ask", "请求"),
    "holders": ("holders", "持货方数"),
    "name": ("name", "名称"),
    "kind": ("kind", "类别"),
    "lat_e6": ("latitude e-6", "纬度（百万分之一度）"),
    "lon_e6": ("longitude e-6", "经度（百万分之一度）"),
    "since": ("since (UTC)", "最早到达（UTC）"),
    "plate": ("plate", "车牌"),
    "staff_no": ("staff no.", "工号"),
    "post": ("post", "岗位"),
    "facts": ("facts", "记录"),
    "first": ("first (UTC)", "最早（UTC）"),
    "last": ("last (UTC)", "最晚（UTC）"),
    "newest_fact": ("newest fact", "最新记录"),
    "item": ("item", "编号"),
    "code": ("code", "追溯码"),
    "batch": ("batch", "批次"),
    "carton": ("carton", "箱号"),
    "disposition": ("state", "状态"),
    "pallet": ("pallet", "托盘"),
    "fact": ("fact", "记录"),
    "movement": ("movement", "流转"),
    "from": ("from", "发出"),
    "to": ("to", "送往"),
    "departed": ("departed (UTC)", "发出时间（UTC）"),
    "arrived": ("arrived (UTC)", "到达时间（UTC）"),
}
_CODES = {
    "what": {
        "batches": ("batches", "批次"),
        "received": ("received", "收货"),
        "packages_on_hand": ("packages on hand", "现存包装"),
        "holders": ("holders", "持货方"),
        "holders_with_stock": ("holders with stock", "有现货的持货方"),
        "places": ("places", "场所"),
        "vehicles": ("vehicles", "车辆"),
        "people": ("people", "人员"),
    },
    "part": {
        "on_hand": ("on hand", "现存"),
        "in_transit": ("on the way", "在途"),
        "sold": ("sold", "已售"),
        "consumed": ("used", "已加工"),
        "returned": ("returned", "已退运"),
        "destroyed": ("destroyed", "已销毁"),
        "unexplained": ("unexplained", "去向不明"),
        "sampled": ("sampled", "已取样"),
    },
    "disposition": {
        "stored": ("in store", "在库"),
        "on_sale": ("on sale", "在售"),
        "in_transit": ("on the way", "在途"),
        "sold": ("sold", "已售"),
        "merged": ("merged", "已合并"),
        "emptied": ("emptied", "已取空"),
        "consumed": ("used", "已加工"),
        "returned": ("returned", "已退运"),
        "destroyed": ("destroyed", "已销毁"),
        "missing": ("missing", "缺失"),
        "sampled": ("sampled", "已取样"),
        "unexplained": ("unexplained", "去向不明"),
    },
    "ask": {
        "request_hold": ("ask to hold", "请求封存"),
        "request_inquiry": ("ask to inquire", "请求协查"),
    },
}
_CODES["what"] |= _CODES["part"]


def _both(words: tuple[str, str]) -> str:
    return f"{words[1]} {words[0]}"


def sheet(name: str) -> str:
    """The title of a table."""
    return _both(_SHEETS[name])


def column(name: str) -> str:
    """The heading of a column. Raises KeyError for one that has no words yet."""
    return _both(_COLUMNS[name])


def cell(name: str, value: Any) -> Any:
    """A value of a column; codes in words, everything else as it is."""
    words = _CODES.get(name, {}).get(value) if isinstance(value, str) else None
    return value if words is None else _both(words)
