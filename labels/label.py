"""One label: a layout filled with what a thing is called. The state is never printed: it changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from labels import fonts, payload, qr, typeset
from labels.errors import LabelError
from labels.layouts import Layout, Square
from labels.marks import INCH, Glyphs, Mark, Modules, Page
from labels.typeset import Box

#: The smallest module for retail scanning, in mm (GS1 General Specifications, 5.12.3.1).
LEAST_MODULE = 0.396
#: From best to worst. Two codes on a label do more against frost than the step from Q to H.
_CODE_LEVELS = "HQM"
_HYPHEN = 0.36  #: ems between the groups of a typed code, with their hyphen


@dataclass(frozen=True, slots=True)
class Content:
    """What one label says: the text of its QR, its typed code (or none), and texts by field."""

    payload: str
    code: str
    texts: Mapping[str, str]


def page(content: Content, layout: Layout, dpi: int = 300, language: str = "zh+en") -> Page:
    """A label as marks. QR modules are whole printer dots wide and stand on whole dots.

    Raises LabelError: ``missing_field``, ``missing_glyph``, ``text_too_long``, ``payload_too_long``.
    """
    shared = tuple(content.texts.get(line.field, "") for line in layout.lines if not line.own)
    fixed = _fixed(layout, language, shared)
    own: list[Mark] = []
    for line in layout.lines:
        if line.own:
            own += _line(
                line.box, line.caption(language), content.texts.get(line.field, ""), line.field
            )
    own += _codes(content, layout, dpi)
    return Page(layout.width, layout.height, fixed, tuple(own))


@lru_cache(maxsize=64)
def _fixed(layout: Layout, language: str, values: tuple[str, ...]) -> tuple[Mark, ...]:
    """The part that labels of one batch have in common, set once."""
    marks: list[Mark] = []
    lines = (line for line in layout.lines if not line.own)
    for line, value in zip(lines, values, strict=True):
        if line.required and not value.strip():
            raise LabelError("missing_field", line.field)
        marks += _line(line.box, line.caption(language), value, line.field)
    return tuple(marks)


def _line(box: Box, caption: str, value: str, field: str) -> tuple[Glyphs, ...]:
    if not value.strip():
        return ()
    return typeset.text(box, f"{caption} {value}" if caption else value, field)


def _codes(content: Content, layout: Layout, dpi: int) -> Iterator[Mark]:
    for square in layout.squares:
        yield modules(square, content.payload, dpi, _CODE_LEVELS)
    for box in layout.codes if content.code else ():
        yield from _typed(box, content.code)


def modules(square: Square, text: str, dpi: int, levels: str) -> Modules:
    """A QR code in the middle of its square, on whole dots.

    Raises LabelError ``payload_too_long`` when it would need modules under ``LEAST_MODULE``.
    """
    most = int(square.module * dpi / INCH + 1e-9)
    least = -int(-LEAST_MODULE * dpi // INCH)
    side = int(square.side * dpi / INCH + 1e-9)
    how = qr.fit(qr.kind(text), side, most, min(least, most), levels)
    if how is None:
        raise LabelError("payload_too_long", "payload", text, f"{square.side:g}")
    symbol = _symbol(how.version, how.level, text)
    spare = (side - how.modules * how.dots) // 2 + qr.QUIET * how.dots
    x, y = (round(at * dpi / INCH) + spare for at in (square.x, square.y))
    return Modules(x * INCH / dpi, y * INCH / dpi, how.dots, dpi, symbol, text)


@lru_cache(maxsize=4)
def _symbol(version: int, level: str, text: str) -> qr.Symbol:
    """A symbol, made once for its two places."""
    return qr.press(version, level).symbol(text)


def _typed(box: Box, code: str) -> Iterator[Glyphs]:
    """A typed code in its printed groups, the hyphens drawn in together."""
    groups = payload.grouped(code).split("-")
    family = fonts.FAMILIES[box.family]
    hyphen = fonts.width(family, "-")
    total = sum(fonts.width(family, each) for each in groups) + _HYPHEN * (len(groups) - 1)
    if total * box.size > box.width:
        raise LabelError("text_too_long", "code", code, f"{box.least:g}")
    x = box.x + (box.width - total * box.size if box.right else 0)
    y = box.y + box.size * family.capitals
    for n, group in enumerate(groups):
        if n:
            yield Glyphs(x + (_HYPHEN - hyphen) / 2 * box.size, y, box.size, box.family, "-")
            x += _HYPHEN * box.size
        yield Glyphs(x, y, box.size, box.family, group)
        x += fonts.width(family, group) * box.size
