"""Who brought which attachment, and which facts name it. The files themselves are in ``files``."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select, text

from app.store.registry import Found
from app.store.session import Tx
from app.store.tables import table

_brought, _named = table("attachment"), table("attachment_fact")
#: Two retries of one upload may arrive together: the first one's row stands for both.
_ADD = text(
    "INSERT INTO attachment (sha256, party, media_type, bytes, width, height, created) "
    "VALUES (:sha256, :party, :media_type, :bytes, :width, :height, :created) "
    "ON CONFLICT (sha256, party) DO NOTHING"
)


def add(tx: Tx, **values: object) -> None:
    """Note that a party brought an attachment; noting it again changes nothing."""
    tx.conn.execute(_ADD, values)


def of(conn: Connection, sha256: str) -> list[Found]:
    """The rows of an attachment, one for each party that brought it, the first one first."""
    query = select(_brought).where(_brought.c.sha256 == sha256)
    return list(conn.execute(query.order_by(_brought.c.created, _brought.c.party)))


def missing(conn: Connection, party: int, digests: Sequence[str]) -> list[str]:
    """Those of the digests that the party never brought, in their order."""
    if not digests:
        return []
    query = select(_brought.c.sha256).where(
        _brought.c.party == party, _brought.c.sha256.in_(set(digests))
    )
    there = set(conn.execute(query).scalars())
    return [digest for digest in digests if digest not in there]


def batches_naming(conn: Connection, sha256: str) -> list[int]:
    """The batches that standing facts naming an attachment are about."""
    batch, fact_item = table("batch"), table("fact_item")
    query = (
        select(batch.c.id)
        .join(fact_item, fact_item.c.item == batch.c.id)
        .join(_named, _named.c.fact == fact_item.c.fact)
        .where(_named.c.sha256 == sha256)
        .distinct()
    )
    return list(conn.execute(query).scalars())
