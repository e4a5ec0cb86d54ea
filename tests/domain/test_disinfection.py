"""The disinfection protocol point by point, and cartons counted off against the batch."""

from __future__ import annotations

import random
from typing import Any

import pytest

from app.domain import disinfection
from app.domain.facts import Cover
from tests.domain.making import BATCH, entries, sprayed, told
from tests.story import simple_policy

POLICY = simple_policy()


@pytest.mark.parametrize(
    ("change", "code", "values"),
    [
        ({"agent": "soap"}, "agent_unknown", {"agent": "soap"}),
        (
            {"mg_per_l": 499},
            "wrong_dose",
            {"agent": "chlorine", "value": "499", "dose": "500–2000"},
        ),
        (
            {"mg_per_l": 2001},
            "wrong_dose",
            {"agent": "chlorine", "value": "2001", "dose": "500–2000"},
        ),
        ({"contact_minutes": 29}, "contact_too_short", {"value": "29", "least": "30"}),
        ({"surface_dc": -201}, "too_cold", {"value": "-20.1", "least": "-20.0"}),
        ({"faces": 5}, "faces_left_out", {"value": "5", "least": "6"}),
        ({"signed_off": False}, "not_signed_off", {}),
        ({"supervisor": 2}, "watched_himself", {}),
    ],
)
def test_each_point_of_the_protocol_alone(
    change: dict[str, Any], code: str, values: dict[str, str]
) -> None:
    assert told(disinfection.faults(sprayed((1, 9), **change), POLICY)) == [(code, values)]


def test_the_edges_of_the_protocol_are_faultless_and_a_vehicle_has_no_faces() -> None:
    assert disinfection.faults(sprayed((1, 9)), POLICY) == []
    assert disinfection.faults(sprayed((1, 9), mg_per_l=2000), POLICY) == []
    assert disinfection.faults(sprayed(covers=(), plate="闽A00001", faces=0), POLICY) == []


def test_every_fault_is_named_at_once() -> None:
    worst = sprayed((1, 9), mg_per_l=1, contact_minutes=1, surface_dc=-300, faces=1, signed_off=False)
    assert [code for code, _ in told(disinfection.faults(worst, POLICY))] == [
        "wrong_dose",
        "contact_too_short",
        "too_cold",
        "faces_left_out",
        "not_signed_off",
    ]


def test_cartons_left_out_are_named_against_the_count() -> None:
    done = entries(sprayed((1, 16), (18, 229)), sprayed((17, 17), breach=("wrong_dose",)))
    said = disinfection.lacking(done, BATCH, 232, POLICY)
    values = {"count": "4", "of": "232", "cartons": "17, 230–232"}
    assert told(said) == [("not_disinfected", values)]
    other = sprayed(covers=(Cover(batch=BATCH + 1, ranges=((1, 232),)),))
    assert told(disinfection.lacking(entries(other), BATCH, 2, POLICY)) == [
        ("not_disinfected", {"count": "2", "of": "2", "cartons": "1–2"})
    ]
    assert disinfection.lacking(entries(sprayed((1, 232))), BATCH, 232, POLICY) == []


def test_gaps_are_what_no_range_covers() -> None:
    draw = random.Random(7)
    for _ in range(500):
        count = draw.randint(1, 12)
        ranges = [tuple(sorted(draw.choices(range(1, 15), k=2))) for _ in range(draw.randint(0, 5))]
        covered = {n for low, high in ranges for n in range(low, high + 1)}
        left = {n for n in range(1, count + 1) if n not in covered}
        found = disinfection.gaps([(a, b) for a, b in ranges], count)
        assert [n for low, high in found for n in range(low, high + 1)] == sorted(left)
        assert found == disinfection.merged(left)


def test_ranges_are_written_as_people_do() -> None:
    assert disinfection.merged([5, 1, 2, 2, 9]) == [(1, 2), (5, 5), (9, 9)]
    assert disinfection.written([(17, 17), (230, 231)]) == "17, 230–231"
    assert disinfection.written([(n, n) for n in (1, 3, 5, 7)], most=2) == "1, 3, … (+2)"
    assert disinfection.written([]) == ""
