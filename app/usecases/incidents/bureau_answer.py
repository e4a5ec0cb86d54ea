"""A bureau that was asked to hold goods in its region holds them, or says why not."""

from __future__ import annotations

from datetime import timedelta

from app.domain import ids
from app.domain.actors import Actor
from app.domain.errors import Conflict, NotFound, reason
from app.domain.facts import HoldRequestAnswered
from app.domain.quantity import whole
from app.store import incident_reads as read
from app.store import registry
from app.usecases.incidents import reading
from app.usecases.incidents.begin import rule_of
from app.usecases.incidents.stop import Goods, locked_plan, place_holds, take_scope
from app.usecases.office import Act, Office


def answer_request(office: Office, actor: Actor, request: int, *, accept: bool, why: str) -> int:
    """Answer a hold request; the fact. Accepting holds the batches in the bureau's own region alone,
    and asks its holders for their counts.
    """
    with office.act(actor) as act:
        act.needs(*reading.AUTHORITY)
        row = _own(act, whole(request, "request"))
        act.tx.lock_row("hold_request", row.id)
        row = _own(act, row.id)
        if row.answered is not None:
            raise Conflict(reason("request_answered", request=row.id))
        incident = registry.need(act.conn, "incident", "", id=row.incident)
        reading.still_open(incident)
        text = ids.name(why, "why", most=500)
        answered = HoldRequestAnswered(request=row.id, incident=incident.id, accepted=accept, why=text)
        entry = act.append(answered)
        if accept and not incident.drill:
            batches = tuple(read.batches(act.conn, incident.id))
            stop = locked_plan(act, Goods(batches), row.region, incident.id)
            place_holds(act, incident.id, batches, row.region, (text, entry))
            rule = rule_of(act, batches).incident
            due = act.now + timedelta(minutes=rule.holders_minutes)
            take_scope(act, incident.id, stop, due, ask=True)
        return entry


def _own(act: Act, request: int) -> registry.Found:
    row = registry.one(act.conn, "hold_request", id=request)
    if row is None or not act.actor.visits(row.region):
        raise NotFound(reason("no_such", what="hold_request", value=request))
    return row
