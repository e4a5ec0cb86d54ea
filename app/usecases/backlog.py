"""What waits to go out or could not come in, and letting it be tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain import ids
from app.domain.actors import Actor, Role
from app.domain.errors import Conflict, NotAllowed, NotFound, Reason, reason
from app.domain.quantity import whole
from app.domain.span import moment
from app.store import backlog as read
from app.store import notices, registry
from app.usecases.office import Office

#: Parked notices and reports that are shown; how many there are is told in any case.
MOST = 200


@dataclass(frozen=True, slots=True)
class DestinationState:
    """What waits for a destination. ``failing`` were tried before; ``problem`` is how one ended."""

    name: str
    configured: bool
    waiting: int
    failing: int
    parked: int
    oldest: datetime | None
    last_sent: datetime | None
    problem: Reason | None


@dataclass(frozen=True, slots=True)
class ParkedNotice:
    """A notice that its destination will not have; ``behind`` wait for it. Its body is not shown."""

    id: int
    destination: str
    kind: str
    made: datetime
    tries: int
    behind: int
    problem: Reason | None


@dataclass(frozen=True, slots=True)
class LaboratoryState:
    """How fetching from a laboratory goes; ``asked`` None: not yet."""

    name: str
    asked: datetime | None
    problem: Reason | None


@dataclass(frozen=True, slots=True)
class ParkedReport:
    """A fetched report that was not taken."""

    id: int
    laboratory: str
    ref: str
    came: datetime
    problem: Reason | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """Everything that waits; ``now`` is the office's own time."""

    now: datetime
    destinations: tuple[DestinationState, ...]
    parked: tuple[ParkedNotice, ...]
    laboratories: tuple[LaboratoryState, ...]
    reports: tuple[ParkedReport, ...]


def backlog(office: Office, actor: Actor) -> Backlog:
    """What waits. For administrators and supervisors: it says how it goes, not what is told."""
    roles = (Role.ADMINISTRATOR, Role.SUPERVISOR)
    if not actor.holds(*roles):
        raise NotAllowed(reason("role_needed", role=" / ".join(roles)))
    known = {each.name for each in office.destinations}
    with office.store.read() as conn:
        return Backlog(
            now=office.clock(),
            destinations=tuple(_state(line, known) for line in read.lines(conn, sorted(known))),
            parked=tuple(_parked(row) for row in read.parked(conn, MOST)),
            laboratories=_laboratories(office, read.sources(conn)),
            reports=tuple(_report(row) for row in read.parked_reports(conn, MOST)),
        )


def _state(line: read.Line, known: set[str]) -> DestinationState:
    return DestinationState(
        line.name, line.name in known, line.waiting, line.failing, line.parked,
        _moment(line.oldest), _moment(line.last_sent), notices.problem_of(line.problem),
    )  # fmt: skip


def _moment(stored: int | None) -> datetime | None:
    return None if stored is None else moment(stored)


def _parked(row: Any) -> ParkedNotice:
    return ParkedNotice(
        row.id, row.destination, row.kind, moment(row.made), row.tries, row.behind,
        notices.problem_of(row.problem),
    )  # fmt: skip


def _laboratories(
    office: Office, asked: dict[str, tuple[str, int, str]]
) -> tuple[LaboratoryState, ...]:
    found = []
    for name in sorted({each.name for each in office.laboratories}):
        _, when, problem = asked.get(name, ("", None, ""))
        found.append(LaboratoryState(name, _moment(when), notices.problem_of(problem)))
    return tuple(found)


def _report(row: Any) -> ParkedReport:
    problem = notices.problem_of(row.problem)
    return ParkedReport(row.id, row.source, row.ref, moment(row.came), problem)


def try_notice_again(office: Office, actor: Actor, notice: int) -> int:
    """Send a parked notice again at once. Raises NotFound, and Conflict for one that is not parked."""
    with office.act(actor) as act:
        act.needs(Role.ADMINISTRATOR)
        registry.need(act.conn, "notice", notice, id=whole(notice, "notice"))
        count = notices.again(act.tx, act.now, notice=notice)
        if not count:
            raise Conflict(reason("not_parked", value=notice))
        return count


def try_all_again(office: Office, actor: Actor, destination: str) -> int:
    """Send everything that is parked for a destination again; how many that is. Raises NotFound."""
    with office.act(actor) as act:
        act.needs(Role.ADMINISTRATOR)
        name = ids.plain(destination, "destination")
        known = {each.name for each in office.destinations}
        if name not in known and not read.waits_for(act.conn, name):
            raise NotFound(reason("no_such", what="destination", value=name[:80]))
        return notices.again(act.tx, act.now, destination=name)
