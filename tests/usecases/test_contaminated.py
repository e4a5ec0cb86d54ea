"""How far contamination can have come, in stories worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.actors import Actor, Role
from app.domain.errors import TooMuch
from app.domain.trace.reach import Switches
from app.usecases import disinfect, label, move, transform
from app.usecases.clues import Clues
from app.usecases.contaminated import spread
from app.usecases.disinfect import Surface
from app.usecases.goods import Goods
from tests.story import DISH, Story


def desk(story: Story) -> Actor:
    at = story.at("LAB-1", "003")
    return Actor(at.person, at.party, frozenset({Role.INVESTIGATOR}), "desk", "")


def found(story: Story, key: str, **switches: bool) -> dict[str, Any]:
    clues = Clues(keys=(key,))
    return spread(story.office, desk(story), clues, Switches(**switches)).value


def codes(told: dict[str, Any]) -> set[str]:
    return {each["code"] for each in told["packages"]}


def carried(story: Story, to: str, *items: str) -> None:
    shipment = move.Shipment(site="WH-1", to=to, goods=Goods(items=items))
    sent = move.ship(story.office, story.at("WH-1"), shipment)
    story.clock.pass_time(minutes=30)
    move.accept(story.office, story.at(to), move.Receipt(movement=sent.movement))


def test_a_stall_passes_on_what_came_to_what_comes_later_and_not_to_what_had_left(story: Story) -> None:
    no = story.cleared(10)
    for site in ("ST-Z", "ST-L"):
        story.released(3, to=site, no=no)
    gone, mine, later, other = story.coded(no, 4)
    carried(story, "ST-L", gone)
    since = story.clock()
    story.clock.pass_time(hours=1)
    carried(story, "ST-Z", mine)
    story.clock.pass_time(hours=1)
    carried(story, "ST-Z", later)
    clues = Clues(keys=(mine,))
    told = spread(story.office, desk(story), clues, Switches(kill=False), since).value
    # in the warehouse it stood beside those that were still there; the first had left before
    assert codes(told) == {mine, later, other}
    assert {each["site"] for each in told["places"]} == {"WH-1", "ST-Z"}
    by = {each["code"]: each for each in told["packages"]}
    assert by[later]["by"] == ["was_in", "held"]
    assert by[later]["facts"]
    assert codes(found(story, mine, cross=False)) == {mine}


def test_what_is_made_of_it_is_reached_without_any_sharing(story: Story) -> None:
    no = story.cleared(10)
    story.released(10, to="KI-1", no=no)
    one, other = story.coded(no, 2)
    carried(story, "KI-1", one, other)
    kitchen = story.at("KI-1", roles=frozenset({Role.VENDOR}))
    making = transform.Making(
        site="KI-1", inputs=(Goods(items=(one,)),), batch="D-1", product=DISH, pieces=10, grams=5_000
    )
    transform.process(story.office, kitchen, making)
    told = found(story, one, cross=False)
    assert codes(told) == {one}
    assert [(lot["batch"], lot["site"]) for lot in told["lots"]] == [("D-1", "KI-1")]
    assert told["lots"][0]["by"] == ["made", "made", "is_of"]


def test_a_pallet_passes_on_while_it_is_shared(story: Story) -> None:
    no = story.cleared(10)
    mine, beside = story.coded(no, 2)
    staff = story.at("WH-1")
    pallet = label.build_pallet(story.office, staff, "WH-1")
    transform.stack(story.office, staff, "WH-1", pallet, (mine, beside))
    told = {each["code"]: each["by"] for each in found(story, mine)["packages"]}
    assert told[beside] == ["was_in", "held"]


def test_a_disinfection_to_protocol_ends_it_for_the_cartons_it_covered(story: Story) -> None:
    no = story.received(10)
    mine, first, last = story.coded(no, 3)
    story.clock.pass_time(hours=1)
    surface = Surface("WH-1", no, cartons=((1, 10),))
    disinfect.disinfect(story.office, story.at("WH-1"), surface, story.protocol())
    (one,) = (found(story, mine, cross=False, kill=True)["packages"],)
    assert [each["code"] for each in one] == [mine]
    # what was sprayed takes it up again from the room, which nobody cleaned
    assert codes(found(story, mine)) == {mine, first, last}


def test_a_world_beyond_the_limit_is_refused(lite: Story) -> None:
    no = lite.cleared(40)
    (mine, *_) = lite.coded(no, 40)
    lite.office = replace(lite.office, trace_limit=20)
    with pytest.raises(TooMuch):
        found(lite, mine)
