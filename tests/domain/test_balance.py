"""Every state that goods can be in has its part of the balance, and the parts add up."""

from __future__ import annotations

import inspect
import re

import pytest

from app.domain import effects, history
from app.domain.effects import ENDINGS, LIVE
from app.domain.trace.balance import BALANCE, PARTS, Held, holders, totals


def held(disposition: str, pieces: int, *, site: int = 1, packages: int = 0) -> Held:
    return Held(site, 7, disposition, pieces, pieces * 10, packages)


def test_fuzhou_adds_up() -> None:
    rows = [held("stored", 2_000), held("on_sale", 117, packages=3), held("sold", 383)]
    (stall,) = holders(rows)
    assert (stall.on_hand, stall.pieces["sold"], stall.packages) == (2_117, 383, 3)
    pieces, grams = totals(rows)
    assert sum(pieces.values()) == 2_500
    assert sum(grams.values()) == 25_000
    assert pieces["unexplained"] == 0


def test_every_disposition_that_a_fact_leaves_behind_has_a_part() -> None:
    source = inspect.getsource(effects) + inspect.getsource(history)
    named = set(re.findall(r'(?:disposition=|change.disposition or \()"(\w+)"', source))
    assert {"merged", "emptied", "missing", "consumed", "in_transit"} <= named
    assert named | {*LIVE, *ENDINGS.values()} <= BALANCE.keys()


@pytest.mark.parametrize("disposition", BALANCE)
def test_no_disposition_is_left_out_of_a_sum(disposition: str) -> None:
    (one,) = holders([held(disposition, 4)])
    assert list(one.pieces.values()) == [4]
    pieces, grams = totals([held(disposition, 4)])
    assert sum(grams.values()) == 40
    # what a laboratory took is weighed, not counted: the carton it came from is still there
    assert sum(pieces.values()) == (0 if disposition == "sampled" else 4)


def test_goods_that_live_are_on_hand_or_on_the_way() -> None:
    assert {BALANCE[each] for each in LIVE} <= {"on_hand", "in_transit"}


def test_holders_are_told_apart_by_site_and_empty_ones_left_out() -> None:
    rows = [
        held("stored", 5, site=2),
        held("missing", 1),
        held("sold", 3, site=3),
        held("sold", -3, site=3),
    ]
    assert [(each.site, each.pieces) for each in holders(rows)] == [
        (1, {"unexplained": 1}), (2, {"on_hand": 5}),
    ]  # fmt: skip
    assert set(totals(rows)[0]) == set(PARTS)
