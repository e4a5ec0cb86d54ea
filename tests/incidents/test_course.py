"""An incident from its positive to its end: answers, clocks, rounds, two persons, a clean re-check."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.actors import Actor, Role
from app.domain.errors import BadInput, Conflict, GateClosed, NotFound
from app.domain.notices import Destination
from app.store import incident_reads as read
from app.store import registry
from app.usecases import hold, label, move, register, release, sample, sell, transform
from app.usecases.clues import Clues
from app.usecases.goods import Goods
from app.usecases.incidents import answering, closing, escalate, opening, showing, working
from tests.story import ADMIN, Story
from tests.usecases.said import codes, kinds_since, refused, shut, written

CITY = frozenset({Role.INVESTIGATOR})


def investigator(story: Story, who: str = "001", region: str = "3501") -> Actor:
    """Somebody of the city's authority; two of them are two persons."""
    return Actor(story.people[f"IM-1/{who}"], story.parties["IM-1"], CITY, "desk", region)


def at_the_stall(story: Story, pieces: int = 100, stall: int = 30) -> str:
    """A released batch, some of it at Zhou's stall."""
    no = story.released(pieces, to="ST-Z")
    sent = move.ship(
        story.office, story.at("WH-1"), move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, stall))
    )
    move.accept(story.office, story.at("ST-Z"), move.Receipt(movement=sent.movement))
    return no


def positive(story: Story, no: str) -> str:
    """A positive swab of carton 1; the number of the incident that it opened."""
    tube = next(
        f"T-{no}-{n}" for n in range(1, 101)
        if registry_has(story, f"T-{no}-{n}")
    )  # fmt: skip
    story.clock.pass_time(hours=1)
    story.report(tube, "positive")
    return newest(story)


def registry_has(story: Story, tube: str) -> bool:
    with story.office.store.read() as conn:
        return registry.one(conn, "sample", tube=tube) is not None


def newest(story: Story) -> str:
    opened = [e.fact for e in written(story) if type(e.fact).__name__ == "IncidentOpened"]
    return str(getattr(opened[-1], "no", ""))


def shown(story: Story, actor: Actor, no: str) -> dict[str, Any]:
    return showing.show(story.office, actor, no)


def asks_of(story: Story, no: str) -> dict[str, int]:
    return {a["site"]: a["ask"] for a in shown(story, investigator(story), no)["asks"]}


def test_every_holder_is_refused_with_the_incident_named(story: Story) -> None:
    no = at_the_stall(story)
    incident = positive(story, no)
    said = shut(story, sell.sell, story.at("ST-Z"), "ST-Z", Goods(no, 1))
    assert codes(said) == ["result_positive", "held_by_incident", "certificate_suspended"]
    assert [values["incident"] for code, values in said if "incident" in values] == [incident] * 2
    found = shown(story, investigator(story), incident)
    assert found["numbers"]["on_hand"] == 100
    assert [(a["site"], a["on_hand"]) for a in found["asks"]] == [("WH-1", 70), ("ST-Z", 30)]
    assert [a["name"] for a in found["alerts"]] == ["350102", "3501", "35"]
    assert story.unequal() == []


def test_an_answer_is_compared_and_a_later_one_counts(story: Story) -> None:
    no = at_the_stall(story)
    incident = positive(story, no)
    ask = asks_of(story, incident)["ST-Z"]
    zhou, lin = story.at("ST-Z"), story.at("ST-L")
    photo = story.photo(zhou)
    first = answering.Count(found=20, sold=8, missing=2, photos=(photo,))
    answering.answer_ask(story.office, zhou, ask, first)
    answering.answer_ask(story.office, zhou, ask, answering.Count(found=29, sold=0, missing=0))
    (mine,) = shown(story, zhou, incident)["asks"]
    assert {k: mine["said"][k] for k in ("found", "sold", "missing", "answers", "difference")} == {
        "found": 29, "sold": 0, "missing": 0, "answers": 2, "difference": 1,
    }  # fmt: skip
    assert refused(story, answering.answer_ask, lin, ask, first)[0] is NotFound
    missing = refused(story, answering.answer_ask, lin, 9_999_999, first)
    assert missing[0] is NotFound
    assert refused(story, showing.show, lin, incident)[0] is NotFound  # a neighbour has no part in it
    assert story.unequal() == []


def test_a_holder_sees_its_own_part_and_nothing_of_the_others(story: Story) -> None:
    no = at_the_stall(story)
    incident = positive(story, no)
    seen = shown(story, story.at("ST-Z"), incident)
    assert (seen["part"], [a["site"] for a in seen["asks"]]) == ("holder", ["ST-Z"])
    for name in ("numbers", "answered", "steps", "alerts", "history", "findings", "letters"):
        assert not seen[name]
    assert (seen["subject"], seen["why"]) == ("", "")


def test_a_clean_recheck_lifts_what_the_incident_held_and_nothing_else(story: Story) -> None:
    no = at_the_stall(story)
    other = hold.place_hold(story.office, story.at("WH-1"), "batch", no, "torn seal")
    incident = positive(story, no)
    desk = investigator(story)
    asked = ("negative", "the re-check was clean")
    said = shut(story, closing.close_incident, desk, incident, *asked)
    assert codes(said) == ["result_positive"]
    tube = shown(story, desk, incident)["subject"]
    story.clock.pass_time(hours=3)
    story.report(tube, "negative", "confirmed")
    before = len(written(story))
    closing.close_incident(story.office, desk, incident, *asked)
    assert kinds_since(story, before) == ["incident_closed", "hold_lifted", "certificate_restored"]
    said = shut(story, sell.sell, story.at("ST-Z"), "ST-Z", Goods(no, 1))
    assert said == [("on_hold", {"hold": str(other), "scope": "batch", "why": "torn seal"})]
    found = shown(story, desk, incident)
    assert (found["status"], len(found["findings"])) == ("negative", 1)  # the history is kept
    again = refused(story, closing.close_incident, desk, incident, *asked)
    assert again[0] is Conflict
    hold.lift_hold(story.office, story.at("WH-1"), other, "resealed")
    hold.lift_hold(story.office, story.at("WH-1", "002"), other, "resealed")
    sell.sell(story.office, story.at("ST-Z"), "ST-Z", Goods(no, 1))
    assert story.unequal() == []


def test_two_different_persons_close_it_when_everything_is_done(story: Story) -> None:
    no = at_the_stall(story)
    incident = positive(story, no)
    one, two = investigator(story), investigator(story, "002")
    lacking = codes(shut(story, closing.close_incident, one, incident, "handled", "done"))
    assert lacking == ["step_open"] * 7 + ["holders_silent"] + ["rounds_missing"] * 2
    for ask, pieces in ((asks_of(story, incident)["WH-1"], 70), (asks_of(story, incident)["ST-Z"], 30)):
        count = answering.Count(found=pieces, sold=0, missing=0)
        answering.answer_ask(story.office, one, ask, count)
    for step in shown(story, one, incident)["steps"]:
        answering.finish_step(story.office, one, (incident, step["name"]), "done")
    for subject in ("people", "environment"):
        dirty = working.Round(subject=subject, samples=4, positives=1)
        clean = working.Round(subject=subject, samples=4, positives=0)
        working.report_round(story.office, one, incident, clean)
        working.report_round(story.office, one, incident, dirty)
    still = codes(shut(story, closing.close_incident, one, incident, "handled", "done"))
    assert still == ["rounds_missing"] * 2  # a positive after a clean round begins anew
    for subject in ("people", "environment"):
        again = working.Round(subject=subject, samples=4, positives=0)
        assert working.report_round(story.office, one, incident, again) == 3
    assert closing.close_incident(story.office, one, incident, "handled", "done") is None
    said = shut(story, closing.close_incident, one, incident, "handled", "done")
    assert codes(said) == ["second_person_needed"]
    assert closing.close_incident(story.office, two, incident, "handled", "agreed") is not None
    assert shown(story, two, incident)["status"] == "handled"
    # what was positive stays held
    assert "held_by_incident" in codes(shut(story, sell.sell, story.at("ST-Z"), "ST-Z", Goods(no, 1)))
    assert story.unequal() == []


def test_goods_end_before_a_witness_and_with_a_weight(story: Story) -> None:
    incident = positive(story, at_the_stall(story))
    desk, witness = investigator(story), story.people["WH-1/003"]
    good = working.Disposal(manner="harmless", pieces=30, grams=300_000, witness=witness)
    for wrong in (
        replace(good, witness=desk.person),
        replace(good, grams=0),
        replace(good, facts=(1,)),
    ):
        assert refused(story, working.dispose, desk, incident, wrong)[0] is BadInput
    working.dispose(story.office, desk, incident, good)
    (kept,) = shown(story, desk, incident)["disposals"]
    assert (kept["manner"], kept["pieces"], kept["grams"]) == ("harmless", 30, 300_000)
    assert story.unequal() == []


def test_a_clock_that_runs_out_is_escalated_once(story: Story) -> None:
    city = Destination(name="city", url="https://city.example", secret="", kinds=frozenset({"*"}))
    story.office = replace(story.office, destinations=(city,))
    incident = positive(story, at_the_stall(story))
    desk = investigator(story)
    assert escalate.escalate(story.office) == 0
    answering.acknowledge(story.office, desk, incident, "3501")
    story.clock.pass_time(minutes=16)
    assert escalate.escalate(story.office) == 2  # the county's and the province's alert
    assert escalate.escalate(story.office) == 0
    alerts = {a["name"]: (a["done"], a["escalated"]) for a in shown(story, desk, incident)["alerts"]}
    assert [bool(alerts["3501"][0]), bool(alerts["350102"][1]), bool(alerts["35"][1])] == [True] * 3
    answering.acknowledge(story.office, desk, incident, "350102")  # late, and still on record
    story.clock.pass_time(hours=25)
    late = escalate.escalate(story.office)
    assert late == 5 + 2  # five steps within a day, two holders
    assert story.unequal() == []


def test_a_drill_stops_nothing_and_tells_nobody(story: Story) -> None:
    city = Destination(name="city", url="https://city.example", secret="", kinds=frozenset({"*"}))
    no = at_the_stall(story)
    story.office = replace(story.office, destinations=(city,))
    desk = investigator(story)
    before = notices(story)
    wanted = opening.Opening(clues=Clues(keys=(no,)), why="exercise", drill=True)
    incident = opening.open_incident(story.office, desk, wanted)
    assert notices(story) == before
    found = shown(story, desk, incident)
    assert (found["drill"], found["numbers"]["on_hand"], len(found["asks"])) == (True, 100, 2)
    sell.sell(story.office, story.at("ST-Z"), "ST-Z", Goods(no, 1))
    assert refused(story, opening.hold_more, desk, incident, (no,), "more")[0] is BadInput
    assert story.unequal() == []


def notices(story: Story) -> int:
    with story.office.store.read() as conn:
        return len(registry.many(conn, "notice", "state", ["waiting"]))


def test_the_question_before_holding_gives_what_holding_then_stops(story: Story) -> None:
    no = at_the_stall(story)
    desk, facts = investigator(story), len(written(story))
    asked = opening.what_if(story.office, desk, Clues(keys=(no,)))
    assert len(written(story)) == facts
    assert asked["would_stop"] == {
        "pieces": 100, "in_transit": 0, "holders": 2, "stalls": 1, "certificates": 1,
    }  # fmt: skip
    wanted = opening.Opening(clues=Clues(keys=(no,)), why="letter from the port")
    found = shown(story, desk, opening.open_incident(story.office, desk, wanted))
    assert found["numbers"] == asked["numbers"]
    assert found["answered"]["asked"] == asked["would_stop"]["holders"]
    with pytest.raises(GateClosed):
        sell.sell(story.office, story.at("ST-Z"), "ST-Z", Goods(no, 1))
    assert story.unequal() == []


def test_a_place_proposes_and_only_then_holds(story: Story) -> None:
    no = story.released(100, to="CS-1")
    codes_ = story.coded(no, 5)
    sent = move.ship(
        story.office, story.at("WH-1"),
        move.Shipment(site="WH-1", to="CS-1", goods=Goods(items=codes_)),
    )  # fmt: skip
    move.accept(story.office, story.at("CS-1"), move.Receipt(movement=sent.movement))
    desk = investigator(story)
    wanted = opening.Opening(clues=Clues(site="CS-1"), why="a swab of the floor")
    incident = opening.open_incident(story.office, desk, wanted)
    found = shown(story, desk, incident)
    assert (found["batches"], found["proposed"], found["asks"]) == ([], [no], [])
    sell.sell(story.office, story.at("CS-1"), "CS-1", Goods(items=codes_[:1]))
    assert opening.hold_more(story.office, desk, incident, (no,), "the floor was positive") == 1
    found = shown(story, desk, incident)
    assert (found["batches"], found["proposed"], len(found["asks"])) == ([no], [], 2)
    with pytest.raises(GateClosed):
        sell.sell(story.office, story.at("CS-1"), "CS-1", Goods(items=codes_[1:2]))
    assert story.unequal() == []


def test_whoever_reported_the_clean_recheck_does_not_close_it(story: Story) -> None:
    incident = positive(story, at_the_stall(story))
    tube = shown(story, investigator(story), incident)["subject"]
    story.clock.pass_time(hours=3)
    story.report(tube, "negative", "confirmed")
    reporter = story.at("LAB-1")
    both = Actor(reporter.person, reporter.party, CITY, "desk", "3501")
    said = shut(story, closing.close_incident, both, incident, "negative", "clean")
    assert codes(said) == ["second_person_needed"]
    closing.close_incident(story.office, investigator(story), incident, "negative", "clean")
    assert story.unequal() == []


def test_a_positive_while_there_is_a_drill_is_no_drill(story: Story) -> None:
    no = at_the_stall(story)
    wanted = opening.Opening(clues=Clues(keys=(no,)), why="exercise", drill=True)
    drill = opening.open_incident(story.office, investigator(story), wanted)
    incident = positive(story, no)
    assert incident != drill
    assert shown(story, investigator(story), incident)["drill"] is False
    with pytest.raises(GateClosed):
        sell.sell(story.office, story.at("ST-Z"), "ST-Z", Goods(no, 1))
    assert shown(story, investigator(story), drill)["findings"] == []


@pytest.mark.parametrize("subject", ["site", "zone"])
def test_a_positive_surface_proposes_what_was_there_and_holds_nothing(
    story: Story, subject: str
) -> None:
    register.register_zone(story.office, ADMIN, "WH-1", "COLD-1", "cold_room", (-250, -180))
    with story.office.store.read() as conn:
        room = registry.need(conn, "zone", "", code="COLD-1").id
    no = story.received()
    where = None if subject == "site" else room
    filled = sample.Tube("WH-1", "ENV-1", "surface", subject=subject, subject_id=where)
    sample.take_sample(story.office, story.at("WH-1"), filled)
    sample.handle_sample(story.office, story.at("LAB-1"), "ENV-1", "received")
    story.report("ENV-1", "positive")
    found = shown(story, investigator(story), newest(story))
    assert (found["subject"], found["batches"], found["proposed"]) == ("ENV-1", [], [no])
    assert found["asks"] == []
    assert opening.hold_more(story.office, investigator(story), found["no"], (no,), "sure") == 1
    assert story.unequal() == []


def test_what_shared_a_pallet_with_a_positive_carton_is_held_until_all_is_handled(
    story: Story,
) -> None:
    one, other, far = story.received(), story.received(), story.received()
    staff, desk = story.at("WH-1"), investigator(story)
    pallet = label.build_pallet(story.office, staff, "WH-1")
    (shared,), (single,) = story.coded(one, 1), story.coded(other, 1)
    transform.stack(story.office, staff, "WH-1", pallet, (shared, single))
    story.clock.pass_time(minutes=5)
    tube = sample.Tube("WH-1", "P-1", "outer_pack", one, items=(shared,))
    sample.take_sample(story.office, staff, tube)
    sample.handle_sample(story.office, story.at("LAB-1"), "P-1", "received")
    story.report("P-1", "positive")
    found = shown(story, desk, newest(story))
    assert (found["batches"], found["proposed"]) == (sorted([one, other]), [])
    held = {no: codes(shut(story, release.release, staff, no, 1, story.usccs["CS-1"]))
            for no in (one, other, far)}  # fmt: skip
    assert ["held_by_incident" in held[no] for no in (one, other, far)] == [True, True, False]


def test_another_regions_authority_learns_nothing(story: Story) -> None:
    incident = positive(story, at_the_stall(story))
    far = investigator(story, region="3706")
    assert refused(story, showing.show, far, incident)[0] is NotFound
    assert refused(story, showing.goods, far, incident)[0] is NotFound
    assert refused(story, answering.finish_step, far, (incident, "area_closed"), "x")[0] is NotFound
    with story.office.store.read() as conn:
        assert not read.concerns(conn, 1, far.party, "3706")
