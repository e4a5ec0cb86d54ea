"""Whom goods met: rooms, pallets, vehicles, disinfections, hands; by stories worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.actors import Actor, Role
from app.store.session import Store
from app.usecases import disinfect, label, move, register, sell, transform
from app.usecases.clues import Clues
from app.usecases.disinfect import Surface
from app.usecases.exposed import Asked, exposure
from app.usecases.goods import Goods
from tests.stories.test_real_cases import jiaxing
from tests.story import ADMIN, Story


def desk(story: Story, region: str = "") -> Actor:
    at = story.at("LAB-1", "003")
    return Actor(at.person, at.party, frozenset({Role.INVESTIGATOR}), "desk", region)


def exposed(story: Story, key: str, *ways: str, **more: Any) -> dict[str, Any]:
    asked = replace(Asked(clues=Clues(keys=(key,)), ways=ways), **more)
    return exposure(story.office, desk(story), asked).value


def table(told: dict[str, Any], *names: str) -> list[tuple[Any, ...]]:
    at = [list(told["columns"]).index(name) for name in names]
    return [tuple(row[n] for n in at) for row in told["rows"]]


def two_batches(story: Story, pieces: int = 10) -> tuple[str, str]:
    return story.cleared(pieces), story.cleared(pieces)


def test_goods_meet_in_a_room_at_a_site_or_perhaps(story: Story) -> None:
    for zone in ("COLD-1", "COLD-2"):
        register.register_zone(story.office, ADMIN, "WH-1", zone, "cold_room", (-250, -180))
    one, other = two_batches(story)
    office, staff = story.office, story.at("WH-1")
    (mine,) = story.coded(one, 1)
    move.put_away(office, staff, "WH-1", "COLD-1", (mine,))
    story.clock.pass_time(hours=1)
    same, different, nowhere = story.coded(other, 3)
    move.put_away(office, staff, "WH-1", "COLD-1", (same,))
    move.put_away(office, staff, "WH-1", "COLD-2", (different,))
    found = exposed(story, mine, "room")
    assert sorted(table(found["goods"], "code", "room", "how")) == sorted(
        [(same, "COLD-1", "room"), (different, "COLD-1", "unsure"), (nowhere, "COLD-1", "unsure")]
    )
    assert [(w["site"], w["until"], w["exposed"]) for w in found["windows"]] == [("WH-1", None, 3)]
    assert table(exposed(story, mine, "room", sure=True)["goods"], "code") == [(same,)]
    assert {lot["batch"] for lot in found["lots"]} == {one, other}  # the uncoded pieces of both


def test_only_overlapping_hours_count(story: Story) -> None:
    one, other = two_batches(story)
    story.released(1, to="ST-Z", no=one)
    story.released(2, to="ST-Z", no=other)
    (mine,) = story.coded(one, 1)
    early, late = story.coded(other, 2)
    carried(story, "WH-1", "ST-Z", (early,))
    story.clock.pass_time(hours=1)
    sold(story, early)
    carried(story, "WH-1", "ST-Z", (mine,))
    story.clock.pass_time(hours=1)
    carried(story, "WH-1", "ST-Z", (late,))
    found = exposed(story, mine, "room")
    met = {(row[0], row[1]) for row in table(found["goods"], "code", "window")}
    names = {w["window"]: w["site"] for w in found["windows"]}
    assert {(code, names[n]) for code, n in met} == {
        (early, "WH-1"), (late, "WH-1"), (late, "ST-Z"),
    }  # fmt: skip


def carried(story: Story, site: str, to: str, items: tuple[str, ...], plate: str = "") -> None:
    shipment = move.Shipment(site=site, to=to, goods=Goods(items=items), plate=plate)
    sent = move.ship(story.office, story.at(site), shipment)
    story.clock.pass_time(minutes=30)
    move.accept(story.office, story.at(to), move.Receipt(movement=sent.movement))


def sold(story: Story, *items: str) -> None:
    sell.sell(story.office, story.at("ST-Z"), "ST-Z", Goods(items=items))


def test_a_pallet_shared_for_a_time_and_a_truck_shared_on_the_way(story: Story) -> None:
    one, other = two_batches(story)
    for no in (one, other):
        story.released(6, to="CS-1", no=no)
    office, staff = story.office, story.at("WH-1")
    mine, *_ = story.coded(one, 2)
    beside, before, riding = story.coded(other, 3)
    pallet = label.build_pallet(office, staff, "WH-1")
    transform.stack(office, staff, "WH-1", pallet, (before,))
    transform.unstack(office, staff, "WH-1", pallet, (before,))
    transform.stack(office, staff, "WH-1", pallet, (mine, beside))
    truck = "闽E55555"
    for goods in (Goods(items=(pallet,)), Goods(items=(riding,)), Goods(other, 2)):
        shipment = move.Shipment(site="WH-1", to="CS-1", goods=goods, plate=truck)
        move.ship(office, staff, shipment)
    found = exposed(story, mine, "pallet", "vehicle")
    assert table(found["pallets"], "code", "pallet") == [(beside, pallet)]
    assert sorted(table(found["vehicles"], "code", "plate")) == sorted(
        [(beside, truck), (riding, truck)]
    )
    assert [(lot["batch"], lot["plate"]) for lot in found["vehicles"]["lots"]] == [(other, truck)]


def test_one_disinfection_over_two_batches_names_the_other(story: Story) -> None:
    one, other = story.received(10), story.received(10)
    codes = [story.coded(no, 10) for no in (one, other)]
    together = Surface("WH-1", items=(*codes[0][:5], *codes[1][:5]))
    disinfect.disinfect(story.office, story.at("WH-1"), together, story.protocol())
    (run,) = exposed(story, one, "disinfection")["disinfections"]
    assert run["batches"] == [other]


def test_hands_are_told_as_groups_with_what_else_they_handled_in_a_shift(story: Story) -> None:
    one = story.received(10)
    story.clock.pass_time(days=3)
    other = story.received(10)
    story.clock.pass_time(hours=2)
    (code,) = story.coded(one, 1)
    people = {p["staff_no"]: p for p in exposed(story, code, "people")["people"]}
    assert set(people) == {"001"}
    assert set(people["001"]["others"]) == {one, other}  # the rest of its own batch as well
    hull = {p["staff_no"]: p for p in exposed(story, one, "people", shift_hours=0)["people"]}
    assert hull["001"]["others"] == {}


def test_who_was_met_elsewhere_is_a_figure_for_the_bureau(store: Store) -> None:
    story = jiaxing(store).story
    actor = desk(story, "3304")
    asked = Asked(clues=Clues(keys=("CH-0102",)), ways=("room",))
    found = exposure(story.office, actor, asked).value
    assert {w["site"] for w in found["windows"]} == {"JX-CS-1", "JX-S-1", "JX-S-2", "JX-S-3"}
    assert {e["region"] for e in found["elsewhere"]} == {"3101", "3202"}
    assert {lot["batch"] for lot in found["lots"]} == {"CH-AU", "BB-0114"}
    assert "WX-CS-1" not in str(found)


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_pages_of_those_met_lose_and_repeat_nobody(lite: Story, limit: int) -> None:
    one, other = two_batches(lite)
    lite.released(1, to="ST-Z", no=one)
    lite.released(3, to="ST-Z", no=other)
    others = lite.coded(other, 5)
    (mine,) = lite.coded(one, 1)
    carried(lite, "WH-1", "ST-Z", (mine,))
    carried(lite, "WH-1", "ST-Z", others[:3])
    asked = Asked(clues=Clues(keys=(mine,)), ways=("room",), limit=100)
    whole: dict[str, Any] = exposure(lite.office, desk(lite), asked).value
    rows: list[Any] = []
    after = ""
    for _ in range(20):
        page: dict[str, Any] = exposure(
            lite.office, desk(lite), replace(asked, limit=limit, after=after)
        ).value
        rows += page["goods"]["rows"]
        after = str(page["goods"]["next"])
        assert page.get("windows", whole["windows"])[: len(whole["windows"])] in ([], whole["windows"])
        if not after:
            break
    assert rows == whole["goods"]["rows"]
    assert len(rows) == 5 + 3  # all five in the warehouse, three of them at the stall as well
