"""One incident as somebody may see it: all of it, the part in their region, or what they were asked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from app.domain.actors import Actor
from app.domain.span import iso
from app.store import incident_reads as read
from app.store import ledger, registry
from app.store.patience import Patience
from app.usecases import reached
from app.usecases.incidents import reading
from app.usecases.incidents.reading import Part
from app.usecases.office import Office
from app.usecases.scope import Start, scope

Plain = dict[str, Any]
NUMBERS = (
    "batches", "received", "on_hand", "in_transit", "sold", "consumed", "returned", "destroyed",
    "unexplained", "packages_on_hand", "holders", "holders_with_stock", "places", "vehicles", "people",
)  # fmt: skip


def show(office: Office, actor: Actor, no: str) -> Plain:
    """An incident. Raises NotFound, the same for what is missing and for what is not theirs to know.

    Somebody who sees only a part learns its number, its batches, and what concerns them: no other
    holder, no figure of the whole, no word of how it was found.
    """
    with office.store.read() as conn:
        row, part = reading.find(conn, actor, no)
        shown = _head(conn, row, part)
        asks = [ask for ask in read.asks(conn, row.id) if _theirs(actor, ask, part)]
        shown["asks"] = [_ask(ask) for ask in asks]
        region = actor.supervises
        requests = [] if region is None else read.requests(conn, row.id, region)
        if part is Part.WHOLE:
            requests = read.rows(conn, "hold_request", row.id, "id")
        shown["requests"] = [_request(each) for each in requests]
        return shown | (_whole(conn, row) if part is Part.WHOLE else _NOTHING)


#: What is not told to those who see a part.
_NOTHING: Plain = {
    "subject": "", "why": "", "policy": "", "numbers": None, "answered": None, "steps": [],
    "alerts": [], "findings": [], "rounds": [], "disposals": [], "letters": [], "history": [],
}  # fmt: skip


def _head(conn: Connection, row: registry.Found, part: Part) -> Plain:
    batches = registry.many(conn, "batch", "id", read.batches(conn, row.id))
    return {
        "no": row.no, "part": part.value, "cause": row.cause, "region": row.region,
        "reach": row.reach, "status": row.status, "drill": row.drill, "since": iso(row.since),
        "until": None if row.until is None else iso(row.until),
        "batches": sorted(each.no for each in batches),
    }  # fmt: skip


def _theirs(actor: Actor, ask: registry.Found, part: Part) -> bool:
    return part is Part.WHOLE or ask.party == actor.party or actor.visits(ask.region)


def _ask(ask: registry.Found) -> Plain:
    said = None
    if ask.answered is not None:
        had = ask.on_hand + ask.in_transit + ask.sold
        said = {
            "found": ask.found, "sold": ask.said_sold, "missing": ask.missing, "fact": ask.answered,
            "answers": ask.answers, "difference": had - ask.found - ask.said_sold - ask.missing,
        }  # fmt: skip
    return {
        "ask": ask.id, "site": ask.code, "firm": ask.firm, "on_hand": ask.on_hand,
        "in_transit": ask.in_transit, "sold": ask.sold, "packages": ask.packages,
        "due": iso(ask.due), "said": said,
    }  # fmt: skip


def _request(row: registry.Found) -> Plain:
    return {
        "request": row.id, "region": row.region, "holders": row.holders, "on_hand": row.on_hand,
        "in_transit": row.in_transit, "accepted": row.accepted,
    }  # fmt: skip


def _whole(conn: Connection, row: registry.Found) -> Plain:
    scopes = read.rows(conn, "incident_scope", row.id)
    proposed = registry.many(conn, "batch", "id", read.batches(conn, row.id, ("proposed",)))
    return {
        "subject": row.subject, "why": row.why, "policy": row.policy,
        "proposed": sorted(each.no for each in proposed),
        "numbers": {name: getattr(scopes[0], name) for name in NUMBERS} if scopes else None,
        "answered": _answered(read.asks(conn, row.id)),
        "steps": [_clock(conn, each) for each in read.clocks(conn, row.id, "step")],
        "alerts": [_clock(conn, each) for each in read.clocks(conn, row.id, "alert")],
        "findings": [f.because for f in read.rows(conn, "incident_finding", row.id, "because")],
        "rounds": [
            {"subject": r.subject, "number": r.number, "samples": r.samples, "positives": r.positives}
            for r in read.rows(conn, "incident_round", row.id)
        ],
        "disposals": [
            {"manner": d.manner, "pieces": d.pieces, "grams": d.grams, "fact": d.fact}
            for d in read.rows(conn, "incident_disposal", row.id)
        ],
        "letters": [letter.no for letter in read.letters(conn, row.id)],
        "history": _history(conn, row.id),
    }  # fmt: skip


def _answered(asks: list[registry.Found]) -> Plain:
    """What all answers add up to, beside what was asked."""
    said = [ask for ask in asks if ask.answered is not None]
    return {
        "asked": len(asks), "answered": len(said), "found": sum(a.found for a in said),
        "sold": sum(a.said_sold for a in said), "missing": sum(a.missing for a in said),
    }  # fmt: skip


def _clock(conn: Connection, row: registry.Found) -> Plain:
    person = None if row.person is None else registry.one(conn, "person", id=row.person)
    party = None if row.party is None else registry.one(conn, "party", id=row.party)
    return {
        "name": row.name, "unit": row.unit, "due": iso(row.due),
        "firm": None if party is None else party.name,
        "staff_no": None if person is None else person.staff_no,
        "done": None if row.done_at is None else iso(row.done_at),
        "escalated": None if row.escalated_at is None else iso(row.escalated_at),
    }  # fmt: skip


def _history(conn: Connection, incident: int) -> list[Plain]:
    facts = [row.fact for row in read.rows(conn, "incident_fact", incident)]
    entries = (ledger.kind_at(conn, fact) for fact in facts)
    return [
        {"fact": fact, "kind": kind, "at": iso(at)}
        for fact, (kind, at) in zip(facts, entries, strict=True)
    ]


def phones(office: Office, no: str) -> dict[str, str]:
    """Duty phones of the sites whose holders an incident asks, by site code: who must be called."""
    with office.store.read() as conn:
        row = registry.need(conn, "incident", no, no=no)
        sites = [ask.site for ask in read.asks(conn, row.id) if ask.site]
        return {site.code: site.duty_phone for site in registry.many(conn, "site", "id", sites)}


def goods(office: Office, actor: Actor, no: str, patience: Patience | None = None) -> Plain:
    """Where the goods of an incident are now, as far as the actor's own region goes.

    The incident grants this look, whatever else the actor may see of the batches; goods elsewhere are
    told as figures by bureau, and only to whoever sees all of it.
    """
    limit = patience or Patience(office.trace_seconds)
    with office.store.read() as conn, limit.over_reading(conn):
        row, part = reading.find(conn, actor, no)
        found = scope(conn, Start(tuple(read.batches(conn, row.id))))
        told = reached.told(conn, found, actor)
    shown = {"no": row.no, "drill": row.drill, "part": part.value, **told}
    return shown if part is Part.WHOLE else shown | {"numbers": None, "elsewhere": []}


def show_letter(office: Office, actor: Actor, key: int) -> Plain:
    """A letter with its clues, their clocks and answers. Raises NotFound."""
    with office.store.read() as conn:
        row = reading.find_letter(conn, actor, key)
        incident = None if row.incident is None else registry.one(conn, "incident", id=row.incident)
        return {
            "letter": row.id, "no": row.no, "direction": row.direction, "other": row.other,
            "region": row.region,
            "to_region": row.to_region, "drill": row.drill, "at": iso(row.at),
            "incident": None if incident is None else incident.no, "evidence": row.evidence,
            "clues": [
                {
                    "n": c.n, "text": c.text, "start": c.start, "due": iso(c.due),
                    "outcome": c.outcome, "answer": c.answer,
                    "done": None if c.done_at is None else iso(c.done_at),
                    "escalated": None if c.escalated_at is None else iso(c.escalated_at),
                }
                for c in read.clues(conn, row.id)
            ],
        }  # fmt: skip
