"""Facts into projections: live, as a correction, and all over again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, delete, select

from app.domain.effects import posts
from app.domain.ledger import Entry
from app.store import items, ledger, rows, stock
from app.store.session import Tx
from app.store.tables import PROJECTIONS


def apply(tx: Tx, entry: Entry) -> None:
    """Bring the projections up to an entry that has just been written."""
    if entry.corrects is not None:
        _correct(tx, entry, ledger.entry(tx.conn, entry.corrects))
        return
    rows.apply(tx, entry)
    stock.post(tx, posts(entry.fact))
    items.bear(tx, entry)
    items.touch(tx, entry, ordered=False)


def _correct(tx: Tx, entry: Entry, wrong: Entry) -> None:
    reached = items.affected(tx, wrong) | items.affected(tx, entry)
    rows.undo(tx, wrong)
    stock.post(tx, posts(wrong.fact), sign=-1)
    rows.apply(tx, entry)
    stock.post(tx, posts(entry.fact))
    items.refold(tx, reached)


def rebuild(conn: Connection, into: Tx) -> int:
    """Replay the ledger that ``conn`` reads into empty projections; how many facts were replayed.

    Rows and sums follow the order of arrival, items the order of history: the same two orders that
    the live path keeps.
    """
    count = 0
    for entry in ledger.every(conn, in_history=False):
        rows.apply(into, entry)
        stock.post(into, posts(entry.fact))
        count += 1
    for entry in ledger.every(conn, in_history=True):
        items.bear(into, entry)
        items.touch(into, entry, ordered=True)
    return count


def clear(tx: Tx) -> None:
    """Empty every projection."""
    for each in reversed(PROJECTIONS):
        tx.conn.execute(delete(each))


def differences(live: Connection, replayed: Connection) -> Iterator[str]:
    """Every row that one side has and the other has not, table by table."""
    for each in PROJECTIONS:
        ours, theirs = _rows(live, each), _rows(replayed, each)
        for row in sorted(ours - theirs, key=repr):
            yield f"{each.name}: only in the live projection: {row}"
        for row in sorted(theirs - ours, key=repr):
            yield f"{each.name}: only after replay: {row}"


def _rows(conn: Connection, each: Table) -> set[tuple[Any, ...]]:
    # wide_at may lie too late after a correction: it only makes a fold more careful
    columns = [column for column in each.columns if column.name != "wide_at"]
    found = {tuple(row) for row in conn.execute(select(*columns))}
    if each.name == "stock":  # an empty cell and no cell are the same
        return {row for row in found if any(row[4:])}
    return found
