"""Announced packages: the rows they stand for, and what is asked about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, exists, select, text

from app.domain.facts import ManifestAccepted, PackagesAnnounced, PackagesCoded
from app.domain.ledger import Entry
from app.store.decided import Inserts
from app.store.session import Tx
from app.store.tables import chunks, table

SCHEME = "carton"
_manifest, _announced, _alias = table("manifest"), table("announced"), table("alias")
_item = table("item")


def announced(entry: Entry) -> Inserts:
    """One row for each announced package, true or not; and the row that makes them true."""
    match entry.fact:
        case PackagesAnnounced() as fact:
            return [("announced", _packages(fact))]
        case ManifestAccepted() as fact:
            row = {
                "id": fact.manifest, "sha256": fact.sha256, "booking": fact.booking,
                "rows": fact.rows, "left_out": fact.left_out, "fact": entry.id,
            }  # fmt: skip
            return [("manifest", [row])]
        case _:
            return []


def _packages(fact: PackagesAnnounced) -> list[dict[str, Any]]:
    common = {"batch": fact.batch, "manifest": fact.manifest}
    beside = zip(fact.codes, fact.pieces, fact.grams, strict=True)
    return [
        {**common, "ordinal": ordinal, "code": code, "pieces": pieces, "grams": grams}
        for ordinal, (code, pieces, grams) in enumerate(beside, start=fact.first)
    ]


def cartons(fact: PackagesCoded) -> Inserts:
    """The plant's own codes of packages that have got one of ours."""
    rows = [
        {"value": code, "scheme": SCHEME, "item": item}
        for item, code in enumerate(fact.aliases, start=fact.first)
        if code
    ]
    return [("alias", rows)] if rows else []


def _true() -> Any:
    return exists(select(1).where(_manifest.c.id == _announced.c.manifest))


def unused(conn: Connection, batch: int, pieces: int, count: int) -> list[str]:
    """Up to ``count`` announced codes of a batch, for packages of so many pieces, that no goods carry
    yet: first announced, first given.
    """
    carried = (_alias.c.value == _announced.c.code) & (_alias.c.scheme == SCHEME)
    same = (_item.c.id == _alias.c.item) & (_item.c.batch == batch)
    free = ~exists(select(1).where(carried, same))
    query = select(_announced.c.code).where(
        _announced.c.batch == batch, _announced.c.pieces == pieces, _true(), free
    )
    return list(conn.execute(query.order_by(_announced.c.ordinal).limit(count)).scalars())


def pallets(conn: Connection, codes: Sequence[str]) -> set[str]:
    """Which of the codes are SSCCs of pallets; those are one of their kind, carton numbers are not."""
    found = set[str]()
    for chunk in chunks(codes):
        query = select(_alias.c.value).where(_alias.c.value.in_(chunk), _alias.c.scheme == "sscc")
        found |= set(conn.execute(query).scalars())
    return found


def one_at_a_time(tx: Tx) -> None:
    """Hold off everybody else who is about to accept a manifest, until the transaction ends."""
    if not tx.sqlite:
        tx.conn.execute(text("SELECT pg_advisory_xact_lock(hashtext('coldtrace.manifest'))"))


def earlier(conn: Connection, sha256: str, booking: str, owner: int) -> Row[Any] | None:
    """The manifest that this very file made for this booking of this owner: id, booking, rows,
    left_out.
    """
    rows = table("booking")
    query = select(_manifest).join(rows, rows.c.id == _manifest.c.booking)
    mine = (_manifest.c.sha256 == sha256) & (rows.c.no == booking) & (rows.c.owner == owner)
    return conn.execute(query.where(mine)).first()


def batches(conn: Connection, booking: int) -> list[str]:
    """Numbers of the batches of a booking, in the order in which they were booked."""
    rows = table("batch")
    query = select(rows.c.no).where(rows.c.booking == booking).order_by(rows.c.id)
    return list(conn.execute(query).scalars())
