"""Wrong values at the dock, at spraying and at sampling are named; nothing is stored."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from app.domain.errors import BadInput, NotFound
from app.usecases import disinfect, receive, sample
from app.usecases.disinfect import Surface
from tests.story import Story
from tests.usecases.said import refused

COUNTS = [
    ({"pieces": -1}, "too_small", {"field": "pieces", "value": "-1", "least": "1"}),
    ({"pieces": 2.0}, "not_whole", {"field": "pieces", "value": "2.0"}),
    ({"pieces": False}, "not_whole", {"field": "pieces", "value": "False"}),
    ({"grams": 0}, "too_small", {"field": "grams", "value": "0", "least": "1"}),
    (
        {"pieces": 200, "grams": 199},
        "grams_do_not_fit",
        {"batch": "B-1", "pieces": "200", "grams": "199"},
    ),
]


@pytest.mark.parametrize(("change", "code", "values"), COUNTS)
def test_a_wrong_count_at_the_dock_is_named(
    lite: Story, change: dict[str, Any], code: str, values: dict[str, str]
) -> None:
    count = dataclasses.replace(
        receive.Count(site="WH-1", batch=lite.booked(), pieces=100, grams=1000), **change
    )
    said = refused(lite, receive.unload, lite.at("WH-1"), count)
    assert said == (BadInput, [(code, values)])


def test_unknown_zones_and_batches_are_named_at_the_dock(lite: Story) -> None:
    good = receive.Count(site="WH-1", batch=lite.booked(), pieces=100, grams=1000)
    for change, what in (
        ({"zone": "Z-9"}, "zone"),
        ({"batch": "B-9"}, "batch"),
        ({"site": "S-9"}, "site"),
    ):
        count = dataclasses.replace(good, **change)  # type: ignore[arg-type]
        said = refused(lite, receive.unload, lite.at("WH-1"), count)
        assert said == (
            NotFound,
            [("no_such", {"what": what, "value": next(iter(change.values()))})],
        )


PROTOCOLS = [
    ({"mg_per_l": -1}, "too_small", {"field": "mg_per_l", "value": "-1", "least": "0"}),
    ({"contact_minutes": 29.5}, "not_whole", {"field": "contact_minutes", "value": "29.5"}),
    ({"faces": True}, "not_whole", {"field": "faces", "value": "True"}),
    ({"surface_dc": -1001}, "too_small", {"field": "surface_dc", "value": "-1001", "least": "-1000"}),
    ({"photos": ("no digest",)}, "bad_digest", {"field": "photos", "value": "no digest"}),
    ({"agent": ""}, "empty", {"field": "agent"}),
]


@pytest.mark.parametrize(("change", "code", "values"), PROTOCOLS)
def test_a_wrong_field_of_a_disinfection_is_named(
    lite: Story, change: dict[str, Any], code: str, values: dict[str, str]
) -> None:
    surface = Surface("WH-1", plate="闽A00001")
    wrong = lite.protocol(**change)
    said = refused(lite, disinfect.disinfect, lite.at("WH-1"), surface, wrong)
    assert said == (BadInput, [(code, values)])


NO_CARTONS = [
    ((0, 3), "too_small", {"field": "carton", "value": "0", "least": "1"}),
    ((4, 2), "carton_out_of_range", {"value": "4–2", "batch": "B-1", "most": "100"}),
    ((1, 101), "carton_out_of_range", {"value": "1–101", "batch": "B-1", "most": "100"}),
]


@pytest.mark.parametrize(("cartons", "code", "values"), NO_CARTONS)
def test_cartons_that_do_not_exist_are_not_disinfected(
    lite: Story, cartons: tuple[int, int], code: str, values: dict[str, str]
) -> None:
    surface = Surface("WH-1", lite.received(), (cartons,))
    said = refused(lite, disinfect.disinfect, lite.at("WH-1"), surface, lite.protocol())
    assert said == (BadInput, [(code, values)])


def test_a_disinfection_names_something_and_somebody(lite: Story) -> None:
    staff = lite.at("WH-1")
    nothing = Surface("WH-1")
    said = refused(lite, disinfect.disinfect, staff, nothing, lite.protocol())
    assert said == (BadInput, [("nothing_named", {})])
    stranger = lite.protocol(operator=999_999)
    truck = Surface("WH-1", plate="闽A00001")
    said = refused(lite, disinfect.disinfect, staff, truck, stranger)
    assert said == (NotFound, [("no_such", {"what": "person", "value": "999999"})])


TUBES = [
    (
        {"tube": "T-\u0422"},
        "strange_character",
        {"field": "tube", "value": "T-\u0422", "character": "U+0422 CYRILLIC CAPITAL LETTER TE"},
    ),
    ({"cartons": ()}, "empty", {"field": "cartons"}),
    ({"cartons": (101,)}, "carton_out_of_range", {"value": "101", "batch": "B-1", "most": "100"}),
    ({"cartons": (-1,)}, "too_small", {"field": "carton", "value": "-1", "least": "1"}),
    ({"cartons": (3, 3)}, "listed_twice", {"what": "carton", "value": "T-1"}),
    (
        {"method": "sniff"},
        "bad_choice",
        {"field": "method", "value": "sniff", "choices": "swab, destructive"},
    ),
    (
        {"subject": "cat"},
        "bad_choice",
        {"field": "subject", "value": "cat", "choices": "goods, vehicle, site, zone, person"},
    ),
    (
        {"method": "destructive", "part": "food"},
        "too_small",
        {"field": "grams", "value": "0", "least": "1"},
    ),
]


@pytest.mark.parametrize(("change", "code", "values"), TUBES)
def test_a_wrong_tube_is_named(
    lite: Story, change: dict[str, Any], code: str, values: dict[str, str]
) -> None:
    good = sample.Tube("WH-1", "T-1", "outer_pack", lite.received(), cartons=(1,))
    tube = dataclasses.replace(good, **change)
    said = refused(lite, sample.take_sample, lite.at("WH-1"), tube)
    assert said == (BadInput, [(code, values)])
