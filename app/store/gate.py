"""What the gate needs to know about a batch, read in a few statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from sqlalchemy import Connection, func, select, union_all

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
_incident, _suspension = table("incident"), table("suspension")
_booking, _product = table("booking"), table("product")
_BATCHES = Ask(
    select(_batch, _product.c.category, _site.c.region)
    .outerjoin(_product, _product.c.id == _batch.c.product)
    .outerjoin(_booking, _booking.c.id == _batch.c.booking)
    .outerjoin(_site, _site.c.id == _booking.c.warehouse)
    .where(_batch.c.id.in_(listed("batches")))
)
_SCOPES = ("batch", "item", "site", "party", "plant")
_current = (_hold.c.since <= given("at")) & (_hold.c.until.is_(None) | (_hold.c.until > given("at")))
_on_pallet = (_hold.c.scope == "item") & (_hold.c.target == _inside.c.container)
_stood = _inside.c.until.is_(None) | (_inside.c.until > _hold.c.since)
_named = select(_hold, _incident.c.no.label("incident_no")).outerjoin(
    _incident, _incident.c.id == _hold.c.incident
)
# a question for each scope: with OR between them SQLite reads the whole table when a list is empty
_HOLDS = Ask(
    union_all(
        *(
            _named.where(_hold.c.scope == scope, _hold.c.target.in_(listed(scope)), _current)
            for scope in _SCOPES
        ),
        _named.join(_inside, _on_pallet & _stood).where(_inside.c.item.in_(listed("stood")), _current),
    )
)
#: pieces without a code that lie in supervision warehouses
_UNCODED = Ask(
    select(func.sum(_stock.c.pieces))
    .join(_site, _site.c.id == _stock.c.site)
    .where(_stock.c.batch == given("batch"), _stock.c.disposition == "stored")
    .where(_site.c.kind == "supervision_warehouse")
)
_lasting = (_suspension.c.since <= given("at")) & (
    _suspension.c.until.is_(None) | (_suspension.c.until > given("at"))
)
_suspended_by = (
    select(func.min(_incident.c.no))
    .join(_suspension, _suspension.c.incident == _incident.c.id)
    .where(_suspension.c.certificate == _certificate.c.id, _lasting)
    .correlate(_certificate)
    .scalar_subquery()
)
_CERTIFICATES = Ask(
    select(_certificate, _suspended_by.label("suspended"))
    .where(_certificate.c.batch == given("batch"), _certificate.c.since <= given("at"))
    .order_by(_certificate.c.id)
)


@dataclass(frozen=True, slots=True)
class MadeOf:
    """What goods are made of, however far back: ``things`` are they and all their ancestors.

    ``origins`` are the import batches inside them. ``batches`` has the row of every batch among all of
    these, with the ``category`` of what it is and the ``region`` of the warehouse that it came into.
    """

    things: set[int]
    origins: tuple[int, ...]
    batches: dict[int, registry.Found]


def made_of(conn: Connection, batches: Iterable[int], items: Iterable[ItemState] = ()) -> MadeOf:
    """What batches and items are made of."""
    wanted = list(batches)
    things = movements.ancestry(conn, {*wanted, *(state.item for state in items)})
    origins = registry.origins(conn, wanted)
    return MadeOf(things, tuple(origins), rows(conn, things | set(origins)))


def rows(conn: Connection, batches: Iterable[int]) -> dict[int, registry.Found]:
    """The rows of those ids that are batches, with category and region."""
    return {row.id: row for chunk in chunks(batches) for row in _BATCHES(conn, batches=chunk)}


def facts(
    conn: Connection, batch: registry.Found, at: datetime, held: tuple[OpenHold, ...]
) -> GateFacts:
    """Everything about an import batch as it stood at a moment, under these holds."""
    return GateFacts(
        batch=batch.id,
        no=batch.no,
        pieces=batch.pieces,
        uncoded=int(_UNCODED.first(conn, batch=batch.id)[0] or 0),
        entries=tuple(ledger.about_items(conn, [batch.id], kinds=EVIDENCE_KINDS, until=micros(at))),
        holds=held,
        certificates=certificates(conn, batch.id, at),
        at=at,
    )


def certificates(conn: Connection, batch: int, at: datetime) -> tuple[Certificate, ...]:
    """Exit certificates of a batch that had been issued by then, oldest first."""
    found = _CERTIFICATES(conn, batch=batch, at=micros(at))
    return tuple(
        Certificate(
            c.id, c.no, c.batch, c.consignee, c.pieces, c.used, moment(c.deadline),
            c.revoked_at is not None and c.revoked_at <= micros(at), c.suspended or "",
        )
        for c in found
    )  # fmt: skip


def holds(
    conn: Connection,
    made: MadeOf,
    items: Iterable[ItemState],
    at: datetime,
    place: registry.Found | None = None,
) -> tuple[OpenHold, ...]:
    """Holds that reach goods at a moment, by all they were made of, where they are and whose they are.

    ``place`` is the site that the goods without a code are at. A hold on a market reaches its
    stalls, one on a pallet what stood on it since, one on a firm the goods it owns as well. One that
    is of a region stops what is there, and what is at no place anybody named.
    """
    goods = list(items)
    here = {(s.site, s.party) for s in goods} | ({(place.id, place.party)} if place else set())
    behind = made.batches.values()
    reached = {
        "batch": made.things | set(made.origins),
        "item": made.things | {s.container for s in goods if s.container is not None},
        "site": registry.around(conn, {site for site, _ in here if site is not None}),
        "party": {party for _, party in here} | {row.owner for row in behind},
        "plant": {row.plant for row in behind} - {None},
        "stood": made.things,
    }
    found = set()
    for part in zip_longest(*map(chunks, reached.values()), fillvalue=[]):
        found |= set(_HOLDS(conn, at=micros(at), **dict(zip(reached, part, strict=True))))
    if any(hold.region for hold in found):
        near = _regions(conn, here)
        found = {hold for hold in found if not near or any(r.startswith(hold.region) for r in near)}
    ordered = sorted(found, key=lambda hold: int(hold.id))
    return tuple(OpenHold(h.id, h.scope, h.why, h.incident_no or "") for h in ordered)


def _regions(conn: Connection, here: set[tuple[int | None, int]]) -> set[str]:
    """Where goods at sites are, and goods on their way: where whoever has them is at home."""
    sites = [site for site, _ in here if site is not None]
    firms = [party for site, party in here if site is None]
    rows = [*registry.many(conn, "site", "id", sites), *registry.many(conn, "party", "id", firms)]
    return {row.region for row in rows}


def open_holds(conn: Connection, batch: int) -> list[registry.Found]:
    """Holds on the batch itself or on its plant that nobody has lifted."""
    rows, batches = table("hold"), table("batch")
    plant = select(batches.c.plant).where(batches.c.id == batch).scalar_subquery()
    mine = ((rows.c.scope == "batch") & (rows.c.target == batch)) | (
        (rows.c.scope == "plant") & (rows.c.target == plant)
    )
    return list(conn.execute(select(rows).where(mine, rows.c.until.is_(None)).order_by(rows.c.id)))
