"""Announced packages: the rows they stand for, and what is asked about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, func, select, text

from app.domain.facts import ManifestAccepted, PackagesAnnounced, PackagesCoded
from app.domain.ledger import Entry
from app.store.decided import Inserts
from app.store.session import Tx
from app.store.tables import table

SCHEME = "carton"
_manifest, _announced, _alias = table("manifest"), table("announced"), table("alias")
_CHUNK = 500


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
    free = ~exists(select(1).where(_alias.c.value == _announced.c.code))
    query = select(_announced.c.code).where(
        _announced.c.batch == batch, _announced.c.pieces == pieces, _true(), free
    )
    return list(conn.execute(query.order_by(_announced.c.ordinal).limit(count)).scalars())


def taken(conn: Connection, codes: Sequence[str]) -> set[str]:
    """Which of the codes goods carry already, or a true manifest has announced."""
    found = set[str]()
    for query in _taken(codes):
        found |= set(conn.execute(query).scalars())
    return found


def _taken(codes: Sequence[str]) -> Iterator[Select[Any]]:
    for start in range(0, len(codes), _CHUNK):
        some = codes[start : start + _CHUNK]
        yield select(_alias.c.value).where(_alias.c.value.in_(some))
        yield select(_announced.c.code).where(_announced.c.code.in_(some), _true())


def taken_by_others(conn: Connection, batches: Sequence[int]) -> list[str]:
    """Codes staged for these batches that other goods or a true manifest have, a few of them."""
    other = _announced.alias("other")
    theirs = exists(
        select(1).where(other.c.code == _announced.c.code, _manifest.c.id == other.c.manifest)
    )
    carried = exists(select(1).where(_alias.c.value == _announced.c.code))
    query = select(_announced.c.code).where(_announced.c.batch.in_(batches), theirs | carried)
    return list(conn.execute(query.limit(20)).scalars())


def newest(conn: Connection) -> int:
    """The fact that accepted the newest manifest, or 0."""
    return int(conn.execute(select(func.coalesce(func.max(_manifest.c.fact), 0))).scalar_one())


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
