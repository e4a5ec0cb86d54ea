"""Lists a page at a time: what a list is, and the one way to read a page of any of them.

Pages follow keys, never counts: the next page begins after the last row of this one, so rows that
come in between make no gap and no repetition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, literal, or_, tuple_

from app.store.sight import Viewer

Columns = tuple[Any, ...]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: the rows that a viewer sees, their orders, and what they can be narrowed by.

    ``key`` is unique and, like everything in ``sorts``, never empty; it stands for the order of
    entry. ``reads`` turns stored values into those that are shown; ``more`` adds to all the rows of
    a page at once what has its own rows, by the hidden column ``_of``.
    """

    rows: Callable[[Viewer], Select[Any]]
    key: Columns
    sorts: Mapping[str, Columns]
    filters: Mapping[str, Callable[[Viewer, Any], Any]] = field(default_factory=dict)
    search: Columns = ()
    reads: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    more: Callable[[Connection, Viewer, Sequence[int]], dict[int, Row]] | None = None

    def order(self, sort: str) -> Columns:
        """The columns that a sort goes by, ending with the key."""
        return (*self.sorts[sort.removeprefix("-")], *self.key)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a list: its order, how many rows, after which values, narrowed by what."""

    sort: str
    limit: int
    after: tuple[Any, ...] = ()
    filters: Mapping[str, Any] = field(default_factory=dict)
    q: str = ""


def page(
    conn: Connection, listing: Listing, viewer: Viewer, asked: Asked
) -> tuple[list[Row], tuple[Any, ...]]:
    """The rows of a page, and the values that the next one comes after (none on the last)."""
    order = listing.order(asked.sort)
    query = listing.rows(viewer).add_columns(*(c.label(f"_{n}") for n, c in enumerate(order)))
    for name, value in asked.filters.items():
        query = query.where(listing.filters[name](viewer, value))
    if asked.q:
        query = query.where(or_(*(c.icontains(asked.q, autoescape=True) for c in listing.search)))
    down = asked.sort.startswith("-")
    if asked.after:
        last = tuple_(*(literal(v, c.type) for v, c in zip(asked.after, order, strict=True)))
        here: Any = tuple_(*order)
        query = query.where(here < last if down else here > last)
    query = query.order_by(*(c.desc() if down else c.asc() for c in order)).limit(asked.limit + 1)
    found = [dict(row._mapping) for row in conn.execute(query)]
    rows = found[: asked.limit]
    last_of = tuple(rows[-1][f"_{n}"] for n in range(len(order))) if rows else ()
    return shown(conn, listing, viewer, rows), last_of if len(found) > asked.limit else ()


def shown(conn: Connection, listing: Listing, viewer: Viewer, rows: list[Row]) -> list[Row]:
    """Rows as they are shown, with what all of them have more of."""
    if listing.more is not None:
        more = listing.more(conn, viewer, [row["_of"] for row in rows]) if rows else {}
        rows = [row | more[row["_of"]] for row in rows]
    return [
        # a driver's name of a column may be more than text, which JSON does not take as a key
        {str(name): _read(listing, name, value) for name, value in row.items() if name[0] != "_"}
        for row in rows
    ]


def _read(listing: Listing, name: str, value: Any) -> Any:
    read = listing.reads.get(name)
    return value if read is None or value is None else read(value)
