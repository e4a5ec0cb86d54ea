"""Holders say what they have; levels say that they know; steps are given to somebody and done."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain import ids
from app.domain.actors import Actor, Role
from app.domain.errors import NotFound, reason
from app.domain.facts import AlertAcknowledged, HolderAnswered, StepAssigned, StepDone
from app.domain.quantity import whole
from app.store import registry
from app.usecases.attach import need_brought
from app.usecases.incidents import reading
from app.usecases.office import Act, Office

HOLDERS = (Role.VENDOR, Role.WAREHOUSE_STAFF, Role.RELEASE_OFFICER, *reading.AUTHORITY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Pieces that a holder found and set aside, had sold, and misses; photos of what was set aside."""

    found: int
    sold: int
    missing: int
    note: str = ""
    photos: tuple[str, ...] = ()


def answer_ask(office: Office, actor: Actor, ask: int, count: Count) -> int:
    """A holder's answer; the fact. The newest answer counts, the ones before stay on record.

    What does not agree with what was asked is kept and shown as a difference, never refused.
    """
    with office.act(actor) as act:
        act.needs(*HOLDERS)
        row = _own_ask(act, whole(ask, "ask"))
        act.tx.lock_row("ask", row.id)
        reading.still_open(registry.need(act.conn, "incident", "", id=row.incident))
        need_brought(act, count.photos)
        said = HolderAnswered(
            incident=row.incident, ask=row.id, found=whole(count.found, "found", least=0),
            sold=whole(count.sold, "sold", least=0), missing=whole(count.missing, "missing", least=0),
            note=_note(count.note), photos=count.photos,
        )  # fmt: skip
        return act.append(said, place=row.site or None)


def _own_ask(act: Act, ask: int) -> registry.Found:
    row = registry.one(act.conn, "ask", id=ask)
    if row is None or (row.party != act.actor.party and not act.actor.visits(row.region)):
        raise NotFound(reason("no_such", what="ask", value=ask))
    return row


def _note(text: str) -> str:
    return ids.name(text, "note", most=500) if text.strip() else ""


def acknowledge(office: Office, actor: Actor, no: str, level: str) -> int:
    """Say for a level (beginning of a division code) that its alert was seen; the fact."""
    with office.act(actor) as act:
        act.needs(*reading.AUTHORITY)
        row, _ = reading.find(act.conn, actor, no)
        level = ids.plain(level, "level")
        clock = registry.one(act.conn, "clock", incident=row.id, what="alert", region=level)
        if clock is None or not _speaks_for(actor, level):
            raise NotFound(reason("no_such", what="alert", value=level))
        return act.append(AlertAcknowledged(incident=row.id, alert=clock.id))


def _speaks_for(actor: Actor, level: str) -> bool:
    """A level speaks for itself, and for the levels below it."""
    return actor.supervises is not None and level.startswith(actor.supervises)


def finish_step(
    office: Office, actor: Actor, step: tuple[str, str], note: str, photos: tuple[str, ...] = ()
) -> int:
    """Say that a step (incident's number, step's name) was done, and how; the fact."""
    with office.act(actor) as act:
        row, clock = _step(act, *step)
        need_brought(act, photos)
        text = ids.name(note, "note", most=500)
        return act.append(StepDone(incident=row.id, step=clock.id, note=text, photos=photos))


def assign_step(office: Office, actor: Actor, step: tuple[str, str], firm: str, staff: str) -> int:
    """Give a step (incident's number, step's name) to somebody of a firm or authority; the fact."""
    with office.act(actor) as act:
        row, clock = _step(act, *step)
        uscc = ids.uscc(firm, "firm")
        party = registry.need(act.conn, "party", uscc, uscc=uscc)
        staff_no = ids.code(staff, "staff")
        person = registry.need(act.conn, "person", staff_no, party=party.id, staff_no=staff_no)
        if not act.actor.visits(party.region):
            raise NotFound(reason("no_such", what="party", value=uscc))
        given = StepAssigned(incident=row.id, step=clock.id, party=party.id, person=person.id)
        return act.append(given)


def _step(act: Act, no: str, name: str) -> tuple[registry.Found, registry.Found]:
    row = reading.own(act, no)
    name = ids.plain(name, "step")
    clock = registry.one(act.conn, "clock", incident=row.id, what="step", name=name)
    if clock is None:
        raise NotFound(reason("no_such", what="step", value=name[:40]))
    return row, clock
