"""Rows of incidents and letters: new ones, and what later facts settle in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import delete, insert, update

from app.domain.facts import (
    AlertAcknowledged,
    CertificateRestored,
    CertificateSuspended,
    Clue,
    ClueAnswered,
    Escalated,
    FindingAdded,
    GoodsDisposed,
    HolderAnswered,
    HolderAsked,
    HoldRequestAnswered,
    HoldRequested,
    IncidentClosed,
    IncidentOpened,
    IncidentWidened,
    LetterReceived,
    LetterSent,
    RoundReported,
    ScopeTaken,
    StepAssigned,
    StepDone,
)
from app.domain.facts.incidents import INCIDENT_FACTS
from app.domain.ledger import Entry
from app.domain.span import instant, micros
from app.store.decided import Inserts
from app.store.proven import naming
from app.store.session import Tx
from app.store.tables import table

_OPEN = {
    "party": None, "person": None, "done": None, "done_at": None, "escalated": None,
    "escalated_at": None,
}  # fmt: skip
_TOLD = (*INCIDENT_FACTS, HoldRequested, HoldRequestAnswered)


def rows(entry: Entry) -> Inserts:
    """New rows of an entry that is about an incident or a letter."""
    fact = entry.fact
    of_letter = isinstance(fact, LetterReceived | LetterSent)
    new = _of_letter(entry, fact) if of_letter else _of_incident(entry)  # type: ignore[arg-type]
    incident = getattr(fact, "incident", None)
    if incident is not None and isinstance(fact, _TOLD):
        new.append(("incident_fact", [{"incident": incident, "fact": entry.id}]))
    if isinstance(fact, StepDone | HolderAnswered | GoodsDisposed):
        new += naming(entry, fact.photos)
    return [(name, values) for name, values in new if values]


def _of_incident(entry: Entry) -> Inserts:
    fact, at = entry.fact, micros(entry.happened.latest)
    match fact:
        case IncidentOpened():
            return _opened(entry, fact)
        case FindingAdded():
            return [("incident_finding", [_picked(fact, "incident", "because", "sample")])]
        case ScopeTaken():
            seen = {"fact": entry.id, "incident": fact.incident, "at": at, **dict(fact.numbers)}
            asks = [_ask(fact.incident, each) for each in fact.asked]
            clocks = [_asked_clock(fact.incident, each) for each in fact.asked]
            return [("incident_scope", [seen]), ("ask", asks), ("clock", clocks)]
        case CertificateSuspended():
            row = _picked(fact, "certificate", "incident")
            row |= {"placed": entry.id, "since": at, "until": None, "lifted": None}
            return [("suspension", [row])]
        case RoundReported():
            row = _picked(fact, "incident", "subject", "number", "samples", "positives")
            return [("incident_round", [row | {"fact": entry.id}])]
        case GoodsDisposed():
            row = _picked(fact, "incident", "manner", "pieces", "grams", "witness")
            return [("incident_disposal", [row | {"fact": entry.id}])]
        case HoldRequested():
            row = _picked(fact, "incident", "letter", "region", "holders", "on_hand", "in_transit")
            row |= {"id": fact.request, "fact": entry.id, "accepted": None, "answered": None}
            clock = _clock(fact.request, "request", fact.region, fact.due)
            clock |= {"incident": fact.incident, "region": fact.region, "unit": "bureau"}
            return [("hold_request", [row]), ("clock", [clock])]
        case _:
            return []


def _picked(fact: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in names}


def _opened(entry: Entry, fact: IncidentOpened) -> Inserts:
    row = _picked(
        fact, "no", "cause", "subject", "why", "region", "reach", "policy", "drill", "letter"
    ) | {
        "id": fact.incident, "status": "open", "opened": entry.id, "closed": None, "until": None,
        "since": micros(entry.happened.latest),
    }  # fmt: skip
    here = {"incident": fact.incident, "region": fact.region}
    clocks = [
        _clock(each.clock, "step", each.name, each.due) | here | {"unit": each.unit}
        for each in fact.steps
    ]
    clocks += [
        _clock(each.clock, "alert", each.region, each.due) | here | {"region": each.region}
        for each in fact.alerts
    ]
    named = _batches(fact.incident, fact.batches, "named")
    met = _batches(fact.incident, fact.exposed, "exposed")
    feared = _batches(fact.incident, fact.proposed, "proposed")
    return [("incident", [row]), ("incident_batch", named + met + feared), ("clock", clocks)]


def _batches(incident: int, batches: Iterable[int], role: str) -> list[dict[str, Any]]:
    return [{"incident": incident, "batch": each, "role": role} for each in batches]


def _clock(key: int, what: str, name: str, due: str) -> dict[str, Any]:
    common: dict[str, Any] = {"id": key, "what": what, "name": name, "due": instant(due)}
    return common | _OPEN | {"incident": None, "letter": None, "region": "", "unit": "bureau"}


def _ask(incident: int, each: HolderAsked) -> dict[str, Any]:
    row = _picked(each, "party", "site", "region", "on_hand", "in_transit", "sold", "packages")
    nothing = {"answers": 0, "answered": None, "found": None, "said_sold": None, "missing": None}
    return {"id": each.clock, "incident": incident} | row | nothing


def _asked_clock(incident: int, each: HolderAsked) -> dict[str, Any]:
    clock = _clock(each.clock, "ask", "holder", each.due)
    return clock | {
        "incident": incident, "region": each.region, "unit": "holder", "party": each.party,
    }  # fmt: skip


def _of_letter(entry: Entry, fact: LetterReceived | LetterSent) -> Inserts:
    out = isinstance(fact, LetterSent)
    row = {
        "id": fact.letter, "no": fact.no, "direction": "out" if out else "in",
        "other": fact.addressee if isinstance(fact, LetterSent) else fact.sender,
        "region": fact.region, "to_region": getattr(fact, "to_region", ""),
        "incident": getattr(fact, "incident", None), "evidence": getattr(fact, "evidence", ""),
        "drill": fact.drill, "fact": entry.id, "at": micros(entry.happened.latest),
    }  # fmt: skip
    owed = row["to_region"] if out else fact.region
    clocks = [
        _clock(each.clock, "clue", f"{fact.no}/{n}", each.due)
        | {"letter": fact.letter, "incident": row["incident"], "region": owed}
        for n, each in enumerate(fact.clues, 1)
    ]
    clues = [_clue(fact.letter, n, each) for n, each in enumerate(fact.clues, 1)]
    return [("letter", [row]), ("clue", clues), ("clock", clocks)]


def _clue(letter: int, n: int, each: Clue) -> dict[str, Any]:
    start = orjson.dumps(dict(each.start), option=orjson.OPT_SORT_KEYS).decode()
    waiting = {"outcome": "", "answer": "", "answered": None}
    row = {"id": each.clock, "letter": letter, "n": n, "text": each.text, "start": start}
    return row | waiting


def settle(tx: Tx, entry: Entry) -> None:
    """What an entry settles in rows of earlier ones."""
    fact, at = entry.fact, micros(entry.happened.latest)
    match fact:
        case AlertAcknowledged(alert=key) | StepDone(step=key):
            _done(tx, key, entry, at)
        case IncidentWidened():
            batch = table("incident_batch")
            mine = (batch.c.incident == fact.incident) & batch.c.batch.in_(fact.batches)
            tx.conn.execute(delete(batch).where(mine))  # what was only proposed until now
            widened = _batches(fact.incident, fact.batches, "widened")
            tx.conn.execute(insert(batch), widened)
        case StepAssigned():
            _set(tx, "clock", fact.step, party=fact.party, person=fact.person)
        case HolderAnswered():
            _done(tx, fact.ask, entry, at)
            said = {"found": fact.found, "said_sold": fact.sold, "missing": fact.missing}
            ask = table("ask")
            more = {"answers": ask.c.answers + 1, "answered": entry.id, **said}
            tx.conn.execute(update(ask).where(ask.c.id == fact.ask).values(more))
        case Escalated():
            _set(tx, "clock", fact.clock, escalated=entry.id, escalated_at=at)
        case CertificateRestored():
            rows_of = table("suspension")
            mine = (rows_of.c.certificate == fact.certificate) & (rows_of.c.incident == fact.incident)
            ended = update(rows_of).where(mine, rows_of.c.until.is_(None))
            tx.conn.execute(ended.values(until=at, lifted=entry.id))
        case IncidentClosed():
            values = {"status": fact.outcome, "closed": entry.id, "until": at}
            _set(tx, "incident", fact.incident, **values)
        case HoldRequestAnswered():
            _done(tx, fact.request, entry, at)
            _set(tx, "hold_request", fact.request, accepted=fact.accepted, answered=entry.id)
        case ClueAnswered():
            _done(tx, fact.clue, entry, at)
            said_so = {"outcome": fact.outcome, "answer": fact.text, "answered": entry.id}
            _set(tx, "clue", fact.clue, **said_so)


def _done(tx: Tx, key: int, entry: Entry, at: int) -> None:
    """The first fact that did it stands, however often it is done again."""
    clock = table("clock")
    first = update(clock).where(clock.c.id == key, clock.c.done.is_(None))
    tx.conn.execute(first.values(done=entry.id, done_at=at))


def _set(tx: Tx, name: str, key: int, **values: object) -> None:
    rows_of = table(name)
    tx.conn.execute(update(rows_of).where(rows_of.c.id == key).values(**values))
