"""What is on a page, in millimetres from its top left corner: all that writers have to know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from labels.qr import Symbol

INCH = 25.4  #: millimetres


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One line of text: pen at (x, y), y on the base line; em in mm; a name of ``fonts.FAMILIES``."""

    x: float
    y: float
    em: float
    family: str
    text: str


@dataclass(frozen=True, slots=True)
class Modules:
    """A QR symbol: its first module at (x, y), each ``dots`` printer dots wide at ``dpi``."""

    x: float
    y: float
    dots: int
    dpi: int
    symbol: Symbol
    payload: str

    @property
    def module(self) -> float:
        """Width of a module in mm."""
        return self.dots * INCH / self.dpi


@dataclass(frozen=True, slots=True)
class Rule:
    """A black rectangle."""

    x: float
    y: float
    width: float
    height: float


Mark: TypeAlias = Glyphs | Modules | Rule


@dataclass(frozen=True, slots=True)
class Page:
    """A page in mm. ``fixed`` is the same object on every page of a run that has it in common."""

    width: float
    height: float
    fixed: tuple[Mark, ...]
    own: tuple[Mark, ...]

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Everything on the page."""
        return self.fixed + self.own


def moved(marks: Iterable[Mark], x: float, y: float) -> Iterator[Mark]:
    """Marks shifted by (x, y) mm."""
    for mark in marks:
        match mark:
            case Glyphs():
                yield Glyphs(mark.x + x, mark.y + y, mark.em, mark.family, mark.text)
            case Modules():
                yield Modules(
                    mark.x + x, mark.y + y, mark.dots, mark.dpi, mark.symbol, mark.payload
                )  # fmt: skip
            case Rule():
                yield Rule(mark.x + x, mark.y + y, mark.width, mark.height)
