"""Accounts, sessions and keys: rows about how people come in. No rules here, no clear-text secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from app.store.session import Tx
from app.store.tables import table

_person, _grant = table("person"), table("role_grant")


def grant(conn: Connection, person: int) -> Any:
    """A person's party, staff number, roles and region as they are now; None for nobody."""
    query = (
        select(_person.c.id, _person.c.party, _person.c.staff_no, _grant.c.roles, _grant.c.region)
        .outerjoin(_grant, _grant.c.id == _person.c.id)
        .where(_person.c.id == person)
    )
    return conn.execute(query).first()


def row(conn: Connection, name: str, **values: object) -> Row[Any] | None:
    """A row of ``account``, ``session`` or ``api_key``."""
    rows = table(name)
    query = select(rows).where(*(rows.c[column] == value for column, value in values.items()))
    return conn.execute(query).first()


def add(tx: Tx, into: str, **values: object) -> None:
    """A new row."""
    tx.conn.execute(insert(table(into)).values(**values))


def change(tx: Tx, of: str, where: Mapping[str, object], **values: object) -> int:
    """New values in the rows that meet the conditions; how many there were."""
    rows = table(of)
    query = update(rows).where(*(rows.c[column] == value for column, value in where.items()))
    return int(tx.conn.execute(query.values(**values)).rowcount)


def end_sessions(tx: Tx, person: int, at: int) -> None:
    """End every session of a person."""
    rows = table("session")
    mine = update(rows).where(rows.c.person == person, rows.c.ended.is_(None))
    tx.conn.execute(mine.values(ended=at))
