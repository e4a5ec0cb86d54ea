"""Text in a box: as large as it may be, in as many lines as there are, or an error. Never cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from labels import fonts
from labels.errors import LabelError
from labels.marks import Glyphs

PITCH = 1.18  #: from one base line to the next, in ems
RISE = 0.91  #: from the top of a line to its base line, in ems: accents on capitals fit
_STEP = 0.1  #: mm by which text shrinks while it does not fit
#: What may not begin a line (GB/T 15834-2011, 5.1.10).
_CLOSING = frozenset("，。、；：？！）》」』】〕”’％℃,.;:?!)]}%°")
_OPENING = frozenset("（《「『【〔“‘([{")


@dataclass(frozen=True, slots=True)
class Box:
    """Room for a text in mm: first at ``size`` an em, at least at ``least``, in at most ``lines``."""

    x: float
    y: float
    width: float
    size: float
    least: float
    lines: int = 1
    family: str = "text"
    right: bool = False

    @property
    def height(self) -> float:
        """The room taken when every line is used at the full size."""
        return self.size * PITCH * self.lines


def text(box: Box, content: str, field: str) -> tuple[Glyphs, ...]:
    """Lines of a text in its box.

    Raises LabelError: ``missing_glyph`` or ``text_too_long``, naming the field.
    """
    written = fonts.clean(content)
    if not written:
        return ()
    family = fonts.FAMILIES[box.family]
    fonts.check(family, written, field)
    em = box.size
    while em > box.least - 1e-9:
        lines = wrapped(box.family, written, round(box.width / em, 6), _lines(box, em))
        if lines is not None:
            return tuple(_placed(box, em, lines))
        em = em - _STEP if em - _STEP >= box.least or em <= box.least + 1e-9 else box.least
    raise LabelError("text_too_long", field, content, f"{box.least:g}")


def _lines(box: Box, em: float) -> int:
    """Smaller text may use more lines, if there was room for more than one."""
    return box.lines if box.lines == 1 else int(box.height / (em * PITCH) + 1e-9)


def _placed(box: Box, em: float, lines: tuple[str, ...]) -> Iterator[Glyphs]:
    for n, line in enumerate(lines):
        long = fonts.width(fonts.FAMILIES[box.family], line) * em if box.right else 0
        x = box.x + box.width - long if box.right else box.x
        yield Glyphs(x, box.y + em * (RISE + n * PITCH), em, box.family, line)


@lru_cache(maxsize=2_000)
def wrapped(family: str, content: str, width: float, most: int) -> tuple[str, ...] | None:
    """Lines no wider than ``width`` ems, or None when there would be more than ``most``."""
    faces, lines, line, room = fonts.FAMILIES[family], list[str](), "", width
    for word in words(content):
        long = fonts.width(faces, word)
        if long - fonts.width(faces, " ") * word.endswith(" ") <= room:
            line, room = line + word, room - long
            continue
        if line:
            lines.append(line.rstrip())
        if fonts.width(faces, word.rstrip()) > width:
            return None
        line, room = word, width - long
    lines.append(line.rstrip())
    return tuple(lines) if len(lines) <= most else None


def words(content: str) -> list[str]:
    """The parts between which a line may end: words with their space, and single ideographs."""
    parts = [""]
    for char, following in zip(content, content[1:] + " ", strict=True):
        parts[-1] += char
        wide = _ideograph(char) or _ideograph(following)
        ends = char == " " or (wide and char not in _OPENING and following not in _CLOSING)
        joint = char in "/,-" and following.isalnum() and len(parts[-1]) > 8
        if (ends and following != " ") or joint:
            parts.append("")
    return [part for part in parts if part]


def _ideograph(char: str) -> bool:
    return "\u2e80" <= char <= "\ua4cf" or "\uac00" <= char <= "\ud7a3" or char >= "\uf900"
