"""From rows of cells to packages, naming every mistake in one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain import ids
from app.domain.errors import BadInput, Reason, Refusal, reason
from app.exchange.manifest import cells
from app.exchange.manifest.cells import Cell
from app.exchange.manifest.columns import COLUMNS, Column, country_code, known

MOST_ROWS = 200_000
MOST_BATCHES = 200
MOST_MISTAKES = 1_000  #: mistakes that are told one by one; the rest is counted
GROUP = 500  #: most packages that are told at once, and kept in one transaction
_LOOKED_AT = 20  #: first rows among which the headings are looked for

Said = tuple[int, str, str, str, tuple[tuple[str, str], ...]]  #: row, heading, value, code, values
#: Columns that all rows of a batch share.
SHARED = ("product", "origin", "plant", "produced", "expires", "import_lot")


@dataclass(slots=True)
class _Batch:
    """What the first good row of a batch said, and packages that are still to be told."""

    row: int
    shared: tuple[str, ...]
    rows: list[int] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    pieces: list[int] = field(default_factory=list)
    grams: list[int] = field(default_factory=list)

    def told(self, no: str) -> dict[str, Any]:
        """The waiting packages as plain data; none wait afterwards."""
        group = {"batch": no, "rows": self.rows, "codes": self.codes, "pieces": self.pieces}
        group["grams"] = self.grams
        self.rows, self.codes, self.pieces, self.grams = [], [], [], []
        return {"group": group}


@dataclass(slots=True)
class Checker:
    """One file. ``check`` gives frames of plain data: batches, groups, mistakes, the end."""

    since_1904: bool = False
    headings: dict[str, tuple[int, str]] = field(default_factory=dict)
    batches: dict[str, _Batch] = field(default_factory=dict)
    seen: dict[tuple[str, str], int] = field(default_factory=dict)  #: row of each (batch, code)
    said: list[Said] = field(default_factory=list)
    total: int = 0
    good: int = 0
    bad: int = 0
    _cache: dict[tuple[str, type, Cell], str] = field(default_factory=dict)
    _width: int = 0

    def check(self, rows: Iterator[tuple[int, Sequence[Cell]]]) -> Iterator[dict[str, Any]]:
        """Frames for every row. Raises BadInput when there is no table to speak of."""
        first = self._find_headings(rows)
        if self._head(*first):
            for number, row in rows:
                if all(map(cells.is_empty, row)):
                    continue
                yield from self._row(number, row)
                if len(self.said) >= 100:
                    yield self._tell()
        for no, batch in self.batches.items():
            if batch.rows:
                yield batch.told(no)
        yield self._tell()
        untold = max(self.total - MOST_MISTAKES, 0)
        yield {"end": {"rows": self.good, "bad": self.bad, "untold": untold}}

    def _tell(self) -> dict[str, Any]:
        said, self.said = self.said, []
        return {"mistakes": said}

    def _find_headings(self, rows: Iterator[tuple[int, Sequence[Cell]]]) -> tuple[int, Sequence[Cell]]:
        """The first row that has three known headings; titles may stand above it."""
        first: tuple[int, Sequence[Cell]] | None = None
        for looked, (number, row) in enumerate(rows):
            if sum(isinstance(cell, str) and known(cell) is not None for cell in row) >= 3:
                return number, row
            if first is None and not all(map(cells.is_empty, row)):
                first = number, row
            if looked >= _LOOKED_AT:
                break
        if first is None:
            raise BadInput(reason("manifest_empty"))
        return first

    def _head(self, number: int, row: Sequence[Cell]) -> bool:
        """Take the headings; False when the rows below cannot be read by them."""
        legible = True
        self._width = max(
            (at + 1 for at, cell in enumerate(row) if not cells.is_empty(cell)), default=0
        )
        for at, cell in enumerate(row):
            heading = cells.shown(cell) if cell is not None else ""
            if not heading:
                continue
            column = known(str(cell))
            if column is None:
                self._say(number, heading, "", reason("manifest_unknown_heading", value=heading))
            elif column.name in self.headings:
                self._say(number, heading, "", reason("manifest_heading_twice", value=heading))
                legible = False
            else:
                self.headings[column.name] = (at, heading)
        for column in COLUMNS:
            if column.mandatory and column.name not in self.headings:
                shown = column.shown
                self._say(number, shown, "", reason("manifest_heading_missing", field=shown))
                legible = False
        return legible

    def _say(self, row: int, heading: str, value: str, why: Reason) -> None:
        self.total += 1
        if self.total <= MOST_MISTAKES:
            self.said.append((row, heading, value, why.code, why.values))

    def _row(self, number: int, row: Sequence[Cell]) -> Iterator[dict[str, Any]]:
        before = self.total
        if any(not cells.is_empty(cell) for cell in row[self._width :]):
            extra = next(cells.shown(c) for c in row[self._width :] if not cells.is_empty(c))
            self._say(number, "", extra, reason("manifest_no_heading", value=extra))
        found = {column.name: self._cell(number, row, column) for column in COLUMNS}
        no, code = found["batch"], found["code"]
        if code is not None:
            self._once(number, str(no or ""), str(code))
        pieces, weight = found["pieces"], found["grams"]
        if isinstance(pieces, int) and isinstance(weight, int) and weight < pieces:
            values = {"batch": no or "", "pieces": pieces, "grams": weight}
            why = reason("grams_do_not_fit", **values)
            self._say(number, self.headings["grams"][1], str(weight), why)
        if no is not None:
            self._agree(number, str(no), found)
        if self.total > before:
            self.bad += 1
            return
        yield from self._keep(number, found)

    def _cell(self, number: int, row: Sequence[Cell], column: Column) -> str | int | None:
        """The value of a column in a row; None when it is wrong and has been named."""
        at, heading = self.headings.get(column.name, (-1, ""))
        cell = row[at] if 0 <= at < len(row) else None
        try:
            if column.mandatory and cells.is_empty(cell):
                raise BadInput(reason("empty", field=heading))
            if column.name in ("code", "pieces", "grams"):
                return _OWN[column.name](cell, heading)
            return self._shared_cell(column.name, cell, heading)
        except Refusal as refusal:
            for why in refusal.reasons:
                self._say(number, heading, cells.shown(cell), why)
            return None

    def _shared_cell(self, name: str, cell: Cell, heading: str) -> str:
        """A value that whole batches share, read once for all rows that have it."""
        key = (name, type(cell), cell)  # True and 1.0 are equal keys but not equal cells
        if key not in self._cache:
            if len(self._cache) > 10_000:
                self._cache.clear()
            if name in ("produced", "expires"):
                empty = cells.is_empty(cell)
                self._cache[key] = "" if empty else cells.day(cell, heading, self.since_1904)
            else:
                self._cache[key] = _SHARED[name](cell, heading)
        return self._cache[key]

    def _once(self, number: int, no: str, code: str) -> None:
        """Name a package code that another row of the batch has already."""
        first = self.seen.setdefault((no, code), number)
        if first != number:
            why = reason("manifest_code_twice", value=code, row=first)
            self._say(number, self.headings["code"][1], code, why)

    def _agree(self, number: int, no: str, found: dict[str, Any]) -> None:
        """Name what differs from the first good row of the batch."""
        batch = self.batches.get(no)
        if batch is None:
            return
        for name, first in zip(SHARED, batch.shared, strict=True):
            here = found[name]
            if here is not None and here != first:
                heading = self.headings[name][1] if name in self.headings else name
                values = {"field": heading, "value": here or "–", "first": first or "–"}
                why = reason("manifest_disagrees", **values, batch=no, row=batch.row)
                self._say(number, heading, here, why)

    def _keep(self, number: int, found: dict[str, Any]) -> Iterator[dict[str, Any]]:
        self.good += 1
        if self.good > MOST_ROWS:
            raise BadInput(reason("manifest_too_many", what="rows", most=MOST_ROWS))
        no = found["batch"]
        batch = self.batches.get(no)
        if batch is None:
            if len(self.batches) >= MOST_BATCHES:
                raise BadInput(reason("manifest_too_many", what="batches", most=MOST_BATCHES))
            batch = self.batches[no] = _Batch(number, tuple(found[name] for name in SHARED))
            headings = {name: heading for name, (_, heading) in self.headings.items()}
            shared = dict(zip(SHARED, batch.shared, strict=True))
            yield {"batch": {"no": no, "row": number, "headings": headings, **shared}}
        batch.rows.append(number)
        batch.codes.append(found["code"])
        batch.pieces.append(found["pieces"])
        batch.grams.append(found["grams"])
        if len(batch.rows) == GROUP:
            yield batch.told(no)


def _origin(cell: Cell, heading: str) -> str:
    return ids.country(country_code(cells.text(cell, heading)), heading)


_SHARED: dict[str, Callable[[Cell, str], str]] = {
    "batch": cells.code,
    "product": cells.gtin,
    "origin": _origin,
    "plant": cells.optional_code,
    "import_lot": cells.optional_code,
}
_OWN: dict[str, Callable[[Cell, str], str | int]] = {
    "code": cells.code,
    "pieces": cells.count,
    "grams": cells.grams,
}
