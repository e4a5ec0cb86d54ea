"""Every way in which honest people save a table."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from app.domain.errors import BadInput
from app.exchange.manifest.columns import COLUMNS, known
from tests.exchange.sheets import (
    CHINESE,
    ENGLISH,
    Formula,
    batches,
    comma,
    end,
    mistakes,
    packages,
    row,
    rows,
    sheet_xml,
    text,
    workbook,
    workbook_rels,
)
from tests.story import PRODUCT

SAID = {"B-1": (PRODUCT, "IN", "IN-1", "2024-04-01", "", "LOT-1")}
ONE = [("B-1", "CTN-1", 1, 10_125)]


@pytest.mark.parametrize(
    "charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"], ids=["plain", "bom", "gb", "utf16"]
)
@pytest.mark.parametrize("mark", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("headings", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_csv_is_read_in_any_charset_and_with_any_delimiter(
    charset: str, mark: str, headings: tuple[str, ...]
) -> None:
    data = text([row(plant="IN-1")], headings, mark).encode(charset)
    assert (batches(data), packages(data), mistakes(data)) == (SAID, ONE, [])


def test_a_big_endian_file_with_its_mark_is_read() -> None:
    assert packages(b"\xfe\xff" + text([row()]).encode("utf-16-be")) == ONE


def test_columns_may_stand_in_any_order_and_optional_ones_may_be_missing() -> None:
    order = list(range(len(CHINESE)))
    random.Random(7).shuffle(order)
    data = comma([[row()[n] for n in order]], [CHINESE[n] for n in order])
    assert (batches(data), packages(data)) == (SAID, ONE)
    kept = [n for n, column in enumerate(COLUMNS) if column.mandatory]
    data = comma([[row()[n] for n in kept]], [CHINESE[n] for n in kept])
    assert batches(data) == {"B-1": (PRODUCT, "IN", "", "2024-04-01", "", "")}
    assert packages(data) == ONE


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_a_heading_is_known_in_both_languages_and_both_at_once(column: object) -> None:
    for zh in column.chinese:  # type: ignore[attr-defined]
        for en in column.english:  # type: ignore[attr-defined]
            for heading in (
                zh,
                en,
                en.upper(),
                f"{zh}/{en}",
                f"{en} ({zh})",
                f" *{zh} ",
                f"{zh}\n{en}",
            ):
                assert known(heading) is column, heading


def test_titles_above_the_headings_and_empty_rows_are_skipped_but_counted() -> None:
    lines = [["装箱清单 packing list"], [], CHINESE, row(1), [""] * 10, row(2, code="?"), [], ["", " "]]
    data = "\n".join(",".join(line) for line in lines).encode()
    assert packages(data) == ONE
    assert mistakes(data) == [(6, "箱号", "?", "strange_character")]
    assert workbook_rows(lines) == (ONE, mistakes(data))


def workbook_rows(lines: Sequence[Sequence[Any]]) -> tuple[object, object]:
    data = workbook([], parts={"xl/worksheets/sheet1.xml": sheet_xml(lines)})
    return packages(data), mistakes(data)


def test_a_spreadsheets_own_delimiter_hint_is_followed() -> None:
    assert packages(("sep=;\r\n" + text([row()], mark=";")).encode()) == ONE


def test_quoted_cells_hold_delimiters_and_line_feeds() -> None:
    data = text([row()]).replace("箱号", '"箱\n号"').replace("LOT-1", '" LOT-1 "').encode()
    assert (batches(data), packages(data)) == (SAID, ONE)


def test_a_workbook_has_text_numbers_and_days() -> None:
    lines = [
        row(1, product=int(PRODUCT), produced=date(2024, 4, 1), pieces=1, grams=10.125),
        row(2, product=float(PRODUCT), produced=45383, pieces=2.0, grams=0.1 + 0.2),
        row(3, code=12, grams=7, produced="2024/4/1"),
        row(4, code="0012", produced=20240401, origin="印度"),
        row(5, code=Formula("CTN-5"), produced="2024年4月1日", origin="India"),
    ]
    data = workbook(lines)
    assert mistakes(data) == []
    assert batches(data) == SAID
    assert [package[1:] for package in packages(data)] == [
        ("CTN-1", 1, 10_125), ("CTN-2", 2, 300), ("12", 1, 7_000), ("0012", 1, 10_125),
        ("CTN-5", 1, 10_125),
    ]  # fmt: skip


def test_a_number_has_lost_the_zeros_of_a_gtin_and_gets_them_back() -> None:
    short = "00012345678905"
    data = workbook([row(product=12345678905)])
    assert (batches(data)["B-1"][0], mistakes(data)) == (short, [])
    assert mistakes(comma([row(product="12345678905")]))[0][3] == "wrong_length"


def test_days_may_count_from_1904() -> None:
    assert batches(workbook([row(produced=43921)], since_1904=True))["B-1"][3] == "2024-04-01"
    assert batches(workbook([row(produced=43921)]))["B-1"][3] == "2020-03-31"


def test_the_first_sheet_that_is_visible_is_read() -> None:
    assert packages(workbook([row()], sheets=["hidden", "veryHidden"])) == ONE


def test_shared_strings_and_cells_that_only_have_a_style_are_read() -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    words = "".join(f"<si><t>{word}</t></si>" for word in (*CHINESE, *row()))
    cells = [
        "".join(f'<c r="{chr(65 + n)}{r}" t="s"><v>{n + at}</v></c>' for n in range(10))
        for r, at in ((1, 0), (2, 10))
    ]
    body = "".join(f'<row r="{r}">{line}</row>' for r, line in enumerate(cells, start=1))
    styled = '<row r="1048576"><c r="C1048576" s="1"/></row>'
    sheet = f'<worksheet xmlns="{main}"><sheetData>{body}{styled}</sheetData></worksheet>'
    rels = workbook_rels()
    data = workbook(
        [], parts={
            "xl/worksheets/sheet1.xml": sheet,
            "xl/sharedStrings.xml": f'<sst xmlns="{main}">{words}</sst>',
            "xl/_rels/workbook.xml.rels": rels,
        },
    )  # fmt: skip
    assert (packages(data), end(data).bad) == (ONE, 0)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "manifest_empty"),
        (b"\n\n ,, \n", "manifest_empty"),
        (b"\xff\xfe\x00", "manifest_charset"),
        (text([row()]).encode("utf-16-le"), "manifest_charset"),
        (b"a,b\n\xff\xff\xff", "manifest_charset"),
        (text([row(code="x" * 3_000)]).encode(), "manifest_cell_too_long"),
        (text([row()]).replace("B-1", '"B-1').encode() + b"x" * 3_000, "manifest_cell_too_long"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "manifest_old_workbook"),
        (b",".join([b"a"] * 1_000), "manifest_too_wide"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence(data: bytes, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        packages(data)
    assert [each.code for each in refused.value.reasons] == [code]


def test_many_rows_come_in_groups_a_batch() -> None:
    lines = [row(n, batch=f"B-{n % 2}") for n in range(5_000)]
    found = packages(comma(lines))
    assert len(found) == 5_000
    assert [code for batch, code, _, _ in found if batch == "B-1"] == [
        f"CTN-{n}" for n in range(1, 5_000, 2)
    ]
    assert end(comma(rows(3))) == end(workbook(rows(3)))
