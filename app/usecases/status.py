"""How the service is doing."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.span import moment
from app.store import backlog, meta
from app.usecases.office import Office


@dataclass(frozen=True, slots=True)
class Status:
    """Number of facts, the office's own time, whether this is a demonstration, and the outbox.

    ``notices`` have not arrived; the oldest of them is ``notice_age`` seconds old.
    """

    facts: int
    now: str
    demo: bool
    notices: int = 0
    notice_age: int = 0


def status(office: Office) -> Status:
    """A look at the database. Raises Unavailable when it cannot be read."""
    with office.store.read() as conn:
        count, demo = meta.facts(conn), bool(meta.get(conn, "demo"))
        waiting, made = backlog.oldest(conn)
    now = office.clock()
    age = 0 if made is None else max(0, int((now - moment(made)).total_seconds()))
    return Status(count, now.isoformat(), demo, waiting, age)
