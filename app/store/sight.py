"""Who sees what: the parties that have a part in a batch, and supervisors of its regions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, exists, false, or_, select, true

from app.store.built import Ask, given, listed
from app.store.tables import chunks, table

_batch = table("batch")
# names of their own, so that a question put inside another one is never mixed up with it
_booking, _site = table("booking").alias("seen_booking"), table("site").alias("seen_site")
_warehouse = (_booking.c.id == _batch.c.booking) & (_site.c.id == _booking.c.warehouse)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who reads. ``region`` None: supervises nothing; empty: everywhere."""

    party: int
    region: str | None
    keeps_registers: bool = False

    def near(self, region: Any) -> Any:
        """The condition that a column's division code lies in the region this viewer supervises."""
        if self.region is None:
            return false()
        return region.startswith(self.region, autoescape=True) if self.region else true()


def of_party(party: Any) -> Any:
    """The condition that a party owns a batch, keeps its warehouse, or has or had goods of it."""
    return or_(answers_for(party), *(_held(name, party) for name in ("stock", "item")), *_passed(party))


def answers_for(party: Any) -> Any:
    """The condition that a party owns a batch or keeps the warehouse it was booked into."""
    kept = exists(select(1).where(_warehouse, _site.c.party == party).correlate(_batch))
    return or_(_batch.c.owner == party, kept)


def _held(name: str, party: Any) -> Any:
    rows = table(name).alias(f"seen_{name}")
    mine = select(1).where(rows.c.batch == _batch.c.id, rows.c.party == party)
    return exists(mine.correlate(_batch))


def _passed(party: Any) -> list[Any]:
    """The conditions that goods of a batch were sent on or taken over by a party, now others have them.

    A package keeps no trace of who held it before but its movements, by itself or on a pallet. They
    are looked through once, and only for batches that nothing else makes the party's.
    """
    line, item = table("movement").alias("passed"), table("item").alias("passed_item")
    inside = table("containment").alias("passed_on")
    took = (line.c.to_party == party) & line.c.accepted.is_not(None)
    mine = or_(line.c.from_party == party, took)
    named = select(item.c.batch).join(line, line.c.item == item.c.id)
    on_pallet = (
        select(item.c.batch)
        .join(inside, inside.c.item == item.c.id)
        .join(line, line.c.item == inside.c.container)
    )
    swept = select(line.c.item).where(mine, line.c.wide)
    rows = (query.where(mine, item.c.batch.is_not(None)) for query in (named, on_pallet))
    return [_batch.c.id.in_(query) for query in (swept, *rows)]


def of_region(region: str) -> Any:
    """The condition that goods of a batch came in or are in a region (prefix of a division code)."""
    if not region:
        return true()
    near = _site.c.region.startswith(region, autoescape=True)
    came_in = exists(select(1).where(_warehouse, near).correlate(_batch))
    return or_(came_in, *(_lies(name, near) for name in ("stock", "item")))


def came_into(viewer: Viewer) -> Any:
    """The condition that a batch was booked into a warehouse of the region a viewer supervises."""
    if not viewer.region:
        return false() if viewer.region is None else true()
    near = select(1).where(_warehouse, viewer.near(_site.c.region))
    return exists(near.correlate(_batch))


def _lies(name: str, near: Any) -> Any:
    rows = table(name).alias(f"seen_{name}")
    there = select(1).where(rows.c.batch == _batch.c.id, rows.c.site == _site.c.id, near)
    return exists(there.correlate(_batch))


def seen_by(party: int, region: str | None) -> Any:
    """The condition on ``batch`` for somebody of a party; ``region`` None: who supervises nothing."""
    return of_party(party) if region is None else or_(of_party(party), of_region(region))


def whole_of(viewer: Viewer) -> Any:
    """The condition on ``batch`` that a viewer may know how much of it there is in all."""
    mine = answers_for(viewer.party)
    return mine if viewer.region is None else or_(mine, of_region(viewer.region))


def sees(conn: Connection, batch: int, party: int, region: str | None) -> bool:
    """Whether somebody sees one batch."""
    query = select(_batch.c.id).where(_batch.c.id == batch, seen_by(party, region))
    return conn.execute(query).first() is not None


@cache
def _among(supervises: bool, everywhere: bool) -> Ask:
    """The question behind ``among``; it is asked with each trace, so it is built once."""
    query = select(_batch.c.id).where(_batch.c.id.in_(listed("batches")))
    if everywhere:
        return Ask(query)
    seen = of_party(given("party"))
    if supervises:
        near = _site.c.region.startswith(given("region"))
        came_in = exists(select(1).where(_warehouse, near).correlate(_batch))
        seen = or_(seen, came_in, *(_lies(name, near) for name in ("stock", "item")))
    return Ask(query.where(seen))


def among(conn: Connection, batches: list[int], party: int, region: str | None) -> list[int]:
    """Those of the batches that somebody sees."""
    values: dict[str, object] = {} if region == "" else {"party": party}
    if region:
        values["region"] = region
    ask = _among(region is not None, region == "")
    return sorted(key for chunk in chunks(batches) for key in ask.column(conn, batches=chunk, **values))


def sees_letter(mine: str | None, region: str, to_region: str) -> bool:
    """Whose letter it is, and whom it goes to: its bureau, those above it and those within it.

    ``mine``: the region that somebody supervises, None for those who supervise none.
    """
    if mine is None:
        return False
    to = to_region
    return region.startswith(mine) or bool(to and (to.startswith(mine) or mine.startswith(to)))
