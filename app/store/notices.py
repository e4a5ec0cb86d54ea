"""The outbox: notices in, what is to be sent next, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import orjson
from sqlalchemy import Connection, case, func, select, text, update

from app.domain.errors import Reason
from app.domain.notices import URGENT, Destination
from app.domain.span import micros
from app.store import canonical
from app.store.session import Hot, Tx
from app.store.tables import table

_notice = table("notice")
_COLUMNS = [column.name for column in _notice.columns]
_PUT = Hot(
    f"INSERT INTO notice ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{c}' for c in _COLUMNS)})"  # noqa: S608
)
_SETTLE = Hot(
    "UPDATE notice SET state = :state, tries = tries + 1, due = :due, problem = :problem, "
    "settled = :settled WHERE id = :id AND state <> 'sent'"
)
#: written out, because a partial index is not used for a condition whose value comes later
OPEN = text("state <> 'sent'")
_IS_URGENT = func.max(case((_notice.c.kind.in_(URGENT), 1), else_=0))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice that is to be sent. ``body``: canonical JSON; ``made`` and ``due`` in microseconds."""

    id: int
    kind: str
    subject: int
    body: str
    made: int
    tries: int
    state: str
    due: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of an attempt: the new state, not before when, and what was wrong."""

    id: int
    state: str
    due: datetime
    problem: Reason | None = None


_OF_WAITING = [_notice.c[name] for name in Waiting.__slots__]


def put(
    tx: Tx, destinations: Iterable[str], about: tuple[str, int], body: Mapping[str, Any], now: int
) -> None:
    """Write one notice for each destination. ``about`` is its kind and subject; ``now`` microseconds.

    Raises TypeError for a body that has no canonical form: floats and nulls have none.
    """
    kind, subject = about
    text = canonical.canonical(dict(body)).decode()
    for name in destinations:
        row = dict.fromkeys(_COLUMNS, "") | {
            "id": tx.new_id(), "destination": name, "kind": kind, "subject": subject, "body": text,
            "made": now, "state": "waiting", "tries": 0, "due": now, "settled": None,
        }  # fmt: skip
        tx.run(_PUT, row)


def chains(
    conn: Connection, to: Destination, now: datetime, most: int, each: int = 16
) -> list[list[Waiting]]:
    """What may be sent now: at most ``most`` chains of at most ``each`` notices, alerts first.

    A chain is of one subject, in order, and ends before a notice that has to wait. With order none
    every notice is its own chain.
    """
    if to.order == "none":
        return [[row] for row in _loose(conn, to.name, micros(now), most)]
    subjects = _ready(conn, to.name, micros(now), most)
    place = func.row_number().over(partition_by=_notice.c.subject, order_by=_notice.c.id)
    rows = (
        select(*_OF_WAITING, place.label("place"))
        .where(_notice.c.destination == to.name, OPEN, _notice.c.subject.in_(subjects))
        .subquery()
    )
    query = select(*(rows.c[name] for name in Waiting.__slots__)).where(rows.c.place <= each)
    found = (Waiting(*row) for row in conn.execute(query.order_by(rows.c.subject, rows.c.id)))
    cut = {of: _until_wait(group, micros(now)) for of, group in groupby(found, lambda n: n.subject)}
    return [cut[subject] for subject in subjects if cut.get(subject)]


def _ready(conn: Connection, name: str, now: int, most: int) -> list[int]:
    """Subjects whose first open notice is due, those with an alert first, then the oldest."""
    heads = (
        select(func.min(_notice.c.id).label("id"), _IS_URGENT.label("urgent"))
        .where(_notice.c.destination == name, OPEN)
        .group_by(_notice.c.subject)
        .subquery()
    )
    query = (
        select(_notice.c.subject)
        .join(heads, heads.c.id == _notice.c.id)
        .where(_notice.c.state == "waiting", _notice.c.due <= now)
        .order_by(heads.c.urgent.desc(), heads.c.id)
        .limit(most)
    )
    return [int(subject) for subject in conn.execute(query).scalars()]


def _loose(conn: Connection, name: str, now: int, most: int) -> list[Waiting]:
    query = (
        select(*_OF_WAITING)
        .where(_notice.c.destination == name, OPEN)
        .where(_notice.c.state == "waiting", _notice.c.due <= now)
        .order_by(case((_notice.c.kind.in_(URGENT), 0), else_=1), _notice.c.id)
        .limit(most)
    )
    return [Waiting(*row) for row in conn.execute(query)]


def _until_wait(chain: Iterable[Waiting], now: int) -> list[Waiting]:
    found = []
    for notice in chain:
        if notice.state != "waiting" or notice.due > now:
            break
        found.append(notice)
    return found


def settle(tx: Tx, results: Sequence[Settled], now: datetime) -> None:
    """Keep what became of attempts. What has arrived stays arrived."""
    rows = [
        {
            "id": each.id, "state": each.state, "due": micros(each.due),
            "problem": "" if each.problem is None else kept(each.problem),
            "settled": micros(now) if each.state == "sent" else None,
        }
        for each in results
    ]  # fmt: skip
    tx.run_all(_SETTLE, rows)


def again(tx: Tx, now: datetime, *, notice: int | None = None, destination: str = "") -> int:
    """Let parked notices be tried again at once, one or all of a destination; how many."""
    change = update(_notice).where(OPEN, _notice.c.state == "parked")
    if notice is not None:
        change = change.where(_notice.c.id == notice)
    if destination:
        change = change.where(_notice.c.destination == destination)
    return int(tx.conn.execute(change.values(state="waiting", due=micros(now))).rowcount)


def kept(problem: Reason) -> str:
    """A problem as it is stored: code and values, so that it can be read in either language."""
    return orjson.dumps([problem.code, *problem.values]).decode()


def problem_of(stored: str) -> Reason | None:
    """The problem behind a stored text; None where there was none."""
    if not stored:
        return None
    code, *values = orjson.loads(stored)
    return Reason(code, tuple((name, value) for name, value in values))
