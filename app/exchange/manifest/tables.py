"""From the bytes of a file to rows of cells. What the file is, its bytes say, not its name."""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from app.domain.errors import BadInput, reason
from app.exchange.manifest.cells import Cell
from app.exchange.manifest.columns import known

MEGA = 1_000_000
MOST_UNPACKED = 200 * MEGA  #: bytes of all parts of a workbook, as its directory says
MOST_RATIO = 300  #: unpacked to packed; sheets of like rows come to about 15
MOST_PARTS = 1_000
MOST_COLUMNS = 200
LONGEST_CELL = 2_000  #: characters of a field in a CSV file
_SMALL = 2 * MEGA  #: unpacked bytes below which a ratio means nothing
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_END = struct.Struct("<4s4H2LH")  #: end of the central directory of a zip file

Rows = Iterator[tuple[int, Sequence[Cell]]]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with their numbers as a spreadsheet counts them, and how day numbers count."""

    rows: Rows
    since_1904: bool = False


def open_table(data: bytes) -> Table:
    """The first sheet of a workbook, or the rows of a CSV file. Raises BadInput for anything else."""
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _workbook(data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise BadInput(reason("manifest_old_workbook"))
    return Table(_csv_rows(_decoded(data)))


def checked_directory(data: bytes) -> zipfile.ZipFile:
    """A zip file whose directory promises no more than a manifest can need.

    The number of parts is looked at before the directory is read. Sizes can lie: the process that
    unpacks has a limit of its own.
    """
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if at < 0 or at + _END.size > len(data):
        raise _broken()
    _, _, _, _, parts, size, _, _ = _END.unpack_from(data, at)
    if parts > MOST_PARTS or size > MOST_PARTS * 500:
        raise BadInput(reason("manifest_bomb", parts=parts, size="?", most=MOST_UNPACKED // MEGA))
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise _broken() from error
    found = archive.infolist()
    unpacked = sum(part.file_size for part in found)
    packed = sum(part.compress_size for part in found)
    too_dense = unpacked > _SMALL and unpacked > MOST_RATIO * max(packed, 1)
    if unpacked > MOST_UNPACKED or too_dense or packed > len(data):
        shown = -(-unpacked // MEGA)
        raise BadInput(
            reason("manifest_bomb", parts=len(found), size=shown, most=MOST_UNPACKED // MEGA)
        )
    names = [part.filename for part in found]
    odd = [name for name in names if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name)]
    links = [part.filename for part in found if part.external_attr >> 28 == 0xA]
    if odd or links or len(set(names)) < len(names):
        raise _broken()
    return archive


def _workbook(data: bytes) -> Table:
    archive = checked_directory(data)
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        raise BadInput(reason("manifest_old_workbook"))
    try:
        # a few kilobytes in any honest file; the setting is near its beginning
        with archive.open("xl/workbook.xml") as part:
            head = part.read(100_000)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [
            n for n, sheet in enumerate(book.sheets_metadata)
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]  # fmt: skip
        if not visible:
            raise BadInput(reason("manifest_empty"))
        sheet = book.get_sheet_by_index(visible[0])
    except PasswordError as error:
        raise BadInput(reason("manifest_old_workbook")) from error
    except (CalamineError, zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise _broken() from error
    if sheet.width > MOST_COLUMNS:
        raise BadInput(reason("manifest_too_wide", value=sheet.width, most=MOST_COLUMNS))
    since_1904 = re.search(rb"""date1904\s*=\s*["'](1|true)["']""", head) is not None
    rows: Iterator[Sequence[Cell]] = iter(sheet.iter_rows())
    return Table(enumerate(rows, start=1), since_1904)


def _broken() -> BadInput:
    return BadInput(reason("manifest_broken"))


def _decoded(data: bytes) -> str:
    """The text of a CSV file: by its mark, else UTF-8, else GB18030. Both are read strictly."""
    marked = next((name for bom, name in _BOMS.items() if data.startswith(bom)), None)
    for charset in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = data.decode(charset)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadInput(reason("manifest_charset"))


def _csv_rows(text: str) -> Rows:
    """Records with their numbers. Raises BadInput where a quote is never closed."""
    csv.field_size_limit(LONGEST_CELL)
    start = text.lstrip("\r\n \t")[:8]
    if (told := re.match(r"sep=(.)", start, re.IGNORECASE)) is not None:  # a spreadsheet's own hint
        mark = told[1]
    else:
        mark = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            if len(row) > MOST_COLUMNS:
                raise BadInput(reason("manifest_too_wide", value=len(row), most=MOST_COLUMNS))
            if told is None or number > 1:
                yield number, row
    except csv.Error as error:
        raise BadInput(reason("manifest_cell_too_long", row=number + 1, most=LONGEST_CELL)) from error


def _delimiter(text: str) -> str:
    """Comma, semicolon or tab: whichever cuts one of the first lines into the most known headings."""
    lines = [line[:10_000] for line in io.StringIO(text[:200_000])][:20]

    def worth(mark: str) -> tuple[int, int]:
        cut = [[cell.strip().strip('"') for cell in line.split(mark)[:50]] for line in lines]
        fits = max((sum(known(cell) is not None for cell in row) for row in cut), default=0)
        return fits, max(map(len, cut), default=0)

    return max((",", ";", "\t"), key=worth)
