"""A void label leads to nothing any more, and whoever may know is told what to use instead."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace

import pytest

from app.domain.actors import Actor, Role
from app.domain.errors import BadInput, Conflict, NotFound, Refusal
from app.usecases import (
    hold,
    label,
    label_files,
    lists,
    move,
    print_labels,
    void_label,
)
from app.usecases.goods import Goods
from app.usecases.label_files import Paper
from app.usecases.print_labels import How
from app.usecases.trace import trace
from labels import payload
from tests.story import Story
from tests.usecases.test_print_labels import said


def told(refusal: Refusal) -> list[tuple[str, dict[str, str]]]:
    """Codes and values of a refusal."""
    return [(each.code, dict(each.values)) for each in refusal.reasons]


def inspector(story: Story, region: str = "3501") -> Actor:
    """Somebody of the authority."""
    return Actor(0, 0, frozenset({Role.INVESTIGATOR}), region=region)


def test_a_package_has_a_fresh_code_at_once_and_its_history_goes_on(story: Story) -> None:
    no = story.released(4)
    codes = story.coded(no, 4)
    staff = story.at("WH-1")
    made = print_labels.print_batch(story.office, staff, no, How())
    old = said(story, made)[1].payload
    void = void_label.void_label(story.office, staff, codes[1], "torn off by a fork")
    assert void.code not in codes
    assert label.packages_of(story.office, staff, no) == (codes[0], void.code, *codes[2:])
    assert lists.scanned(story.office, staff, void.code)["carton"] == 2
    day = {"value": payload.grouped(codes[1]), "day": "2024-05-07"}
    expected = [("label_void", day | {"instead": payload.grouped(void.code)})]
    for text in (codes[1], old, payload.grouped(codes[1])):
        with pytest.raises(Conflict) as scanned:
            lists.scanned(story.office, staff, text)
        assert told(scanned.value) == expected
        with pytest.raises(BadInput) as picked:
            move.ship(
                story.office, staff, move.Shipment(site="WH-1", to="CS-1", goods=Goods(items=(text,)))
            )
        assert told(picked.value) == expected
        with pytest.raises(Conflict) as traced:
            trace(story.office, inspector(story), text)
        assert told(traced.value) == expected
    found = trace(story.office, inspector(story), void.code)
    assert [each["code"] for each in found.items] == [void.code]
    assert story.unequal() == []


def test_who_does_not_see_the_goods_learns_nothing_of_the_label(story: Story) -> None:
    no = story.received(2)
    codes = story.coded(no, 2)
    void_label.void_label(story.office, story.at("WH-1"), codes[0], "stolen")
    strangers = [story.at("ST-Z"), inspector(story, "3706")]
    for who in strangers:
        for text in (codes[0], payload.new_code()):
            with pytest.raises(NotFound) as caught:
                lists.scanned(story.office, who, text)
            assert told(caught.value) == [("no_such", {"what": "code", "value": text})]
    with pytest.raises(BadInput) as unknown:
        hold.place_hold(story.office, inspector(story, "3706"), "item", codes[0], "smells")
    assert [code for code, _ in told(unknown.value)] == ["no_such"]


def test_only_the_holder_makes_a_label_void_and_only_once(story: Story) -> None:
    no = story.received(2)
    codes = story.coded(no, 2)
    for text in (codes[0], payload.new_code(), "not a code"):
        with pytest.raises(BadInput):
            void_label.void_label(story.office, story.at("ST-Z"), text, "mine")
    void = void_label.void_label(story.office, story.at("WH-1"), codes[0], "torn")
    with pytest.raises(Conflict) as twice:
        void_label.void_label(story.office, story.at("WH-1"), codes[0], "torn")
    assert [code for code, _ in told(twice.value)] == ["label_void"]
    with pytest.raises(BadInput) as empty:
        void_label.void_label(story.office, story.at("WH-1"), void.code, "  ")
    assert told(empty.value) == [("empty", {"field": "why"})]
    last = void_label.void_label(story.office, story.at("WH-1"), void.code, "torn again")
    with pytest.raises(Conflict) as first:  # leads past the second one, to what is there now
        lists.scanned(story.office, story.at("WH-1"), codes[0])
    assert told(first.value)[0][1]["instead"] == payload.grouped(last.code)
    assert story.unequal() == []


def test_what_was_printed_leaves_void_labels_out_and_the_new_one_is_missing(story: Story) -> None:
    no = story.received(3)
    codes = story.coded(no, 3)
    staff = story.at("WH-1")
    made = print_labels.print_batch(story.office, staff, no, How())
    void = void_label.void_label(story.office, staff, codes[0], "spoiled in the printer")
    assert [(each.code, each.texts["number"]) for each in said(story, made)] == [
        (codes[1], "2/3"),
        (codes[2], "3/3"),
    ]
    rest = print_labels.print_batch(story.office, staff, no, How(), missing=True)
    assert [(c.code, c.texts["number"], c.texts["copy"]) for c in said(story, rest)] == [
        (void.code, "1/3", "1")
    ]
    for code in codes[1:]:
        void_label.void_label(story.office, staff, code, "wet")
    with pytest.raises(Conflict) as none_left:
        label_files.file(story.office, staff, made.printing, "pdf", Paper())
    assert told(none_left.value) == [("all_void", {"value": str(made.printing)})]


def test_a_label_that_is_void_on_its_roll_is_never_given_to_goods(story: Story) -> None:
    staff = story.at("WH-1")
    label.print_roll(story.office, staff, "R-1", 3)
    made = print_labels.print_roll(story.office, staff, "R-1", How())
    codes = [each.code for each in said(story, made)]
    assert void_label.void_label(story.office, staff, codes[0], "stolen").code == ""
    no = story.received(3)
    order = label.Coding(site="WH-1", batch=no, count=1, roll="R-1")
    for scanned in ((codes[0],), (said(story, made)[0].payload,)):
        if codes[0] in scanned:
            with pytest.raises(Conflict) as caught:
                label.code_packages(story.office, staff, replace(order, scanned=scanned))
            assert [code for code, _ in told(caught.value)] == ["label_void_unused"]
    ((given, _, _),) = label.code_packages(story.office, staff, order).labels
    assert given == codes[1]
    with pytest.raises(Conflict) as short:
        label.code_packages(story.office, staff, replace(order, count=2))
    assert told(short.value) == [("roll_short", {"roll": "R-1", "have": "1", "need": "2"})]
    assert story.unequal() == []


def test_a_label_is_bound_or_void_and_never_half_of_each(story: Story) -> None:
    """Two people at the same label of a roll, over and over: one of them was first."""
    no, staff = story.received(20), story.at("WH-1")
    label.print_roll(story.office, staff, "R-1", 8)
    roll = [
        each.code for each in said(story, print_labels.print_roll(story.office, staff, "R-1", How()))
    ]
    for code in roll:
        begun = threading.Barrier(2)

        def bind(code: str = code, begun: threading.Barrier = begun) -> None:
            begun.wait()
            order = label.Coding(site="WH-1", batch=no, count=1, roll="R-1", scanned=(code,))
            with suppress(Conflict):  # void already
                label.code_packages(story.office, staff, order)

        def void(code: str = code, begun: threading.Barrier = begun) -> None:
            begun.wait()
            void_label.void_label(story.office, story.at("WH-1", "002"), code, "torn")

        people = [threading.Thread(target=each) for each in (bind, void)]
        for each in people:
            each.start()
        for each in people:
            each.join()
    bare = (
        "SELECT count(*) FROM item LEFT JOIN label ON label.item = item.id "
        "WHERE kind = 'package' AND label.item IS NULL"
    )
    with story.office.store.read() as conn:
        assert conn.exec_driver_sql(bare).scalar() == 0
    for code in roll:
        with pytest.raises(Conflict):
            lists.scanned(story.office, staff, code)
    assert story.unequal() == []


def test_a_pallet_gets_another_label_too(story: Story) -> None:
    staff = story.at("WH-1")
    pallet = label.build_pallet(story.office, staff, "WH-1")
    void = void_label.void_label(story.office, staff, pallet, "wet")
    with pytest.raises(Conflict) as caught:
        lists.scanned(story.office, staff, pallet)
    assert told(caught.value)[0][1]["instead"] == payload.grouped(void.code)
    assert lists.scanned(story.office, staff, void.code)["kind"] == "pallet"
    assert story.unequal() == []
