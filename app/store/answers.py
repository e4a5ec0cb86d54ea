"""What writes were answered, so that a retry is answered the same and never counted twice."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, text

from app.store.session import Tx
from app.store.tables import table

_answer = table("answer")
# every write runs these; a statement that is built once costs a fifth of one built each time
_SCOPE = {name: _answer.c[name] == bindparam(name) for name in ("party", "device", "key")}
_FIND = select(_answer).where(*_SCOPE.values())
_KEEP = insert(_answer)
_CLAIM = text("SELECT pg_try_advisory_xact_lock(:number)")


def claim(tx: Tx, party: int, device: str, key: str) -> bool:
    """Take a key for this transaction; False while another one holds it."""
    if tx.sqlite:  # one writer at a time: nobody else is between its claim and its commit
        return True
    name = sha256(f"{party}\n{device}\n{key}".encode()).digest()
    number = int.from_bytes(name[:8], "big", signed=True)
    return bool(tx.conn.execute(_CLAIM, {"number": number}).scalar())


def find(conn: Connection, party: int, device: str, key: str) -> Row[Any] | None:
    """The answer that was given under a key."""
    return conn.execute(_FIND, {"party": party, "device": device, "key": key}).first()


def keep(tx: Tx, **values: object) -> None:
    """Store an answer beside the facts it tells of."""
    tx.conn.execute(_KEEP, values)
