"""Work that one process does at a time. Whoever does it says so again and again; silence ends it."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.domain.span import micros
from app.store.session import Hot, Tx

#: A holder whose end lies further off than any lease lasts wrote it by a clock that was wrong.
_TAKE = Hot(
    "INSERT INTO lease (name, holder, until) VALUES (:name, :holder, :until) "
    "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until "
    "WHERE lease.holder = excluded.holder OR lease.until <= :now OR lease.until > excluded.until"
)
_GIVE_BACK = Hot("DELETE FROM lease WHERE name = :name AND holder = :holder")


def take(tx: Tx, name: str, holder: str, now: datetime, lasts: timedelta) -> bool:
    """Take a lease, or keep it; False while it is somebody else's."""
    values = {"name": name, "holder": holder, "now": micros(now), "until": micros(now + lasts)}
    return int(tx.run(_TAKE, values).rowcount) == 1


def give_back(tx: Tx, name: str, holder: str) -> None:
    """Let the next one begin at once."""
    tx.run(_GIVE_BACK, {"name": name, "holder": holder})
