"""The exit certificate 出仓证明 on A5 or A4: a table of what is signed, and the QR that verifies it.

Unlike a label it has as many lines as its texts need: names are never cut and hardly shrink. What does
not fit on one page beside its QR is set on a second one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from labels import fonts, pdf, qr, typeset
from labels.errors import LabelError
from labels.marks import INCH, Glyphs, Mark, Modules, Page, Rule

TITLE = "出仓证明 Exit certificate"
#: Width and height in mm, margin, and the em that the table begins with.
SIZES = {"a5": (148.0, 210.0, 9.0, 3.3), "a4": (210.0, 297.0, 16.0, 4.2)}
LEAST = 2.5  #: mm an em: capitals of 1.8 mm (GB 7718-2011, 3.9)
_STEP = 0.2
_DPI, _DOTS = 300, 6  #: a module of 0.508 mm
_CAPTIONS = 0.27  #: share of the width that captions take
_GAP = 0.8  #: mm between two rows, and as much again around the line between them
_LINE = 0.15  #: mm
_HEAD = 20.0  #: mm that title and number take


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. ``field`` is its name where it cannot be drawn."""

    field: str
    caption: str
    value: str


@dataclass(frozen=True, slots=True)
class Form:
    """What is printed: number, copy, the table, the text of the QR, and notes beside it."""

    number: str
    copy: str
    rows: tuple[Row, ...]
    payload: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    width: float
    height: float
    margin: float

    @property
    def room(self) -> float:
        """Width between the margins."""
        return self.width - 2 * self.margin


def document(form: Form, size: str) -> bytes:
    """The PDF, one or two pages; the same form is the same bytes.

    Raises LabelError: ``unknown_layout``, ``missing_glyph``, ``payload_too_long``.
    """
    return b"".join(pdf.document(pages(form, size), f"{TITLE} {form.number}"))


def pages(form: Form, size: str) -> list[Page]:
    """The certificate as marks: as large as it fits on one page, else the QR on a second one."""
    if size not in SIZES:
        raise LabelError("unknown_layout", "size", size, ", ".join(SIZES))
    width, height, margin, largest = SIZES[size]
    sheet, bottom = _Sheet(width, height, margin), height - margin
    foot, high = _foot(form, sheet, _code(form.payload))
    tables = []
    for em in _sizes(largest):
        table, end = _table(form.rows, sheet, em)
        tables.append((table, end))
        if end + high <= bottom:
            below = _down(foot, bottom - high)
            return [Page(width, height, (), (*_head(form, sheet, ""), *table, *below))]
    for table, end in tables:
        if end <= bottom:
            parts = (table, list(_down(foot, margin + _HEAD)))
            heads = (_head(form, sheet, f"页 Page {n}/2") for n in (1, 2))
            return [Page(width, height, (), (*h, *p)) for h, p in zip(heads, parts, strict=True)]
    longest = max(form.rows, key=lambda row: len(row.value))
    raise LabelError("text_too_long", longest.field, longest.value, f"{LEAST:g}")


def _sizes(largest: float) -> Iterator[float]:
    """Ems from the largest down to the least, in steps of 0.2 mm."""
    steps = int((largest - LEAST) / _STEP + 1e-9)
    yield from (largest - n * _STEP for n in range(steps + 1))
    yield LEAST


def _head(form: Form, sheet: _Sheet, part: str) -> Iterator[Mark]:
    """Title, number and copy, with a line below."""
    x, y = sheet.margin, sheet.margin
    yield from _lines(TITLE, "title", (x, y, sheet.room), 6.4, "bold")[0]
    number = ", ".join(filter(None, (f"编号 No. {form.number}", form.copy, part)))
    yield from _lines(number, "number", (x, y + 8.6, sheet.room), 4.4, "bold")[0]
    yield Rule(x, y + _HEAD - 4.4, sheet.room, 0.4)


def _table(rows: Sequence[Row], sheet: _Sheet, em: float) -> tuple[list[Mark], float]:
    """The rows with lines between them, and where they end."""
    marks: list[Mark] = []
    left, y = sheet.room * _CAPTIONS, sheet.margin + _HEAD - 3.0
    for row in rows:
        caption, low = _lines(row.caption, row.field, (sheet.margin, y, left - 2), em * 0.86)
        place = (sheet.margin + left, y, sheet.room - left)
        value, end = _lines(row.value, row.field, place, em)
        marks += [*caption, *value]
        y = max(low, end) + _GAP
        marks.append(Rule(sheet.margin, y, sheet.room, _LINE))
        y += _GAP
    return marks, y


def _code(text: str) -> qr.Symbol:
    """The symbol at level M, or at L when it is too long for M."""
    for level in "ML":
        version = qr.version_for(text, level)
        if version is not None:
            return qr.symbol(text, version, level)
    raise LabelError("payload_too_long", "payload", text)


def _foot(form: Form, sheet: _Sheet, symbol: qr.Symbol) -> tuple[list[Mark], float]:
    """The QR on the right and the notes beside it, from y = 0 on; and how high they are."""
    module = _DOTS * INCH / _DPI
    side = (symbol.size + 2 * qr.QUIET) * module
    x = sheet.width - sheet.margin - side
    quiet = qr.QUIET * module
    marks: list[Mark] = [Modules(x + quiet, quiet, _DOTS, _DPI, symbol, form.payload)]
    y = quiet
    for note in form.notes:
        lines, y = _lines(note, "notes", (sheet.margin, y, x - sheet.margin), LEAST)
        marks += lines
        y += 2 * _GAP
    return marks, max(side, y)


def _down(marks: Sequence[Mark], y: float) -> Iterator[Mark]:
    """The same marks, lower by y mm; the QR on whole dots."""
    dots = round(y * _DPI / INCH) * INCH / _DPI
    for mark in marks:
        if isinstance(mark, Glyphs):
            yield Glyphs(mark.x, mark.y + dots, mark.em, mark.family, mark.text)
        elif isinstance(mark, Modules):
            across, down = (round(at * _DPI / INCH) * INCH / _DPI for at in (mark.x, mark.y + dots))
            yield Modules(across, down, mark.dots, mark.dpi, mark.symbol, mark.payload)


def _lines(
    content: str, field: str, place: tuple[float, float, float], em: float, family: str = "text"
) -> tuple[list[Glyphs], float]:
    """A text from (x, y) on in as many lines of a width as it takes, and where they end."""
    x, y, width = place
    written = fonts.clean(content)
    fonts.check(fonts.FAMILIES[family], written, field)
    lines = _wrapped(family, written, width / em)
    marks = [
        Glyphs(x, y + em * (typeset.RISE + n * typeset.PITCH), em, family, line)
        for n, line in enumerate(lines)
        if line
    ]
    return marks, y + em * typeset.PITCH * len(lines)


def _wrapped(family: str, content: str, width: float) -> list[str]:
    """Lines no wider than ``width`` ems. A word that is wider than a line is broken anywhere."""
    faces, lines, room = fonts.FAMILIES[family], [""], width
    for word in typeset.words(content):
        whole = fonts.width(faces, word.rstrip()) <= width
        for part in [word] if whole else word:
            if fonts.width(faces, part.rstrip()) > room and lines[-1]:
                lines.append("")
                room = width
            lines[-1] += part
            room -= fonts.width(faces, part)
    return [line.rstrip() for line in lines]
