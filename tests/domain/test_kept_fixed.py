"""Faults of the domain that were found once: each test keeps one from coming back."""

from __future__ import annotations

import pytest

from app.domain import ids, sampling
from app.domain.errors import BadInput
from app.domain.facts import Assay, Target
from app.domain.trace import hops as trace
from app.exchange import policy_file
from app.wiring import SHIPPED
from labels import payload
from tests.story import simple_policy


def test_the_look_alike_is_named_and_not_the_plain_letter_before_it() -> None:
    with pytest.raises(BadInput) as caught:
        ids.code("seal-\u0410", "seal")
    (reason,) = caught.value.reasons
    assert dict(reason.values)["character"] == "U+0410 CYRILLIC CAPITAL LETTER A"


def test_a_plate_takes_no_letter_that_only_becomes_one_in_upper_case() -> None:
    with pytest.raises(BadInput):
        ids.plate("闽A\u017f0000")  # LATIN SMALL LETTER LONG S, whose upper case is S


@pytest.mark.parametrize("odd", ["\u017f", "\u0131", "\u0130", "\u212a"])
def test_a_token_behind_an_address_takes_no_look_alikes(odd: str) -> None:
    assert payload.read("HTTPS://COLDTRACE.EXAMPLE/Q/" + odd + "B" * 25) is None


def test_goods_that_came_after_a_hop_had_arrived_were_not_on_it() -> None:
    left_sometime_arrived_at_two = trace.Hop(1, 10, 20, (0, 4), (2, 2), 1, 2)
    assert set(trace.forward([(10, 3)], [left_sometime_arrived_at_two])) == {10}


def test_the_same_kit_twice_counts_as_one() -> None:
    rule = simple_policy().assay
    clean = Assay(kit="kit_a", targets=(Target(name="ORF1ab"), Target(name="N")), verdict="negative")
    two = type(rule)(
        hazard="x", targets=rule.targets, kits=rule.kits, kits_in_parallel=2, result_hours=1
    )
    (said,) = sampling.contradictions((clean, clean), "negative", True, two)
    assert said.values == (("have", "1"), ("need", "2"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("lead_hours = 24 ", 'lead_hours = "24" '),
        ("lead_hours = 24 ", "lead_hours = true "),
        ("lead_hours = 24 ", "lead_hours = 24.0 "),
        ("lead_hours = 24 ", "lead_hours = -24 "),
        ("two_persons = true ", 'two_persons = "off" '),
        ("two_persons = true ", "two_persons = 0 "),
        ("kit_a = 4000", "kit_a = -1"),
    ],
)
def test_a_policy_does_not_guess_what_a_value_was_meant_to_be(old: str, new: str) -> None:
    text = (SHIPPED / "central_warehouse_nat.toml").read_text(encoding="utf-8")
    assert policy_file.parse(text.replace(old, new))[0] is None


def test_a_missing_key_of_the_file_itself_is_named_at_its_top() -> None:
    text = (SHIPPED / "central_warehouse_nat.toml").read_text(encoding="utf-8")
    _, found = policy_file.parse(text.replace('version = "2020.1"', "#"))
    assert [(m.line, m.where) for m in found] == [(1, "version")]
