"""A wrong value is refused by item and field, and nothing of it is stored."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import pytest

from app.domain.errors import BadInput, Conflict, NotFound
from app.usecases import declare
from app.usecases.declare import BookingDetails, LineDetails, Paper
from tests.story import PRODUCT, Story
from tests.usecases.said import refused

LINE = LineDetails(
    batch="N-1", product=PRODUCT, origin="IN", produced="2024-04-01", pieces=10, grams=1000
)


def booking(story: Story, line: LineDetails = LINE, **changes: Any) -> BookingDetails:
    """A faultless booking, changed."""
    details = BookingDetails(
        no="NEW-1", warehouse="WH-1", plate="闽A00001", declaration="DEC-N", container="CSQU3054383",
        seal="SEAL-N", slot=story.clock.moment + timedelta(hours=48), lines=(line,),
    )  # fmt: skip
    return dataclasses.replace(details, **changes)


BAD_LINES = [
    (
        {"product": "4006381333931"},
        NotFound,
        "no_such",
        {"what": "product", "value": "04006381333931"},
    ),
    (
        {"product": "4006381333932"},
        BadInput,
        "wrong_check_digit",
        {"field": "product", "value": "4006381333932"},
    ),
    (
        {"product": "400638133393"},
        BadInput,
        "wrong_check_digit",
        {"field": "product", "value": "400638133393"},
    ),
    (
        {"product": "4006381"},
        BadInput,
        "wrong_length",
        {"field": "product", "value": "4006381", "lengths": "(8, 12, 13, 14)"},
    ),
    (
        {"product": "２6901234000010"},
        BadInput,
        "strange_character",
        {"field": "product", "value": "２6901234000010", "character": "U+FF12 FULLWIDTH DIGIT TWO"},
    ),
    ({"origin": "XX"}, BadInput, "unknown_country", {"field": "origin", "value": "XX"}),
    ({"plant": "IN-9"}, NotFound, "no_such", {"what": "plant", "value": "IN-9"}),
    ({"plant": "IN-1", "origin": "VN"}, NotFound, "no_such", {"what": "plant", "value": "IN-1"}),
    (
        {"produced": "2024-05-08"},
        BadInput,
        "produced_in_future",
        {"batch": "N-1", "value": "2024-05-08"},
    ),
    (
        {"produced": "2024-02-30"},
        BadInput,
        "bad_date",
        {"field": "produced", "value": "2024-02-30"},
    ),
    (
        {"produced": "01.04.2024"},
        BadInput,
        "bad_date",
        {"field": "produced", "value": "01.04.2024"},
    ),
    (
        {"expires": "2024-03-31"},
        BadInput,
        "expires_before_produced",
        {"batch": "N-1", "value": "2024-03-31"},
    ),
    ({"pieces": 0}, BadInput, "too_small", {"field": "pieces", "value": "0", "least": "1"}),
    ({"pieces": -5}, BadInput, "too_small", {"field": "pieces", "value": "-5", "least": "1"}),
    ({"pieces": 1.5}, BadInput, "not_whole", {"field": "pieces", "value": "1.5"}),
    ({"pieces": True}, BadInput, "not_whole", {"field": "pieces", "value": "True"}),
    ({"pieces": "10"}, BadInput, "not_whole", {"field": "pieces", "value": "10"}),
    (
        {"grams": 10**12 + 1},
        BadInput,
        "too_large",
        {"field": "grams", "value": "1000000000001", "most": "1000000000000"},
    ),
    ({"grams": 9}, BadInput, "grams_do_not_fit", {"batch": "N-1", "pieces": "10", "grams": "9"}),
    (
        {"batch": "B-\u04101"},
        BadInput,
        "strange_character",
        {"field": "batch", "value": "B-\u04101", "character": "U+0410 CYRILLIC CAPITAL LETTER A"},
    ),
    (
        {"batch": "B 1"},
        BadInput,
        "strange_character",
        {"field": "batch", "value": "B 1", "character": "U+0020 SPACE"},
    ),
    ({"batch": "-B1"}, BadInput, "bad_code", {"field": "batch", "value": "-B1"}),
]


@pytest.mark.parametrize(("change", "kind", "code", "values"), BAD_LINES)
def test_a_wrong_line_of_a_booking_is_named(
    lite: Story, change: dict[str, Any], kind: type, code: str, values: dict[str, str]
) -> None:
    details = booking(lite, dataclasses.replace(LINE, **change))
    said = refused(lite, declare.book, lite.at("IM-1"), details)
    assert said == (kind, [(code, values)])


BAD_BOOKINGS = [
    ({"warehouse": "WH-9"}, NotFound, "no_such", {"what": "site", "value": "WH-9"}),
    (
        {"warehouse": "CS-1"},
        BadInput,
        "wrong_kind",
        {"value": "CS-1", "kind": "cold_store", "wanted": "supervision_warehouse"},
    ),
    (
        {"container": "CSQU3054384"},
        BadInput,
        "wrong_check_digit",
        {"field": "container", "value": "CSQU3054384"},
    ),
    (
        {"container": "CSQX3054383"},
        BadInput,
        "bad_container",
        {"field": "container", "value": "CSQX3054383"},
    ),
    (
        {"container": "\u0421SQU3054383"},
        BadInput,
        "strange_character",
        {
            "field": "container",
            "value": "\u0421SQU3054383",
            "character": "U+0421 CYRILLIC CAPITAL LETTER ES",
        },
    ),
    ({"plate": "ABC123"}, BadInput, "bad_plate", {"field": "plate", "value": "ABC123"}),
    (
        {"seal": "SEAL\u200b1"},
        BadInput,
        "strange_character",
        {"field": "seal", "value": "SEAL\u200b1", "character": "U+200B ZERO WIDTH SPACE"},
    ),
    ({"declaration": ""}, BadInput, "bad_code", {"field": "declaration", "value": ""}),
    (
        {"port": "\u202eport"},
        BadInput,
        "strange_character",
        {"field": "port", "value": "\u202eport", "character": "U+202E RIGHT-TO-LEFT OVERRIDE"},
    ),
    ({"lines": ()}, BadInput, "empty", {"field": "lines"}),
    ({"lines": (LINE, LINE)}, BadInput, "listed_twice", {"what": "batch", "value": "N-1"}),
]


@pytest.mark.parametrize(("change", "kind", "code", "values"), BAD_BOOKINGS)
def test_a_wrong_field_of_a_booking_is_named(
    lite: Story, change: dict[str, Any], kind: type, code: str, values: dict[str, str]
) -> None:
    details = booking(lite, **change)
    said = refused(lite, declare.book, lite.at("IM-1"), details)
    assert said == (kind, [(code, values)])


def test_a_slot_without_a_zone_is_refused(story: Story) -> None:
    slot = (story.clock.moment + timedelta(hours=48)).replace(tzinfo=None)
    said = refused(story, declare.book, story.at("IM-1"), booking(story, slot=slot))
    values = {"field": "slot", "value": slot.isoformat()}
    assert said == (BadInput, [("time_without_zone", values)])


def test_booking_and_batch_numbers_are_given_once(story: Story) -> None:
    owner = story.at("IM-1")
    declare.book(story.office, owner, booking(story))
    again = booking(story, dataclasses.replace(LINE, batch="N-2"))
    same_batch = booking(story, no="NEW-2")
    assert refused(story, declare.book, owner, again) == (
        Conflict,
        [("registered_already", {"what": "booking", "value": "NEW-1"})],
    )
    assert refused(story, declare.book, owner, same_batch) == (
        Conflict,
        [("registered_already", {"what": "batch", "value": "N-1"})],
    )


def test_lower_case_finds_the_same_batch_and_does_not_make_another(lite: Story) -> None:
    owner = lite.at("IM-1")
    declare.book(lite.office, owner, booking(lite))
    again = booking(lite, dataclasses.replace(LINE, batch="n-1"), no="new-2")
    said = refused(lite, declare.book, owner, again)
    assert said == (Conflict, [("registered_already", {"what": "batch", "value": "N-1"})])


BAD_PAPERS = [
    (
        {"number": "A\u03921"},
        "strange_character",
        {"field": "number", "value": "A\u03921", "character": "U+0392 GREEK CAPITAL LETTER BETA"},
    ),
    ({"number": ""}, "bad_code", {"field": "number", "value": ""}),
    ({"document": "  "}, "empty", {"field": "document"}),
    ({"issued": "yesterday"}, "bad_date", {"field": "issued", "value": "yesterday"}),
    ({"expires": "2024-04-19"}, "document_before_issue", {"number": "P-1", "value": "2024-04-19"}),
    ({"sha256": "AB" * 32}, "bad_digest", {"field": "sha256", "value": "AB" * 32}),
    (
        {"issuer": "x" * 121},
        "too_long",
        {"field": "issuer", "value": "x" * 20 + "…", "most": "120"},
    ),
]


@pytest.mark.parametrize(("change", "code", "values"), BAD_PAPERS)
def test_a_wrong_field_of_a_paper_is_named(
    lite: Story, change: dict[str, str], code: str, values: dict[str, str]
) -> None:
    declare.book(lite.office, lite.at("IM-1"), booking(lite))
    good = Paper(document="ciq_cert", number="P-1", issued="2024-04-20")
    paper = dataclasses.replace(good, **change)
    said = refused(lite, declare.file_document, lite.at("IM-1"), "N-1", paper)
    assert said == (BadInput, [(code, values)])
