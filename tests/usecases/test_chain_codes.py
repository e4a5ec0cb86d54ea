"""Codes, rolls and pallets; packages that are split, merged and processed keep their sums."""

from __future__ import annotations

import dataclasses

from app.domain.errors import BadInput, Conflict
from app.usecases import label, move, sell, transform
from app.usecases.goods import Goods
from tests.story import DISH, Story
from tests.usecases.said import cells, codes, refused, shut, state_of, written


def delivered(story: Story, no: str, goods: Goods, to: str) -> int:
    """Goods shipped from the warehouse and accepted; the movement."""
    shipment = move.Shipment(site="WH-1", to=to, goods=goods)
    sent = move.ship(story.office, story.at("WH-1"), shipment)
    move.accept(story.office, story.at(to), move.Receipt(movement=sent.movement))
    return sent.movement


def test_coding_moves_pieces_and_every_gram_into_packages(story: Story) -> None:
    no = story.received(100, 1_000_003)
    coding = label.Coding(site="WH-1", batch=no, count=3, pieces_each=33)
    made = label.code_packages(story.office, story.at("WH-1"), coding).labels
    states = [state_of(story, code) for code, _, _ in made]
    assert [(s.ordinal, s.pieces, s.grams) for s in states] == [
        (1, 33, 330_000),
        (34, 33, 330_000),
        (67, 33, 330_002),
    ]
    assert [carton for _, _, carton in made] == [1, 34, 67]
    assert cells(story, no) == {("WH-1", "stored"): (1, 10_001)}
    assert story.unequal() == []


def test_no_more_is_coded_than_there_is(lite: Story) -> None:
    no = lite.received(10)
    coding = label.Coding(site="WH-1", batch=no, count=11)
    lacking = {"site": "WH-1", "have": "10", "batch": no, "asked": "11"}
    assert shut(lite, label.code_packages, lite.at("WH-1"), coding) == [("not_enough", lacking)]


def test_a_roll_is_printed_once_and_bound_at_the_first_scan(story: Story) -> None:
    no = story.received()
    staff = story.at("WH-1")
    roll = label.print_roll(story.office, staff, "ROLL-1", 3).labels
    taken = (Conflict, [("registered_already", {"what": "roll", "value": "ROLL-1"})])
    assert refused(story, label.print_roll, staff, "ROLL-1", 3) == taken
    free = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(items=(roll[0][0],)))
    unbound = (BadInput, [("no_such", {"what": "code", "value": roll[0][0]})])
    assert refused(story, move.ship, staff, free) == unbound
    stuck = (roll[2][0], roll[0][1])
    coding = label.Coding(site="WH-1", batch=no, count=2, roll="ROLL-1", scanned=stuck)
    bound = label.code_packages(story.office, staff, coding)
    assert bound.labels == ((roll[2][0], roll[2][1], 1), (roll[0][0], roll[0][1], 2))
    again = (Conflict, [("label_bound", {"value": roll[2][0]})])
    assert refused(story, label.code_packages, staff, coding) == again
    short = dataclasses.replace(coding, scanned=())
    said = (Conflict, [("roll_short", {"roll": "ROLL-1", "have": "1", "need": "2"})])
    assert refused(story, label.code_packages, staff, short) == said
    assert story.unequal() == []


def test_labels_of_another_roll_or_scanned_twice_are_refused(lite: Story) -> None:
    no = lite.received()
    staff = lite.at("WH-1")
    mine = label.print_roll(lite.office, staff, "ROLL-1", 2).labels
    other = label.print_roll(lite.office, staff, "ROLL-2", 1).labels
    coding = label.Coding(site="WH-1", batch=no, count=1, roll="ROLL-1", scanned=(other[0][0],))
    stray = (BadInput, [("no_such", {"what": "label of roll ROLL-1", "value": other[0][0]})])
    assert refused(lite, label.code_packages, staff, coding) == stray
    twice = dataclasses.replace(coding, count=2, scanned=mine[0][:2])
    said = (BadInput, [("listed_twice", {"what": "label", "value": "ROLL-1"})])
    assert refused(lite, label.code_packages, staff, twice) == said


def test_what_is_on_a_pallet_goes_with_it(story: Story) -> None:
    no = story.released(to="CS-1")
    one, two, loose = story.coded(no, 3)
    staff = story.at("WH-1")
    pallet = label.build_pallet(story.office, staff, "WH-1", sscc="106141411234567897")
    transform.stack(story.office, staff, "WH-1", pallet, (one, two))
    sent = move.ship(
        story.office,
        staff,
        move.Shipment(site="WH-1", to="CS-1", goods=Goods(items=("106141411234567897",))),
    )
    assert [state_of(story, c).disposition for c in (pallet, one, two, loose)] == [
        "in_transit", "in_transit", "in_transit", "stored",
    ]  # fmt: skip
    assert sent.pieces == 2
    move.accept(story.office, story.at("CS-1"), move.Receipt(movement=sent.movement))
    here = [(state_of(story, c).party, state_of(story, c).disposition) for c in (one, two, loose)]
    theirs, ours = story.parties["CS-1"], story.parties["WH-1"]
    assert here == [(theirs, "stored"), (theirs, "stored"), (ours, "stored")]
    transform.unstack(story.office, story.at("CS-1"), "CS-1", pallet, (one,))
    assert state_of(story, one).container is None
    assert state_of(story, two).container == state_of(story, pallet).item
    assert story.unequal() == []


def test_pallets_have_their_refusals(lite: Story) -> None:
    no = lite.received()
    one, two = lite.coded(no, 2)
    staff = lite.at("WH-1")
    pallet = label.build_pallet(lite.office, staff, "WH-1", sscc="106141411234567897")
    taken = (Conflict, [("registered_already", {"what": "pallet", "value": "106141411234567897"})])
    assert refused(lite, label.build_pallet, staff, "WH-1", "106141411234567897") == taken
    wrong = {"field": "sscc", "value": "106141411234567898"}
    bad = (BadInput, [("wrong_check_digit", wrong)])
    assert refused(lite, label.build_pallet, staff, "WH-1", "106141411234567898") == bad
    odd = {"value": pallet, "kind": "pallet", "wanted": "package"}
    said = refused(lite, transform.stack, staff, "WH-1", pallet, (pallet,))
    assert said == (BadInput, [("wrong_kind", odd)])
    no_pallet = (BadInput, [("no_such", {"what": "pallet", "value": one})])
    assert refused(lite, transform.stack, staff, "WH-1", one, (two,)) == no_pallet
    stray = shut(lite, transform.unstack, staff, "WH-1", pallet, (one,))
    assert codes(stray) == ["item_not_on_pallet"]
    transform.stack(lite.office, staff, "WH-1", pallet, (one,))
    both = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(items=(pallet, one)))
    listed = (BadInput, [("listed_twice", {"what": "code", "value": one})])
    assert refused(lite, move.ship, staff, both) == listed


def test_splitting_and_merging_keep_every_piece_and_gram(story: Story) -> None:
    no = story.received(100, 1_000_007)
    coding = label.Coding(site="WH-1", batch=no, count=1, pieces_each=100)
    ((parent, _, _),) = label.code_packages(story.office, story.at("WH-1"), coding).labels
    staff = story.at("WH-1")
    parts = transform.split(story.office, staff, "WH-1", parent, (33, 33))
    states = [state_of(story, code) for code in (parent, *parts)]
    assert [(s.pieces, s.disposition) for s in states] == [
        (34, "stored"),
        (33, "stored"),
        (33, "stored"),
    ]
    assert sum(s.grams for s in states) == 1_000_007
    whole = transform.merge(story.office, staff, "WH-1", (parent, *parts))
    made = state_of(story, whole)
    assert (made.pieces, made.grams) == (100, 1_000_007)
    assert [state_of(story, code).disposition for code in (parent, *parts)] == ["merged"] * 3
    ended = shut(story, transform.merge, staff, "WH-1", (parts[0], whole))
    assert ended == [("item_ended", {"item": parts[0], "disposition": "merged"})]
    assert story.unequal() == []


def test_a_package_that_gave_everything_away_is_empty(lite: Story) -> None:
    no = lite.received(10)
    coding = label.Coding(site="WH-1", batch=no, count=1, pieces_each=10)
    ((parent, _, _),) = label.code_packages(lite.office, lite.at("WH-1"), coding).labels
    staff = lite.at("WH-1")
    too_much = {"item": parent, "pieces": "10", "grams": "100000"}
    said = refused(lite, transform.split, staff, "WH-1", parent, (6, 5))
    assert said == (BadInput, [("split_too_much", too_much)])
    transform.split(lite.office, staff, "WH-1", parent, (6, 4))
    left = state_of(lite, parent)
    assert (left.pieces, left.grams, left.disposition) == (0, 0, "emptied")


def test_only_packages_of_one_batch_are_merged(lite: Story) -> None:
    (one,) = lite.coded(lite.received(), 1)
    (other,) = lite.coded(lite.received(), 1)
    said = refused(lite, transform.merge, lite.at("WH-1"), "WH-1", (one, other))
    assert said == (BadInput, [("mixed_batches", {"item": other, "batch": one})])


def test_processing_consumes_what_went_in_and_writes_down_the_trim(story: Story) -> None:
    no = story.released(100, to="KI-1")
    (code,) = story.coded(no, 1)
    delivered(story, no, Goods(no, 10, items=(code,)), "KI-1")
    cook = story.at("KI-1")
    making = transform.Making(
        site="KI-1", inputs=(Goods(no, 4), Goods(items=(code,))), batch="DISH-1", product=DISH,
        pieces=200, grams=45_000,
    )  # fmt: skip
    transform.process(story.office, cook, making)
    made = written(story)[-1].fact
    assert (getattr(made, "trim", 0), getattr(made, "produced", "")) == (5_000, "2024-05-07")
    assert cells(story, no)["KI-1", "consumed"] == (4, 40_000)
    assert cells(story, no)["KI-1", "stored"] == (6, 60_000)
    assert state_of(story, code).disposition == "consumed"
    assert cells(story, "DISH-1") == {("KI-1", "stored"): (200, 45_000)}
    assert story.unequal() == []


def test_nothing_comes_out_of_a_process_that_did_not_go_in(lite: Story) -> None:
    no = lite.released(100, to="KI-1")
    delivered(lite, no, Goods(no, 10), "KI-1")
    cook = lite.at("KI-1")
    making = transform.Making(
        site="KI-1", inputs=(Goods(no, 4),), batch="DISH-1", product=DISH, pieces=1, grams=40_001
    )
    heavier = [("weight_exceeds", {"weighed": "40001", "have": "40000"})]
    assert shut(lite, transform.process, cook, making) == heavier
    empty = dataclasses.replace(making, inputs=())
    assert refused(lite, transform.process, cook, empty)[1] == [("empty", {"field": "inputs"})]
    known = dataclasses.replace(making, batch=no)
    assert refused(lite, transform.process, cook, known)[0] is Conflict


def test_a_dish_is_held_when_what_went_into_it_is(lite: Story) -> None:
    no = lite.released(100, to="KI-1")
    delivered(lite, no, Goods(no, 10), "KI-1")
    cook = lite.at("KI-1")
    making = transform.Making(
        site="KI-1", inputs=(Goods(no, 4),), batch="DISH-1", product=DISH, pieces=9, grams=40_000
    )
    transform.process(lite.office, cook, making)
    sell.sell(lite.office, cook, "KI-1", Goods("DISH-1", 1))
    lite.report(f"T-{no}-{_first_carton(lite, no)}", "positive")
    said = codes(shut(lite, sell.sell, cook, "KI-1", Goods("DISH-1", 1)))
    assert said == ["result_positive", "held_by_incident", "certificate_suspended"]


def _first_carton(story: Story, no: str) -> int:
    plans = [e.fact for e in written(story) if type(e.fact).__name__ == "PlanDrawn"]
    return int(getattr(plans[-1], "cartons", (0,))[0])
