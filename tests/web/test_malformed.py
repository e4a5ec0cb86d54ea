"""Requests of the wrong shape: the field is named, and what it must be, in the reader's language."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.story import Story
from tests.web.client import Api

GOODS = {"batch": "B-1", "pieces": 1}
SALE = {"site": "ST-Z", "goods": GOODS}


@pytest.mark.parametrize(
    ("path", "body", "code", "field"),
    [
        ("/sales", {"goods": GOODS}, "shape_missing", "site"),
        ("/sales", SALE | {"price": 1}, "shape_unknown", "price"),
        ("/sales", SALE | {"site": 7}, "shape_text", "site"),
        ("/sales", SALE | {"goods": GOODS | {"pieces": "1"}}, "shape_whole", "goods.pieces"),
        ("/sales", SALE | {"goods": GOODS | {"pieces": 1.5}}, "shape_whole", "goods.pieces"),
        ("/sales", SALE | {"goods": GOODS | {"pieces": True}}, "shape_whole", "goods.pieces"),
        ("/shipments", SALE | {"to": "ST-L", "everything": "yes"}, "shape_truth", "everything"),
        ("/sales", SALE | {"goods": GOODS | {"items": "X"}}, "shape_list", "goods.items"),
        ("/sales", SALE | {"goods": 7}, "shape_object", "goods"),
        ("/sales", [], "shape_object", "body"),
        ("/sales", SALE | {"happened": "yesterday"}, "shape_moment", "happened"),
        ("/sales", SALE | {"device_time": "2024-05-01T08:00:00Z"}, "shape_happened", "body"),
        ("/sales", SALE | {"happened": "2024-05-01T08:00:00"}, "shape_zone", "happened"),
        ("/sales", SALE | {"goods": GOODS | {"pieces": -1}}, "shape_least", "goods.pieces"),
        ("/sales", SALE | {"goods": GOODS | {"pieces": 10**16}}, "shape_most", "goods.pieces"),
        ("/sales", SALE | {"site": ""}, "shape_short", "site"),
        ("/sales", SALE | {"site": "x" * 121}, "shape_long", "site"),
        ("/holds", {"scope": "all", "target": "x", "why": "x"}, "shape_choice", "scope"),
        ("/sales", b"{", "shape_json", "1"),
    ],
)
def test_each_mistake_is_named_in_both_languages(
    lite: Story, path: str, body: Any, code: str, field: str
) -> None:
    api = Api.on(lite)
    kind = {"content-type": "application/json"}
    english = api.ask("ST-Z", "POST", path, body, **kind).json()
    (found,) = english["reasons"]
    assert (english["status"], found["code"], found["field"]) == (422, code, field)
    assert re.search("[\u4e00-\u9fff]", english["detail"]) is None
    chinese = api.ask("ST-Z", "POST", path, body, **kind, **{"accept-language": "zh"}).json()
    assert re.search("[\u4e00-\u9fff]", chinese["detail"])
    assert chinese["detail"] != english["detail"]
