"""Goods in other regions: a request and a letter, a part that is theirs, nothing of the others'."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.domain.actors import Actor, Role
from app.domain.errors import Conflict, GateClosed, NotFound
from app.domain.facts import kind_of
from app.store import ledger
from app.store.session import Store
from app.usecases import lists, reached, register, sell
from app.usecases.clues import Clues
from app.usecases.goods import Goods
from app.usecases.incidents import bureau_answer, closing, escalate, letters, opening, showing
from tests.incidents.test_real_cases import agree, by_hand, record
from tests.stories import test_real_cases as cases
from tests.stories.land import Land
from tests.story import ADMIN
from tests.usecases.said import refused, written


def clues_of(expected: Path, case: str, **more: str) -> tuple[Clues, str]:
    """What a case begins with, and the region of who asks."""
    told = json.loads((expected / f"{case}.json").read_text(encoding="utf-8"))
    given: dict[str, Any] = {**told["clues"], **more}
    keys = tuple(given.pop("key", ()))
    for name in ("since", "until"):
        if name in given:
            given[name] = datetime.fromisoformat(given[name])
    return Clues(keys=keys, **given), told["region"]


def test_jiaxing_opens_from_a_letter_and_answers_it_in_time(store: Store, expected: Path) -> None:
    answer, land = by_hand(expected, "jiaxing_cherries"), cases.jiaxing(store)
    office = land.story.office
    clues, region = clues_of(expected, "jiaxing_cherries")
    desk = land.investigator(region)
    letter = letters.Letter(
        other="Wuxi", no="锡协查2021-12", clues=(letters.Told("cherries from Chile", clues),)
    )
    key = letters.receive_letter(office, desk, letter)
    by_letter = reached.summary(office, desk, Clues(keys=("锡协查2021-12",))).value
    by_words = reached.summary(office, desk, clues).value
    assert by_letter["found"] == ["letter"]
    assert {**by_letter, "found": []} == {**by_words, "found": []}
    far = land.investigator("2101")
    assert refused(land.story, reached.summary, far, Clues(keys=("锡协查2021-12",)))[0] is NotFound
    (clue,) = showing.show_letter(office, desk, key)["clues"]
    assert json.loads(clue["start"])["origin"] == "CL"
    wanted = opening.Opening(clues=clues, why="a letter from Wuxi", letter=key)
    no = opening.open_incident(office, desk, wanted)
    agree(record(store, "CH-0102"), answer)
    with pytest.raises(GateClosed) as caught:
        sell.sell(office, land.who("JX-S-1"), "JX-S-1", Goods("CH-0102", 1))
    assert [r.code for r in caught.value.reasons] == ["held_by_incident"]
    # Shanghai and Wuxi are asked, not held
    sell.sell(office, land.who("WX-CS-1"), "WX-CS-1", Goods("CH-0102", 1))
    letters.answer_clue(office, desk, (key, 1), "found", "450 pieces held")
    land.story.clock.pass_time(hours=25)
    escalate.escalate(office)
    (clue,) = showing.show_letter(office, desk, key)["clues"]
    assert (clue["outcome"], clue["done"] is not None, clue["escalated"]) == ("found", True, None)
    assert showing.show(office, desk, no)["cause"] == "letter"
    assert land.story.unequal() == []


def test_a_bureau_that_was_asked_holds_its_own_and_sees_no_more(store: Store, expected: Path) -> None:
    land = cases.jiaxing(store)
    office = land.story.office
    clues, region = clues_of(expected, "jiaxing_cherries")
    desk, wuxi = land.investigator(region), land.investigator("3202")
    no = opening.open_incident(office, desk, opening.Opening(clues=clues, why="a letter"))
    seen = showing.show(office, wuxi, no)
    assert (seen["part"], seen["numbers"], seen["why"], seen["asks"]) == ("region", None, "", [])
    ((request, asked),) = [(r["request"], r["on_hand"]) for r in seen["requests"]]
    assert asked == 800
    goods = showing.goods(office, wuxi, no)
    assert [h["site"] for h in goods["holders"]] == ["WX-CS-1"]
    assert (goods["elsewhere"], goods["numbers"]) == ([], None)
    assert "JX-" not in str(goods)
    assert "SH-WH" not in str(goods)
    far = land.investigator("2101")
    assert refused(land.story, showing.show, far, no)[0] is NotFound
    answer = bureau_answer.answer_request
    assert refused(land.story, answer, far, request, accept=True, why="x")[0] is NotFound
    bureau_answer.answer_request(office, wuxi, request, accept=True, why="held")
    with pytest.raises(GateClosed):
        sell.sell(office, land.who("WX-CS-1"), "WX-CS-1", Goods("CH-0102", 1))
    assert [a["site"] for a in showing.show(office, wuxi, no)["asks"]] == ["WX-CS-1"]
    assert refused(land.story, answer, wuxi, request, accept=True, why="x")[0] is Conflict
    # what ends here lifts what was held here; Wuxi's hold is Wuxi's
    other = land.investigator(region)
    other = type(other)(land.story.people["IM-1/002"], other.party, other.roles, "desk", region)
    closing.close_incident(office, desk, no, "negative", "nothing was found")
    closing.close_incident(office, other, no, "negative", "agreed")
    sell.sell(office, land.who("JX-S-1"), "JX-S-1", Goods("CH-0102", 1))
    with pytest.raises(GateClosed):
        sell.sell(office, land.who("WX-CS-1"), "WX-CS-1", Goods("CH-0102", 1))
    assert land.story.unequal() == []


def test_heilongjiang_opens_from_a_worker(store: Store, expected: Path) -> None:
    answer, land = by_hand(expected, "heilongjiang_worker"), cases.heilongjiang(store)
    firm = land.story.usccs["TJ-WH-1"]
    clues, region = clues_of(expected, "heilongjiang_worker", firm=firm)
    desk = land.investigator(region)
    wanted = opening.Opening(clues=clues, why="a worker is positive", hold=True)
    opening.open_incident(land.story.office, desk, wanted)
    agree(record(store, "PK-1107"), answer)
    assert land.story.unequal() == []


def test_lanxi_opens_from_three_plants(store: Store, expected: Path) -> None:
    answer, land = by_hand(expected, "lanxi_shrimp"), cases.lanxi(store)
    clues, region = clues_of(expected, "lanxi_shrimp")
    desk = land.investigator(region)
    opening.open_incident(land.story.office, desk, opening.Opening(clues=clues, why="customs"))
    agree(record(store, "SH-01"), answer)
    assert positives(land) == {}  # nothing of it was found positive here


def positives(land: Land) -> dict[str, int]:
    """Incidents with a positive by plant."""
    asked = lists.Asked("number")
    rows = lists.page(land.story.office, land.investigator("21"), "plant-positives", asked).rows
    return {row["number"]: row["incidents"] for row in rows}


def test_a_plant_counts_an_incident_once_and_a_clean_recheck_not_at_all(lite_land: Land) -> None:
    land = lite_land
    land.land("DL-WH-1", "PR-1", 100, cases.PRAWN, "EC", "EC-1")
    land.tube("DL-WH-1", "PR-1", "X-1", 50)
    land.story.report("X-1", "positive")
    land.story.report("X-1", "positive", "confirmed")
    assert positives(land) == {"EC-1": 1}
    land.land("DL-WH-1", "PR-2", 100, cases.PRAWN, "EC", "EC-1")
    land.tube("DL-WH-1", "PR-2", "X-2", 50)
    land.story.report("X-2", "positive")
    assert positives(land) == {"EC-1": 2}
    land.story.report("X-2", "negative", "confirmed")
    desk = land.investigator("21")
    rows = lists.page(land.story.office, desk, "incidents", lists.Asked("-entered")).rows
    closing.close_incident(land.story.office, desk, rows[0]["no"], "negative", "clean")
    assert positives(land) == {"EC-1": 1}


@pytest.fixture
def lite_land(store: Store) -> Land:
    land = Land.begun(store, {"DL-WH-1": (cases.WAREHOUSE, "210211")}, {cases.PRAWN: "prawns"})
    register.register_plant(land.story.office, ADMIN, "EC", "EC-1", "Plant")
    land.at("2020-12-16 09:00")
    return land


def told(land: Land, who: Actor) -> dict[int, str]:
    """Facts that somebody is told of in the news."""
    office = land.story.office
    with office.store.write() as tx:
        ledger.integrate(tx)
    rows = lists.news(office, who, -1, 5_000).rows
    return {row["fact"]: row["kind"] for row in rows}


def test_the_history_of_an_incident_is_told_to_its_own_region_alone(
    store: Store, expected: Path
) -> None:
    land = cases.jiaxing(store)
    office = land.story.office
    clues, region = clues_of(expected, "jiaxing_cherries")
    desk = land.investigator(region)
    before = {entry.id for entry in written(land.story)}
    opening.open_incident(office, desk, opening.Opening(clues=clues, why="a letter"))
    made = {entry.id: kind_of(type(entry.fact)) for entry in written(land.story)}.items()
    new = {fact: kind for fact, kind in made if fact not in before}
    assert {"incident_opened", "scope_taken", "hold_requested", "letter_sent"} <= set(new.values())

    def seen(site: str, *, role: Role, region: str = "") -> set[str]:
        who = Actor(
            land.story.people[f"{site}/001"], land.story.parties[site], frozenset({role}), "d", region
        )
        known = told(land, who)
        for fact in new.keys() - known.keys():
            assert refused(land.story, lists.raw_fact, who, fact)[0] is NotFound
        return {kind for fact, kind in known.items() if fact in new}

    # a letter is its authority's, which is not that firm
    own = set(new.values()) - {"letter_sent"}
    assert seen("JX-CS-1", role=Role.SUPERVISOR, region=region) == own
    # that the batch is held elsewhere concerns the bureau that is asked, not the firms it lets sell
    assert seen("WX-CS-1", role=Role.SUPERVISOR, region="3202") == {"hold_placed"}
    assert seen("SH-WH-1", role=Role.WAREHOUSE_STAFF) == {"hold_placed"}
    assert seen("WX-CS-1", role=Role.VENDOR) == set()
    assert seen("JX-S-1", role=Role.VENDOR) == {"hold_placed"}
