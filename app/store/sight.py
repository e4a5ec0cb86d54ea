"""Who sees which batches: the parties that have a part in one, and supervisors of its regions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, exists, or_, select, true

from app.store.tables import table

_batch, _booking, _site = table("batch"), table("booking"), table("site")
_warehouse = (_booking.c.id == _batch.c.booking) & (_site.c.id == _booking.c.warehouse)


def of_party(party: int) -> Any:
    """The condition that a party owns a batch, keeps its warehouse, or has or had goods of it."""
    kept = exists(select(1).where(_warehouse, _site.c.party == party))
    return or_(_batch.c.owner == party, kept, *(_held(name, party) for name in ("stock", "item")))


def _held(name: str, party: int) -> Any:
    rows = table(name)
    return exists(select(1).where(rows.c.batch == _batch.c.id, rows.c.party == party))


def of_region(region: str) -> Any:
    """The condition that goods of a batch came in or are in a region (prefix of a division code)."""
    if not region:
        return true()
    near = _site.c.region.startswith(region, autoescape=True)
    came_in = exists(select(1).where(_warehouse, near))
    return or_(came_in, *(_lies(name, near) for name in ("stock", "item")))


def _lies(name: str, near: Any) -> Any:
    rows = table(name)
    return exists(select(1).where(rows.c.batch == _batch.c.id, rows.c.site == _site.c.id, near))


def seen_by(party: int, region: str | None) -> Any:
    """The condition on ``batch`` for somebody of a party; ``region`` None: who supervises nothing."""
    return of_party(party) if region is None else or_(of_party(party), of_region(region))


def sees(conn: Connection, batch: int, party: int, region: str | None) -> bool:
    """Whether somebody sees one batch."""
    query = select(_batch.c.id).where(_batch.c.id == batch, seen_by(party, region))
    return conn.execute(query).first() is not None


def among(conn: Connection, batches: list[int], party: int, region: str | None) -> list[int]:
    """Those of the batches that somebody sees."""
    query = select(_batch.c.id).where(_batch.c.id.in_(batches), seen_by(party, region))
    return sorted(conn.execute(query).scalars())
