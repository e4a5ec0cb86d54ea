"""What waits at the house's doors: notices that have not arrived, reports that could not be taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, case, func, select, true

from app.store.notices import OPEN
from app.store.tables import table

_notice, _report, _cursor = table("notice"), table("lab_report"), table("lab_cursor")
_is_parked = case((_notice.c.state == "parked", 1), else_=0)
_has_failed = case(((_notice.c.state == "waiting") & (_notice.c.tries > 0), 1), else_=0)


@dataclass(frozen=True, slots=True)
class Line:
    """What waits for one destination. Moments in microseconds; ``last_sent`` None: never.

    ``problem`` is what one of the failing last ended with, as it is stored.
    """

    name: str
    waiting: int
    failing: int
    parked: int
    oldest: int | None
    last_sent: int | None
    problem: str = ""


def lines(conn: Connection, named: list[str]) -> list[Line]:
    """A line for each destination named, and for each that still has something waiting."""
    query = (
        select(
            _notice.c.destination,
            func.count(),
            func.sum(_has_failed),
            func.sum(_is_parked),
            func.min(_notice.c.made),
        )
        .where(OPEN)
        .group_by(_notice.c.destination)
    )
    found = {row[0]: row for row in conn.execute(query)}
    return [
        _line(name, found.get(name), _last(conn, name), _problem(conn, name))
        for name in sorted({*named, *found})
    ]


def waits_for(conn: Connection, name: str) -> bool:
    """Whether anything waits for a destination, configured or not."""
    query = select(_notice.c.id).where(_notice.c.destination == name, OPEN)
    return conn.execute(query.limit(1)).first() is not None


def _line(name: str, row: Any, last: int | None, problem: str) -> Line:
    if row is None:
        return Line(name, 0, 0, 0, None, last)
    _, count, failing, parked, oldest = row
    return Line(name, int(count - parked), int(failing), int(parked), oldest, last, problem)


def _problem(conn: Connection, name: str) -> str:
    """What the notice that is tried again last ended with; empty when none is."""
    query = select(_notice.c.problem).where(_notice.c.destination == name, OPEN)
    query = query.where(_notice.c.state == "waiting", _notice.c.tries > 0)
    return str(conn.execute(query.order_by(_notice.c.due.desc()).limit(1)).scalar() or "")


def _last(conn: Connection, name: str) -> int | None:
    query = select(func.max(_notice.c.settled)).where(_notice.c.destination == name)
    found = conn.execute(query).scalar()
    return None if found is None else int(found)


def oldest(conn: Connection) -> tuple[int, int | None]:
    """(how many notices have not arrived, when the oldest of them was made in microseconds)."""
    count, made = conn.execute(select(func.count(), func.min(_notice.c.made)).where(OPEN)).one()
    return int(count), made


def parked(conn: Connection, most: int) -> list[Any]:
    """Parked notices, oldest first, each with how many of its subject wait behind it."""
    behind = _notice.alias("behind")
    held = (
        select(func.count())
        .where(behind.c.destination == _notice.c.destination)
        .where(behind.c.subject == _notice.c.subject, behind.c.id > _notice.c.id)
        .where(behind.c.state == "waiting")
        .scalar_subquery()
    )
    query = select(_notice, held.label("behind")).where(OPEN, _notice.c.state == "parked")
    return list(conn.execute(query.order_by(_notice.c.id).limit(most)))


def sources(conn: Connection) -> dict[str, tuple[str, int, str]]:
    """(cursor, when last asked in microseconds, problem) of every laboratory ever asked."""
    rows = conn.execute(select(_cursor).where(true()))
    return {row.source: (row.cursor, row.asked, row.problem) for row in rows}


def parked_reports(conn: Connection, most: int) -> list[Any]:
    """Reports that could not be taken, oldest first."""
    query = select(_report).where(_report.c.state == "parked").order_by(_report.c.id)
    return list(conn.execute(query.limit(most)))
