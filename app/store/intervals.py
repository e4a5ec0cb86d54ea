"""Times that items spent at sites, in rooms and on pallets, as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import delete, insert

from app.domain.history import Event, History, Interval, ItemState
from app.store.session import Hot, Tx
from app.store.tables import table

#: (column, what of an item's state it follows, what of its history it is)
_INTERVALS = {
    "stay": ("place", "place", "stays"),
    "containment": ("container", "container", "contained"),
    "lodging": ("zone", "room", "lodged"),
}
_CLOSE = {
    name: Hot(
        f"UPDATE {name} SET until = :until, out_fact = :out_fact WHERE item = :item AND until IS NULL"  # noqa: S608
    )
    for name in _INTERVALS
}


def begin(tx: Tx, name: str, intervals: Iterable[tuple[int, Interval]]) -> None:
    """Store intervals of items in the table ``name``."""
    rows = [_row(name, item, interval) for item, interval in intervals]
    if rows:
        tx.conn.execute(insert(table(name)), rows)


def turn(tx: Tx, pairs: Sequence[tuple[ItemState, ItemState]], event: Event) -> None:
    """End and begin what an event changed, given each item's state before and after it."""
    end = {"until": event.stamp[0], "out_fact": event.stamp[1]}
    for name, (_, field, _) in _INTERVALS.items():
        turned = [(o.item, getattr(o, field), getattr(n, field)) for o, n in pairs]
        turned = [each for each in turned if each[1] != each[2]]
        left = [end | {"item": item} for item, was, _ in turned if was is not None]
        tx.run_all(_CLOSE[name], left)
        since = (event.stamp, None, event.earliest)
        begin(tx, name, [(item, Interval(at, *since)) for item, _, at in turned if at is not None])


def replace(tx: Tx, items: Sequence[int], folded: list[History]) -> None:
    """Put the intervals of folded histories in the place of all that was stored of the items."""
    for name, (_, _, which) in _INTERVALS.items():
        rows = table(name)
        tx.conn.execute(delete(rows).where(rows.c.item.in_(items)))
        begin(tx, name, _all(folded, which))


def _all(folded: list[History], which: str) -> Iterator[tuple[int, Interval]]:
    for history in folded:
        for interval in getattr(history, which):
            yield history.state.item, interval


def _row(name: str, item: int, interval: Interval) -> dict[str, Any]:
    until = interval.until or (None, None)
    return {
        _INTERVALS[name][0]: interval.at,
        "item": item,
        "since": interval.since[0],
        "since_from": interval.since[0] if interval.earliest is None else interval.earliest,
        "in_fact": interval.since[1],
        "until": until[0],
        "out_fact": until[1],
    }
