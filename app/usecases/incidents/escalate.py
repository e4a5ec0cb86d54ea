"""Clocks that ran out: put on record once, and told to the level above, whoever looks first."""

from __future__ import annotations

from app.domain.alarm import above
from app.domain.facts import Escalated
from app.domain.span import micros
from app.store import incident_reads as read
from app.store import registry
from app.usecases.incidents.begin import NOBODY
from app.usecases.notify import tell
from app.usecases.office import Act, Office

AT_ONCE = 200  #: clocks in one transaction


def escalate(office: Office) -> int:
    """Escalate every clock that has run out, as many as fit one transaction; how many it was.

    Several processes may look at the same time: a clock is looked at again under its lock.
    """
    with office.act(NOBODY) as act:
        late = read.overdue(act.conn, micros(act.now), AT_ONCE)
        return sum(_escalated(act, clock) for clock in late)


def is_due(office: Office) -> bool:
    """Whether anything has run out; a look that takes no lock."""
    with office.store.read() as conn:
        return bool(read.overdue(conn, micros(office.clock()), 1))


def _escalated(act: Act, clock: registry.Found) -> bool:
    act.tx.lock_row("clock", clock.id)
    row = registry.need(act.conn, "clock", clock.id, id=clock.id)
    if row.done is not None or row.escalated is not None or row.due >= micros(act.now):
        return False
    incident = None if row.incident is None else registry.one(act.conn, "incident", id=row.incident)
    fact = Escalated(
        clock=row.id, what=row.what, name=row.name, incident=row.incident, letter=row.letter
    )
    act.append(fact)
    if incident is not None and incident.status == "open" and not incident.drill:
        late = {"incident": incident.no, "what": row.what, "name": row.name}
        tell(act, "incident.escalated", incident.id, late | {"level": above(row.region)})
    return True
