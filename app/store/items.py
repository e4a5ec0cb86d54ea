"""Coded items: their present state, their stays and the pallets they were on.

A fact that is the newest thing to happen to everything it reaches is stepped onto the present. Any
other fact (late, or a correction) folds the histories it may change from the beginning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from app.domain.effects import LIVE, Touch, births, touches
from app.domain.history import Event, Interval, ItemState, Stamp, advance, fold, newborn
from app.domain.ledger import Entry
from app.domain.span import micros
from app.store import built, intervals, ledger
from app.store.built import Ask, given, listed
from app.store.session import Hot, Tx
from app.store.tables import chunks, table

_item = table("item")
_batch = table("batch")
_inside = table("containment")
Birth = tuple[ItemState, int]  #: the state, and its earliest moment in microseconds
_BIRTH = ("id", "kind", "batch", "born", "born_at", "ordinal")
_SAVED = tuple(c.name for c in _item.columns if c.name not in _BIRTH)
_SAVE = Hot(f"UPDATE item SET {', '.join(f'{c} = :{c}' for c in _SAVED)} WHERE id = :id")  # noqa: S608
_wide_after = _batch.c.wide_at > given("at")
_SWEPT = Ask(select(_batch.c.id).where(_batch.c.id.in_(listed("batches")), _wide_after).limit(1))
_left = (_inside.c.container.in_(listed("pallets")), _inside.c.until > given("at"))
_LEFT = Ask(select(_inside.c.item).where(*_left).limit(1))


def stamp_of(entry: Entry) -> Stamp:
    """Where an entry stands in history."""
    return micros(entry.happened.latest), entry.id


def bear(tx: Tx, entry: Entry) -> None:
    """Insert the items that an entry brings into being; told late, with what they missed."""
    stamp = stamp_of(entry)
    states = [newborn(born, stamp) for born in births(entry.fact)]
    if states:
        tx.conn.execute(insert(_item), [_row(state) for state in states])
        since = micros(entry.happened.earliest)
        opened = [
            (s.item, Interval(s.place, stamp, None, since)) for s in states if s.place is not None
        ]
        intervals.begin(tx, "stay", opened)
        packages = {state.item: state.batch for state in states if state.kind == "package"}
        if packages and _swept(tx, packages.values(), stamp):
            refold(tx, packages)


def _swept(tx: Tx, batches: Iterable[int | None], stamp: Stamp) -> bool:
    """Whether anything took all loose packages of one of the batches along after a moment."""
    return _SWEPT.first(tx.conn, batches=list(set(batches)), at=stamp[0]) is not None


def touch(tx: Tx, entry: Entry, *, ordered: bool) -> None:
    """Let an entry change the items it reaches. ``ordered``: nothing later has been applied yet."""
    event = _event(entry)
    if not event.touches:
        return
    _mark_wide(tx, event)
    reached = _reached(tx, event.touches)
    if ordered or _newest(tx, event, reached):
        _step(tx, event, reached)
    else:
        refold(tx, affected(tx, entry))


def affected(tx: Tx, entry: Entry) -> set[int]:
    """Every item whose history an entry may be part of, whenever it happened."""
    event = _event(entry)
    named = {item for each in event.touches for item in each.items}
    found, containment = set(named), table("containment")
    for chunk in chunks(named):  # a batch has more packages than a question may have values
        once_in = select(containment.c.item).where(containment.c.container.in_(chunk))
        found |= set(tx.conn.execute(once_in).scalars())
    for batch in _wide(event):
        everything = select(_item.c.id).where(_item.c.batch == batch, _item.c.kind == "package")
        found |= set(tx.conn.execute(everything).scalars())
    return found


def touched_since(tx: Tx, entry: Entry) -> int | None:
    """The fact that last changed an item after this one had changed it, if there is one."""
    named, stay = {item for each in touches(entry.fact) for item in each.items}, table("stay")
    by_it = (stay.c.in_fact == entry.id) | (stay.c.out_fact == entry.id)
    for chunk in chunks(affected(tx, entry) - named):
        moved = select(stay.c.item).where(stay.c.item.in_(chunk), by_it)
        named |= set(tx.conn.execute(moved).scalars())
    newer = [
        int(fact)
        for chunk in chunks(named)
        for fact in tx.conn.execute(
            select(_item.c.as_fact).where(_item.c.id.in_(chunk), _item.c.as_fact > entry.id)
        ).scalars()
    ]
    return max(newer, default=None)


def states(tx: Tx, condition: Any) -> list[ItemState]:
    """The present states of the items that meet a condition on the item table."""
    return [state_of(row) for row in tx.conn.execute(select(_item).where(condition))]


def state_of(row: Row[Any]) -> ItemState:
    """The state behind a row of ``item``."""
    return ItemState(
        row.id, row.kind, row.batch, row.born, row.born_at, row.ordinal, row.pieces, row.grams,
        row.site, row.zone, row.party, row.container, row.movement, row.disposition,
        (row.as_of, row.as_fact),
    )  # fmt: skip


def refold(tx: Tx, items: Iterable[int]) -> None:
    """Fold the whole history of each item again and store what comes out."""
    for chunk in chunks(items):
        births_of, events = _histories(tx, chunk)
        folded = [
            fold(births_of[item][0], sorted(events[item], key=_stamp), births_of[item][1])
            for item in chunk
            if item in births_of
        ]
        tx.run_all(_SAVE, [_changed(history.state) for history in folded])
        intervals.replace(tx, chunk, folded)


def _histories(tx: Tx, chunk: Sequence[int]) -> tuple[dict[int, Birth], dict[int, list[Event]]]:
    """Birth states of the items since when at the earliest, and events that may concern each."""
    known = {state.item: state for state in states(tx, _item.c.id.in_(chunk))}
    born: dict[int, Birth] = {}
    for fact in {state.born for state in known.values()}:
        entry = ledger.entry(tx.conn, fact)
        since = micros(entry.happened.earliest)
        new = (newborn(each, stamp_of(entry)) for each in births(entry.fact) if each.item in known)
        born |= {state.item: (state, since) for state in new}
    events: dict[int, dict[int, Event]] = {item: {} for item in known}
    containers: dict[int, set[int]] = defaultdict(set)
    of_batch: dict[int, set[int]] = defaultdict(set)
    for event in map(_event, ledger.about_items(tx.conn, list(known))):
        for each in event.touches:
            for item in known.keys() & set(each.items):
                events[item][event.stamp[1]] = event
                if each.change.container:
                    containers[each.change.container].add(item)
    for state in known.values():
        if state.kind == "package" and state.batch is not None:
            of_batch[state.batch].add(state.item)
    for pallet, members in containers.items():
        _share(events, members, _events_of(tx, pallet))
    for batch, members in of_batch.items():
        _share(events, members, _events_of(tx, batch, ("shipped", "accepted")))
    return born, {item: list(found.values()) for item, found in events.items()}


def _events_of(tx: Tx, item: int, kinds: tuple[str, ...] | None = None) -> list[Event]:
    """Events that name a pallet, or sweep up packages of a batch."""
    found = map(_event, ledger.about_items(tx.conn, [item], kinds=kinds))
    return [e for e in found if any(item in t.items or t.wide_batch == item for t in e.touches)]


def _share(events: dict[int, dict[int, Event]], members: set[int], shared: list[Event]) -> None:
    for member in members:
        events[member] |= {event.stamp[1]: event for event in shared}


def _event(entry: Entry) -> Event:
    reaching = tuple(t for t in touches(entry.fact) if t.items or t.wide_batch)
    return Event(stamp_of(entry), reaching, micros(entry.happened.earliest))


def _stamp(event: Event) -> Stamp:
    return event.stamp


def _wide(event: Event) -> set[int]:
    """Batches whose packages the event may sweep up."""
    return {t.wide_batch for t in event.touches if t.wide_batch is not None}


def _mark_wide(tx: Tx, event: Event) -> None:
    for batch in _wide(event):
        newer = update(_batch).where(_batch.c.id == batch, _batch.c.wide_at < event.stamp[0])
        tx.conn.execute(newer.values(wide_at=event.stamp[0]))


def _reached(tx: Tx, touched: Sequence[Touch]) -> list[ItemState]:
    """Present states of the items that touches name, their contents, and those they sweep up."""
    found: dict[int, ItemState] = {}
    for each in touched:
        for chunk in chunks(each.items):
            named = built.among(tx.conn, "item", "id", chunk)
            pallets = [row.id for row in named if row.kind == "pallet"]
            inside = built.among(tx.conn, "item", "container", pallets)
            found |= {row.id: state_of(row) for row in (*named, *inside)}
        sweep = None
        if each.loose_at is not None:
            batch, site, party = each.loose_at
            here = (_item.c.site == site) & (_item.c.party == party)
            sweep = (_item.c.batch == batch) & here & _item.c.disposition.in_(LIVE)
        elif each.riding is not None:
            sweep = (_item.c.batch == each.riding[0]) & (_item.c.movement == each.riding[1])
        if sweep is not None:
            found |= {s.item: s for s in states(tx, sweep & (_item.c.kind == "package"))}
    return list(found.values())


def _newest(tx: Tx, event: Event, reached: list[ItemState]) -> bool:
    """True when nothing that the event meets has happened later than it."""
    if any(state.as_of > event.stamp for state in reached):
        return False
    named = {item for each in event.touches for item in each.items}
    pallets = {s.container for s in reached} | {each.change.container for each in event.touches}
    pallets -= named | {None, 0}
    if pallets and states(tx, (_item.c.as_of > event.stamp[0]) & _item.c.id.in_(pallets)):
        return False
    wide = _wide(event)
    batches = {state.batch for state in reached} - {None} | wide
    if batches and _swept(tx, batches, event.stamp):
        return False
    if wide:
        newest = select(func.max(_item.c.as_of)).where(_item.c.batch.in_(wide))
        if (tx.conn.execute(newest).scalar() or 0) > event.stamp[0]:
            return False
    return not (named and _LEFT.first(tx.conn, pallets=list(named), at=event.stamp[0]))


def _step(tx: Tx, event: Event, reached: list[ItemState]) -> None:
    """Put the event on top of the present."""
    pairs = [(old, new) for old in reached if (new := advance(old, event)) is not old]
    if not pairs:
        return
    tx.run_all(_SAVE, [_changed(new) for _, new in pairs])
    intervals.turn(tx, pairs, event)


def _row(state: ItemState) -> dict[str, Any]:
    born = {"id": state.item, "kind": state.kind, "batch": state.batch}
    born |= {"born": state.born, "born_at": state.born_at, "ordinal": state.ordinal}
    return born | _values(state)


def _values(state: ItemState) -> dict[str, Any]:
    return {
        "pieces": state.pieces, "grams": state.grams, "site": state.site, "zone": state.zone,
        "party": state.party, "container": state.container, "movement": state.movement,
        "disposition": state.disposition, "as_of": state.as_of[0], "as_fact": state.as_of[1],
    }  # fmt: skip


def _changed(state: ItemState) -> dict[str, Any]:
    return {"id": state.item} | _values(state)
