"""What the gate needs to know about a batch, read in a few statements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, func, select

from app.domain.history import ItemState
from app.domain.release import Certificate, GateFacts, OpenHold
from app.domain.span import micros, moment
from app.store import ledger, movements, registry
from app.store.built import Ask, given, listed
from app.store.tables import chunks, table

#: Facts the gate judges by; the codes of a batch's packages are not among them.
EVIDENCE_KINDS = (
    "document_filed", "document_waived", "disinfected", "plan_drawn", "sample_taken",
    "sample_handled", "result_reported", "batch_rejected", "unloaded",
)  # fmt: skip

_batch, _stock, _site, _inside = table("batch"), table("stock"), table("site"), table("containment")
_hold, _certificate = table("hold"), table("certificate")
_CURRENT = (_hold.c.since <= given("at")) & (_hold.c.until.is_(None) | (_hold.c.until > given("at")))
_ON = Ask(
    select(_hold).where(
        _hold.c.scope == given("scope"), _hold.c.target.in_(listed("targets")), _CURRENT
    )
)
_STOOD = (_hold.c.target == _inside.c.container) & (
    _inside.c.until.is_(None) | (_inside.c.until > _hold.c.since)
)
_ON_PALLET = Ask(
    select(_hold)
    .join(_inside, (_hold.c.scope == "item") & _STOOD)
    .where(_inside.c.item.in_(listed("items")), _CURRENT)
)
_BEHIND = Ask(select(_batch.c.plant, _batch.c.owner).where(_batch.c.id.in_(listed("batches"))))
_UNCODED = Ask(
    select(func.sum(_stock.c.pieces))
    .join(_site, _site.c.id == _stock.c.site)
    .where(_stock.c.batch == given("batch"), _stock.c.disposition == "stored")
    .where(_site.c.kind == "supervision_warehouse")
)
_CERTIFICATES = Ask(
    select(_certificate)
    .where(_certificate.c.batch == given("batch"), _certificate.c.since <= given("at"))
    .order_by(_certificate.c.id)
)


def facts(conn: Connection, batch: int, at: datetime, held: tuple[OpenHold, ...]) -> GateFacts:
    """Everything about an import batch as it stood at a moment, under these holds."""
    row = registry.need(conn, "batch", batch, id=batch)
    now = micros(at)
    found = ledger.about_items(conn, [batch], kinds=EVIDENCE_KINDS, until=now)
    return GateFacts(
        batch=batch,
        no=row.no,
        pieces=row.pieces,
        uncoded=_uncoded(conn, batch),
        entries=tuple(found),
        holds=held,
        certificates=certificates(conn, batch, at),
        at=at,
    )


def certificates(conn: Connection, batch: int, at: datetime) -> tuple[Certificate, ...]:
    """Exit certificates of a batch that had been issued by then, oldest first."""
    found = _CERTIFICATES(conn, batch=batch, at=micros(at))
    return tuple(
        Certificate(
            c.id, c.no, c.batch, c.consignee, c.pieces, c.used, moment(c.deadline),
            c.revoked_at is not None and c.revoked_at <= micros(at),
        )
        for c in found
    )  # fmt: skip


def holds(
    conn: Connection,
    batches: Iterable[int],
    items: Iterable[ItemState],
    at: datetime,
    place: registry.Found | None = None,
) -> tuple[OpenHold, ...]:
    """Holds that reach goods at a moment, by all they were made of, where they are and whose they are.

    ``place`` is the site that the goods without a code are at. A hold on a market reaches its
    stalls, one on a pallet what stood on it since, one on a firm the goods it owns as well.
    """
    goods = list(items)
    named = {state.item for state in goods}
    made_of = movements.ancestry(conn, {*batches, *named})
    origins = set(registry.origins(conn, list(batches)))
    here = {(s.site, s.party) for s in goods} | ({(place.id, place.party)} if place else set())
    plants, owners = _behind(conn, made_of | origins)
    scopes = {
        "batch": made_of | origins,
        "item": made_of | {s.container for s in goods if s.container is not None},
        "site": registry.around(conn, {site for site, _ in here if site is not None}),
        "party": {party for _, party in here} | owners,
        "plant": plants,
    }
    now = micros(at)
    found = set()
    for scope, targets in scopes.items():
        for chunk in chunks(targets):
            found |= set(_ON(conn, scope=scope, targets=chunk, at=now))
    for chunk in chunks(made_of):
        found |= set(_ON_PALLET(conn, items=chunk, at=now))
    return tuple(OpenHold(h.id, h.scope, h.why) for h in sorted(found, key=lambda h: int(h.id)))


def _behind(conn: Connection, ids: Iterable[int]) -> tuple[set[int], set[int]]:
    """The overseas plants and the owners of the batches among the ids."""
    plants, owners = set[int](), set[int]()
    for chunk in chunks(ids):
        for row in _BEHIND(conn, batches=chunk):
            owners.add(row.owner)
            plants |= {row.plant} - {None}
    return plants, owners


def _uncoded(conn: Connection, batch: int) -> int:
    """Pieces without a code that lie in supervision warehouses."""
    return int(_UNCODED.first(conn, batch=batch)[0] or 0)


def open_holds(conn: Connection, batch: int) -> list[registry.Found]:
    """Holds on the batch itself or on its plant that nobody has lifted."""
    rows, batches = table("hold"), table("batch")
    plant = select(batches.c.plant).where(batches.c.id == batch).scalar_subquery()
    mine = ((rows.c.scope == "batch") & (rows.c.target == batch)) | (
        (rows.c.scope == "plant") & (rows.c.target == plant)
    )
    return list(conn.execute(select(rows).where(mine, rows.c.until.is_(None)).order_by(rows.c.id)))
