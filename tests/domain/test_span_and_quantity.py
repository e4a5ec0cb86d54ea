"""Moments have zones and do not lie ahead; counts are whole and have an end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from app.domain.errors import BadInput
from app.domain.quantity import MOST, Amount, share, whole
from app.domain.span import Span, checked, instant, iso, micros, moment
from tests.domain.making import NOON

BEIJING = timezone(timedelta(hours=8))


def test_a_span_is_given_back_in_utc() -> None:
    local = datetime(2024, 5, 6, 20, tzinfo=BEIJING)
    found = checked(Span.at(local), NOON)
    assert (found, found.latest.tzinfo) == (Span.at(NOON), UTC)


@pytest.mark.parametrize(
    ("span", "code"),
    [
        (Span(NOON.replace(tzinfo=None), NOON), "time_without_zone"),
        (Span(NOON, NOON.replace(tzinfo=None)), "time_without_zone"),
        (Span(NOON, NOON - timedelta(microseconds=1)), "time_backwards"),
        (Span.at(NOON + timedelta(minutes=5, microseconds=1)), "time_in_future"),
        (Span(NOON, NOON + timedelta(days=1)), "time_in_future"),
        (Span(datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC), NOON), "time_too_old"),
    ],
)
def test_a_span_that_cannot_be_is_refused(span: Span, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        checked(span, NOON, "arrived")
    (reason,) = caught.value.reasons
    assert (reason.code, reason.values[0]) == (code, ("field", "arrived"))


def test_five_minutes_of_clock_error_and_the_year_2000_pass() -> None:
    ahead = Span.at(NOON + timedelta(minutes=5))
    old = Span.at(datetime(2000, 1, 1, tzinfo=UTC))
    assert (checked(ahead, NOON), checked(old, NOON)) == (ahead, old)


def test_a_span_precedes_another_unless_it_certainly_came_later() -> None:
    early, late = Span(NOON, NOON + timedelta(hours=2)), Span.at(NOON + timedelta(hours=2))
    after = Span.at(NOON + timedelta(hours=3))
    found = [early.could_precede(late), late.could_precede(early), after.could_precede(early)]
    assert found == [True, True, False]


def test_stored_moments_come_back_to_the_microsecond() -> None:
    odd = datetime(2024, 5, 6, 20, 0, 0, 1, tzinfo=BEIJING)
    assert moment(micros(odd)) == odd
    assert iso(micros(odd)) == "2024-05-06T12:00:00.000001Z"
    assert instant(iso(micros(odd))) == micros(odd)
    assert micros(datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)) == -1_000_000


@pytest.mark.parametrize(
    ("value", "code", "values"),
    [
        (True, "not_whole", {"field": "pieces", "value": "True"}),
        (1.0, "not_whole", {"field": "pieces", "value": "1.0"}),
        ("7", "not_whole", {"field": "pieces", "value": "7"}),
        (None, "not_whole", {"field": "pieces", "value": "None"}),
        ("x" * 99, "not_whole", {"field": "pieces", "value": "x" * 40}),
        (0, "too_small", {"field": "pieces", "value": "0", "least": "1"}),
        (-1, "too_small", {"field": "pieces", "value": "-1", "least": "1"}),
        (
            MOST + 1,
            "too_large",
            {"field": "pieces", "value": "1000000000001", "most": "1000000000000"},
        ),
        (
            10**50,
            "too_large",
            {"field": "pieces", "value": "1" + "0" * 39, "most": "1000000000000"},
        ),
    ],
)
def test_what_is_no_whole_number_in_range_is_refused(
    value: Any, code: str, values: dict[str, str]
) -> None:
    with pytest.raises(BadInput) as caught:
        whole(value, "pieces")
    (reason,) = caught.value.reasons
    assert (reason.code, dict(reason.values)) == (code, values)


def test_whole_numbers_pass_to_both_ends() -> None:
    assert [whole(1, "n"), whole(0, "n", least=0), whole(MOST, "n")] == [1, 0, 10**12]


def test_shares_of_a_weight_add_up_to_the_weight() -> None:
    left, taken = Amount(7, 1000), []
    while left.pieces:
        grams = share(2, left)
        taken.append(grams)
        left = left + -Amount(min(2, left.pieces), grams)
    assert (taken, left) == ([285, 286, 286, 143], Amount(0, 0))
    assert share(9, Amount(7, 1000)) == 1000
