"""Booking a slot, deciding about it, filing and waiving papers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from app.domain import documents, ids
from app.domain.actors import Actor, Role
from app.domain.errors import BadInput, Conflict, NotFound, Reason, reason
from app.domain.facts import Booked, BookingDecided, DocumentFiled, DocumentWaived, Line
from app.domain.policy import CHINA, Policy
from app.domain.quantity import whole
from app.domain.span import iso_of, micros
from app.store import registry
from app.usecases import attach, gate
from app.usecases.goods import MOST_PIECES, batch_of
from app.usecases.office import Act, Office, When

#: How far from today a slot can be meant: what lies beyond is a slip of the pen.
FURTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDetails:
    """One import batch. Days as YYYY-MM-DD; weight in grams."""

    batch: str
    product: str
    origin: str
    produced: str
    expires: str = ""
    import_lot: str = ""
    plant: str = ""
    pieces: int
    grams: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingDetails:
    """What an owner declares before arrival. ``slot`` is the agreed moment, with its zone."""

    no: str
    warehouse: str
    plate: str
    declaration: str
    container: str
    seal: str
    port: str = ""
    slot: datetime
    lines: tuple[LineDetails, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document of a batch. ``sha256`` addresses its stored picture."""

    document: str
    number: str
    issued: str
    issuer: str = ""
    expires: str = ""
    sha256: str = ""


def book(office: Office, actor: Actor, details: BookingDetails) -> int:
    """Book a slot for a vehicle and its import batches; the booking's id.

    Refused, on record, when the slot is too near or the day is full.
    """
    with office.act(actor) as act:
        fact, reasons = proposed(act, details)
        act.gate("book", fact.no, reasons)
        act.append(fact, place=fact.warehouse)
        return fact.booking


def proposed(
    act: Act, details: BookingDetails, ids_of: Mapping[str, int] | None = None
) -> tuple[Booked, list[Reason]]:
    """The checked booking, and what the gate has against its slot. Nothing is written.

    ``ids_of``: ids that were given to the batches before, by their numbers.
    """
    warehouse = _warehouse(act, details.warehouse)
    if details.slot.tzinfo is None:
        raise BadInput(reason("time_without_zone", field="slot", value=details.slot.isoformat()))
    if not act.now - FURTHEST < details.slot < act.now + FURTHEST:
        raise BadInput(reason("slot_too_far", value=details.slot.isoformat(), days=FURTHEST.days))
    fact = _booked(act, details, warehouse.id, ids_of or {})
    act.tx.lock_row("site", warehouse.id)
    return fact, _slot_reasons(act, fact, warehouse, details.slot)


def _warehouse(act: Act, code: str) -> registry.Found:
    text = ids.code(code, "warehouse")
    warehouse = registry.need(act.conn, "site", text, code=text)
    if warehouse.kind != "supervision_warehouse":
        raise BadInput(
            reason("wrong_kind", value=text, kind=warehouse.kind, wanted="supervision_warehouse")
        )
    return warehouse


def _booked(act: Act, details: BookingDetails, warehouse: int, ids_of: Mapping[str, int]) -> Booked:
    """The checked booking. Raises Conflict for a number that is taken, BadInput for a bad line."""
    no = ids.code(details.no, "no")
    if registry.one(act.conn, "booking", no=no):
        raise Conflict(reason("registered_already", what="booking", value=no))
    if not details.lines:
        raise BadInput(reason("empty", field="lines"))
    fact = Booked(
        booking=act.tx.new_id(), no=no, owner=act.actor.party, warehouse=warehouse,
        plate=ids.plate(details.plate), declaration=ids.code(details.declaration, "declaration"),
        container=ids.container(details.container), seal=ids.code(details.seal, "seal"),
        port=ids.name(details.port, "port") if details.port else "",
        slot_from=iso_of(details.slot),
        lines=tuple(checked_line(act.conn, act.now, line) for line in details.lines),
    )  # fmt: skip
    numbers = [line.no for line in fact.lines]
    for twice in {n for n in numbers if numbers.count(n) > 1}:
        raise BadInput(reason("listed_twice", what="batch", value=twice))
    named = (replace(line, batch=ids_of.get(line.no) or act.tx.new_id()) for line in fact.lines)
    return replace(fact, lines=tuple(named))


def checked_line(conn: Connection, now: datetime, line: LineDetails) -> Line:
    """The import batch of a line, without an id yet. Raises what is wrong with it."""
    no = ids.code(line.batch, "batch")
    if registry.one(conn, "batch", no=no):
        raise Conflict(reason("registered_already", what="batch", value=no))
    code = ids.gtin(line.product, "product")
    product = registry.need(conn, "product", code, code=code)
    origin = ids.country(line.origin, "origin")
    plant = None
    if line.plant:
        number = ids.code(line.plant, "plant")
        plant = registry.need(conn, "plant", number, country=origin, number=number).id
    produced = ids.day(line.produced, "produced")
    if produced > now.astimezone(CHINA).date():
        raise BadInput(reason("produced_in_future", batch=no, value=produced))
    expires = ids.day(line.expires, "expires").isoformat() if line.expires else ""
    if not expires and product.shelf_days:
        expires = (produced + timedelta(days=product.shelf_days)).isoformat()
    if expires and expires < produced.isoformat():
        raise BadInput(reason("expires_before_produced", batch=no, value=expires))
    pieces, grams = whole(line.pieces, "pieces", most=MOST_PIECES), whole(line.grams, "grams")
    if grams < pieces:
        raise BadInput(reason("grams_do_not_fit", batch=no, pieces=pieces, grams=grams))
    return Line(
        batch=0, no=no, product=product.id, plant=plant, origin=origin,
        produced=produced.isoformat(), expires=expires, pieces=pieces, grams=grams,
        import_lot=ids.code(line.import_lot, "import_lot") if line.import_lot else "",
    )  # fmt: skip


def _slot_reasons(act: Act, fact: Booked, warehouse: registry.Found, slot: datetime) -> list[Reason]:
    """Lead time and free slots, each by the policy for these goods here."""
    reasons = []
    ahead = slot - act.now
    policies = [_policy(act, warehouse.region, line.product) for line in fact.lines]
    least = max(policy.booking.lead_hours for policy in policies)
    if ahead < timedelta(hours=least):
        hours = int(ahead / timedelta(hours=1))
        reasons.append(reason("lead_too_short", hours=hours, least=least))
    day = slot.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    taken = registry.slots_taken(act.conn, warehouse.id, micros(day), micros(day + timedelta(days=1)))
    if warehouse.daily_slots and taken >= warehouse.daily_slots:
        shown = day.date().isoformat()
        reasons.append(
            reason(
                "slots_full",
                warehouse=warehouse.code,
                day=shown,
                taken=taken,
                of=warehouse.daily_slots,
            )
        )
    return reasons


def _policy(act: Act, region: str, product: int) -> Policy:
    return act.policy(region, registry.need(act.conn, "product", product, id=product).category)


def decide_booking(office: Office, actor: Actor, no: str, *, approved: bool, why: str = "") -> int:
    """The warehouse approves a booking, or rejects it with a reason the owner will read."""
    with office.act(actor) as act:
        act.needs(Role.WAREHOUSE_STAFF, Role.RELEASE_OFFICER)
        booking = own_booking(act, no)
        act.tx.lock_row("booking", booking.id)
        booking = own_booking(act, no)
        if booking.status != "booked":
            raise Conflict(reason("booking_decided", no=booking.no, status=booking.status))
        if why or not approved:
            why = ids.name(why, "why", most=500)
        batches = registry.many(act.conn, "batch", "booking", [booking.id])
        reasons = []
        if approved:
            for row in batches:
                policy, facts = gate.policy_of(act, row.id), gate.facts_of(act, row.id)
                reasons += documents.lacking(facts.entries, policy, act.now, at="booking")
        keys = tuple(sorted(row.id for row in batches))
        act.gate("approve_booking", booking.no, reasons, keys)
        fact = BookingDecided(booking=booking.id, batches=keys, approved=approved, why=why)
        return act.append(fact, place=booking.warehouse)


def own_booking(act: Act, no: str) -> registry.Found:
    """A booking at a warehouse of the acting party."""
    text = ids.code(no, "booking")
    booking = registry.need(act.conn, "booking", text, no=text)
    warehouse = registry.need(act.conn, "site", booking.warehouse, id=booking.warehouse)
    if warehouse.party != act.actor.party:
        raise NotFound(reason("no_such", what="booking", value=text))
    return booking


def file_document(
    office: Office, actor: Actor, batch: str, paper: Paper, when: When | None = None
) -> int:
    """File a paper for a batch: by its owner, or by the warehouse that keeps it.

    A picture that it names must have been brought before by the party that files it.
    """
    with office.act(actor, when) as act:
        row = _concerned(act, batch)
        fact = paper_fact(row.id, paper)
        if fact.issued > act.now.astimezone(CHINA).date().isoformat():
            raise BadInput(reason("time_in_future", field="issued", value=fact.issued))
        attach.need_brought(act, (fact.sha256,) if fact.sha256 else ())
        return act.append(fact)


def paper_fact(batch: int, paper: Paper) -> DocumentFiled:
    """A checked paper as a fact."""
    issued = ids.day(paper.issued, "issued").isoformat()
    expires = ids.day(paper.expires, "expires").isoformat() if paper.expires else ""
    number = ids.code(paper.number, "number")
    if expires and expires < issued:
        raise BadInput(reason("document_before_issue", number=number, value=expires))
    digest = ids.plain(paper.sha256, "sha256")
    if digest and re.fullmatch(r"[0-9a-f]{64}", digest) is None:
        raise BadInput(reason("bad_digest", field="sha256", value=paper.sha256[:70]))
    return DocumentFiled(
        batch=batch,
        document=ids.name(paper.document, "document", most=40),
        number=number,
        issuer=ids.name(paper.issuer, "issuer") if paper.issuer else "",
        issued=issued,
        expires=expires,
        sha256=paper.sha256,
    )


def _concerned(act: Act, no: str) -> registry.Found:
    """A batch whose owner or warehouse the actor works for."""
    row = batch_of(act, no)
    if act.actor.party not in (row.owner, *registry.warehouse_of(act.conn, row)[1:]):
        raise NotFound(reason("no_such", what="batch", value=row.no))
    return row


def waive_document(office: Office, actor: Actor, batch: str, document: str, why: str) -> int:
    """Let a batch do without a paper, with a reason that shows on it for ever."""
    with office.act(actor) as act:
        act.needs(Role.RELEASE_OFFICER)
        row = _concerned(act, batch)
        why, document = ids.name(why, "why", most=500), ids.name(document, "document", most=40)
        if not documents.waivable(gate.policy_of(act, row.id), document):
            act.refuse("waive", row.no, [reason("not_waivable", document=document)], [row.id])
        return act.append(DocumentWaived(batch=row.id, document=document, why=why))
