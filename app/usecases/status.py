"""How the service is doing."""

from __future__ import annotations

from dataclasses import dataclass

from app.store import meta
from app.usecases.office import Office


@dataclass(frozen=True, slots=True)
class Status:
    """Number of facts, the office's own time, and whether this is a demonstration."""

    facts: int
    now: str
    demo: bool


def status(office: Office) -> Status:
    """A look at the database. Raises Unavailable when it cannot be read."""
    with office.store.read() as conn:
        count, demo = meta.facts(conn), bool(meta.get(conn, "demo"))
    return Status(count, office.clock().isoformat(), demo)
