"""Lists for readers, straight from driver rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, exists, select

from app.store import canonical, ledger, registry, sight
from app.store.tables import table


def batches(
    conn: Connection, reader: tuple[int, str | None], after: str, limit: int
) -> list[dict[str, Any]]:
    """Batches that a reader (party, region) sees, in the order of their numbers."""
    batch, product, hold = table("batch"), table("product"), table("hold")
    held = exists(
        select(1).where(
            hold.c.until.is_(None),
            ((hold.c.scope == "batch") & (hold.c.target == batch.c.id))
            | ((hold.c.scope == "plant") & (hold.c.target == batch.c.plant)),
        )
    )
    query = (
        select(
            batch.c.no,
            product.c.name.label("product"),
            product.c.name_en.label("product_en"),
            batch.c.origin,
            batch.c.pieces,
            batch.c.grams,
            held.label("held"),
        )
        .join(product, product.c.id == batch.c.product)
        .where(batch.c.no > after, sight.seen_by(*reader))
        .order_by(batch.c.no)
        .limit(limit)
    )
    return [dict(row._mapping) for row in conn.execute(query)]


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
