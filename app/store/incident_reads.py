"""What use cases need to know about incidents and letters."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, and_, exists, or_, select, true

from app.store.registry import Found
from app.store.tables import table

_incident, _of, _finding = table("incident"), table("incident_batch"), table("incident_finding")
_clock, _ask, _request = table("clock"), table("ask"), table("hold_request")
_certificate, _suspension, _hold = table("certificate"), table("suspension"), table("hold")
_batch, _booking, _site = table("batch"), table("booking"), table("site")
_letter, _clue, _round = table("letter"), table("clue"), table("incident_round")
_STOPPED = ("named", "exposed", "widened")


def open_with(conn: Connection, sample: int, batches: Collection[int]) -> Found | None:
    """The oldest open incident (no drill) of a specimen, or that stops any of the batches."""
    by_sample = select(_finding.c.incident).where(_finding.c.sample == sample)
    by_batch = select(_of.c.incident).where(_of.c.batch.in_(list(batches)), _of.c.role.in_(_STOPPED))
    query = select(_incident).where(
        _incident.c.status == "open",
        ~_incident.c.drill,
        or_(_incident.c.id.in_(by_sample), _incident.c.id.in_(by_batch)),
    )
    return conn.execute(query.order_by(_incident.c.id).limit(1)).first()


def batches(conn: Connection, incident: int, roles: Iterable[str] = _STOPPED) -> list[int]:
    """Batches of an incident in some roles; those it stops, when none are named."""
    query = select(_of.c.batch).where(_of.c.incident == incident, _of.c.role.in_(list(roles)))
    return list(conn.execute(query.order_by(_of.c.batch)).scalars())


def samples(conn: Connection, incident: int) -> list[int]:
    """Specimens that were positive in it."""
    query = select(_finding.c.sample).where(_finding.c.incident == incident).distinct()
    return sorted(conn.execute(query).scalars())


def certificates(
    conn: Connection, batches: Collection[int], reach: str, incident: int = 0
) -> list[tuple[int, int, str]]:
    """(id, batch, number) of exit certificates of batches, issued within a reach and in force.

    Without those that this incident suspends already; another incident may suspend them as well.
    """
    still = exists(
        select(1)
        .where(_suspension.c.certificate == _certificate.c.id, _suspension.c.until.is_(None))
        .where(_suspension.c.incident == incident)
        .correlate(_certificate)
    )
    near = _site.c.region.startswith(reach, autoescape=True) if reach else true()
    query = (
        select(_certificate.c.id, _certificate.c.batch, _certificate.c.no)
        .join(_batch, _batch.c.id == _certificate.c.batch)
        .join(_booking, _booking.c.id == _batch.c.booking)
        .join(_site, _site.c.id == _booking.c.warehouse)
        .where(_certificate.c.batch.in_(list(batches)), _certificate.c.revoked_at.is_(None))
        .where(~still, near)
        .order_by(_certificate.c.id)
    )
    return [(row[0], row[1], row[2]) for row in conn.execute(query)]


def suspended(conn: Connection, incident: int) -> list[tuple[int, int, str]]:
    """(id, batch, number) of the certificates that an incident still suspends."""
    query = (
        select(_certificate.c.id, _certificate.c.batch, _certificate.c.no)
        .join(_suspension, _suspension.c.certificate == _certificate.c.id)
        .where(_suspension.c.incident == incident, _suspension.c.until.is_(None))
        .order_by(_certificate.c.id)
    )
    return [(row[0], row[1], row[2]) for row in conn.execute(query)]


def holds(conn: Connection, incident: int) -> list[Found]:
    """Holds that an incident placed and nobody has lifted."""
    query = select(_hold).where(_hold.c.incident == incident, _hold.c.until.is_(None))
    return list(conn.execute(query.order_by(_hold.c.id)))


def clocks(conn: Connection, incident: int, *what: str) -> list[Found]:
    """Clocks of an incident of some kinds, in the order they were set."""
    query = select(_clock).where(_clock.c.incident == incident, _clock.c.what.in_(what))
    return list(conn.execute(query.order_by(_clock.c.id)))


def overdue(conn: Connection, now: int, most: int) -> list[Found]:
    """Clocks that ran out before ``now`` (microseconds), undone and told to nobody, longest first."""
    query = select(_clock).where(
        _clock.c.done.is_(None), _clock.c.escalated.is_(None), _clock.c.due < now
    )
    return list(conn.execute(query.order_by(_clock.c.due, _clock.c.id).limit(most)))


def asks(conn: Connection, incident: int) -> list[Found]:
    """What its holders were asked, with what they answered; site code and firm by name."""
    party = table("party")
    query = (
        select(_ask, _site.c.code.label("code"), party.c.name.label("firm"), _clock.c.due)
        .join(party, party.c.id == _ask.c.party)
        .join(_clock, _clock.c.id == _ask.c.id)
        .outerjoin(_site, _site.c.id == _ask.c.site)
        .where(_ask.c.incident == incident)
    )
    return list(conn.execute(query.order_by(_ask.c.id)))


def clean_rounds(conn: Connection, incident: int, subject: str) -> int:
    """Rounds without a positive since the last one that had any."""
    query = select(_round.c.positives).where(_round.c.incident == incident, _round.c.subject == subject)
    count = 0
    for positives in conn.execute(query.order_by(_round.c.fact.desc())).scalars():
        if positives:
            break
        count += 1
    return count


def rows(conn: Connection, name: str, incident: int, order: str = "fact") -> list[Found]:
    """Rows of a table that belong to an incident."""
    found = table(name)
    query = select(found).where(found.c.incident == incident)
    return list(conn.execute(query.order_by(found.c[order])))


def clues(conn: Connection, letter: int) -> list[Found]:
    """Clues of a letter with their clocks."""
    query = (
        select(_clue, _clock.c.due, _clock.c.done_at, _clock.c.escalated_at)
        .join(_clock, _clock.c.id == _clue.c.id)
        .where(_clue.c.letter == letter)
    )
    return list(conn.execute(query.order_by(_clue.c.n)))


def concerns(conn: Connection, incident: int, party: int, region: str | None) -> bool:
    """Whether an incident asks a party, or somebody in a region, or the bureau of a region."""
    mine = [_ask.c.party == party]
    if region is not None:
        mine.append(_ask.c.region.startswith(region, autoescape=True))
    asked = select(1).where(_ask.c.incident == incident, or_(*mine))
    if conn.execute(asked.limit(1)).first() is not None:
        return True
    return region is not None and bool(requests(conn, incident, region))


def requests(conn: Connection, incident: int, region: str) -> list[Found]:
    """Hold requests of an incident to the bureau of a region, or to one within or above it."""
    query = select(_request).where(_request.c.incident == incident)
    rows_of = conn.execute(query.order_by(_request.c.id))
    return [r for r in rows_of if r.region.startswith(region) or region.startswith(r.region)]


def held_by(conn: Connection, batch: int, because_why: str) -> bool:
    """Whether a batch is held for just this reason already."""
    mine = and_(_hold.c.scope == "batch", _hold.c.target == batch, _hold.c.why == because_why)
    return conn.execute(select(1).where(mine, _hold.c.until.is_(None)).limit(1)).first() is not None


def letters(conn: Connection, incident: int) -> Sequence[Found]:
    """Letters of an incident."""
    query = select(_letter).where(_letter.c.incident == incident)
    return list(conn.execute(query.order_by(_letter.c.id)))
