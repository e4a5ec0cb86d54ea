"""Which labels a print takes, and how it keeps them; printers as they are named in a setting."""

from __future__ import annotations

import pytest

from app.domain.facts.printing import Run
from app.domain.printers import Printer, read
from app.domain.printing import Label, count, number, runs
from app.exchange.label_text import both, country, kilograms, storage


def test_runs_join_what_follows_and_nothing_else() -> None:
    found = runs(
        [
            Label(7, "A", 0, 1, 1, 10),
            Label(8, "B", 0, 2, 1, 10),
            Label(9, "C", 1, 3, 1, 10),
            Label(10, "D", 1, 5, 1, 10),
            Label(11, "E", 1, 6, 1, 11),
        ]
    )
    assert found == (
        Run(first=7, last=8, copy=1, ordinal=1, pieces=1, grams=10),
        Run(first=9, last=9, copy=2, ordinal=3, pieces=1, grams=10),
        Run(first=10, last=10, copy=2, ordinal=5, pieces=1, grams=10),
        Run(first=11, last=11, copy=2, ordinal=6, pieces=1, grams=11),
    )


def test_a_container_of_cartons_is_one_run() -> None:
    (run,) = runs(Label(1000 + n, "", 0, n, 1, 10_000) for n in range(1, 2501))
    assert (run.first, run.last, count([run])) == (1001, 3500, 2500)
    assert number(run, 1017) == 17


@pytest.mark.parametrize(
    ("grams", "text"),
    [
        (10_000, "10 kg"),
        (10_125, "10.125 kg"),
        (500, "0.5 kg"),
        (1, "0.001 kg"),
        (22_793_000, "22793 kg"),
    ],
)
def test_a_weight_is_written_without_rounding(grams: int, text: str) -> None:
    assert kilograms(grams) == text


@pytest.mark.parametrize(
    ("kind", "low", "high", "language", "text"),
    [
        ("frozen", None, -180, "zh+en", "冷冻 Frozen ≤ -18℃"),
        ("frozen", None, -180, "zh", "冷冻 ≤ -18℃"),
        ("chilled", 0, 40, "en", "Chilled 0 ~ 4℃"),
        ("chilled", -15, 15, "zh", "冷藏 -1.5 ~ 1.5℃"),
        ("ambient", 50, None, "en", "Ambient ≥ 5℃"),
        ("frozen", None, None, "zh+en", "冷冻 Frozen"),
    ],
)
def test_storage_says_kind_and_range(
    kind: str, low: int | None, high: int | None, language: str, text: str
) -> None:
    assert storage(kind, low, high, language) == text


def test_countries_have_names_and_one_language_stands_in_for_the_other() -> None:
    assert country("IN", "zh+en") == "印度 India"
    assert (country("EC", "zh"), country("EC", "en")) == ("厄瓜多尔", "Ecuador")
    assert country("XX", "zh+en") == "XX"
    assert (both("马尾", "", "en"), both("马尾", "Mawei", "en")) == ("马尾", "Mawei")


def test_printers_are_a_list_of_names_and_raw_ports() -> None:
    assert read(" dock=10.0.0.5:9100@203, Desk=[fe80::1]:6101@300 ") == (
        Printer("DOCK", "10.0.0.5", 9100, 203),
        Printer("DESK", "fe80::1", 6101, 300),
    )
    assert read("") == ()


@pytest.mark.parametrize(
    "wrong",
    [
        "10.0.0.5:9100", "DOCK=10.0.0.5", "DOCK=10.0.0.5:9100", "DOCK=10.0.0.5:25@203",
        "DOCK=10.0.0.5:70000@203", "DOCK=10.0.0.5:9100@600", "DOCK=http://10.0.0.5:9100@203",
        "DOCK=10.0.0.5:9100@203 DESK=10.0.0.6:9100@203", "A=a:9100@203,a=b:9100@203", "D=a b:9100@203",
    ],
)  # fmt: skip
def test_anything_else_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(wrong)
