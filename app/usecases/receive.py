"""The warehouse dock: in through the gate, off the vehicle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.domain import documents, ids
from app.domain.actors import Actor, Role
from app.domain.errors import BadInput, Conflict, NotFound, Reason, reason
from app.domain.facts import GatedIn, Unloaded
from app.domain.policy import Policy
from app.domain.quantity import tenths, whole
from app.domain.span import moment
from app.store import ledger, registry, trails
from app.usecases import gate
from app.usecases.goods import MOST_PIECES, batch_of, own_site
from app.usecases.office import Act, Office, When


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What stands at the gate. ``cargo_dc``: carriage temperature in tenths of a degree."""

    site: str
    booking: str
    container: str
    seal: str
    plate: str
    cargo_dc: int | None = None


def gate_in(office: Office, actor: Actor, arrival: Arrival) -> int:
    """Let a booked vehicle in when container, seal, plate, papers and disinfection agree.

    Anything unbooked or different is refused and the refusal kept, with every difference named.
    """
    with office.act(actor) as act:
        act.needs(Role.WAREHOUSE_STAFF)
        site = own_site(act, arrival.site)
        no = ids.code(arrival.booking, "booking")
        container, plate = ids.container(arrival.container), ids.plate(arrival.plate)
        seal = ids.code(arrival.seal, "seal")
        booking = registry.one(act.conn, "booking", no=no)
        if booking is None or booking.warehouse != site.id:
            act.refuse("gate_in", no, [reason("not_booked", value=no)])
        act.tx.lock_row("booking", booking.id)
        booking = registry.need(act.conn, "booking", no, no=no)
        batches = registry.many(act.conn, "batch", "booking", [booking.id])
        reasons = _differences(booking, container, seal, plate)
        if booking.status != "approved":
            reasons.append(reason("booking_not_approved", no=no, status=booking.status))
        for row in batches:
            reasons += _batch_reasons(act, row.id, booking, plate)
        keys = tuple(sorted(row.id for row in batches))
        act.gate("gate_in", no, list(dict.fromkeys(reasons)), keys)
        fact = GatedIn(
            booking=booking.id, batches=keys, container=container, seal=seal, plate=plate,
            cargo_dc=tenths(arrival.cargo_dc, "cargo_dc"),
        )  # fmt: skip
        return act.append(fact, place=site.id)


def _differences(booking: registry.Found, container: str, seal: str, plate: str) -> list[Reason]:
    found = []
    if container != booking.container:
        found.append(reason("container_differs", value=container, booked=booking.container))
    if seal != booking.seal:
        found.append(reason("seal_differs", value=seal, booked=booking.seal))
    if plate != booking.plate:
        found.append(reason("plate_differs", value=plate, booked=booking.plate))
    return found


def _batch_reasons(act: Act, batch: int, booking: registry.Found, plate: str) -> list[Reason]:
    policy, facts = gate.policy_of(act, batch), gate.facts_of(act, batch)
    reasons = documents.lacking(facts.entries, policy, act.now, at="gate")
    reasons += gate.stopped(facts)
    rule = policy.disinfection
    since = act.now - timedelta(hours=rule.vehicle_valid_hours)
    if rule.vehicle_at_gate and not trails.vehicle_disinfected(act.conn, plate, since, act.now):
        reasons.append(reason("vehicle_not_disinfected", plate=plate, hours=rule.vehicle_valid_hours))
    return reasons + _slot_reasons(act, policy, booking)


def _slot_reasons(act: Act, policy: Policy, booking: registry.Found) -> list[Reason]:
    slot = moment(booking.slot_from)
    shown = slot.isoformat()
    if act.now < slot - timedelta(hours=policy.booking.early_hours):
        return [reason("too_early", slot=shown, hours=policy.booking.early_hours)]
    if act.now > slot + timedelta(hours=policy.booking.late_hours):
        return [reason("too_late", slot=shown, hours=policy.booking.late_hours)]
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What was counted off a vehicle for one batch."""

    site: str
    batch: str
    pieces: int
    grams: int
    zone: str = ""


def unload(office: Office, actor: Actor, count: Count, when: When | None = None) -> int:
    """Record what really came off. The stock of the batch begins with this count."""
    with office.act(actor, when) as act:
        act.needs(Role.WAREHOUSE_STAFF)
        site, row = own_site(act, count.site), batch_of(act, count.batch)
        pieces = whole(count.pieces, "pieces", most=MOST_PIECES)
        grams = whole(count.grams, "grams")
        if grams < pieces:
            raise BadInput(reason("grams_do_not_fit", batch=row.no, pieces=pieces, grams=grams))
        zone = None
        if count.zone:
            code = ids.code(count.zone, "zone")
            zone = registry.need(act.conn, "zone", code, site=site.id, code=code).id
        if registry.warehouse_of(act.conn, row)[:1] != (site.id,):
            raise NotFound(reason("no_such", what="batch", value=row.no))
        act.tx.lock([row.id])
        row = batch_of(act, count.batch)
        if ledger.about_items(act.conn, [row.id], kinds=("unloaded",)):
            raise Conflict(reason("unloaded_already", batch=row.no))
        reasons = []
        if not ledger.about_items(act.conn, [row.id], kinds=("gated_in",)):
            reasons.append(reason("not_arrived", batch=row.no))
        breach = act.gate("unload", row.no, reasons, [row.id])
        fact = Unloaded(
            batch=row.id, site=site.id, party=site.party, zone=zone, pieces=pieces, grams=grams,
            breach=breach,
        )  # fmt: skip
        return act.append(fact, place=site.id)
