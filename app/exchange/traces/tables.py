"""Tables as CSV and Excel in which no cell can be taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from unicodedata import normalize

import xlsxwriter

from app.exchange.traces import words
from app.exchange.traces.findings import Sheet

#: What a spreadsheet may take for the beginning of a formula, in full width too (NFKC), and what it
#: may skip before one.
_FORMULA = ("=", "+", "-", "@")
_SKIPPED = "\t\r\n\0 "
_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook has no zone


def harmless(value: Any) -> Any:
    """A cell that stays what it is: an apostrophe before text that looks like a formula.

    Numbers stay numbers. After OWASP, CSV injection.
    """
    if not isinstance(value, str):
        return value
    bare = normalize("NFKC", value).lstrip(_SKIPPED)
    if bare.startswith(_FORMULA) or value[:1] in ("\t", "\r", "\n", "\0"):
        return "'" + value.replace("\0", "")
    return value


def csv_bytes(sheets: Iterable[Sheet]) -> bytes:
    """All sheets below each other, each under its name, as UTF-8 with a mark for Excel."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for n, sheet in enumerate(sheets):
        if n:
            writer.writerow([])
        writer.writerow([f"# {words.sheet(sheet.name)}"])
        writer.writerow([words.column(name) for name in sheet.columns])
        writer.writerows([["" if c is None else harmless(c) for c in row] for row in _told(sheet)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def xlsx_bytes(sheets: Iterable[Sheet]) -> bytes:
    """One worksheet for each sheet; every text is written as text."""
    out = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(out, options) as book:
        # its own default is now, and the same findings are to give the same bytes
        book.set_properties({"created": _EPOCH})
        for sheet in sheets:
            page = book.add_worksheet(words.sheet(sheet.name)[:31])
            page.freeze_panes(1, 0)
            for column, name in enumerate(sheet.columns):
                page.write_string(0, column, words.column(name))
            for at, row in enumerate(_told(sheet), start=1):
                for column, value in enumerate(row):
                    _cell(page, at, column, value)
    return out.getvalue()


def _told(sheet: Sheet) -> Iterator[list[Any]]:
    """The rows with their codes in words."""
    for row in sheet.rows:
        yield [words.cell(name, value) for name, value in zip(sheet.columns, row, strict=True)]


def _cell(page: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, int):
        if abs(value) < 10**15:  # as many digits as a spreadsheet keeps
            page.write_number(row, column, value)
        else:
            page.write_string(row, column, str(value))
    elif value not in (None, ""):
        page.write_string(row, column, harmless(str(value)))
