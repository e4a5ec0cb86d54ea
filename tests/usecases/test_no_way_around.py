"""Ways around the gate that were tried once: each stays shut, or leaves its mark and a hold."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from app.domain.actors import Role
from app.domain.errors import BadInput, Conflict, NotFound
from app.domain.facts import HoldPlaced, PlanDrawn
from app.domain.span import Span
from app.usecases import (
    correct,
    count,
    disinfect,
    enter_result,
    hold,
    label,
    move,
    register,
    release,
    sample,
    sell,
    trace,
    transform,
)
from app.usecases.disinfect import Surface
from app.usecases.enter_result import KitReading, Report
from app.usecases.goods import Goods
from app.usecases.office import When
from app.usecases.register import SiteDetails
from tests.story import ADMIN, DISH, EVERYTHING, Story
from tests.usecases.said import breach_of, cells, codes, refused, shut, state_of, written

SUPERVISOR = frozenset({Role.SUPERVISOR})


def ship(story: Story, site: str, to: str, goods: Goods, when: When | None = None) -> int:
    """A shipment on its way; its movement."""
    shipment = move.Shipment(site=site, to=to, goods=goods)
    return move.ship(story.office, story.at(site), shipment, when).movement


def deliver(story: Story, site: str, to: str, goods: Goods) -> int:
    """Shipped and accepted; the movement."""
    movement = ship(story, site, to, goods)
    move.accept(story.office, story.at(to), move.Receipt(movement=movement))
    return movement


def earlier(story: Story) -> When:
    """This moment, for an act that is told later."""
    moment = story.clock.moment
    story.clock.pass_time(minutes=5)
    return When(Span.at(moment))


def last(story: Story) -> int:
    """The newest fact."""
    return written(story)[-1].id


def newest(story: Story, kind: str) -> int:
    """The newest fact of a class."""
    return [e.id for e in written(story) if type(e.fact).__name__ == kind][-1]


def seed(story: Story) -> str:
    """The seed of the newest sampling plan."""
    return [e.fact.seed for e in written(story) if isinstance(e.fact, PlanDrawn)][-1]


def dish(story: Story, goods: Goods, batch: str, grams: int) -> None:
    """A processing run in the kitchen."""
    making = transform.Making(
        site="KI-1", inputs=(goods,), batch=batch, product=DISH, pieces=2, grams=grams
    )
    transform.process(story.office, story.at("KI-1"), making)


def test_nothing_is_traded_inside_the_supervision_warehouse(story: Story) -> None:
    no = story.cleared(100)
    release.release(story.office, story.at("WH-1"), no, 1, story.usccs["ST-Z"])
    said = shut(story, sell.sell, story.at("WH-1"), "WH-1", Goods(no, 100))
    assert codes(said) == ["trade_in_warehouse"]


def test_packages_found_outside_without_a_shipment_are_held(lite: Story) -> None:
    place = SiteDetails(
        code="CS-W", party=lite.parties["WH-1"], kind="cold_store", name="x", region="35"
    )
    register.register_site(lite.office, ADMIN, place)
    no = lite.cleared(20)
    release.release(lite.office, lite.at("WH-1"), no, 1, lite.usccs["ST-Z"])
    one, two = lite.coded(no, 2)
    move.see(lite.office, lite.at("WH-1"), "CS-W", (one,))
    found = count.Counted(site="CS-W", batch=no, items=(one, two))
    count.count_stock(lite.office, lite.at("WH-1"), found)
    for code in (one, two):
        said = shut(lite, sell.sell, lite.at("WH-1"), "CS-W", Goods(items=(code,)))
        assert codes(said) == ["on_hold"]
    assert breach_of(lite, newest(lite, "StockCounted")) == ("item_not_here", "left_unrecorded")


def test_an_acceptance_brings_back_only_what_is_still_on_the_road(lite: Story) -> None:
    no = lite.released(10, to="ST-Z")
    one, two = lite.coded(no, 2)
    movement = ship(lite, "WH-1", "ST-Z", Goods(items=(one, two)))
    inspector = lite.at("WH-1", roles=SUPERVISOR)
    move.see(lite.office, inspector, "CS-1", (two,))
    move.accept(lite.office, lite.at("ST-Z"), move.Receipt(movement=movement, items=(one,)))
    assert state_of(lite, one).party == lite.parties["ST-Z"]
    assert state_of(lite, two).party == lite.parties["CS-1"]
    assert lite.unequal() == []


def test_an_acceptance_that_goods_were_sold_after_is_not_voided(lite: Story) -> None:
    no = lite.released(10, to="ST-Z")
    (one,) = lite.coded(no, 1)
    deliver(lite, "WH-1", "ST-Z", Goods(items=(one,)))
    accepted = last(lite)
    sold = sell.sell(lite.office, lite.at("ST-Z"), "ST-Z", Goods(items=(one,)))
    said = refused(lite, correct.void, lite.at("ST-Z"), accepted, "counted wrong")
    assert said == (Conflict, [("later_depends", {"fact": str(sold)})])


def test_what_was_sold_is_held_when_it_turns_up_again(lite: Story) -> None:
    no = lite.released(10, to="ST-Z")
    (one,) = lite.coded(no, 1)
    deliver(lite, "WH-1", "ST-Z", Goods(items=(one,)))
    zhou = lite.at("ST-Z")
    sell.sell(lite.office, zhou, "ST-Z", Goods(items=(one,)))
    seen = move.see(lite.office, zhou, "ST-Z", (one,))
    assert breach_of(lite, seen) == ("item_ended",)
    assert codes(shut(lite, sell.sell, zhou, "ST-Z", Goods(items=(one,)))) == ["on_hold"]


def test_a_package_whose_pieces_are_in_another_is_not_found(lite: Story) -> None:
    no = lite.received(4)
    one, two = lite.coded(no, 2)
    transform.merge(lite.office, lite.at("WH-1"), "WH-1", (one, two))
    said = refused(lite, move.see, lite.at("WH-1"), "WH-1", (one,))
    assert said == (BadInput, [("item_ended", {"item": one, "disposition": "merged"})])


def test_an_extra_package_out_of_the_warehouse_is_held(lite: Story) -> None:
    unreleased = lite.received(10)
    (extra,) = lite.coded(unreleased, 1)
    no = lite.released(10)
    (one,) = lite.coded(no, 1)
    movement = ship(lite, "WH-1", "CS-1", Goods(items=(one,)))
    receipt = move.Receipt(movement=movement, items=(one, extra))
    move.accept(lite.office, lite.at("CS-1"), receipt)
    assert breach_of(lite, newest(lite, "Accepted")) == ("item_not_here", "left_unrecorded")
    said = shut(lite, sell.sell, lite.at("CS-1"), "CS-1", Goods(items=(extra,)))
    assert "on_hold" in codes(said)


def test_a_held_pallet_is_not_emptied_and_what_left_it_stays_held(lite: Story) -> None:
    no = lite.released(10)
    one, two = lite.coded(no, 2)
    staff = lite.at("WH-1")
    pallet = label.build_pallet(lite.office, staff, "WH-1")
    transform.stack(lite.office, staff, "WH-1", pallet, (one, two))
    hold.place_hold(lite.office, staff, "item", pallet, "broken cooling")
    said = shut(lite, transform.unstack, staff, "WH-1", pallet, (one,))
    assert codes(said) == ["on_hold"]
    move.see(lite.office, staff, "WH-1", (two,))
    shipment = move.Shipment(site="WH-1", to="CS-1", goods=Goods(items=(two,)))
    assert codes(shut(lite, move.ship, staff, shipment)) == ["on_hold"]


def test_a_hold_on_a_package_reaches_its_parts(lite: Story) -> None:
    no = lite.released(20)
    coding = label.Coding(site="WH-1", batch=no, count=1, pieces_each=10)
    ((case, _, _),) = label.code_packages(lite.office, lite.at("WH-1"), coding).labels
    hold.place_hold(lite.office, lite.at("WH-1"), "item", case, "torn")
    told = earlier(lite)
    (part,) = transform.split(lite.office, lite.at("WH-1"), "WH-1", case, (9,), told)
    shipment = move.Shipment(site="WH-1", to="CS-1", goods=Goods(items=(part,)))
    said = shut(lite, move.ship, lite.at("WH-1"), shipment)
    assert [values["why"] for _, values in said][:1] == ["torn"]


def test_a_hold_on_a_made_batch_reaches_what_was_made_of_it(lite: Story) -> None:
    no = lite.released(10, to="KI-1")
    deliver(lite, "WH-1", "KI-1", Goods(no, 10))
    dish(lite, Goods(no, 5), "P-1", 50_000)
    dish(lite, Goods("P-1", 1), "P-2", 10_000)
    cook = lite.at("KI-1")
    hold.place_hold(lite.office, cook, "batch", "P-1", "glass in it")
    assert codes(shut(lite, sell.sell, cook, "KI-1", Goods("P-2", 1))) == ["on_hold"]


def test_a_positive_of_a_made_batch_keeps_its_hold(lite: Story) -> None:
    no = lite.released(10, to="KI-1")
    deliver(lite, "WH-1", "KI-1", Goods(no, 10))
    dish(lite, Goods(no, 5), "P-1", 50_000)
    tube = sample.Tube("KI-1", "T-1", "outer_pack", "P-1", cartons=(1,))
    sample.take_sample(lite.office, lite.at("KI-1"), tube)
    sample.handle_sample(lite.office, lite.at("LAB-1"), "T-1", "received")
    lite.report("T-1", "positive")
    (key,) = [getattr(e.fact, "hold", 0) for e in written(lite) if hasattr(e.fact, "hold")]
    inspector = lite.at("KI-1", roles=frozenset({Role.INVESTIGATOR}))
    said = shut(lite, hold.lift_hold, inspector, key, "fine")
    assert codes(said) == ["result_positive"]


def test_a_sample_that_broke_the_rules_proves_nothing_clean(lite: Story) -> None:
    no = lite.disinfected(lite.received(20))
    owner = lite.at("IM-1")
    for carton in sample.draw_plan(lite.office, lite.at("WH-1"), no):
        tube = sample.Tube("IM-1", f"T-{carton}", "outer_pack", no, (carton,))
        sample.take_sample(lite.office, owner, tube, earlier(lite))
        sample.handle_sample(lite.office, lite.at("LAB-1"), tube.tube, "received")
        lite.report(tube.tube)
    said = shut(lite, release.release, lite.at("WH-1"), no, 20, lite.usccs["CS-1"])
    assert codes(said) == ["too_few_samples"]


def test_a_target_is_reported_once(lite: Story) -> None:
    tube = lite.tubes(lite.received(20))[0]
    targets = (("ORF1ab", 2000), ("ORF1ab", None), ("N", None))
    reading = KitReading(kit="kit_a", targets=targets, verdict="negative")
    report = Report(tube=tube, report_no="R1", readings=(reading,), verdict="negative")
    said = refused(lite, enter_result.enter_result, lite.at("LAB-1"), report)
    assert said == (BadInput, [("listed_twice", {"what": "target", "value": "ORF1ab"})])


def test_the_weight_of_a_batch_does_not_go_with_one_piece(lite: Story) -> None:
    no = lite.cleared(100)
    release.release(lite.office, lite.at("WH-1"), no, 1, lite.usccs["ST-Z"])
    shipment = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, 1, 1_000_000))
    assert codes(shut(lite, move.ship, lite.at("WH-1"), shipment)) == ["grams_do_not_fit"]


def test_a_corrected_display_does_not_bring_pieces_back_to_sell(lite: Story) -> None:
    no = lite.released(10, to="ST-Z")
    deliver(lite, "WH-1", "ST-Z", Goods(no, 10))
    zhou = lite.at("ST-Z")
    shown = sell.put_on_sale(lite.office, zhou, "ST-Z", Goods(no, 10))
    sell.sell(lite.office, zhou, "ST-Z", Goods(no, 10))
    said = refused(lite, correct.void, zhou, shown, "typo")
    assert (said[0], codes(said[1])) == (Conflict, ["not_enough"])
    corrected = correct.correct_pieces(lite.office, zhou, shown, 2, 20_000)
    assert breach_of(lite, corrected) == ("not_enough",)
    assert codes(shut(lite, sell.sell, zhou, "ST-Z", Goods(no, 8))) == ["not_enough"]
    assert lite.unequal() == []


def test_a_corrected_sale_takes_from_where_it_would_have_taken(lite: Story) -> None:
    no = lite.released(10, to="ST-Z")
    deliver(lite, "WH-1", "ST-Z", Goods(no, 10))
    zhou = lite.at("ST-Z")
    sell.put_on_sale(lite.office, zhou, "ST-Z", Goods(no, 6))
    sold = sell.sell(lite.office, zhou, "ST-Z", Goods(no, 5))
    corrected = correct.correct_pieces(lite.office, zhou, sold, 8, 80_000)
    assert breach_of(lite, corrected) == ()
    assert cells(lite, no) == {("ST-Z", "sold"): (8, 80_000), ("ST-Z", "stored"): (2, 20_000)}


def test_a_sale_is_not_corrected_to_before_the_package_was(lite: Story) -> None:
    no = lite.released(10, to="ST-Z")
    (one,) = lite.coded(no, 1)
    deliver(lite, "WH-1", "ST-Z", Goods(no, 5, items=(one,)))
    zhou = lite.at("ST-Z")
    sold = sell.sell(lite.office, zhou, "ST-Z", Goods(no, 1, items=(one,)))
    long_ago = When(Span.at(lite.clock.moment - timedelta(days=10)))
    fact = correct.correct_pieces(lite.office, zhou, sold, 1, 10_000, long_ago)
    assert "item_ended" in codes(shut(lite, sell.sell, zhou, "ST-Z", Goods(items=(one,))))
    assert breach_of(lite, fact) == ()  # widened to after the package came into being
    assert lite.unequal() == []


def test_a_shipment_that_was_sold_from_does_not_give_its_certificate_back(lite: Story) -> None:
    no = lite.cleared(20)
    release.release(lite.office, lite.at("WH-1"), no, 1, lite.usccs["ST-Z"])
    one, _two = lite.coded(no, 2)
    ship(lite, "WH-1", "ST-Z", Goods(items=(one,)))
    shipped = last(lite)
    move.see(lite.office, lite.at("ST-Z", roles=SUPERVISOR), "ST-Z", (one,))
    sold = sell.sell(lite.office, lite.at("ST-Z"), "ST-Z", Goods(items=(one,)))
    said = refused(lite, correct.void, lite.at("WH-1"), shipped, "x")
    assert said == (Conflict, [("later_depends", {"fact": str(sold)})])


def test_goods_told_to_have_left_under_a_revoked_certificate_are_held(lite: Story) -> None:
    no = lite.cleared(10)
    staff = lite.at("WH-1")
    paper = release.release(lite.office, staff, no, 5, lite.usccs["CS-1"]).certificate
    release.release(lite.office, staff, no, 5, lite.usccs["ST-Z"])
    told = earlier(lite)
    release.revoke(lite.office, staff, paper, "wrong")
    movement = ship(lite, "WH-1", "CS-1", Goods(no, 5), told)
    move.accept(lite.office, lite.at("CS-1"), move.Receipt(movement=movement))
    said = shut(lite, sell.sell, lite.at("CS-1"), "CS-1", Goods(no, 5))
    assert codes(said) == ["on_hold"]


def test_goods_are_sampled_out_of_ones_own_packages(lite: Story) -> None:
    no = lite.released(20)
    deliver(lite, "WH-1", "CS-1", Goods(no, 20))
    (one,) = lite.coded(no, 1, "CS-1")
    deliver(lite, "CS-1", "ST-Z", Goods(items=(one,)))
    deliver(lite, "CS-1", "ST-L", Goods(no, 3))
    tube = sample.Tube("ST-L", "T-9", "food", items=(one,), method="destructive", grams=9000)
    unknown = (BadInput, [("no_such", {"what": "code", "value": one})])
    assert refused(lite, sample.take_sample, lite.at("ST-L"), tube) == unknown
    by_number = sample.Tube("WH-1", "T-9", "food", no, (1,), method="destructive", grams=9)
    said = shut(lite, sample.take_sample, lite.at("WH-1"), by_number)
    assert "item_not_here" in codes(said)


@pytest.mark.parametrize("kind", ["package", "pallet", "never"])
def test_a_neighbours_code_is_answered_like_no_code_at_all(lite: Story, kind: str) -> None:
    no = lite.released(20)
    deliver(lite, "WH-1", "ST-L" if kind == "x" else "CS-1", Goods(no, 20))
    (package,) = lite.coded(no, 1, "CS-1")
    pallet = label.build_pallet(lite.office, lite.at("CS-1"), "CS-1")
    code = {"package": package, "pallet": pallet, "never": "22Y8UWUW1"}[kind]
    zhou, office = lite.at("ST-Z"), lite
    own = label.build_pallet(lite.office, zhou, "ST-Z")
    what = (
        "no_such"
        if kind != "never"
        else refused(office, sell.sell, zhou, "ST-Z", Goods(items=(code,)))[1][0][0]
    )
    unknown = (BadInput, [(what, {"what": "code", "value": code})])
    tube = sample.Tube("ST-Z", "T-9", "food", items=(code,))
    spray = Surface("ST-Z", items=(code,))
    assert refused(office, sell.sell, zhou, "ST-Z", Goods(items=(code,))) == unknown
    assert refused(office, sample.take_sample, zhou, tube) == unknown
    assert refused(office, disinfect.disinfect, zhou, spray, lite.protocol()) == unknown
    assert refused(office, hold.place_hold, zhou, "item", code, "mine") == unknown
    assert refused(office, transform.stack, zhou, "ST-Z", code, (own,)) == unknown
    assert refused(office, move.see, zhou, "ST-Z", (code,)) == unknown


def test_one_piece_does_not_hold_a_batch(lite: Story) -> None:
    no = lite.released(20, to="ST-L")
    deliver(lite, "WH-1", "ST-L", Goods(no, 1))
    officer = lite.at("ST-L", roles=frozenset({Role.RELEASE_OFFICER}))
    unknown = (NotFound, [("no_such", {"what": "batch", "value": no})])
    assert refused(lite, hold.place_hold, officer, "batch", no, "mine") == unknown


def test_a_strangers_sampler_loses_no_tube(lite: Story) -> None:
    tube = sample.Tube("WH-1", "T-1", "outer_pack", lite.received(), cartons=(1,))
    sample.take_sample(lite.office, lite.at("WH-1"), tube)
    stranger = lite.at("ST-L", roles=frozenset({Role.SAMPLER}))
    unknown = (NotFound, [("no_such", {"what": "tube", "value": "T-1"})])
    assert refused(lite, sample.handle_sample, stranger, "T-1", "lost", "haha") == unknown


def test_a_roll_is_its_printers_own(lite: Story) -> None:
    label.print_roll(lite.office, lite.at("WH-1"), "R-1", 3)
    no = lite.released(10, to="ST-L")
    deliver(lite, "WH-1", "ST-L", Goods(no, 5))
    coding = label.Coding(site="ST-L", batch=no, count=3, roll="R-1")
    kind, said = refused(lite, label.code_packages, lite.at("ST-L"), coding)
    assert (kind, said[0][1]["have"]) == (Conflict, "0")
    label.print_roll(lite.office, lite.at("ST-L"), "R-1", 3)


def test_a_made_batch_has_no_sampling_plan(lite: Story) -> None:
    no = lite.released(10, to="KI-1")
    deliver(lite, "WH-1", "KI-1", Goods(no, 10))
    dish(lite, Goods(no, 5), "P-1", 50_000)
    inspector = lite.at("KI-1", roles=SUPERVISOR)
    kind, said = refused(lite, sample.draw_plan, inspector, "P-1")
    assert (kind, codes(said)) == (BadInput, ["wrong_kind"])


def test_a_time_before_every_policy_is_named(lite: Story) -> None:
    no = lite.released(10, to="ST-Z")
    deliver(lite, "WH-1", "ST-Z", Goods(no, 5))
    when = When(Span.at(lite.clock.moment - timedelta(days=9 * 365)))
    kind, said = refused(lite, sell.sell, lite.at("ST-Z"), "ST-Z", Goods(no, 1), when=when)
    assert (kind, codes(said)) == (BadInput, ["no_policy"])


def test_a_count_after_an_overdraft_is_what_there_is(lite: Story) -> None:
    no = lite.released(10, to="ST-Z")
    deliver(lite, "WH-1", "ST-Z", Goods(no, 6))
    told = earlier(lite)
    zhou = lite.at("ST-Z")
    sell.sell(lite.office, zhou, "ST-Z", Goods(no, 9, 90_000), when=told)
    counted = count.Counted(site="ST-Z", batch=no, pieces=5)
    assert count.count_stock(lite.office, zhou, counted).pieces == -8
    sell.sell(lite.office, zhou, "ST-Z", Goods(no, 5))
    assert cells(lite, no)["ST-Z", "sold"][0] == 14
    assert lite.unequal() == []


def test_a_count_of_the_counter_says_nothing_of_the_store(lite: Story) -> None:
    no = lite.released(10, to="ST-Z")
    (one,) = lite.coded(no, 1)
    deliver(lite, "WH-1", "ST-Z", Goods(items=(one,)))
    counted = count.Counted(site="ST-Z", batch=no, disposition="on_sale")
    assert count.count_stock(lite.office, lite.at("ST-Z"), counted).missing == ()


def test_a_late_word_about_a_package_that_went_on_is_kept(lite: Story) -> None:
    no = lite.released(20)
    coding = label.Coding(site="WH-1", batch=no, count=1, pieces_each=10)
    ((case, _, _),) = label.code_packages(lite.office, lite.at("WH-1"), coding).labels
    told = earlier(lite)
    deliver(lite, "WH-1", "CS-1", Goods(items=(case,)))
    (part,) = transform.split(lite.office, lite.at("WH-1"), "WH-1", case, (3,), told)
    assert breach_of(lite, newest(lite, "Split")) == ()
    assert (state_of(lite, part).pieces, state_of(lite, case).pieces) == (3, 7)
    assert lite.unequal() == []


def test_an_unloading_is_not_corrected_to_nothing(lite: Story) -> None:
    lite.received(100)
    unloaded, staff = last(lite), lite.at("WH-1")
    kind, said = refused(lite, correct.correct_pieces, staff, unloaded, 0, 0)
    assert (kind, codes(said)) == (Conflict, ["too_small"])
    kind, said = refused(lite, correct.correct_pieces, staff, unloaded, 10, 0)
    assert (kind, codes(said)) == (BadInput, ["grams_do_not_fit"])


def test_a_plan_is_of_the_count_there_is_and_its_seed_stays(lite: Story) -> None:
    no = lite.tested_clean(lite.disinfected(lite.received(100)))
    unloaded, staff = newest(lite, "Unloaded"), lite.at("WH-1")
    first = seed(lite)
    correct.correct_pieces(lite.office, staff, unloaded, 9000, 90_000_000)
    lite.disinfected(no)
    said = shut(lite, release.release, staff, no, 9000, lite.usccs["CS-1"])
    assert codes(said) == ["plan_missing"]
    sample.draw_plan(lite.office, staff, no)
    assert seed(lite) == first


def test_a_carton_nobody_can_find_is_not_sampled_out_of_the_rest(lite: Story) -> None:
    no = lite.received(10)
    one, _two, _three, four = lite.coded(no, 4)
    transform.merge(lite.office, lite.at("WH-1"), "WH-1", (one, four))
    tube = sample.Tube("WH-1", "T-1", "food", no, (1,), method="destructive", grams=20)
    kind, said = refused(lite, sample.take_sample, lite.at("WH-1"), tube)
    assert (kind, codes(said)) == (BadInput, ["cartons_unknown"])


def test_a_hold_on_an_importer_stops_its_goods(lite: Story) -> None:
    no = lite.cleared(10)
    officer = dataclasses.replace(lite.at("WH-1"), roles=EVERYTHING)
    hold.place_hold(lite.office, officer, "party", lite.usccs["IM-1"], "smuggling")
    said = shut(lite, release.release, lite.at("WH-1"), no, 1, lite.usccs["CS-1"])
    assert codes(said) == ["on_hold"]


@pytest.mark.parametrize("odd", ["\ud800", "A\0B"])
def test_text_that_cannot_be_stored_is_refused_before_any_database(lite: Story, odd: str) -> None:
    no = lite.received(10)
    staff = lite.at("WH-1")
    acts = (
        (sell.sell, (staff, "WH-1", Goods(items=(odd,)))),
        (sell.sell, (staff, "WH-1", Goods(odd, 1))),
        (trace.trace, (staff, odd)),
        (sample.take_sample, (staff, sample.Tube("WH-1", "T-1", odd, no, (1,)))),
    )
    for act, asked in acts:
        kind, said = refused(lite, act, *asked)
        assert (kind, codes(said)) == (BadInput, ["strange_character"])


def test_a_sender_and_a_device_clock_are_checked(lite: Story) -> None:
    no = lite.received(10)
    for wrong in (10**30, "x", 1.5):
        when = When(Span.at(lite.clock.moment), sent_by=wrong)  # type: ignore[arg-type]
        kind, _ = refused(lite, sell.sell, lite.at("WH-1"), "WH-1", Goods(no, 1), when=when)
        assert kind is BadInput


def test_more_than_left_the_warehouse_is_flagged_and_held(lite: Story) -> None:
    no = lite.released(100, to="ST-Z")
    movement = ship(lite, "WH-1", "ST-Z", Goods(no, 1))
    receipt = move.Receipt(movement=movement, pieces=100)
    move.accept(lite.office, lite.at("ST-Z"), receipt)
    assert breach_of(lite, newest(lite, "Accepted")) == ("surplus",)
    assert codes(shut(lite, sell.sell, lite.at("ST-Z"), "ST-Z", Goods(no, 100))) == ["on_hold"]


def test_weight_left_behind_does_not_gather_in_one_piece(lite: Story) -> None:
    no = lite.cleared(100)
    release.release(lite.office, lite.at("WH-1"), no, 1, lite.usccs["ST-Z"])
    witness = sell.Disposal(witness=lite.people["WH-1/002"], weighed=1, method="burnt")
    sell.destroy(lite.office, lite.at("WH-1"), "WH-1", Goods(no, 99, 1), witness)
    shipment = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, 1))
    assert codes(shut(lite, move.ship, lite.at("WH-1"), shipment)) == ["grams_do_not_fit"]


def test_a_finder_does_not_lift_the_hold_on_what_was_found(lite: Story) -> None:
    other = lite.received(10)
    (extra,) = lite.coded(other, 1)
    no = lite.released(10)
    (one,) = lite.coded(no, 1)
    movement = ship(lite, "WH-1", "CS-1", Goods(items=(one,)))
    receiver = lite.at("CS-1")
    move.accept(lite.office, receiver, move.Receipt(movement=movement, items=(one, extra)))
    key = [e.fact.hold for e in written(lite) if isinstance(e.fact, HoldPlaced)][-1]
    unknown = (NotFound, [("no_such", {"what": "hold", "value": str(key)})])
    assert refused(lite, hold.lift_hold, receiver, key, "ok") == unknown
    assert hold.lift_hold(lite.office, lite.at("WH-1"), key, "it was a mistake") is None
    hold.lift_hold(lite.office, lite.at("WH-1", "002"), key, "agreed")


def test_a_late_sale_counts_though_the_package_was_shown_since(lite: Story) -> None:
    no = lite.released(10, to="ST-Z")
    (one,) = lite.coded(no, 1)
    deliver(lite, "WH-1", "ST-Z", Goods(items=(one,)))
    told, zhou = earlier(lite), lite.at("ST-Z")
    sell.put_on_sale(lite.office, zhou, "ST-Z", Goods(items=(one,)))
    sell.sell(lite.office, zhou, "ST-Z", Goods(items=(one,)), when=told)
    assert codes(shut(lite, sell.sell, zhou, "ST-Z", Goods(items=(one,)))) == ["item_ended"]
    assert lite.unequal() == []


def test_a_late_shipment_without_a_certificate_holds_its_batch(lite: Story) -> None:
    no = lite.cleared(100)
    release.release(lite.office, lite.at("WH-1"), no, 1, lite.usccs["ST-Z"])
    movement = ship(lite, "WH-1", "ST-Z", Goods(no, 100), earlier(lite))
    move.accept(lite.office, lite.at("ST-Z"), move.Receipt(movement=movement))
    assert codes(shut(lite, sell.sell, lite.at("ST-Z"), "ST-Z", Goods(no, 100))) == ["on_hold"]


def test_a_late_count_leaves_later_sales_sold(lite: Story) -> None:
    no = lite.released(100, to="ST-Z")
    deliver(lite, "WH-1", "ST-Z", Goods(no, 10))
    told, zhou = earlier(lite), lite.at("ST-Z")
    sell.sell(lite.office, zhou, "ST-Z", Goods(no, 4))
    counted = count.Counted(site="ST-Z", batch=no, pieces=10)
    assert count.count_stock(lite.office, zhou, counted, told).pieces == 0
    assert codes(shut(lite, sell.sell, zhou, "ST-Z", Goods(no, 10))) == ["not_enough"]


def test_goods_found_again_weigh_what_their_kind_weighs(lite: Story) -> None:
    no = lite.released(100, to="ST-Z")
    deliver(lite, "WH-1", "ST-Z", Goods(no, 10))
    zhou = lite.at("ST-Z")
    for pieces in (0, 10):
        counted = count.Counted(site="ST-Z", batch=no, pieces=pieces)
        count.count_stock(lite.office, zhou, counted)
    assert cells(lite, no)["ST-Z", "stored"] == (10, 100_000)
    assert breach_of(lite, last(lite)) == ("surplus",)


def test_a_late_find_of_goods_in_order_is_in_order(lite: Story) -> None:
    no = lite.released(100)
    (one,) = lite.coded(no, 1)
    told = earlier(lite)
    deliver(lite, "WH-1", "CS-1", Goods(items=(one,)))
    seen = move.see(lite.office, lite.at("WH-1"), "WH-1", (one,), told)
    assert breach_of(lite, seen) == ()
    assert state_of(lite, one).party == lite.parties["CS-1"]
    assert lite.unequal() == []


def test_a_receiver_finds_the_package_it_missed(lite: Story) -> None:
    no = lite.released(10, to="ST-Z")
    one, two = lite.coded(no, 2)
    movement = ship(lite, "WH-1", "ST-Z", Goods(items=(one, two)))
    zhou = lite.at("ST-Z")
    move.accept(lite.office, zhou, move.Receipt(movement=movement, items=(one,)))
    move.see(lite.office, zhou, "ST-Z", (two,))
    sell.sell(lite.office, zhou, "ST-Z", Goods(items=(two,)))


def test_a_count_with_a_slip_of_the_pen_is_voided(lite: Story) -> None:
    no = lite.released(100, to="ST-Z")
    movement = ship(lite, "WH-1", "ST-Z", Goods(no, 10))
    move.accept(lite.office, lite.at("ST-Z"), move.Receipt(movement=movement, pieces=8))
    counted = count.Counted(site="ST-Z", batch=no, pieces=9)
    count.count_stock(lite.office, lite.at("ST-Z"), counted)
    kind, said = refused(lite, correct.void, lite.at("ST-L"), last(lite), "typo")
    assert (kind, codes(said)) == (NotFound, ["no_such"])
    correct.void(lite.office, lite.at("ST-Z"), last(lite), "typo")
    assert cells(lite, no)["ST-Z", "stored"][0] == 8


def test_a_warehouse_closes_a_tube_that_never_came(lite: Story) -> None:
    no = lite.released(100, to="ST-L")
    deliver(lite, "WH-1", "ST-L", Goods(no, 1))
    tube = sample.Tube("ST-L", "T-X", "outer_pack", no, (1,))
    sample.take_sample(lite.office, lite.at("ST-L"), tube)
    sample.handle_sample(lite.office, lite.at("WH-1"), "T-X", "lost", "never reached us")


def test_a_pallet_whose_goods_were_processed_goes_on(lite: Story) -> None:
    no = lite.released(10, to="KI-1")
    (one,) = lite.coded(no, 1)
    staff, cook = lite.at("WH-1"), lite.at("KI-1")
    pallet = label.build_pallet(lite.office, staff, "WH-1")
    transform.stack(lite.office, staff, "WH-1", pallet, (one,))
    deliver(lite, "WH-1", "KI-1", Goods(items=(pallet,)))
    dish(lite, Goods(items=(pallet,)), "P-1", 9000)
    assert breach_of(lite, move.see(lite.office, cook, "KI-1", (pallet,))) == ()
    assert state_of(lite, pallet).disposition == "stored"


def test_a_certificate_that_was_not_fetched_promises_what_left(lite: Story) -> None:
    no = lite.cleared(10)
    staff = lite.at("WH-1")
    release.release(lite.office, staff, no, 10, lite.usccs["ST-Z"])
    ship(lite, "WH-1", "ST-Z", Goods(no, 4))
    lite.clock.pass_time(hours=100)
    release.release(lite.office, staff, no, 6, lite.usccs["ST-Z"])
    ship(lite, "WH-1", "ST-Z", Goods(no, 6))


def test_a_count_too_large_for_any_shelf_is_refused(lite: Story) -> None:
    no = lite.received(1, 10**8)
    counted = count.Counted(site="WH-1", batch=no, pieces=10**12)
    kind, said = refused(lite, count.count_stock, lite.at("WH-1"), counted)
    assert (kind, codes(said)) == (BadInput, ["too_large"])
