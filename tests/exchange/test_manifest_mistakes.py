"""Every mistake is named with its row, its column, its value and a remedy, all of them at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.domain.errors import BadInput
from app.exchange.manifest import Mistake
from tests.exchange.sheets import (
    CHINESE,
    COLUMNS,
    ENGLISH,
    comma,
    end,
    frames,
    mistakes,
    packages,
    row,
    rows,
    workbook,
)

TEXT: list[tuple[str, Any, str]] = [
    ("batch", "", "empty"),
    ("batch", "批次1", "strange_character"),
    ("batch", "A B", "strange_character"),
    ("batch", "B-" + "1" * 60, "bad_code"),
    ("batch", "1" * 300, "too_long"),
    ("product", "", "empty"),
    ("product", "123", "wrong_length"),
    ("product", "26901234000011", "wrong_check_digit"),
    ("product", "2.6901234E+13", "manifest_digits_lost"),
    ("product", "２6901234000010", "strange_character"),
    ("origin", "", "empty"),
    ("origin", "XX", "unknown_country"),
    ("origin", "Atlantis", "unknown_country"),
    ("origin", "印度尼", "strange_character"),
    ("plant", "IN—1", "strange_character"),
    ("produced", "", "empty"),
    ("produced", "04/05/2024", "bad_date"),
    ("produced", "2024-02-30", "bad_date"),
    ("produced", "24-04-01", "bad_date"),
    ("produced", "2024-04", "bad_date"),
    ("produced", "45383", "bad_date"),
    ("expires", "soon", "bad_date"),
    ("import_lot", "LOT 1", "strange_character"),
    ("code", "", "empty"),
    ("code", "CTN\u200b-9", "strange_character"),
    ("code", "CTN\u202e-9", "strange_character"),
    ("code", "СTN-9", "strange_character"),  # a Cyrillic letter
    ("code", "1.2E+13", "manifest_digits_lost"),
    ("code", "=1+1", "strange_character"),
    ("code", "@SUM(A1)", "strange_character"),
    ("code", "-1", "bad_code"),
    ("pieces", "0", "too_small"),
    ("pieces", "-1", "too_small"),
    ("pieces", "1.5", "not_whole"),
    ("pieces", "one", "not_whole"),
    ("pieces", "1000001", "too_large"),
    ("pieces", "9" * 30, "not_whole"),
    ("grams", "", "empty"),
    ("grams", "10.1234", "manifest_not_weight"),
    ("grams", "-1", "manifest_not_weight"),
    ("grams", "1e3", "manifest_not_weight"),
    ("grams", "ten", "manifest_not_weight"),
    ("grams", "NaN", "manifest_not_weight"),
    ("grams", "0", "too_small"),
    ("grams", "10kg", "manifest_not_weight"),
]
CELLS: list[tuple[str, Any, str]] = [
    ("batch", True, "manifest_became_other"),
    ("code", date(2024, 4, 1), "manifest_became_other"),
    ("code", 123456789012345678, "manifest_digits_lost"),
    ("product", 1e22, "manifest_digits_lost"),
    ("produced", 1.0, "bad_date"),
    ("produced", True, "bad_date"),
    ("pieces", 1.5, "not_whole"),
    ("pieces", True, "manifest_became_other"),
    ("grams", 0.0001, "manifest_not_weight"),
    ("grams", 1e300, "manifest_not_weight"),
    ("grams", True, "manifest_not_weight"),
]


def heading(name: str) -> str:
    return CHINESE[COLUMNS.index(name)]


@pytest.mark.parametrize(("name", "value", "code"), TEXT)
def test_a_wrong_text_is_named(name: str, value: str, code: str) -> None:
    data = comma([row(1), row(2, **{name: value}), row(3)])
    ((number, column, _, said),) = mistakes(data)
    assert (number, column, said) == (3, heading(name), code)
    assert [package[1] for package in packages(data)] == ["CTN-1", "CTN-3"]
    assert (end(data).rows, end(data).bad) == (2, 1)


@pytest.mark.parametrize(("name", "value", "code"), CELLS)
def test_a_wrong_cell_of_a_workbook_is_named(name: str, value: Any, code: str) -> None:
    data = workbook([row(1), row(2, **{name: value}), row(3)])
    ((number, column, _, said),) = mistakes(data)
    assert (number, column, said) == (3, heading(name), code)


def test_every_mistake_of_a_row_and_of_all_rows_is_told_in_one_pass() -> None:
    lines = [row(1), row(2, origin="XX", grams="heavy"), row(3, pieces="?"), row(4)]
    assert mistakes(comma(lines)) == mistakes(workbook(lines)) == [
        (3, "原产国", "XX", "unknown_country"),
        (3, "净重(kg)", "heavy", "manifest_not_weight"),
        (4, "件数", "?", "not_whole"),
    ]  # fmt: skip


def test_a_package_code_that_comes_twice_is_named_with_both_rows() -> None:
    data = comma([row(1), row(2), row(3, code="ctn-1"), row(4, code="CTN-2")])
    found = [m for m in frames(data) if isinstance(m, Mistake)]
    assert [(m.row, m.reason.text("en").split(".")[0]) for m in found] == [
        (4, "Package code CTN-1 stands in row 2 already"),
        (5, "Package code CTN-2 stands in row 3 already"),
    ]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("product", "26901234000027"), ("origin", "NO"), ("plant", ""), ("produced", "2024-04-02"),
        ("expires", "2025-01-01"), ("import_lot", "LOT-2"),
    ],
)  # fmt: skip
def test_the_rows_of_a_batch_agree(name: str, other: str) -> None:
    data = comma([row(1), row(2, **{name: other}), row(3, batch="B-2", **{name: other})])
    ((number, column, value, code),) = mistakes(data)
    assert (number, column, value, code) == (3, heading(name), other, "manifest_disagrees")
    assert [package[:2] for package in packages(data)] == [("B-1", "CTN-1"), ("B-2", "CTN-3")]


def test_a_bad_row_does_not_speak_for_its_batch() -> None:
    data = comma([row(1, origin="NO", pieces="?"), row(2)])
    assert [each[3] for each in mistakes(data)] == ["not_whole"]


def test_a_package_that_weighs_less_than_its_pieces_in_grams_is_named() -> None:
    assert mistakes(comma([row(pieces="2000", grams="1.999")])) == [
        (2, "净重(kg)", "1999", "grams_do_not_fit")
    ]


def test_headings_that_are_unknown_missing_or_there_twice_are_all_named() -> None:
    headings = ["批次号", "颜色", "原产国", "生产日期", "箱号", "carton code", "weight"]
    assert mistakes(comma([row()], headings)) == [
        (1, "颜色", "", "manifest_unknown_heading"),
        (1, "carton code", "", "manifest_heading_twice"),
        (1, "weight", "", "manifest_unknown_heading"),
        (1, "商品编码 / product GTIN", "", "manifest_heading_missing"),
        (1, "净重(kg) / net weight kg", "", "manifest_heading_missing"),
    ]
    assert mistakes(b"nothing,of,it\n1,2,3\n")[0][:2] == (1, "nothing")


def test_an_unknown_column_is_named_and_the_others_are_read() -> None:
    data = comma([[*row(), "blue"]], [*CHINESE, "颜色"])
    assert [each[1] for each in mistakes(data)] == ["颜色"]
    assert len(packages(data)) == 1


def test_a_value_without_a_heading_is_named() -> None:
    assert mistakes(comma([[*row(), "125"]])) == [(2, "", "125", "manifest_no_heading")]
    assert mistakes(comma([[*row(), "", " "]])) == []


def test_the_first_thousand_mistakes_are_told_and_the_rest_is_counted() -> None:
    data = comma(rows(1_500, origin="XX"))
    assert len(mistakes(data)) == 1_000
    assert (end(data).untold, end(data).bad) == (500, 1_500)


def test_more_than_two_hundred_batches_are_not_one_manifest() -> None:
    with pytest.raises(BadInput, match="more than 200 batches"):
        packages(comma([row(n, batch=f"B-{n}") for n in range(201)]))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_wrong_is_said_with_the_readers_own_heading(language: str) -> None:
    headings = {"en": ENGLISH, "zh": CHINESE}[language]
    found = [m for m in frames(comma([row(origin="XX")], headings)) if isinstance(m, Mistake)]
    said = found[0].reason.text(language)
    assert headings[2] in said
    assert "XX" in said
