"""From any key an investigator may hold to the goods it stands for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from app.store.tables import table


@dataclass(frozen=True, slots=True)
class Match:
    """What a key was recognised as, and the batches and coded items behind it."""

    kind: str
    batches: tuple[int, ...] = ()
    items: tuple[int, ...] = ()


#: (kind, table, column of the key, column of the batch or item)
_DIRECT = (
    ("batch", "batch", "no", "id"),
    ("import_lot", "batch", "import_lot", "id"),
    ("exit_certificate", "certificate", "no", "batch"),
    ("document", "document", "number", "batch"),
)
_BOOKING = ("no", "declaration", "container", "seal", "plate")


def by_key(conn: Connection, key: str) -> list[Match]:
    """Everything a plain key matches; codes and tokens are looked up by ``by_label``."""
    return [match for match in _matches(conn, key) if match.batches or match.items]


def by_label(conn: Connection, column: str, value: str) -> list[Match]:
    """The item that carries a token or typed code."""
    label = table("label")
    query = select(label.c.item).where(label.c[column] == value, label.c.item.is_not(None))
    items = tuple(conn.execute(query).scalars())
    return [Match("code", batches_of_items(conn, items), items)] if items else []


def _matches(conn: Connection, key: str) -> Iterator[Match]:
    for kind, name, column, wanted in _DIRECT:
        rows = table(name)
        query = select(rows.c[wanted]).where(rows.c[column] == key).distinct()
        yield Match(kind, tuple(conn.execute(query.order_by(rows.c[wanted])).scalars()))
    booking, batch = table("booking"), table("batch")
    for column in _BOOKING:
        joined = select(batch.c.id).join(booking, booking.c.id == batch.c.booking)
        query = joined.where(booking.c[column] == key).order_by(batch.c.id)
        kind = "booking" if column == "no" else column
        yield Match(kind, tuple(conn.execute(query).scalars()))
    yield from _moving(conn, key)
    alias = table("alias")
    items = tuple(conn.execute(select(alias.c.item).where(alias.c.value == key)).scalars())
    yield Match("alias", batches_of_items(conn, items), items)
    plant = table("plant")
    query = select(batch.c.id).join(plant, plant.c.id == batch.c.plant).where(plant.c.number == key)
    yield Match("plant", tuple(conn.execute(query.order_by(batch.c.id)).scalars()))
    sample, report = table("sample"), table("report")
    tubes = select(sample.c.fact).where(sample.c.tube == key)
    yield Match("tube", _batches_of_facts(conn, list(conn.execute(tubes).scalars())))
    reports = select(report.c.fact).where(report.c.no == key)
    yield Match("report", _batches_of_facts(conn, list(conn.execute(reports).scalars())))


def _moving(conn: Connection, key: str) -> Iterator[Match]:
    """Goods that rode on a vehicle."""
    movement = table("movement")
    query = select(movement.c.item).where(movement.c.plate == key, movement.c.plate != "").distinct()
    carried = list(conn.execute(query).scalars())
    yield Match("plate", batches_of_items(conn, carried))


def batches_of_items(conn: Connection, items: list[int] | tuple[int, ...]) -> tuple[int, ...]:
    """Batches of items; a pallet stands for everything that was ever on it."""
    item, containment = table("item"), table("containment")
    inside = select(containment.c.item).where(containment.c.container.in_(items))
    query = select(item.c.batch).where(
        item.c.id.in_(items) | item.c.id.in_(inside), item.c.batch.is_not(None)
    )
    return tuple(sorted(set(conn.execute(query.distinct()).scalars())))


def _batches_of_facts(conn: Connection, facts: list[int]) -> tuple[int, ...]:
    fact_item, batch = table("fact_item"), table("batch")
    query = select(batch.c.id).join(fact_item, fact_item.c.item == batch.c.id)
    return tuple(conn.execute(query.where(fact_item.c.fact.in_(facts)).order_by(batch.c.id)).scalars())
