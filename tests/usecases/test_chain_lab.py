"""Sampling, laboratory, certificates and holds: what opens the gate and what shuts it again."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from app.domain.actors import Role
from app.domain.errors import BadInput, Conflict
from app.usecases import enter_result, hold, label, move, release, sample, sell, transform
from app.usecases.enter_result import KitReading, Report
from app.usecases.goods import Goods
from tests.story import EVERYTHING, Story
from tests.usecases.said import codes, kinds_since, refused, shut, written


def certify(story: Story, no: str, pieces: int = 100, to: str = "CS-1") -> list[str]:
    """What a certificate is refused for."""
    return codes(shut(story, release.release, story.at("WH-1"), no, pieces, story.usccs[to]))


def holds_now(story: Story, no: str) -> list[str]:
    """Why the gate holds a batch, of the holds alone."""
    said = shut(story, release.release, story.at("WH-1"), no, 1, story.usccs["CS-1"])
    return [values["why"] for code, values in said if code in ("on_hold", "held_by_incident")]


def test_a_plan_is_drawn_once_and_after_unloading(lite: Story) -> None:
    staff = lite.at("WH-1")
    no = lite.booked()
    assert shut(lite, sample.draw_plan, staff, no) == [("not_unloaded", {"batch": no})]
    other = lite.received()
    assert len(sample.draw_plan(lite.office, staff, other)) == 2
    again = (Conflict, [("planned_already", {"batch": other})])
    assert refused(lite, sample.draw_plan, staff, other) == again


def test_a_pool_has_its_limit_and_a_tube_one_filling(lite: Story) -> None:
    no = lite.received()
    staff = lite.at("WH-1")
    eleven = sample.Tube("WH-1", "T-1", "outer_pack", no, tuple(range(1, 12)))
    too_large = [("pool_too_large", {"value": "11", "most": "10"})]
    assert shut(lite, sample.take_sample, staff, eleven) == too_large
    ten = dataclasses.replace(eleven, cartons=tuple(range(1, 11)))
    sample.take_sample(lite.office, staff, ten)
    assert refused(lite, sample.take_sample, staff, ten) == (
        Conflict,
        [("tube_used", {"tube": "T-1"})],
    )


def test_only_parts_named_for_it_are_sampled_destructively(lite: Story) -> None:
    no = lite.received()
    tube = sample.Tube("WH-1", "T-1", "outer_pack", no, (1,), method="destructive", grams=20)
    denied = [("part_not_destructive", {"part": "outer_pack"})]
    assert shut(lite, sample.take_sample, lite.at("WH-1"), tube) == denied
    sample.take_sample(lite.office, lite.at("WH-1"), dataclasses.replace(tube, part="food"))
    assert lite.unequal() == []


def test_a_tube_is_reported_only_after_the_laboratory_received_it(lite: Story) -> None:
    no = lite.received()
    lab, staff = lite.at("LAB-1"), lite.at("WH-1")
    sample.take_sample(lite.office, staff, sample.Tube("WH-1", "T-1", "outer_pack", no, (1,)))
    early = (Conflict, [("not_received", {"tube": "T-1"})])
    assert refused(lite, enter_result.enter_result, lab, negative("T-1")) == early
    sample.handle_sample(lite.office, lab, "T-1", "received")
    twice = (Conflict, [("sample_closed", {"tube": "T-1", "outcome": "received"})])
    assert refused(lite, sample.handle_sample, lab, "T-1", "received") == twice
    assert refused(lite, sample.handle_sample, lab, "T-1", "rejected")[1] == [
        ("empty", {"field": "why"})
    ]
    sample.handle_sample(lite.office, lab, "T-1", "rejected", "leaked")
    closed = (Conflict, [("sample_closed", {"tube": "T-1", "outcome": "rejected"})])
    assert refused(lite, sample.handle_sample, lab, "T-1", "lost", "gone") == closed
    assert refused(lite, enter_result.enter_result, lab, negative("T-1")) == early


def negative(tube: str, **changes: Any) -> Report:
    """A faultless negative report, changed."""
    targets = (("ORF1ab", None), ("N", None))
    reading = KitReading(kit="kit_a", targets=targets, verdict="negative")
    good = Report(tube=tube, report_no="R-1", readings=(reading,), verdict="negative")
    return dataclasses.replace(good, **changes)


def kit(name: str, verdict: str, **signals: int | None) -> KitReading:
    """What a kit showed."""
    return KitReading(kit=name, targets=tuple(signals.items()), verdict=verdict)


WRONG_REPORTS = [
    ({"readings": ()}, ["empty"]),
    ({"readings": (kit("kit_x", "negative", ORF1ab=None, N=None),)}, ["kit_unknown"]),
    ({"readings": (kit("kit_a", "negative", ORF1ab=None),)}, ["target_missing"]),
    ({"readings": (kit("kit_a", "negative", ORF1ab=None, N=None, S=None),)}, ["target_unknown"]),
    ({"readings": (kit("kit_a", "negative", ORF1ab=None, N=3999),)}, ["verdict_against_ct"]),
    (
        {"readings": (kit("kit_a", "positive", ORF1ab=None, N=4000),), "verdict": "positive"},
        ["verdict_against_ct"],
    ),
    ({"verdict": "positive"}, ["verdict_not_worst"]),
    ({"controls_valid": False}, ["verdict_not_worst"]),
]


@pytest.mark.parametrize(("change", "wrong"), WRONG_REPORTS)
def test_a_report_that_contradicts_itself_is_not_taken(
    lite: Story, change: dict[str, Any], wrong: list[str]
) -> None:
    tube = lite.tubes(lite.received())[0]
    report = negative(tube, **change)
    kind, said = refused(lite, enter_result.enter_result, lite.at("LAB-1"), report)
    assert (kind, codes(said)) == (BadInput, wrong)


def test_rounds_are_added_under_new_numbers_and_amend_what_exists(lite: Story) -> None:
    tube = lite.tubes(lite.received())[0]
    lab = lite.at("LAB-1")
    enter_result.enter_result(lite.office, lab, negative(tube))
    used = (Conflict, [("report_used", {"value": "R-1"})])
    assert refused(lite, enter_result.enter_result, lab, negative(tube)) == used
    nothing = (BadInput, [("no_round", {"tube": tube, "value": "7"})])
    amending = negative(tube, report_no="R-2", amends=7)
    assert refused(lite, enter_result.enter_result, lab, amending) == nothing
    enter_result.enter_result(lite.office, lab, dataclasses.replace(amending, amends=1))
    rounds = [getattr(entry.fact, "round", 0) for entry in written(lite)[-1:]]
    assert rounds == [2]


def test_a_positive_pool_holds_every_batch_in_it_at_once(story: Story) -> None:
    first, second = story.cleared(), story.cleared()
    scanned = (*story.coded(first, 1), *story.coded(second, 1))
    tube = sample.Tube("WH-1", "POOL", "outer_pack", items=scanned)
    sample.take_sample(story.office, story.at("WH-1"), tube)
    sample.handle_sample(story.office, story.at("LAB-1"), "POOL", "received")
    before = len(written(story))
    story.report("POOL", "positive")
    assert kinds_since(story, before) == [
        "result_reported", "incident_opened", "hold_placed", "hold_placed", "scope_taken",
        "finding_added",
    ]  # fmt: skip
    why = "preliminary positive, tube POOL / 初筛阳性，样管 POOL"
    assert (holds_now(story, first), holds_now(story, second)) == ([why], [why])
    assert story.unequal() == []


def test_a_batch_is_certified_when_nothing_is_missing_and_for_no_more_than_it_has(
    lite: Story,
) -> None:
    no = lite.received()
    assert certify(lite, no) == ["not_disinfected", "plan_missing"]
    lite.tested_clean(lite.disinfected(no))
    assert certify(lite, no, 101) == ["certified_already"]
    release.release(lite.office, lite.at("WH-1"), no, 60, lite.usccs["CS-1"])
    assert certify(lite, no, 41) == ["certified_already"]
    before = len(written(lite))
    release.release(lite.office, lite.at("WH-1"), no, 40, lite.usccs["ST-Z"])
    assert kinds_since(lite, before) == ["released"]


def test_a_revoked_certificate_holds_what_left_under_it(story: Story) -> None:
    no = story.cleared()
    staff = story.at("WH-1")
    paper = release.release(story.office, staff, no, 60, story.usccs["ST-Z"]).certificate
    shipment = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, 10))
    sent = move.ship(story.office, staff, shipment)
    move.accept(story.office, story.at("ST-Z"), move.Receipt(movement=sent.movement))
    before = len(written(story))
    release.revoke(story.office, staff, paper, "forged report")
    assert kinds_since(story, before) == ["certificate_revoked", "hold_placed"]
    said = shut(story, sell.sell, story.at("ST-Z"), "ST-Z", Goods(no, 1))
    assert codes(said) == ["on_hold", "not_released"]
    again = (Conflict, [("certificate_revoked", {"no": paper})])
    assert refused(story, release.revoke, staff, paper, "again") == again
    assert story.unequal() == []


def test_an_unused_certificate_is_revoked_without_a_hold(lite: Story) -> None:
    no = lite.cleared()
    staff = lite.at("WH-1")
    paper = release.release(lite.office, staff, no, 60, lite.usccs["ST-Z"]).certificate
    before = len(written(lite))
    release.revoke(lite.office, staff, paper, "typo")
    assert kinds_since(lite, before) == ["certificate_revoked"]
    release.release(lite.office, staff, no, 100, lite.usccs["CS-1"])


def test_a_rejected_batch_only_goes_back_or_to_its_end(story: Story) -> None:
    no = story.released(to="ST-Z")
    staff = story.at("WH-1")
    release.reject(story.office, staff, no, "wrong species")
    shipment = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, 10))
    assert codes(shut(story, move.ship, staff, shipment)) == ["batch_rejected"]
    sold = codes(shut(story, sell.sell, staff, "WH-1", Goods(no, 10)))
    assert sold == ["trade_in_warehouse", "batch_rejected"]
    twice = (Conflict, [("batch_rejected", {"batch": no, "why": "–"})])
    assert refused(story, release.reject, staff, no, "twice") == twice
    before = len(written(story))
    sell.return_abroad(story.office, staff, "WH-1", Goods(no, 60), "RT-1")
    witness = sell.Disposal(witness=story.people["WH-1/002"], weighed=400_000, method="burnt")
    sell.destroy(story.office, staff, "WH-1", Goods(no, 40), witness)
    assert kinds_since(story, before) == ["returned_abroad", "destroyed"]
    assert story.unequal() == []


def test_a_hold_of_a_positive_falls_only_to_two_people_and_a_clean_confirmation(
    story: Story,
) -> None:
    no = story.received()
    tube = story.tubes(no)[0]
    story.report(tube, "positive")
    (placed,) = [e.fact for e in written(story) if type(e.fact).__name__ == "HoldPlaced"]
    key = getattr(placed, "hold", 0)
    first, second = story.at("WH-1"), story.at("WH-1", "002")
    standing = [("result_positive", {"tube": tube})]
    assert shut(story, hold.lift_hold, first, key, "please") == standing
    story.clock.pass_time(hours=1)
    story.report(tube, "negative", "confirmed")
    assert hold.lift_hold(story.office, first, key, "confirmed clean") is None
    said = shut(story, hold.lift_hold, first, key, "confirmed clean")
    assert said == [("second_person_needed", {})]
    assert holds_now(story, no) == [f"preliminary positive, tube {tube} / 初筛阳性，样管 {tube}"]
    assert hold.lift_hold(story.office, second, key, "agreed") == written(story)[-1].id
    assert holds_now(story, no) == []
    over = (Conflict, [("hold_lifted", {"hold": str(key)})])
    assert refused(story, hold.lift_hold, second, key, "agreed") == over


@pytest.mark.parametrize(
    ("scope", "target"),
    [("batch", "B-1"), ("site", "WH-1"), ("plant", "IN/IN-1"), ("party", "USCC")],
)
def test_a_hold_stops_goods_by_each_scope(lite: Story, scope: str, target: str) -> None:
    no = lite.released(to="ST-Z")
    (code,) = lite.coded(no, 1)
    target = lite.usccs["WH-1"] if scope == "party" else target
    roles = EVERYTHING if scope == "plant" else frozenset({Role.RELEASE_OFFICER})
    officer = dataclasses.replace(lite.at("WH-1"), roles=roles)
    hold.place_hold(lite.office, officer, scope, target, "tip-off")
    shipment = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(items=(code,)))
    said = shut(lite, move.ship, lite.at("WH-1"), shipment)
    assert {values.get("why") for _, values in said} == {"tip-off"}


def test_a_held_package_stays_and_its_neighbour_goes(lite: Story) -> None:
    no = lite.released(to="ST-Z")
    one, other = lite.coded(no, 2)
    hold.place_hold(lite.office, lite.at("WH-1"), "item", one, "torn")
    held = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(items=(one,)))
    assert codes(shut(lite, move.ship, lite.at("WH-1"), held)) == ["on_hold"]
    free = dataclasses.replace(held, goods=Goods(items=(other,)))
    assert move.ship(lite.office, lite.at("WH-1"), free).pieces == 1


def test_a_pallet_with_a_held_package_stays(lite: Story) -> None:
    no = lite.released(to="ST-Z")
    one, other = lite.coded(no, 2)
    staff = lite.at("WH-1")
    pallet = label.build_pallet(lite.office, staff, "WH-1")
    transform.stack(lite.office, staff, "WH-1", pallet, (one, other))
    hold.place_hold(lite.office, staff, "item", one, "torn")
    shipment = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(items=(pallet,)))
    assert codes(shut(lite, move.ship, staff, shipment)) == ["on_hold"]
