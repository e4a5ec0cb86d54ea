"""What shared a pallet, a vehicle, a disinfection or somebody's hands with some goods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.domain.actors import Actor
from app.domain.errors import TooMuch, reason
from app.domain.span import iso
from app.domain.trace.exposure import EVER, Presence, merged
from app.store import exposed as read
from app.store import registry
from app.store import scope as scoped
from app.usecases import bureaus
from app.usecases.scope import people

Plain = dict[str, Any]
_HOUR = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Goods:
    """What a question is about: whole batches and single packages; who asks; the limit of rows."""

    batches: list[int]
    items: list[int]
    actor: Actor
    limit: int

    @property
    def region(self) -> str:
        """The asker's region; empty for everywhere."""
        return self.actor.supervises or ""

    def is_own(self, region: str) -> bool:
        """Whether a region is the asker's."""
        return bureaus.is_own(self.actor, region)

    def within(self, rows: Collection[Any], what: str) -> None:
        """Raise TooMuch when there are more rows than the limit."""
        if len(rows) > self.limit:
            raise TooMuch(reason("answer_too_large", limit=self.limit, what=what))

    @staticmethod
    def batch_names(conn: Connection, batches: Iterable[int]) -> dict[int, str]:
        """Numbers of batches by id."""
        return {row.id: row.no for row in registry.many(conn, "batch", "id", sorted(batches))}


def companions(conn: Connection, goods: Goods, ways: Collection[str], shift_hours: int) -> Plain:
    """The parts of an answer for each way of meeting that is not a room."""
    told: Plain = {}
    if "pallet" in ways:
        told["pallets"] = _pallets(conn, goods)
    if "vehicle" in ways:
        told["vehicles"] = _vehicles(conn, goods)
    if "disinfection" in ways:
        told["disinfections"] = _disinfections(conn, goods)
    if "people" in ways:
        told["people"] = _people(conn, goods, shift_hours)
    return told


def _pallets(conn: Connection, goods: Goods) -> Plain:
    rows = read.pallets(conn, goods.batches, goods.items)
    goods.within(rows, "packages")
    known = read.told(conn, [row[0] for row in rows], goods.region)
    told = [(*known[item], *more) for item, *more in rows]
    return {"columns": [*read.TOLD_COLUMNS, "pallet", "since", "until", "fact"], "rows": told}


def _vehicles(conn: Connection, goods: Goods) -> Plain:
    """Other goods on a vehicle at the same time, coded ones and lots, that one end of the way saw."""
    mine = _mine(conn, goods)
    coded: dict[tuple[int, str], tuple[Any, ...]] = {}
    loose: dict[tuple[int, str], tuple[Any, ...]] = {}
    for _, source, target, plate, left, _, _, arrived, *_ in scoped.moved(
        conn, goods.batches, goods.items
    ):
        regions = (row[3] for row in scoped.sites(conn, [source, target]))
        if not plate or not any(map(goods.is_own, regions)):
            continue
        for line in read.lines(conn, plate, left, EVER if arrived is None else arrived):
            for item in _on(conn, line):
                if item not in mine:
                    coded[item, plate] = (plate, line[3], line[5], line[6])
            if line[2] == "batch" and line[1] not in goods.batches:
                loose[line[1], plate] = (plate, line[3], line[5], line[6])
        goods.within(coded, "packages")
    for batch, plate, slot in read.booked(conn, goods.batches):
        if batch not in goods.batches:
            loose[batch, plate] = (plate, slot, None, None)
    known = read.told(conn, {item for item, _ in coded}, goods.region)
    names = goods.batch_names(conn, {batch for batch, _ in loose})
    return {
        "columns": [*read.TOLD_COLUMNS, "plate", "since", "until", "fact"],
        "rows": [(*known[item], *coded[item, plate]) for item, plate in sorted(coded) if item in known],
        "lots": [
            {"batch": names[batch], "plate": plate, "since": iso(since), "fact": fact}
            for (batch, _), (plate, since, _, fact) in sorted(loose.items())
        ],
    }


def _mine(conn: Connection, goods: Goods) -> set[int]:
    """Every package that the question is about."""
    return {*goods.items, *scoped.packages_of(conn, goods.batches)}


def _on(conn: Connection, line: Any) -> list[int]:
    """The packages of one line of a movement."""
    _, item, kind, _, left, _, fact = line
    if kind == "package":
        return [item]
    if kind == "pallet":
        return [row[0] for row in read.on_board(conn, [item], left)]
    return read.swept(conn, item, fact)


def _disinfections(conn: Connection, goods: Goods) -> list[Plain]:
    """Other batches that were sprayed in one go with it."""
    batches = {*goods.batches, *filter(None, scoped.batch_of(conn, goods.items).values())}
    rows = [(fact, other) for fact, other in read.sprayed(conn, batches) if other not in batches]
    goods.within(rows, "disinfections")
    names = goods.batch_names(conn, {other for _, other in rows})
    told: dict[int, list[str]] = defaultdict(list)
    for fact, other in rows:
        if other in names:
            told[fact].append(names[other])
    return [{"fact": fact, "batches": sorted(told[fact])} for fact in sorted(told)]


def _people(conn: Connection, goods: Goods, shift_hours: int) -> list[Plain]:
    """Who had it in their hands, and what else they handled within a shift, as groups."""
    times: dict[int, list[Presence]] = defaultdict(list)
    widen = shift_hours * _HOUR
    for person, first, last in read.at_work(conn, goods.batches, goods.items):
        times[person].append(Presence(0, None, first - widen, last + widen))
    hands = people(conn, goods.batches, goods.items)
    firms = {key: (name, region) for key, name, region in scoped.firms(conn, {p.party for p in hands})}
    told = []
    for each in hands:
        firm, region = firms[each.party]
        if not goods.is_own(region):
            continue
        others: dict[int, int] = defaultdict(int)
        for shift in merged(times[each.person]) if each.person in times else ():
            for batch, facts, *_ in read.shift(
                conn, each.person, (shift.since, shift.until), goods.batches
            ):
                others[batch] += facts
        goods.within(others, "batches")
        names = goods.batch_names(conn, others)
        told.append(
            {
                "firm": firm, "staff_no": each.staff_no, "post": each.post, "facts": each.facts,
                "first": iso(each.first), "last": iso(each.last),
                "others": {names[batch]: others[batch] for batch in sorted(others)},
            }
        )  # fmt: skip
    return told
