"""Plain lists and look-ups for readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.domain.quantity import whole
from app.store import listing
from app.usecases.office import Office


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, and the cursor of the next page (empty on the last)."""

    rows: list[dict[str, Any]]
    next: str


def batches(office: Office, after: str, limit: int) -> Page:
    """Batches by number, from after the cursor."""
    with office.store.read() as conn:
        rows = listing.batches(conn, after, limit + 1)
    more = len(rows) > limit
    return Page(rows[:limit], rows[limit - 1]["no"] if more else "")


def raw_fact(office: Office, fact: int) -> dict[str, Any]:
    """A fact as stored, with the bytes its leaf hash is over. Raises NotFound."""
    with office.store.read() as conn:
        return listing.raw_fact(conn, whole(fact, "fact"))
