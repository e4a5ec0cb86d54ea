"""Goods on the road and at the stall: differences, late words, corrections, counts, the end."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from app.domain.errors import BadInput, Conflict, NotFound
from app.domain.span import Span
from app.usecases import correct, count, hold, move, release, sell
from app.usecases.goods import Goods
from app.usecases.move import Difference
from app.usecases.office import When
from tests.story import EVERYTHING, Story
from tests.usecases.said import breach_of, cells, codes, refused, shut, state_of, written


def sent(story: Story, goods: Goods, to: str = "ST-Z") -> int:
    """Goods shipped from the warehouse; the movement."""
    shipment = move.Shipment(site="WH-1", to=to, goods=goods)
    return move.ship(story.office, story.at("WH-1"), shipment).movement


def delivered(story: Story, pieces: int = 60, of: int = 100) -> str:
    """A batch of which Zhou has accepted some pieces."""
    no = story.released(of, to="ST-Z")
    movement = sent(story, Goods(no, pieces))
    move.accept(story.office, story.at("ST-Z"), move.Receipt(movement=movement))
    return no


def test_nothing_leaves_the_warehouse_without_a_certificate_for_the_receiver(story: Story) -> None:
    no = story.cleared()
    staff = story.at("WH-1")
    to_zhou = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, 61))
    assert codes(shut(story, move.ship, staff, to_zhou)) == [
        "not_released",
        "no_certificate_for_consignee",
    ]
    paper = release.release(story.office, staff, no, 60, story.usccs["ST-Z"]).certificate
    left = [("certificate_used_up", {"no": paper, "left": "60", "asked": "61"})]
    assert shut(story, move.ship, staff, to_zhou) == left
    to_lin = move.Shipment(site="WH-1", to="ST-L", goods=Goods(no, 1))
    assert shut(story, move.ship, staff, to_lin) == [("no_certificate_for_consignee", {})]
    exactly = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, 60))
    gone = move.ship(story.office, staff, exactly)
    assert (gone.certificates, gone.pieces) == ((paper,), 60)
    one_more = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, 1))
    assert codes(shut(story, move.ship, staff, one_more)) == ["certificate_used_up"]
    assert story.unequal() == []


def test_a_certificate_waits_twelve_hours_and_no_second_more(lite: Story) -> None:
    no = lite.cleared()
    staff = lite.at("WH-1")
    release.release(lite.office, staff, no, 60, lite.usccs["ST-Z"])
    issued = lite.clock.moment
    lite.clock.moment = issued + timedelta(hours=12, seconds=-1)
    gone = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, 1))
    assert move.ship(lite.office, staff, gone).pieces == 1
    assert codes(shut(lite, move.ship, staff, gone)) == ["certificate_overdue"]


def test_weight_does_not_leave_the_warehouse_without_pieces(lite: Story) -> None:
    no = lite.released(100, to="ST-Z")
    melted = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, 0, 999_999))
    shut(lite, move.ship, lite.at("WH-1"), melted)


def test_both_lists_are_compared_and_the_difference_stays_on_record(story: Story) -> None:
    no = story.released(to="ST-Z")
    one, two, other = story.coded(no, 3)
    movement = sent(story, Goods(no, 60, items=(one, two)))
    zhou = story.at("ST-Z")
    receipt = move.Receipt(movement=movement, pieces=58, items=(one, other))
    found = move.accept(story.office, zhou, receipt)
    assert found == Difference(missing_pieces=2, missing_items=1, extra_items=1)
    assert cells(story, no) == {
        ("WH-1", "stored"): (37, 370_000),
        ("ST-Z", "stored"): (58, 580_000),
        ("ST-Z", "unexplained"): (2, 20_000),
    }
    assert [state_of(story, c).disposition for c in (one, two, other)] == [
        "stored",
        "missing",
        "stored",
    ]
    assert state_of(story, other).party == story.parties["ST-Z"]
    twice = (Conflict, [("accepted_already", {"movement": str(movement)})])
    assert refused(story, move.accept, zhou, receipt) == twice
    assert story.unequal() == []


def test_everything_takes_uncoded_pieces_and_loose_packages(lite: Story) -> None:
    no = lite.released(to="ST-Z")
    codes_of = lite.coded(no, 3)
    shipment = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no), everything=True)
    gone = move.ship(lite.office, lite.at("WH-1"), shipment)
    assert gone.pieces == 100
    move.accept(lite.office, lite.at("ST-Z"), move.Receipt(movement=gone.movement))
    assert cells(lite, no) == {("ST-Z", "stored"): (97, 970_000)}
    assert {state_of(lite, c).party for c in codes_of} == {lite.parties["ST-Z"]}
    assert lite.unequal() == []


def test_goods_go_on_the_counter_and_are_sold_from_there(story: Story) -> None:
    no = delivered(story)
    zhou = story.at("ST-Z")
    sell.put_on_sale(story.office, zhou, "ST-Z", Goods(no, 20))
    sell.sell(story.office, zhou, "ST-Z", Goods(no, 5), buyer=story.usccs["KI-1"])
    assert cells(story, no) == {
        ("WH-1", "stored"): (40, 400_000),
        ("ST-Z", "stored"): (40, 400_000),
        ("ST-Z", "on_sale"): (15, 150_000),
        ("ST-Z", "sold"): (5, 50_000),
    }
    sell.sell(story.office, zhou, "ST-Z", Goods(no, 20))  # the last 15 there, and 5 from behind
    assert cells(story, no) == {
        ("WH-1", "stored"): (40, 400_000),
        ("ST-Z", "stored"): (35, 350_000),
        ("ST-Z", "sold"): (25, 250_000),
    }
    assert codes(shut(story, sell.sell, zhou, "ST-Z", Goods(no, 36))) == ["not_enough"]
    assert story.unequal() == []


def test_a_package_is_sold_once(lite: Story) -> None:
    no = lite.released(to="ST-Z")
    (code,) = lite.coded(no, 1)
    zhou, goods = lite.at("ST-Z"), Goods(items=(code,))
    movement = sent(lite, goods)
    on_its_way = [("item_in_transit", {"item": code})]
    resent = move.Shipment(site="WH-1", to="ST-Z", goods=goods)
    assert shut(lite, move.ship, lite.at("WH-1"), resent)[:1] == on_its_way
    move.accept(lite.office, zhou, move.Receipt(movement=movement))
    sell.sell(lite.office, zhou, "ST-Z", goods)
    ended = [("item_ended", {"item": code, "disposition": "sold"})]
    assert shut(lite, sell.sell, zhou, "ST-Z", goods) == ended


def test_a_sale_that_has_happened_is_recorded_and_judged_by_its_own_hour(story: Story) -> None:
    no = delivered(story)
    zhou = story.at("ST-Z")
    before_hold = When(Span.at(story.clock.moment))
    story.clock.pass_time(hours=1)
    hold.place_hold(story.office, story.at("WH-1"), "batch", no, "tip-off")
    after_hold = When(Span.at(story.clock.moment + timedelta(seconds=2)))
    story.clock.pass_time(hours=1)
    assert codes(shut(story, sell.sell, zhou, "ST-Z", Goods(no, 1))) == ["on_hold"]
    good = sell.sell(story.office, zhou, "ST-Z", Goods(no, 1), when=before_hold)
    bad = sell.sell(story.office, zhou, "ST-Z", Goods(no, 1), when=after_hold)
    assert (breach_of(story, good), breach_of(story, bad)) == ((), ("on_hold",))
    assert cells(story, no)["ST-Z", "sold"] == (2, 20_000)
    assert story.unequal() == []


def test_a_correction_replaces_an_amount_once(story: Story) -> None:
    no = delivered(story)
    zhou = story.at("ST-Z")
    fact = sell.sell(story.office, zhou, "ST-Z", Goods(no, 10))
    right = correct.correct_pieces(story.office, zhou, fact, 7, 70_000)
    assert cells(story, no)["ST-Z", "sold"] == (7, 70_000)
    already = (Conflict, [("corrected_already", {"fact": str(fact), "newer": str(right)})])
    assert refused(story, correct.correct_pieces, zhou, fact, 8, 1) == already
    assert refused(story, correct.void, zhou, fact, "twice") == already
    correct.void(story.office, zhou, right, "never happened")
    assert ("ST-Z", "sold") not in cells(story, no)
    assert story.unequal() == []


def test_not_everything_can_be_corrected_nor_by_everybody(lite: Story) -> None:
    no = delivered(lite)
    zhou = lite.at("ST-Z")
    accepted = written(lite)[-1].id
    shipped = written(lite)[-2].id
    other = (NotFound, [("no_such", {"what": "fact", "value": str(shipped)})])
    assert refused(lite, correct.void, zhou, shipped, "why") == other
    depends = (Conflict, [("later_depends", {"fact": str(accepted)})])
    assert refused(lite, correct.void, lite.at("WH-1"), shipped, "why") == depends
    differs = (BadInput, [("correction_differs", {"kind": "accepted"})])
    assert refused(lite, correct.correct_pieces, zhou, accepted, 1, 1) == differs
    issued = next(e.id for e in written(lite) if type(e.fact).__name__ == "Released")
    kind, said = refused(lite, correct.void, lite.at("WH-1"), issued, "why")
    assert (kind, codes(said)) == (BadInput, ["not_correctable"])
    correct.void(lite.office, zhou, accepted, "wrong truck")
    correct.void(lite.office, lite.at("WH-1"), shipped, "never left")
    assert cells(lite, no) == {("WH-1", "stored"): (100, 1_000_000)}
    assert codes(shut(lite, sell.sell, zhou, "ST-Z", Goods(no, 1))) == ["not_enough"]
    assert lite.unequal() == []


def test_a_voided_shipment_gives_its_certificate_back(lite: Story) -> None:
    no = lite.released(60, to="ST-Z")
    sent(lite, Goods(no, 60))
    correct.void(lite.office, lite.at("WH-1"), written(lite)[-1].id, "truck never came")
    shipment = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, 60))
    assert move.ship(lite.office, lite.at("WH-1"), shipment).pieces == 60
    assert lite.unequal() == []


def test_a_count_finds_exactly_the_missing_seven(story: Story) -> None:
    no = story.received()
    scanned = story.coded(no, 10)
    staff = story.at("WH-1")
    counted = count.Counted(site="WH-1", batch=no, pieces=86, items=scanned[3:])
    found = count.count_stock(story.office, staff, counted)
    lost = tuple(sorted(state_of(story, code).item for code in scanned[:3]))
    assert found == count.Variance(pieces=7, missing=lost, found=())
    assert cells(story, no) == {
        ("WH-1", "stored"): (86, 860_000),
        ("WH-1", "unexplained"): (4, 40_000),
    }
    assert [state_of(story, code).disposition for code in scanned] == ["missing"] * 3 + ["stored"] * 7
    again = count.count_stock(story.office, staff, counted)
    assert again == count.Variance(pieces=0, missing=(), found=())
    assert story.unequal() == []


def test_what_was_missing_is_found_by_the_next_count(lite: Story) -> None:
    no = lite.received(10)
    one, two = lite.coded(no, 2)
    staff = lite.at("WH-1")
    count.count_stock(lite.office, staff, count.Counted(site="WH-1", batch=no, pieces=8, items=(one,)))
    found = count.count_stock(
        lite.office, staff, count.Counted(site="WH-1", batch=no, pieces=8, items=(one, two))
    )
    assert found == count.Variance(pieces=0, missing=(), found=(state_of(lite, two).item,))
    assert state_of(lite, two).disposition == "stored"
    assert lite.unequal() == []


def test_a_scanned_package_of_another_batch_is_named_in_a_count(lite: Story) -> None:
    no = lite.received()
    (stray,) = lite.coded(lite.received(), 1)
    counted = count.Counted(site="WH-1", batch=no, pieces=100, items=(stray,))
    said = (BadInput, [("mixed_batches", {"item": stray, "batch": no})])
    assert refused(lite, count.count_stock, lite.at("WH-1"), counted) == said


def test_goods_are_destroyed_before_somebody_else_and_within_their_weight(story: Story) -> None:
    no = delivered(story, pieces=10)
    zhou = story.at("ST-Z")
    alone = sell.Disposal(witness=zhou.person, weighed=100_000, method="burnt")
    said = refused(story, sell.destroy, zhou, "ST-Z", Goods(no, 10), alone)
    assert said == (BadInput, [("second_person_needed", {})])
    witness = story.people["ST-Z/002"]
    heavy = sell.Disposal(witness=witness, weighed=110_001, method="burnt")
    exceeds = [("weight_exceeds", {"weighed": "110001", "have": "100000"})]
    assert shut(story, sell.destroy, zhou, "ST-Z", Goods(no, 10), heavy) == exceeds
    frosty = sell.Disposal(witness=witness, weighed=110_000, method="burnt")
    sell.destroy(story.office, zhou, "ST-Z", Goods(no, 10), frosty)
    assert cells(story, no) == {
        ("WH-1", "stored"): (90, 900_000),
        ("ST-Z", "destroyed"): (10, 100_000),
    }
    assert story.unequal() == []


def test_goods_seen_elsewhere_are_there_from_now_on(lite: Story) -> None:
    no = lite.released(to="ST-Z")
    (code,) = lite.coded(no, 1)
    said = refused(lite, move.see, lite.at("WH-1"), "WH-1", ())
    assert said == (BadInput, [("nothing_named", {})])
    unknown = (BadInput, [("no_such", {"what": "code", "value": code})])
    assert refused(lite, move.see, lite.at("ST-L"), "ST-L", (code,)) == unknown
    inspector = dataclasses.replace(lite.at("ST-L"), roles=EVERYTHING)
    fact = move.see(lite.office, inspector, "ST-L", (code,))
    assert breach_of(lite, fact) == ("item_not_here", "left_unrecorded")
    assert (state_of(lite, code).party, state_of(lite, code).disposition) == (
        lite.parties["ST-L"],
        "stored",
    )
    assert lite.unequal() == []
