"""Small questions about what vehicles and movements have been through."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from app.domain.span import micros
from app.store.registry import Found
from app.store.tables import table


def vehicle_disinfected(conn: Connection, plate: str, since: datetime, until: datetime) -> bool:
    """Whether the vehicle was disinfected to protocol in that time."""
    rows = table("asset_disinfection")
    query = select(rows.c.fact).where(
        rows.c.plate == plate, rows.c.at >= micros(since), rows.c.at <= micros(until), rows.c.valid
    )
    return conn.execute(query.limit(1)).first() is not None


def lines(conn: Connection, movement: int) -> list[Found]:
    """The lines of a movement."""
    rows = table("movement")
    return list(conn.execute(select(rows).where(rows.c.id == movement).order_by(rows.c.item)))
