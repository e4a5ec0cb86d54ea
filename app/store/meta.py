"""A few words the installation keeps about itself."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, insert, select

from app.store.session import Tx
from app.store.tables import table

_meta = table("meta")


def get(conn: Connection, key: str) -> str:
    """The value of a key, empty when it was never set."""
    return str(conn.execute(select(_meta.c.value).where(_meta.c.key == key)).scalar() or "")


def put(tx: Tx, key: str, value: str) -> None:
    """Set a key."""
    tx.conn.execute(delete(_meta).where(_meta.c.key == key))
    tx.conn.execute(insert(_meta).values(key=key, value=value))


def facts(conn: Connection) -> int:
    """How many facts there are."""
    fact = table("fact")
    return int(conn.execute(select(func.count()).select_from(fact)).scalar_one())
