"""Labels are printed once: which, for whom, what stands on them, and again only with a reason."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from app.domain.actors import Role
from app.domain.errors import BadInput, Conflict, NotAllowed, NotFound, Refusal
from app.domain.facts import LabelsPrinted
from app.store import ledger
from app.usecases import label, label_files, print_labels, register, transform
from app.usecases.codes import find_items
from app.usecases.print_labels import How, Printed
from app.usecases.register import ProductDetails
from labels import payload
from labels.label import Content
from tests.story import ADMIN, PRODUCT, Story

GTIN = "06901234567892"
AGAIN = How(why="the ribbon had run out")


def fact_of(story: Story, made: Printed) -> LabelsPrinted:
    """The fact of a print."""
    return label_files.printed(story.office, story.at("WH-1"), made.printing)


def said(story: Story, made: Printed) -> list[Content]:
    """What stands on the labels of a print."""
    return list(label_files.contents(story.office, fact_of(story, made)))


def reasons(error: Refusal) -> list[tuple[str, str]]:
    """Codes of reasons, each with its first value."""
    return [(each.code, each.values[0][1]) for each in error.reasons]


def test_a_whole_batch_is_one_fact_and_says_what_the_registers_say(story: Story) -> None:
    no = story.received(3, grams=30_125)
    codes = story.coded(no, 3)
    made = print_labels.print_batch(story.office, story.at("WH-1"), no, How())
    assert (made.labels, made.reprints) == (3, 0)
    fact = fact_of(story, made)
    # 30 125 g in three cartons: 10 041 each, and the last takes the 2 g that are left
    assert [(r.last - r.first + 1, r.copy, r.ordinal, r.grams) for r in fact.runs] == [
        (2, 1, 1, 10_041),
        (1, 1, 3, 10_043),
    ]
    labels = said(story, made)
    assert [each.code for each in labels] == list(codes)
    assert dict(labels[2].texts) == {
        "product_zh": "pomfret", "product_en": "pomfret", "batch": no, "origin": "印度 India",
        "produced": "2024-04-01", "expires": "2026-03-02", "storage": "冷冻 Frozen",
        "station": "WH-1", "net": "10.043 kg", "pieces": "1", "number": "3/3", "copy": "1",
    }  # fmt: skip
    assert story.unequal() == []


def test_the_code_of_each_label_leads_to_its_package(story: Story) -> None:
    no = story.received(3)
    story.coded(no, 3)
    staff = story.at("WH-1")
    made = print_labels.print_batch(story.office, staff, no, How())
    with story.office.act(staff) as act:
        found = [find_items(act, [each.payload]) for each in said(story, made)]
        typed = [find_items(act, [each.code]) for each in said(story, made)]
    assert [list(each.values()) for each in found] == [list(each.values()) for each in typed]


def test_what_was_printed_is_named_and_nothing_of_the_print_is_kept(story: Story) -> None:
    no = story.received(30)
    codes = story.coded(no, 30)
    staff = story.at("WH-1")
    print_labels.print_batch(story.office, staff, no, How(), codes[:25])
    with pytest.raises(Conflict) as caught:
        print_labels.print_batch(story.office, staff, no, How())
    named = [("printed_already", code) for code in codes[:20]]
    assert reasons(caught.value) == [*named, ("printed_already_more", "5")]
    rest = print_labels.print_batch(story.office, staff, no, How(), missing=True)
    assert [each.code for each in said(story, rest)] == list(codes[25:])
    with pytest.raises(Conflict) as caught:
        print_labels.print_batch(story.office, staff, no, How(), missing=True)
    assert reasons(caught.value) == [("nothing_to_print", no)]


def test_a_reprint_raises_the_copy_that_stands_on_the_label(story: Story) -> None:
    no = story.received(3)
    codes = story.coded(no, 3)
    staff = story.at("WH-1")
    print_labels.print_batch(story.office, staff, no, How(), codes[:2])
    print_labels.print_batch(story.office, staff, no, AGAIN, codes[:1])
    made = print_labels.print_batch(story.office, staff, no, AGAIN)
    assert (made.labels, made.reprints) == (3, 2)
    assert [each.texts["copy"] for each in said(story, made)] == ["3", "2", "1"]
    assert fact_of(story, made).why == "the ribbon had run out"
    assert story.unequal() == []


def test_two_people_printing_what_is_missing_never_get_the_same_carton(story: Story) -> None:
    no = story.received(60)
    codes = story.coded(no, 60)
    made: list[Printed] = []
    refused: list[Refusal] = []
    begun = threading.Barrier(4)

    def work(who: str) -> None:
        begun.wait()
        try:
            staff = story.at("WH-1", who)
            made.append(print_labels.print_batch(story.office, staff, no, How(), missing=True))
        except Refusal as refusal:
            refused.append(refusal)

    people = [threading.Thread(target=work, args=(f"00{n % 3 + 1}",)) for n in range(4)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    (first,) = made
    assert [each.code for each in said(story, first)] == list(codes)
    assert {code for each in refused for code, _ in reasons(each)} == {"nothing_to_print"}
    assert len(refused) == 3
    assert story.unequal() == []


def test_only_the_holder_prints_and_reads_what_was_printed(story: Story) -> None:
    no = story.received(4)
    codes = story.coded(no, 4)
    made = print_labels.print_batch(story.office, story.at("WH-1"), no, How())
    zhou = story.at("ST-Z")
    for name in (no, "NONE"):
        with pytest.raises(NotFound) as caught:
            print_labels.print_batch(story.office, zhou, name, AGAIN)
        assert [dict(r.values)["value"] for r in caught.value.reasons] == [name]
    for key in (made.printing, 999_999):
        with pytest.raises(NotFound) as caught:
            label_files.printed(story.office, zhou, key)
        assert [dict(r.values)["value"] for r in caught.value.reasons] == [str(key)]
    owner = story.at("IM-1")  # owns the batch, has none of it in its hands
    with pytest.raises(Conflict) as nothing:
        print_labels.print_batch(story.office, owner, no, How())
    assert reasons(nothing.value) == [("nothing_to_print", no)]
    with pytest.raises(BadInput) as unknown:
        print_labels.print_batch(story.office, owner, no, AGAIN, codes[:1])
    assert [r.code for r in unknown.value.reasons] == ["no_such"]


def test_a_laboratory_prints_nothing(lite: Story) -> None:
    no = lite.received(1)
    worker = replace(lite.at("WH-1"), roles=frozenset({Role.SAMPLER, Role.LABORATORY}))
    with pytest.raises(NotAllowed):
        print_labels.print_batch(lite.office, worker, no, How())


def test_packages_of_another_batch_are_named(lite: Story) -> None:
    one, two = lite.received(2), lite.received(2)
    lite.coded(one, 2)
    strange = lite.coded(two, 2)[0]
    with pytest.raises(BadInput) as caught:
        print_labels.print_batch(lite.office, lite.at("WH-1"), one, How(), [strange])
    assert reasons(caught.value) == [("mixed_batches", strange)]


def test_a_packet_of_many_says_which_cartons_are_in_it(lite: Story) -> None:
    no = lite.received(25)
    order = label.Coding(site="WH-1", batch=no, count=2, pieces_each=10)
    label.code_packages(lite.office, lite.at("WH-1"), order)
    made = print_labels.print_batch(lite.office, lite.at("WH-1"), no, How())
    assert [each.texts["number"] for each in said(lite, made)] == ["1-10/25", "11-20/25"]
    assert [each.texts["net"] for each in said(lite, made)] == ["100 kg", "100 kg"]


def test_a_pallet_says_what_is_on_it(story: Story) -> None:
    one, two = story.received(4), story.received(4)
    staff = story.at("WH-1")
    codes = [story.coded(no, 4) for no in (one, two)]
    pallets = [label.build_pallet(story.office, staff, "WH-1", sscc) for sscc in _SSCC]
    transform.stack(story.office, staff, "WH-1", pallets[0], codes[0][:3])
    transform.stack(story.office, staff, "WH-1", pallets[1], (codes[0][3], *codes[1]))
    made = print_labels.print_pallets(story.office, staff, pallets, How())
    found = {each.code: dict(each.texts) for each in said(story, made)}
    texts = found[pallets[0]]
    assert (texts["sscc"], texts["batch"], texts["pieces"], texts["net"]) == (
        _SSCC[0], one, "3", "30 kg",
    )  # fmt: skip
    mixed = found[pallets[1]]
    assert (mixed["batch"], mixed["pieces"], mixed["net"]) == (f"{one} +1", "5", "50 kg")
    assert "number" not in mixed
    with pytest.raises(Conflict):
        print_labels.print_pallets(story.office, staff, pallets[:1], How())
    with pytest.raises(BadInput) as caught:
        print_labels.print_pallets(story.office, staff, [codes[0][0]], How())
    assert reasons(caught.value) == [("wrong_kind", codes[0][0])]
    assert story.unequal() == []


_SSCC = ("106141412345678908", "006141411234567890")


def test_a_roll_is_printed_in_the_order_in_which_it_is_given_to_goods(story: Story) -> None:
    staff = story.at("WH-1")
    label.print_roll(story.office, staff, "R-1", 5)
    made = print_labels.print_roll(story.office, staff, "R-1", How())
    labels = said(story, made)
    assert [dict(each.texts)["number"] for each in labels] == ["1/5", "2/5", "3/5", "4/5", "5/5"]
    assert all(set(each.texts) == {"number", "copy", "pieces"} for each in labels)
    no = story.received(3)
    order = label.Coding(site="WH-1", batch=no, count=3, roll="R-1")
    bound = label.code_packages(story.office, staff, order).labels
    assert [code for code, _, _ in bound] == [each.code for each in labels[:3]]
    with pytest.raises(Conflict) as caught:  # they are on the cartons already, as printed
        print_labels.print_batch(story.office, staff, no, How(), missing=True)
    assert reasons(caught.value) == [("nothing_to_print", no)]
    again = print_labels.print_roll(story.office, staff, "R-1", AGAIN, [labels[4].code])
    assert [(each.code, each.texts["number"], each.texts["copy"]) for each in said(story, again)] == [
        (labels[4].code, "5/5", "2")
    ]
    with pytest.raises(BadInput):
        print_labels.print_roll(story.office, staff, "R-1", AGAIN, [labels[0].code])
    with pytest.raises(NotFound):
        print_labels.print_roll(story.office, story.at("CS-1"), "R-1", How())
    assert story.unequal() == []


@pytest.mark.parametrize("odd", ["\u202e", "\x07", "\u200b", "\u2066"])
def test_no_name_can_turn_a_label_round(lite: Story, odd: str) -> None:
    """Names with such characters are refused where they are registered; no label would take one."""
    details = ProductDetails(
        code=PRODUCT, own_code=True, name=f"鲳鱼{odd}", name_en="fish", category="seafood",
        storage="frozen",
    )  # fmt: skip
    with pytest.raises(BadInput) as caught:
        register.register_product(lite.office, ADMIN, details)
    assert [each.code for each in caught.value.reasons] == ["strange_character"]


@pytest.mark.parametrize("name", ["^XZ^XA^FD~JR", "a" * 120, "\u0e01\u0e38\u0e49\u0e07"])
def test_what_a_label_cannot_say_is_refused_before_it_is_on_record(lite: Story, name: str) -> None:
    details = ProductDetails(
        code=GTIN, name=name, name_en="fish", category="seafood", storage="frozen", shelf_days=700
    )
    register.register_product(lite.office, ADMIN, details)
    no = lite.received(1, product=GTIN)
    lite.coded(no, 1)
    staff = lite.at("WH-1")
    if name.startswith("^"):  # commands of a printer are a text like any other
        made = print_labels.print_batch(lite.office, staff, no, How())
        file = b"".join(label_files.file(lite.office, staff, made.printing, "zpl", label_files.Paper()))
        assert file.count(b"^XA") == file.count(b"^XZ") == 2  # the label, and the end
        assert b"~JR" not in file
        return
    with pytest.raises(BadInput) as caught:
        print_labels.print_batch(lite.office, staff, no, How())
    (reason,) = caught.value.reasons
    assert reason.code == ("label_text_long" if name.isascii() else "label_glyph_missing")
    assert dict(reason.values)["field"] == "product_zh"
    with lite.office.store.read() as conn:
        kinds = [type(each.fact) for each in ledger.every(conn, in_history=False)]
    assert LabelsPrinted not in kinds


def test_a_linked_label_is_a_gs1_address_of_its_own_product_alone(story: Story) -> None:
    story = replace(story, office=replace(story.office, label_payload="gs1"))
    details = ProductDetails(
        code=GTIN, name="虾", name_en="shrimp", category="seafood", storage="frozen", shelf_days=700
    )
    register.register_product(story.office, ADMIN, details)
    own, known = story.received(1), story.received(1, product=GTIN)
    texts = []
    for no in (own, known):
        story.coded(no, 1)
        made = print_labels.print_batch(story.office, story.at("WH-1"), no, How())
        (each,) = said(story, made)
        texts.append(each.payload)
        with story.office.act(story.at("WH-1")) as act:
            assert find_items(act, [each.payload])
    assert payload.url("coldtrace.example", texts[0][-26:]) == texts[0]
    assert payload.link("coldtrace.example", GTIN, known, texts[1][-20:]) == texts[1]
