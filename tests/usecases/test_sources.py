"""The way back, and what several positives have in common."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.actors import Actor, Role
from app.domain.errors import BadInput, NotFound, TooMuch
from app.usecases import correct, move, sample, transform
from app.usecases.clues import Clues
from app.usecases.goods import Goods
from app.usecases.sources import common, origins
from tests.story import DISH, Story


def desk(story: Story, region: str = "") -> Actor:
    at = story.at("LAB-1", "003")
    return Actor(at.person, at.party, frozenset({Role.INVESTIGATOR}), "desk", region)


def column(told: dict[str, Any], name: str) -> list[Any]:
    at = list(told["columns"]).index(name)
    return [row[at] for row in told["rows"]]


def at_the_kitchen(story: Story, *batches: str) -> list[tuple[str, ...]]:
    """Two coded packages of each batch at the kitchen."""
    found = []
    for no in batches:
        story.released(2, to="KI-1", no=no)
        codes = story.coded(no, 2)
        shipment = move.Shipment(site="WH-1", to="KI-1", goods=Goods(items=codes), plate="闽F66666")
        sent = move.ship(story.office, story.at("WH-1"), shipment)
        move.accept(story.office, story.at("KI-1"), move.Receipt(movement=sent.movement))
        found.append(codes)
    return found


def cooked(story: Story, dish: str, *items: str) -> None:
    making = transform.Making(
        site="KI-1", inputs=(Goods(items=items),), batch=dish, product=DISH, pieces=10, grams=5_000
    )
    kitchen = story.at("KI-1", roles=frozenset({Role.VENDOR}))
    transform.process(story.office, kitchen, making)


def blended(story: Story) -> tuple[str, str]:
    one, other = story.cleared(10), story.cleared(10)
    first, second = at_the_kitchen(story, one, other)
    cooked(story, "D-BOTH", first[0], second[0])
    cooked(story, "D-ONE", first[1])
    cooked(story, "D-OTHER", second[1])
    return one, other


def test_the_way_back_goes_through_the_pot_to_both_batches_with_every_fact(story: Story) -> None:
    one, other = blended(story)
    told = origins(story.office, desk(story), Clues(keys=("D-BOTH",))).value
    assert sorted(filter(None, column(told["batches"], "batch"))) == sorted(["D-BOTH", one, other])
    kinds = column(told["items"], "kind")
    assert sorted(kinds) == ["batch"] * 3 + ["operation"] + ["package"] * 2
    assert {"booked", "unloaded", "packages_coded", "shipped", "processed"} <= set(
        column(told["facts"], "kind")
    )
    chain = set(zip(column(told["made_of"], "parent"), column(told["made_of"], "child"), strict=True))
    items = dict(zip(column(told["items"], "item"), kinds, strict=True))
    (pot,) = [item for item, kind in items.items() if kind == "operation"]
    assert len([pair for pair in chain if pair[1] == pot]) == 4  # two batches and two packages


def test_corrected_facts_are_shown_beside_what_corrects_them(story: Story) -> None:
    no = story.received(10)
    before = origins(story.office, desk(story), Clues(keys=(no,))).value["facts"]
    unloaded = dict(zip(column(before, "kind"), column(before, "fact"), strict=True))["unloaded"]
    new = correct.correct_pieces(story.office, story.at("WH-1"), unloaded, 9, 90_000)
    after = origins(story.office, desk(story), Clues(keys=(no,))).value["facts"]
    told = dict(zip(column(after, "fact"), column(after, "corrected_by"), strict=True))
    assert (told[unloaded], told[new]) == (new, None)


def test_the_batch_that_explains_every_positive_comes_first_and_others_stay(story: Story) -> None:
    one, other = blended(story)
    told = common(story.office, desk(story), ["D-BOTH", "D-ONE"], ["D-OTHER"]).value
    ranked = {(each["kind"], each["name"]): each for each in told["ranked"]}
    # both dishes are of the first batch; the second explains one of two, and its own dish is clean
    assert (ranked["batch", one]["score"], ranked["batch", one]["against"]) == (1.0, 0.0)
    assert (ranked["batch", other]["score"], ranked["batch", other]["against"]) == (0.5, 1.0)
    assert ranked["batch", other]["clean"] == ["D-OTHER"]
    # plant, kitchen, warehouse and truck are common to all three: they cannot be told apart
    for candidate in (
        ("plant", "IN/IN-1"),
        ("place", "WH-1"),
        ("place", "KI-1"),
        ("vehicle", "闽F66666"),
    ):
        assert (ranked[candidate]["score"], ranked[candidate]["against"]) == (1.0, 1.0)
    names = {(each["kind"], each["name"]) for each in told["not_excluded"]}
    assert ("batch", one) in names
    assert ("batch", other) not in names
    assert len(names) > 1


def test_a_tube_stands_for_what_it_touched_until_it_was_taken(story: Story) -> None:
    no = story.cleared(10)
    story.released(10, to="ST-Z", no=no)
    (code,) = story.coded(no, 1)
    filled = sample.Tube("WH-1", "T-EARLY", "outer_pack", items=(code,))
    sample.take_sample(story.office, story.at("WH-1"), filled)
    sample.handle_sample(story.office, story.at("LAB-1"), "T-EARLY", "received")
    story.report("T-EARLY")
    story.clock.pass_time(hours=1)
    shipment = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(items=(code,)), plate="闽G77777")
    sent = move.ship(story.office, story.at("WH-1"), shipment)
    move.accept(story.office, story.at("ST-Z"), move.Receipt(movement=sent.movement))
    by_tube = common(story.office, desk(story), ["t-early"]).value
    by_code = common(story.office, desk(story), [code]).value
    places = [
        {each["name"] for each in told["ranked"] if each["kind"] == "place"}
        for told in (by_tube, by_code)
    ]
    assert places == [{"WH-1"}, {"WH-1", "ST-Z"}]


def test_who_asks_for_a_common_source_sees_no_place_of_another_region(story: Story) -> None:
    blended(story)
    told = common(story.office, desk(story, "3501"), ["D-BOTH"]).value
    assert {"place"} <= {each["kind"] for each in told["ranked"]}
    with pytest.raises(NotFound):
        common(story.office, desk(story, "37"), ["D-BOTH"])


def test_a_case_is_either_positive_or_negative(lite: Story) -> None:
    no = lite.received(10)
    with pytest.raises(BadInput):
        common(lite.office, desk(lite), [no], [no])
    with pytest.raises(BadInput):
        common(lite.office, desk(lite), [])


def test_a_way_back_longer_than_the_limit_is_refused(lite: Story) -> None:
    no = lite.cleared(10)
    small = replace(lite.office, trace_limit=5)
    with pytest.raises(TooMuch):
        origins(small, desk(lite), Clues(keys=(no,)))
