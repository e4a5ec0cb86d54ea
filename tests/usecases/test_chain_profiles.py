"""What a policy asks for is data: two persons, other papers, other targets, coding, whole batches."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from app import wiring
from app.domain.policy import Policies, ReleaseRule
from app.usecases import declare, enter_result, move, receive, release, sample
from app.usecases.enter_result import KitReading, Report
from app.usecases.goods import Goods
from tests.story import Story, simple_policy
from tests.usecases.said import codes, kinds_since, shut, written
from tests.usecases.test_bad_input import LINE, booking
from tests.usecases.test_chain_intake import papers


def ruled(story: Story, **rule: object) -> None:
    """The small policy with other rules of release."""
    base = simple_policy()
    changed = dataclasses.replace(base.release, **rule)  # type: ignore[arg-type]
    policy = dataclasses.replace(base, release=changed)
    story.office = dataclasses.replace(story.office, policies=Policies((policy,)))


def test_the_shipped_default_asks_for_two_persons_and_coding() -> None:
    (policy,) = wiring.load_policies("central_warehouse_nat").profiles
    assert policy.release == ReleaseRule(
        two_persons=True, two_persons_to_lift=True, pickup_hours=12, coding="unloading"
    )


def test_one_proposes_another_confirms_and_the_gate_judges_twice(story: Story) -> None:
    ruled(story, two_persons=True)
    no = story.cleared()
    first, second = story.at("WH-1"), story.at("WH-1", "002")
    asked = (no, 60, story.usccs["ST-Z"])
    before = len(written(story))
    proposed = release.release(story.office, first, *asked)
    assert (proposed.certificate, kinds_since(story, before)) == ("", ["release_proposed"])
    assert shut(story, release.release, first, *asked) == [("second_person_needed", {})]
    shipment = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, 1))
    assert codes(shut(story, move.ship, first, shipment)) == [
        "not_released",
        "no_certificate_for_consignee",
    ]
    tube = next(
        getattr(e.fact, "tube", "") for e in written(story) if type(e.fact).__name__ == "SampleTaken"
    )
    story.clock.pass_time(hours=1)
    story.report(tube, "positive")
    assert codes(shut(story, release.release, second, *asked)) == [
        "result_positive",
        "held_by_incident",
    ]
    assert story.unequal() == []


def test_the_second_person_confirms_the_same_pieces_for_the_same_consignee(story: Story) -> None:
    ruled(story, two_persons=True)
    no = story.cleared()
    first, second = story.at("WH-1"), story.at("WH-1", "002")
    release.release(story.office, first, no, 60, story.usccs["ST-Z"])
    other = release.release(story.office, second, no, 40, story.usccs["ST-Z"])
    assert other.certificate == ""
    before = len(written(story))
    issued = release.release(story.office, second, no, 60, story.usccs["ST-Z"])
    assert kinds_since(story, before) == ["released"]
    assert getattr(written(story)[-1].fact, "no", "") == issued.certificate
    shipment = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, 60))
    assert move.ship(story.office, first, shipment).certificates == (issued.certificate,)
    assert story.unequal() == []


@pytest.mark.parametrize(
    ("coding", "at_release", "at_exit"),
    [("unloading", ["not_coded"], []), ("exit", [], ["not_coded"]), ("none", [], [])],
)
def test_the_policy_says_where_cartons_are_coded(
    lite: Story, coding: str, at_release: list[str], at_exit: list[str]
) -> None:
    ruled(lite, coding=coding)
    no = lite.cleared()
    staff, asked = lite.at("WH-1"), (no, 100, lite.usccs["ST-Z"])
    if at_release:
        assert codes(shut(lite, release.release, staff, *asked)) == at_release
        return
    release.release(lite.office, staff, *asked)
    shipment = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, 5))
    if at_exit:
        assert codes(shut(lite, move.ship, staff, shipment)) == at_exit
        items = lite.coded(no, 100)
        shipment = dataclasses.replace(shipment, goods=Goods(items=items[:5]))
    assert move.ship(lite.office, staff, shipment).pieces == 5


def test_where_the_policy_says_so_a_batch_leaves_only_whole(lite: Story) -> None:
    ruled(lite, whole_batch_out=True)
    no = lite.cleared()
    staff = lite.at("WH-1")
    whole = [("whole_batch_only", {"batch": no, "of": "100", "asked": "99"})]
    assert shut(lite, release.release, staff, no, 99, lite.usccs["ST-Z"]) == whole
    release.release(lite.office, staff, no, 100, lite.usccs["ST-Z"])


def seafood(story: Story) -> str:
    """A batch at the warehouse under the seafood profile, neither disinfected nor sampled."""
    story.office = dataclasses.replace(
        story.office, policies=wiring.load_policies("frozen_seafood_pcr")
    )
    declare.book(
        story.office,
        story.at("IM-1"),
        booking(story, slot=story.clock.moment + timedelta(hours=49)),
    )
    papers(story, "N-1", "customs_declaration")
    staff = story.at("WH-1")
    declare.decide_booking(story.office, staff, "NEW-1", approved=True)
    story.clock.pass_time(hours=49)
    arrival = receive.Arrival(
        site="WH-1", booking="NEW-1", container="CSQU3054383", seal="SEAL-N", plate="闽A00001"
    )
    receive.gate_in(story.office, staff, arrival)
    receive.unload(story.office, staff, receive.Count(site="WH-1", batch="N-1", pieces=10, grams=1000))
    return "N-1"


def test_the_seafood_profile_wants_two_days_of_notice(lite: Story) -> None:
    lite.office = dataclasses.replace(lite.office, policies=wiring.load_policies("frozen_seafood_pcr"))
    said = shut(lite, declare.book, lite.at("IM-1"), booking(lite, LINE))
    assert said == [("lead_too_short", {"hours": "47", "least": "48"})]


def test_the_seafood_profile_asks_for_its_own_papers_and_parts(lite: Story) -> None:
    no = seafood(lite)
    staff = lite.at("WH-1")
    said = shut(lite, release.release, staff, no, 10, lite.usccs["ST-Z"])
    assert said == [
        ("document_missing", {"document": "ciq_cert"}),
        ("document_missing", {"document": "health_certificate"}),
        ("document_missing", {"document": "catch_certificate"}),
        ("plan_missing", {"need": "5"}),
    ]
    papers(lite, no, "ciq_cert", "health_certificate")
    declare.waive_document(lite.office, staff, no, "catch_certificate", "farmed")
    for carton in sample.draw_plan(lite.office, staff, no):
        tube = sample.Tube("WH-1", f"T-{carton}", "food", no, (carton,), method="destructive", grams=10)
        sample.take_sample(lite.office, staff, tube)
        sample.handle_sample(lite.office, lite.at("LAB-1"), tube.tube, "received")
        old = (("ORF1ab", None), ("N", None))
        report = Report(
            tube=tube.tube, report_no=f"R-{carton}", verdict="negative",
            readings=(KitReading(kit="kit_a", targets=old, verdict="negative"),),
        )  # fmt: skip
        lab = lite.at("LAB-1")
        with pytest.raises(Exception, match="kit_a"):
            enter_result.enter_result(lite.office, lab, report)
        new = (("NoV_GI", None), ("NoV_GII", None), ("hlyA", None))
        readings = (KitReading(kit="iso_15216", targets=new, verdict="negative"),)
        enter_result.enter_result(lite.office, lab, dataclasses.replace(report, readings=readings))
    assert shut(lite, release.release, staff, no, 11, lite.usccs["ST-Z"])[0][0] == "certified_already"
    release.release(lite.office, staff, no, 10, lite.usccs["ST-Z"])
    assert getattr(written(lite)[-1].fact, "policy", "") == "frozen_seafood_pcr@2024.1"
    assert lite.unequal() == []
