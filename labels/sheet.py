"""A4 sheets of labels: common stock as data, and where on a started sheet to begin."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain

from labels import pdf
from labels.errors import LabelError
from labels.label import Content, page
from labels.layouts import Layout
from labels.marks import Mark, Page, moved

A4 = (210.0, 297.0)  #: mm


@dataclass(frozen=True, slots=True)
class Stock:
    """A die-cut sheet: labels of ``width`` × ``height`` mm in rows, the first at (left, top)."""

    name: str
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    across: float
    down: float

    @property
    def places(self) -> int:
        """Labels on a sheet."""
        return self.columns * self.rows

    def place(self, at: int) -> tuple[float, float]:
        """The top left corner of a place, 0 to ``places`` - 1, counted like lines of text."""
        row, column = divmod(at, self.columns)
        return self.left + column * self.across, self.top + row * self.down


@cache
def stocks() -> dict[str, Stock]:
    """The stock that is known, by name: the size of a label and how many are on a sheet."""
    told = tomllib.loads((files("labels") / "stock.toml").read_text("utf-8"))
    return {name: Stock(name=name, **each) for name, each in told.items()}


def fitting(layout: Layout) -> tuple[str, ...]:
    """The stock that a layout fits on."""
    return tuple(
        name
        for name, stock in stocks().items()
        if layout.width <= stock.width and layout.height <= stock.height
    )


def sheets(
    contents: Iterable[Content],
    layout: Layout,
    stock: str,
    dpi: int = 600,
    start: int = 1,
    language: str = "zh+en",
) -> Iterator[bytes]:
    """A PDF of A4 sheets, each label in the middle of its place; ``start``, from 1, is the first free.

    Raises LabelError: ``unknown_stock``, ``stock_too_small``, ``bad_start``, and those of a label.
    """
    kind = stocks().get(stock)
    if kind is None:
        raise LabelError("unknown_stock", "stock", stock, ", ".join(stocks()))
    if stock not in fitting(layout):
        raise LabelError("stock_too_small", "stock", stock, f"{layout.width:g} × {layout.height:g}")
    if not 1 <= start <= kind.places:
        raise LabelError("bad_start", "start", str(start), str(kind.places))
    return pdf.document(_pages((page(c, layout, dpi, language) for c in contents), kind, start - 1))


def _pages(labels: Iterable[Page], stock: Stock, at: int) -> Iterator[Page]:
    marks: list[Mark] = []
    for label in labels:
        x, y = stock.place(at)
        x, y = x + (stock.width - label.width) / 2, y + (stock.height - label.height) / 2
        marks += chain(moved(label.fixed, x, y), moved(label.own, x, y))
        at += 1
        if at == stock.places:
            yield Page(*A4, (), tuple(marks))
            marks, at = [], 0
    if marks:
        yield Page(*A4, (), tuple(marks))
