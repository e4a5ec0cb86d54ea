"""What a file of packages says against what is registered: every mistake named, the good rows kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

import orjson

from app.domain.errors import Conflict, NotFound, Reason, Refusal, reason
from app.exchange.manifest import Batch, End, Frame, Group, Mistake
from app.store import announced
from app.usecases import declare
from app.usecases.declare import LineDetails
from app.usecases.office import Office

#: Seconds between two groups of packages, in which somebody at a dock or a counter gets their turn.
BREATH = 0.015
MOST_MISTAKES = 1_000  #: mistakes that are told; the rest is counted


@dataclass(slots=True)
class _Sum:
    """Good packages of a batch so far."""

    rows: int = 0
    pieces: int = 0
    grams: int = 0


@dataclass(slots=True)
class Found:
    """What a file holds. ``lines`` are the batches that may be booked, with the sums of their good
    rows; ``bad`` counts the rows that may not come along.
    """

    lines: dict[str, LineDetails] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    total: int = 0
    bad: int = 0
    batches: dict[str, Batch] = field(default_factory=dict)
    sums: dict[str, _Sum] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Packages that may come along."""
        return sum(self.sums[no].rows for no in self.lines)

    def name(self, mistake: Mistake) -> None:
        """Add a mistake to the list while there is room, and to the count."""
        self.total += 1
        if len(self.mistakes) < MOST_MISTAKES:
            self.mistakes.append(mistake)

    def in_order(self) -> tuple[Mistake, ...]:
        """The mistakes from the first row to the last."""
        return tuple(sorted(self.mistakes, key=lambda mistake: mistake.row))


def checked(
    office: Office, frames: Iterable[Frame], spool: BinaryIO, watch: Callable[[str, int], None]
) -> Found:
    """Check everything in a file against the registers. Good packages are written to ``spool``, one
    JSON list a line: batch, codes, pieces, grams.
    """
    found, seen = Found(), 0
    for frame in frames:
        match frame:
            case Batch():
                found.batches[frame.no] = frame
                found.sums[frame.no] = _Sum()
            case Group():
                seen += len(frame.rows)
                _keep(found, _new(office, found, frame), spool)
                watch("check", seen)
                time.sleep(BREATH)
            case Mistake():
                found.name(frame)
            case End():
                found.total += frame.untold
                found.bad += frame.bad
    for batch in found.batches.values():
        _book(office, found, batch)
    return found


def _new(office: Office, found: Found, group: Group) -> Group:
    """The packages of a group whose codes are not those of pallets; the others are named."""
    with office.store.read() as conn:
        taken = announced.pallets(conn, group.codes)
    if not taken:
        return group
    kept = Group(group.batch, [], [], [], [])
    heading = found.batches[group.batch].headings["code"]
    for row, code, pieces, grams in zip(
        group.rows, group.codes, group.pieces, group.grams, strict=True
    ):
        if code in taken:
            found.bad += 1
            found.name(Mistake(row, heading, code, reason("manifest_code_taken", value=code)))
        else:
            kept.rows.append(row)
            kept.codes.append(code)
            kept.pieces.append(pieces)
            kept.grams.append(grams)
    return kept


def _keep(found: Found, group: Group, spool: BinaryIO) -> None:
    if group.rows:
        total = found.sums[group.batch]
        total.rows += len(group.rows)
        total.pieces += sum(group.pieces)
        total.grams += sum(group.grams)
        line = [group.batch, group.codes, group.pieces, group.grams]
        spool.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))


def _book(office: Office, found: Found, batch: Batch) -> None:
    """Make a line of a batch that has good rows, or name what is wrong with it."""
    total = found.sums[batch.no]
    line = LineDetails(
        batch=batch.no, product=batch.product, origin=batch.origin, produced=batch.produced,
        expires=batch.expires, import_lot=batch.import_lot, plant=batch.plant,
        pieces=total.pieces or 1, grams=total.grams or 1,
    )  # fmt: skip
    try:
        with office.store.read() as conn:
            declare.checked_line(conn, office.clock(), line)
    except Refusal as refusal:
        for why in refusal.reasons:
            column, value, said = _said(batch, refusal, why)
            found.name(Mistake(batch.row, column, value, said, max(total.rows, 1)))
        found.bad += total.rows
    else:
        if total.rows:
            found.lines[batch.no] = line


def _said(batch: Batch, refusal: Refusal, why: Reason) -> tuple[str, str, Reason]:
    """(heading, value, sentence) for what is wrong with a whole batch."""
    values = dict(why.values)
    if isinstance(refusal, Conflict):
        return batch.headings["batch"], batch.no, reason("manifest_batch_taken", value=batch.no)
    if isinstance(refusal, NotFound):
        heading, value = batch.headings[values["what"]], values["value"]
        return heading, value, reason("manifest_unregistered", field=heading, value=value)
    column = {"produced_in_future": "produced", "expires_before_produced": "expires"}.get(why.code)
    heading = batch.headings.get(column or "batch", batch.headings["batch"])
    return heading, values.get("value", batch.no), why
