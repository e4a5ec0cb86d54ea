"""From the booking to the dock: every step and everything that stops it."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import pytest

from app.domain.errors import Conflict
from app.usecases import declare, disinfect, hold, receive, register
from app.usecases.declare import LineDetails, Paper
from app.usecases.disinfect import Surface
from app.usecases.register import SiteDetails
from tests.story import ADMIN, PRODUCT, Story
from tests.usecases.said import cells, codes, kinds_since, refused, shut, written
from tests.usecases.test_bad_input import LINE, booking


def papers(story: Story, no: str, *documents: str) -> None:
    """Papers of a batch, filed by its owner."""
    for kind in documents:
        paper = Paper(document=kind, number=f"{kind[:2].upper()}-{no}", issued="2024-04-20")
        declare.file_document(story.office, story.at("IM-1"), no, paper)


def sprayed(story: Story, no: str) -> None:
    """The vehicle of a batch disinfected."""
    surface = Surface("WH-1", plate=story.arrival(no).plate)
    disinfect.disinfect(story.office, story.at("WH-1"), surface, story.protocol())


def test_a_slot_needs_its_lead_time_to_the_second(lite: Story) -> None:
    owner = lite.at("IM-1")
    soon = lite.clock.moment + timedelta(hours=24)  # the clock moves on by a second before it is judged
    said = shut(lite, declare.book, owner, booking(lite, slot=soon))
    assert said == [("lead_too_short", {"hours": "23", "least": "24"})]
    in_time = lite.clock.moment + timedelta(hours=24, seconds=1)
    before = len(written(lite))
    declare.book(lite.office, owner, booking(lite, slot=in_time))
    assert kinds_since(lite, before) == ["booked"]


def test_a_full_day_takes_no_more_and_the_next_day_does(lite: Story) -> None:
    site = SiteDetails(
        code="WH-1", party=lite.parties["WH-1"], kind="supervision_warehouse", name="WH-1",
        region="350102", daily_slots=1,
    )  # fmt: skip
    register.register_site(lite.office, ADMIN, site, change=True)
    owner = lite.at("IM-1")
    declare.book(lite.office, owner, booking(lite))
    second = booking(lite, dataclasses.replace(LINE, batch="N-2"), no="NEW-2")
    full = {"warehouse": "WH-1", "day": "2024-05-08", "taken": "1", "of": "1"}
    assert shut(lite, declare.book, owner, second) == [("slots_full", full)]
    tomorrow = dataclasses.replace(second, slot=second.slot + timedelta(days=1))
    declare.book(lite.office, owner, tomorrow)
    declare.decide_booking(lite.office, lite.at("WH-1"), "NEW-1", approved=False, why="no crew")
    third = booking(lite, dataclasses.replace(LINE, batch="N-3"), no="NEW-3")
    before = len(written(lite))
    declare.book(lite.office, owner, third)
    assert kinds_since(lite, before) == ["booked"]


def test_a_booking_is_approved_only_with_its_first_paper(story: Story) -> None:
    declare.book(story.office, story.at("IM-1"), booking(story))
    staff = story.at("WH-1")
    missing = [("document_missing", {"document": "customs_declaration"})]
    assert shut(story, declare.decide_booking, staff, "NEW-1", approved=True) == missing
    papers(story, "N-1", "customs_declaration")
    before = len(written(story))
    declare.decide_booking(story.office, staff, "NEW-1", approved=True)
    assert kinds_since(story, before) == ["booking_decided"]
    decided = (Conflict, [("booking_decided", {"no": "NEW-1", "status": "approved"})])
    assert refused(story, declare.decide_booking, staff, "NEW-1", approved=False, why="late") == decided


def test_a_rejection_needs_a_reason_and_is_final(lite: Story) -> None:
    declare.book(lite.office, lite.at("IM-1"), booking(lite))
    staff = lite.at("WH-1")
    said = refused(lite, declare.decide_booking, staff, "NEW-1", approved=False)
    assert said[1] == [("empty", {"field": "why"})]
    declare.decide_booking(lite.office, staff, "NEW-1", approved=False, why="full")
    decided = (Conflict, [("booking_decided", {"no": "NEW-1", "status": "rejected"})])
    assert refused(lite, declare.decide_booking, staff, "NEW-1", approved=True) == decided


DIFFERENCES = [
    (
        {"container": "MSCU1234566"},
        "container_differs",
        {"value": "MSCU1234566", "booked": "CSQU3054383"},
    ),
    ({"seal": "OTHER"}, "seal_differs", {"value": "OTHER", "booked": "SEAL-1"}),
]


@pytest.mark.parametrize(("change", "code", "values"), DIFFERENCES)
def test_what_differs_at_the_gate_is_named(
    lite: Story, change: dict[str, Any], code: str, values: dict[str, str]
) -> None:
    no = lite.booked()
    sprayed(lite, no)
    arrival = dataclasses.replace(lite.arrival(no), **change)
    assert shut(lite, receive.gate_in, lite.at("WH-1"), arrival) == [(code, values)]


def test_every_difference_at_the_gate_is_named_at_once(story: Story) -> None:
    no = story.booked()
    arrival = dataclasses.replace(
        story.arrival(no), container="MSCU1234566", seal="OTHER", plate="闽B99999"
    )
    assert codes(shut(story, receive.gate_in, story.at("WH-1"), arrival)) == [
        "container_differs", "seal_differs", "plate_differs", "vehicle_not_disinfected",
    ]  # fmt: skip


def test_an_unbooked_vehicle_is_refused_on_record(lite: Story) -> None:
    arrival = receive.Arrival(
        site="WH-1", booking="BK-9", container="CSQU3054383", seal="S", plate="闽A00001"
    )
    assert shut(lite, receive.gate_in, lite.at("WH-1"), arrival) == [("not_booked", {"value": "BK-9"})]


def test_a_vehicle_passes_the_gate_once_and_disinfected(lite: Story) -> None:
    no = lite.booked()
    staff, arrival = lite.at("WH-1"), lite.arrival(no)
    dirty = [("vehicle_not_disinfected", {"plate": arrival.plate, "hours": "24"})]
    assert shut(lite, receive.gate_in, staff, arrival) == dirty
    weak = lite.protocol(mg_per_l=10)
    truck = Surface("WH-1", plate=arrival.plate)
    assert disinfect.disinfect(lite.office, staff, truck, weak) == ("wrong_dose",)
    assert shut(lite, receive.gate_in, staff, arrival) == dirty
    sprayed(lite, no)
    receive.gate_in(lite.office, staff, arrival)
    again = [("booking_not_approved", {"no": "BK-1", "status": "arrived"})]
    assert shut(lite, receive.gate_in, staff, arrival) == again


@pytest.mark.parametrize(("seconds", "left"), [(-1, []), (0, ["vehicle_not_disinfected"])])
def test_a_disinfection_of_the_vehicle_lasts_a_day(lite: Story, seconds: int, left: list[str]) -> None:
    no = lite.booked()
    lite.clock.pass_time(hours=-11)
    sprayed(lite, no)
    lite.clock.pass_time(hours=24, seconds=seconds)  # and one second more when the gate looks
    if left:
        assert codes(shut(lite, receive.gate_in, lite.at("WH-1"), lite.arrival(no))) == left
    else:
        passed = receive.gate_in(lite.office, lite.at("WH-1"), lite.arrival(no))
        assert written(lite)[-1].id == passed


@pytest.mark.parametrize(
    ("hours", "code"), [(-12.01, "too_early"), (-11.99, ""), (23.99, ""), (24.01, "too_late")]
)
def test_a_vehicle_comes_in_its_slot(lite: Story, hours: float, code: str) -> None:
    no = lite.booked()
    lite.clock.pass_time(hours=hours)
    sprayed(lite, no)
    if code:
        assert codes(shut(lite, receive.gate_in, lite.at("WH-1"), lite.arrival(no))) == [code]
    else:
        before = len(written(lite))
        receive.gate_in(lite.office, lite.at("WH-1"), lite.arrival(no))
        assert kinds_since(lite, before) == ["gated_in"]


def test_papers_of_the_gate_are_asked_for_at_the_gate_and_a_waiver_counts(lite: Story) -> None:
    declare.book(lite.office, lite.at("IM-1"), booking(lite))
    papers(lite, "N-1", "customs_declaration")
    staff = lite.at("WH-1")
    declare.decide_booking(lite.office, staff, "NEW-1", approved=True)
    lite.clock.pass_time(hours=47)
    truck = Surface("WH-1", plate="闽A00001")
    disinfect.disinfect(lite.office, staff, truck, lite.protocol())
    arrival = receive.Arrival(
        site="WH-1", booking="NEW-1", container="CSQU3054383", seal="SEAL-N", plate="闽A00001"
    )
    missing = [("document_missing", {"document": d}) for d in ("ciq_cert", "goods_list")]
    assert shut(lite, receive.gate_in, staff, arrival) == missing
    denied = [("not_waivable", {"document": "ciq_cert"})]
    assert shut(lite, declare.waive_document, staff, "N-1", "ciq_cert", "lost") == denied
    declare.waive_document(lite.office, staff, "N-1", "goods_list", "lost at sea")
    papers(lite, "N-1", "ciq_cert")
    before = len(written(lite))
    receive.gate_in(lite.office, staff, arrival)
    assert kinds_since(lite, before) == ["gated_in"]


def test_a_held_batch_does_not_pass_the_gate(lite: Story) -> None:
    no = lite.booked()
    sprayed(lite, no)
    key = hold.place_hold(lite.office, lite.at("WH-1"), "batch", no, "tip-off")
    held = [("on_hold", {"hold": str(key), "scope": "batch", "why": "tip-off"})]
    assert shut(lite, receive.gate_in, lite.at("WH-1"), lite.arrival(no)) == held


def test_goods_are_unloaded_after_the_gate_and_once(story: Story) -> None:
    no = story.booked()
    staff = story.at("WH-1")
    dock = receive.Count(site="WH-1", batch=no, pieces=98, grams=980_000)
    assert shut(story, receive.unload, staff, dock) == [("not_arrived", {"batch": no})]
    sprayed(story, no)
    receive.gate_in(story.office, staff, story.arrival(no))
    receive.unload(story.office, staff, dock)
    assert cells(story, no) == {("WH-1", "stored"): (98, 980_000)}
    twice = (Conflict, [("unloaded_already", {"batch": no})])
    assert refused(story, receive.unload, staff, dock) == twice
    assert story.unequal() == []


def test_two_batches_of_one_booking_pass_the_gate_together(lite: Story) -> None:
    lines = tuple(
        LineDetails(
            batch=f"N-{n}", product=PRODUCT, origin="IN", produced="2024-04-01", pieces=n, grams=n
        )
        for n in (1, 2)
    )
    declare.book(lite.office, lite.at("IM-1"), booking(lite, lines=lines))
    papers(lite, "N-1", "customs_declaration")
    missing = [("document_missing", {"document": "customs_declaration"})]
    assert shut(lite, declare.decide_booking, lite.at("WH-1"), "NEW-1", approved=True) == missing
