"""What some batches and items have become and reached: everything that would have to be stopped.

Asked inside whoever's transaction: an incident asks in its own, so that it holds what it saw.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from app.domain.errors import TooMuch, reason
from app.domain.facts import Disinfected
from app.domain.span import micros
from app.domain.trace.balance import Held, Holder, holders, totals
from app.store import ledger
from app.store import scope as read

#: More packages and batches made of what is asked for than this is not followed one by one.
MOST = 200_000


@dataclass(frozen=True, slots=True)
class Start:
    """Batches meant whole, and packages or pallets (all that was ever on them) by themselves."""

    batches: tuple[int, ...] = ()
    items: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A site where goods of the scope lie or have been."""

    site: int
    code: str
    name: str
    kind: str
    region: str
    duty_phone: str
    lat_e6: int | None
    lon_e6: int | None
    since: int | None  #: microseconds: the first moment that goods of the scope can have been there


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who had goods of the scope in their hands; moments in microseconds."""

    person: int
    staff_no: str
    post: str
    party: int
    facts: int
    first: int
    last: int
    newest: int  #: the newest of those facts


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle by its plate, and the movements it carried goods on (none: it brought them)."""

    plate: str
    movements: tuple[int, ...]
    sites: frozenset[int] = frozenset()  #: that these movements, or the booking, went from or to


@dataclass(frozen=True, slots=True)
class Firm:
    """A party by its name, and where it is at home (division code)."""

    name: str
    region: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything that goods have become and reached.

    ``batches`` are affected whole; ``items`` are packages of other batches. ``firms`` are the parties
    by id. Amounts in pieces and grams, by ``PARTS`` of the balance.
    """

    batches: tuple[int, ...]
    items: tuple[int, ...]
    received: tuple[int, int]
    pieces: dict[str, int]
    grams: dict[str, int]
    packages: int
    holders: tuple[Holder, ...]
    places: dict[int, Place]
    vehicles: tuple[Vehicle, ...]
    people: tuple[Person, ...]
    firms: dict[int, Firm] = field(default_factory=dict)

    def numbers(self) -> dict[str, int]:
        """The figures that a later answer is compared to; plain data."""
        with_stock = [h for h in self.holders if h.on_hand]
        return {
            "batches": len(self.batches), "received": self.received[0], **self.pieces,
            "packages_on_hand": self.packages, "holders": len(self.holders),
            "holders_with_stock": len(with_stock), "places": len(self.places),
            "vehicles": len(self.vehicles), "people": len(self.people),
        }  # fmt: skip


def reached(conn: Connection, start: Start, most: int = MOST) -> tuple[list[int], list[int]]:
    """(whole batches, single packages) that are the start or were made of it. Raises TooMuch."""
    items = set(start.items)
    if items:
        items |= set(read.on_pallets(conn, items))
    found = read.descended(conn, [*start.batches, *items], most + 1)
    if len(found) > most:
        raise TooMuch(reason("answer_too_large", limit=most, what="items"))
    batches = sorted(item for item, kind in found if kind == "batch")
    single = [item for item, kind in found if kind == "package"]
    whole = set(batches)
    of = read.batch_of(conn, single) if whole and single else {}
    return batches, sorted(item for item in single if of.get(item) not in whole)


def scope(conn: Connection, start: Start) -> Scope:
    """Everything that is or was of some goods, in a handful of statements. Raises TooMuch."""
    batches, items = reached(conn, start)
    held = [Held(*row) for row in read.holdings(conn, batches, items)]
    have = tuple(holders(held))
    moved = read.moved(conn, batches, items)
    pieces, grams = totals(held)
    hands = people(conn, batches, items)
    firms = {h.party for h in have} | {p.party for p in hands}
    return Scope(
        batches=tuple(batches), items=tuple(items), received=read.received(conn, batches),
        pieces=pieces, grams=grams, packages=sum(h.packages for h in have), holders=have,
        places=_places(conn, batches, items, (have, moved)), people=hands,
        vehicles=_vehicles(read.booked(conn, batches), moved),
        firms={key: Firm(*told) for key, *told in read.firms(conn, firms)},
    )  # fmt: skip


def _places(
    conn: Connection, batches: list[int], items: list[int], seen: tuple[tuple[Holder, ...], Any]
) -> dict[int, Place]:
    """Where goods stand, stood or went through, with the earliest moment known for each."""
    have, moved = seen
    since: dict[int, int | None] = {holder.site: None for holder in have if holder.site}
    known = [(place, at) for place, at, _ in read.stood(conn, batches, items)]
    for _, source, target, _, departed, _, arrived, *_ in moved:
        known += [(source, departed), *([(target, arrived)] if arrived is not None else [])]
    for place, at in known:
        before = since.get(place)
        since[place] = at if before is None else min(before, at)
    return {
        row[0]: Place(row[0], row[1], row[2], row[7], row[3], row[6], row[4], row[5], since[row[0]])
        for row in sorted(read.sites(conn, since))
    }


def _vehicles(booked: Iterable[Any], moved: Iterable[Any]) -> tuple[Vehicle, ...]:
    carried: dict[str, list[int]] = {}
    sites: dict[str, set[int]] = {}
    for plate, warehouse in booked:
        carried.setdefault(plate, [])
        sites.setdefault(plate, set()).add(warehouse)
    for movement, source, target, plate, *_ in moved:
        if plate:
            carried.setdefault(plate, []).append(movement)
            sites.setdefault(plate, set()).update((source, target))
    return tuple(Vehicle(p, tuple(carried[p]), frozenset(sites[p])) for p in sorted(carried))


def people(conn: Connection, batches: Collection[int], items: Collection[int]) -> tuple[Person, ...]:
    """Who entered that they handled the goods, and who sprayed them or watched."""
    found = {row[0]: row[2:] for row in read.handled(conn, batches, items)}
    for fact in read.sprayed(conn, batches):
        entry = ledger.entry(conn, fact)
        assert isinstance(entry.fact, Disinfected)  # noqa: S101 - asked for by kind
        at = micros(entry.happened.latest)
        for person in (entry.fact.operator, entry.fact.supervisor):
            facts, first, last, newest = found.get(person, (0, at, at, fact))
            found[person] = (facts + 1, min(first, at), max(last, at), max(newest, fact))
    return tuple(
        Person(key, staff_no, post, party, *found[key])
        for key, staff_no, post, party in sorted(read.persons(conn, found))
    )
