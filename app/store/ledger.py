"""Facts in and facts out. The only writer of the evidence tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, select, text

from app.domain.errors import Conflict, NotFound, reason
from app.domain.facts import about, kind_of
from app.domain.ledger import Entry
from app.domain.span import Span, micros, moment
from app.store import built, canonical
from app.store.built import Ask, given, listed
from app.store.session import Hot, Tx
from app.store.tables import table

_fact = table("fact")
_fact_item = table("fact_item")
_later = _fact.alias("later")

_COLUMNS = [column.name for column in _fact.columns]
_INSERT_FACT = Hot(
    f"INSERT INTO fact ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{c}' for c in _COLUMNS)})"  # noqa: S608
)
_INSERT_ITEM = Hot("INSERT INTO fact_item (item, fact, kind) VALUES (:item, :fact, :kind)")
_INSERT_PENDING = Hot("INSERT INTO log_pending (fact) VALUES (:fact)")
_APPEND_LOG = Hot(
    "INSERT INTO log_entry (position, fact) "
    "VALUES ((SELECT coalesce(max(position), -1) + 1 FROM log_entry), :fact)"
)


def write(tx: Tx, entry: Entry) -> None:
    """Store an entry as evidence: the fact, what it is about, and its place in the proof order.

    On SQLite the place is given here; on PostgreSQL ``integrate`` gives it after the commit, so
    that two writers never wait for each other.
    """
    kind = kind_of(type(entry.fact))
    body = canonical.body_of(entry.fact, kind)
    tx.run(
        _INSERT_FACT,
        {
            "id": entry.id,
            "kind": kind,
            "body": body.decode(),
            "happened_from": micros(entry.happened.earliest),
            "happened_to": micros(entry.happened.latest),
            "entered": micros(entry.entered),
            "device_time": None if entry.device_time is None else micros(entry.device_time),
            "actor": entry.actor,
            "party": entry.party,
            "sent_by": entry.sent_by,
            "device": entry.device,
            "place": entry.place,
            "corrects": entry.corrects,
            "leaf": canonical.leaf(canonical.envelope_of(entry, kind), body),
        },
    )
    for item in about(entry.fact):
        tx.run(_INSERT_ITEM, {"item": item, "fact": entry.id, "kind": kind})
    tx.run(_APPEND_LOG if tx.sqlite else _INSERT_PENDING, {"fact": entry.id})


def integrate(tx: Tx) -> int:
    """Give every committed fact that waits for one its place in the proof order; how many it was.

    One integrator at a time (advisory lock); positions have no gaps. Nothing to do on SQLite.
    """
    if tx.sqlite:
        return 0
    tx.conn.execute(text("SELECT pg_advisory_xact_lock(hashtext('coldtrace.log'))"))
    done = tx.conn.execute(
        text(
            "WITH taken AS (DELETE FROM log_pending RETURNING fact), "
            "base AS (SELECT coalesce(max(position), -1) AS last FROM log_entry) "
            "INSERT INTO log_entry (position, fact) "
            "SELECT base.last + row_number() OVER (ORDER BY taken.fact), taken.fact FROM taken, base"
        )
    )
    return int(done.rowcount)


def standing() -> Any:
    """The condition that no later fact corrects this one."""
    return ~exists(select(1).where(_later.c.corrects == _fact.c.id))


def entry_of(row: Row[Any]) -> Entry:
    """The entry behind a row of ``fact``."""
    return Entry(
        id=row.id,
        fact=canonical.read_body(row.kind, row.body),
        happened=Span(moment(row.happened_from), moment(row.happened_to)),
        entered=moment(row.entered),
        device_time=None if row.device_time is None else moment(row.device_time),
        actor=row.actor,
        party=row.party,
        sent_by=row.sent_by,
        device=row.device,
        place=row.place,
        corrects=row.corrects,
    )


def entries(conn: Connection, query: Select[Any]) -> list[Entry]:
    """The entries that a query over ``fact`` finds."""
    return [entry_of(row) for row in conn.execute(query)]


def about_items(
    conn: Connection,
    items: Sequence[int],
    *,
    kinds: Iterable[str] | None = None,
    until: int | None = None,
    superseded: bool = False,
) -> list[Entry]:
    """Entries about any of the items, each once, in the order of their history.

    ``until`` leaves out what certainly happened after that moment; ``superseded`` keeps what has
    been corrected.
    """
    values: dict[str, object] = {"items": list(items)}
    if kinds is not None:
        values["kinds"] = list(kinds)
    if until is not None:
        values["until"] = until
    ask = _about(kinds is not None, until is not None, superseded)
    return [entry_of(row) for row in ask(conn, **values)]


@cache
def _about(of_kinds: bool, until: bool, superseded: bool) -> Ask:
    mine = select(_fact_item.c.fact).where(_fact_item.c.item.in_(listed("items")))
    if of_kinds:
        mine = mine.where(_fact_item.c.kind.in_(listed("kinds")))
    query = select(_fact).where(_fact.c.id.in_(mine))
    if not superseded:
        query = query.where(standing())
    if until:
        query = query.where(_fact.c.happened_from <= given("until"))
    return Ask(query.order_by(_fact.c.happened_to, _fact.c.id))


def entry(conn: Connection, fact: int) -> Entry:
    """One entry. Raises NotFound."""
    row = built.first(conn, "fact", {"id": fact})
    if row is None:
        raise NotFound(reason("no_such", what="fact", value=fact))
    return entry_of(row)


def kind_at(conn: Connection, fact: int) -> tuple[str, int]:
    """The kind of a fact and when it happened at the latest (microseconds)."""
    query = select(_fact.c.kind, _fact.c.happened_to).where(_fact.c.id == fact)
    row = conn.execute(query).one()
    return str(row.kind), int(row.happened_to)


def leaf(conn: Connection, fact: int) -> bytes:
    """The leaf hash of a fact (SHA-256, 32 bytes), or of nothing when there is no such fact."""
    found = conn.execute(select(_fact.c.leaf).where(_fact.c.id == fact)).scalar()
    return bytes(found or b"")


def correction_of(conn: Connection, fact: int) -> int | None:
    """The fact that corrects this one, if there is one."""
    query = select(_fact.c.id).where(_fact.c.corrects == fact).order_by(_fact.c.id)
    found = conn.execute(query.limit(1)).scalar()
    return None if found is None else int(found)


def refuse_if_corrected(conn: Connection, fact: int) -> None:
    """Raise Conflict when the fact has been corrected already, naming by which."""
    if (newer := correction_of(conn, fact)) is not None:
        raise Conflict(reason("corrected_already", fact=fact, newer=newer))


def every(conn: Connection, *, in_history: bool, size: int = 500) -> Iterator[Entry]:
    """Every standing entry, by arrival (id) or by history (latest possible moment, then id)."""
    order = (_fact.c.happened_to, _fact.c.id) if in_history else (_fact.c.id,)
    ids = conn.execute(select(_fact.c.id).where(standing()).order_by(*order)).scalars().all()
    for start in range(0, len(ids), size):
        wanted = ids[start : start + size]
        found = {e.id: e for e in entries(conn, select(_fact).where(_fact.c.id.in_(wanted)))}
        yield from (found[fact] for fact in wanted)
