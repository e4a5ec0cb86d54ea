"""What writes were answered, so that a retry is answered the same and never counted twice."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from app.store import built
from app.store.session import Hot, Tx
from app.store.tables import table

_answer = table("answer")
# every write runs these; a statement that is built once costs a fifth of one built each time
_COLUMNS = [column.name for column in _answer.columns]
_KEEP = Hot(
    f"INSERT INTO answer ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{c}' for c in _COLUMNS)})"  # noqa: S608
)
_CLAIM = Hot("SELECT pg_try_advisory_xact_lock(:number)")


def claim(tx: Tx, party: int, device: str, key: str) -> bool:
    """Take a key for this transaction; False while another one holds it."""
    if tx.sqlite:  # one writer at a time: nobody else is between its claim and its commit
        return True
    name = sha256(f"{party}\n{device}\n{key}".encode()).digest()
    number = int.from_bytes(name[:8], "big", signed=True)
    return bool(tx.run(_CLAIM, {"number": number}).fetchone()[0])


def find(conn: Connection, party: int, device: str, key: str) -> Any:
    """The answer that was given under a key."""
    return built.first(conn, "answer", {"party": party, "device": device, "key": key})


def keep(tx: Tx, **values: object) -> None:
    """Store an answer beside the facts it tells of."""
    tx.run(_KEEP, values)
