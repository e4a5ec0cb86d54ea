"""Plain lists and look-ups for readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.domain.actors import Actor
from app.domain.errors import NotFound, reason
from app.domain.quantity import whole
from app.store import ledger, listing
from app.usecases.office import Office


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, and the cursor of the next page (empty on the last)."""

    rows: list[dict[str, Any]]
    next: str


def batches(office: Office, actor: Actor, after: str, limit: int) -> Page:
    """Batches that somebody sees, by number, from after the cursor."""
    with office.store.read() as conn:
        rows = listing.batches(conn, (actor.party, actor.supervises), after, limit + 1)
    more = len(rows) > limit
    return Page(rows[:limit], rows[limit - 1]["no"] if more else "")


def raw_fact(office: Office, actor: Actor, fact: int) -> dict[str, Any]:
    """A fact as stored, with the bytes its leaf hash is over. Raises NotFound.

    Everybody reads what their own firm entered, those who supervise everywhere read all of it.
    """
    with office.store.read() as conn:
        found = ledger.entry(conn, whole(fact, "fact"))
        if found.party != actor.party and actor.supervises != "":
            raise NotFound(reason("no_such", what="fact", value=fact))
        return listing.raw_fact(conn, fact)
