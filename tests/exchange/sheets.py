"""Manifests made by hand, byte by byte: CSV text and workbooks, honest ones and others."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from app.exchange import manifest
from app.exchange.manifest import Batch, End, Frame, Group, Mistake
from tests.story import PRODUCT

ENGLISH = (
    "batch no", "product GTIN", "origin", "plant no", "production date", "expiry", "import lot",
    "package code", "pieces", "net weight kg",
)  # fmt: skip
CHINESE = (
    "批次号", "商品编码", "原产国", "在华注册编号", "生产日期", "保质期至", "进口批号", "箱号", "件数",
    "净重(kg)",
)  # fmt: skip
GOOD: tuple[Any, ...] = (
    "B-1", PRODUCT, "IN", "IN-1", "2024-04-01", "", "LOT-1", "CTN-1", "1", "10.125",
)  # fmt: skip
COLUMNS = (
    "batch", "product", "origin", "plant", "produced", "expires", "import_lot", "code", "pieces",
    "grams",
)  # fmt: skip
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


class Formula(str):
    """A cell that is calculated; the text is what was calculated last."""


class Raw(str):
    """A cell as it stands in the XML."""


def row(n: int = 1, **changes: Any) -> list[Any]:
    """The n-th good row, with some columns changed."""
    values = dict(zip(COLUMNS, GOOD, strict=True)) | {"code": f"CTN-{n}"} | changes
    return list(values.values())


def rows(count: int, **changes: Any) -> list[list[Any]]:
    """So many good rows of one batch."""
    return [row(n + 1, **changes) for n in range(count)]


def text(lines: Sequence[Sequence[Any]], headings: Sequence[str] = CHINESE, mark: str = ",") -> str:
    """CSV text."""
    return "".join(mark.join(map(str, line)) + "\r\n" for line in (headings, *lines))


def comma(lines: Sequence[Sequence[Any]], headings: Sequence[str] = CHINESE) -> bytes:
    """A CSV file in UTF-8."""
    return text(lines, headings).encode()


def cell(at: int, number: int, value: Any) -> str:
    """The XML of a cell; dates have style 1."""
    name = ""
    while at >= 0:
        name, at = chr(65 + at % 26) + name, at // 26 - 1
    where = f'r="{name}{number}"'
    match value:
        case Raw():
            return str(value)
        case Formula():
            return f'<c {where} t="str"><f>1+1</f><v>{escape(value)}</v></c>'
        case bool():
            return f'<c {where} t="b"><v>{int(value)}</v></c>'
        case int() | float():
            return f"<c {where}><v>{value!r}</v></c>"
        case date():
            return f'<c {where} s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
        case "":
            return ""
    return f'<c {where} t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def sheet_xml(lines: Sequence[Sequence[Any]], more: str = "", dimension: str = "") -> str:
    """A worksheet."""
    body = "".join(
        f'<row r="{n}">' + "".join(cell(at, n, value) for at, value in enumerate(line)) + "</row>"
        for n, line in enumerate(lines, start=1)
    )
    claimed = f'<dimension ref="{dimension}"/>' if dimension else ""
    return f'<worksheet xmlns="{_MAIN}">{claimed}<sheetData>{body}{more}</sheetData></worksheet>'


def workbook(
    lines: Sequence[Sequence[Any]],
    headings: Sequence[str] = CHINESE,
    *,
    parts: dict[str, str | bytes] | None = None,
    sheets: Sequence[str] = (),
    since_1904: bool = False,
    **sheet: str,
) -> bytes:
    """An .xlsx file. ``parts`` replaces or adds files in it; ``sheets`` are states of further sheets
    that come before.
    """
    names = [
        f'<sheet name="S{n}" sheetId="{n}" state="{s}" r:id="r{n}"/>' for n, s in enumerate(sheets, 2)
    ]
    book = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}"><workbookPr date1904="{int(since_1904)}"/>'
        f'<sheets>{"".join(names)}<sheet name="M" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    numbers = range(1, len(sheets) + 2)
    rels = "".join(
        f'<Relationship Id="r{n}" Type="{_RELS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    styles = (
        f'<styleSheet xmlns="{_MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
        "</cellXfs></styleSheet>"
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{kind}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{rels}'
        f'<Relationship Id="rs" Type="{_RELS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": styles,
        "xl/worksheets/sheet1.xml": sheet_xml([headings, *lines], **sheet),
        **{f"xl/worksheets/sheet{n}.xml": sheet_xml([["other"]]) for n in numbers[1:]},
        **(parts or {}),
    }  # fmt: skip
    return zipped(made)


def workbook_rels() -> str:
    """Relations of a workbook with one sheet, styles and shared strings."""
    parts = {"worksheet": "worksheets/sheet1.xml", "styles": "styles.xml"}
    parts["sharedStrings"] = "sharedStrings.xml"
    inner = "".join(
        f'<Relationship Id="r{n}" Type="{_RELS}/{kind}" Target="{file}"/>'
        for n, (kind, file) in enumerate(parts.items(), start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@contextmanager
def on_disk(data: bytes) -> Iterator[BinaryIO]:
    """The bytes as a real file, as use cases want it."""
    with TemporaryFile() as file:
        file.write(data)
        file.flush()
        yield file


@lru_cache(maxsize=64)
def frames(data: bytes) -> list[Frame]:
    """Everything the process that reads it says of a file."""
    with on_disk(data) as file:
        return list(manifest.read(file))


def packages(data: bytes) -> list[tuple[str, str, int, int]]:
    """(batch, code, pieces, grams) of the good rows."""
    return [
        (each.batch, *package)
        for each in frames(data)
        if isinstance(each, Group)
        for package in zip(each.codes, each.pieces, each.grams, strict=True)
    ]


def batches(data: bytes) -> dict[str, tuple[str, ...]]:
    """What is said of each batch, but its headings."""
    return {
        b.no: (b.product, b.origin, b.plant, b.produced, b.expires, b.import_lot)
        for b in frames(data)
        if isinstance(b, Batch)
    }


def mistakes(data: bytes) -> list[tuple[int, str, str, str]]:
    """(row, heading, value, code of the reason) of every mistake that is told."""
    return [(m.row, m.column, m.value, m.reason.code) for m in frames(data) if isinstance(m, Mistake)]


def end(data: bytes) -> End:
    """The sums."""
    (last,) = [each for each in frames(data) if isinstance(each, End)]
    return last
