"""Lineage, movements, stays and holdings, as the trace reads them: few statements, plain rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, case, func, literal, or_, select, text

from app.store.built import Ask, listed
from app.store.tables import chunks, table

_edge = table("edge")
_PARENTS = Ask(select(_edge.c.parent).where(_edge.c.child.in_(listed("children"))))
_WALK = """
WITH RECURSIVE reach(item) AS (
  SELECT CAST(:start AS BIGINT)
  UNION
  SELECT edge.{next} FROM reach JOIN edge ON edge.{here} = reach.item
)
SELECT item FROM reach LIMIT :most
"""


def ancestry(conn: Connection, items: Iterable[int]) -> set[int]:
    """The items and everything they were made of, however far back."""
    found, new = set(items), set(items)
    while new:
        parents: set[int] = set()
        for chunk in chunks(new):
            parents |= set(_PARENTS.column(conn, children=chunk))
        new = parents - found
        found |= new
    return found


def descendants(conn: Connection, item: int, limit: int) -> list[int]:
    """The item and everything made of it; one row more than ``limit`` means there is more."""
    return _walk(conn, item, "parent", "child", limit)


def ancestors(conn: Connection, item: int, limit: int) -> list[int]:
    """The item and everything it was made of."""
    return _walk(conn, item, "child", "parent", limit)


def _walk(conn: Connection, item: int, here: str, following: str, limit: int) -> list[int]:
    query = text(_WALK.format(here=here, next=following))
    found = conn.execute(query, {"start": item, "most": limit + 1}).scalars()
    return [int(each) for each in found]


def batches_among(conn: Connection, items: Sequence[int]) -> list[int]:
    """Those of the items that are batches."""
    batch = table("batch")
    return list(conn.execute(select(batch.c.id).where(batch.c.id.in_(items))).scalars())


def moves(conn: Connection, batch: int, limit: int) -> list[Row[Any]]:
    """Every movement of a batch's goods: id, sites, times, pieces and grams, one row a movement.

    Uncoded pieces count as recorded; a package counts when it was named, swept up, or on a pallet
    that was named, at the moment of departure.
    """
    m, item, inside = table("movement"), table("item"), table("containment")
    package = (item.c.batch == batch) & (item.c.kind == "package")
    riding = (inside.c.since <= m.c.departed_to) & or_(
        inside.c.until.is_(None), inside.c.until > m.c.departed_to
    )
    keys = [c for c in m.c if c.name not in ("item", "wide", "pieces", "grams", "disposition")]
    named = select(*keys, item.c.pieces, item.c.grams).join(item, item.c.id == m.c.item).where(package)
    on_pallet = (
        select(*keys, item.c.pieces, item.c.grams)
        .join(inside, (inside.c.container == m.c.item) & riding)
        .join(item, item.c.id == inside.c.item)
        .where(package)
    )
    uncoded = select(*keys, m.c.pieces, m.c.grams).where(m.c.item == batch)
    stay = table("stay")
    swept = (
        select(*keys, item.c.pieces, item.c.grams)
        .join(item, (item.c.batch == m.c.item) & (item.c.kind == "package"))
        .join(stay, (stay.c.item == item.c.id) & (stay.c.out_fact == m.c.fact))
        .where(m.c.item == batch, m.c.wide)
    )
    every = named.union_all(on_pallet, uncoded, swept).subquery()
    columns = [every.c[key.name] for key in keys]
    totals = (func.sum(every.c.pieces).label("pieces"), func.sum(every.c.grams).label("grams"))
    query = select(*columns, *totals).group_by(*columns)
    return list(conn.execute(query.order_by(every.c.departed_to, every.c.id).limit(limit + 1)))


def holdings(conn: Connection, batch: int) -> list[Row[Any]]:
    """Where a batch is: (site, party, disposition, pieces, grams, short_pieces, packages)."""
    stock, item, m = table("stock"), table("item"), table("movement")
    cells = select(
        stock.c.site, stock.c.party, stock.c.disposition, stock.c.pieces, stock.c.grams,
        stock.c.short_pieces, stock.c.short_grams, literal(0).label("packages"),
    ).where(stock.c.batch == batch)  # fmt: skip
    heading = select(func.max(m.c.to_site)).where(m.c.id == item.c.movement).scalar_subquery()
    site = func.coalesce(item.c.site, heading, 0).label("site")
    packages = select(
        site, item.c.party, item.c.disposition, item.c.pieces, item.c.grams,
        literal(0).label("short_pieces"), literal(0).label("short_grams"),
        case((item.c.pieces > 0, 1), else_=0).label("packages"),
    ).where(item.c.batch == batch, item.c.kind == "package")  # fmt: skip
    packages = packages.where((item.c.pieces != 0) | (item.c.grams != 0))
    every = cells.union_all(packages).subquery()
    keys = (every.c.site, every.c.party, every.c.disposition)
    sums = [
        func.sum(every.c[name]).label(name)
        for name in ("pieces", "grams", "short_pieces", "short_grams", "packages")
    ]
    return list(conn.execute(select(*keys, *sums).group_by(*keys).order_by(*keys)))


def packages(conn: Connection, batch: int, limit: int) -> list[Row[Any]]:
    """Every package of a batch: code, place, holder, state, pieces, grams, pallet."""
    item, label, site = table("item"), table("label"), table("site")
    query = (
        select(
            label.c.code, site.c.code.label("site"), item.c.party, item.c.disposition, item.c.pieces,
            item.c.grams, item.c.container, item.c.ordinal,
        )
        .join(label, label.c.item == item.c.id)
        .outerjoin(site, site.c.id == item.c.site)
        .where(item.c.batch == batch, item.c.kind == "package")
        .order_by(item.c.ordinal, item.c.id)
    )  # fmt: skip
    return list(conn.execute(query.limit(limit + 1)))


def stays(conn: Connection, items: Sequence[int]) -> list[Row[Any]]:
    """Where items were, in order: place, since, until, and the facts that began and ended it."""
    rows = table("stay")
    query = select(rows).where(rows.c.item.in_(items)).order_by(rows.c.since, rows.c.in_fact)
    return list(conn.execute(query))


def codes(conn: Connection, items: Sequence[int]) -> dict[int, str]:
    """Typed codes of items."""
    label = table("label")
    query = select(label.c.item, label.c.code).where(label.c.item.in_(items))
    return {row.item: row.code for row in conn.execute(query)}


def loaded(conn: Connection, name: str, ids: Sequence[int]) -> dict[int, Row[Any]]:
    """Rows of a register by id."""
    rows = table(name)
    return {row.id: row for row in conn.execute(select(rows).where(rows.c.id.in_(ids)))}
