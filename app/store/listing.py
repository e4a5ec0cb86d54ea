"""Single facts for people who want to check them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from app.store import canonical, ledger, registry


def raw_fact(conn: Connection, fact: int) -> dict[str, Any]:
    """A fact with its envelope and body exactly as they are hashed. Raises NotFound."""
    row = registry.need(conn, "fact", fact, id=fact)
    place = registry.one(conn, "log_entry", fact=fact)
    return {
        "id": row.id,
        "kind": row.kind,
        "envelope": canonical.envelope_of(ledger.entry_of(row), row.kind).decode(),
        "body": row.body,
        "leaf": row.leaf.hex(),
        "position": None if place is None else place.position,
        "corrected_by": ledger.correction_of(conn, fact),
    }
