"""From any key an investigator may hold to the goods it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Select, literal, select, union

from app.store.built import Ask, given, listed
from app.store.tables import chunks, table
from app.store.tables.columns import BIG


@dataclass(frozen=True, slots=True)
class Match:
    """What a key was recognised as, and the batches and coded items behind it."""

    kind: str
    batches: tuple[int, ...] = ()
    items: tuple[int, ...] = ()


#: (kind, table, column of the key, column of the batch)
_DIRECT = (
    ("batch", "batch", "no", "id"),
    ("import_lot", "batch", "import_lot", "id"),
    ("exit_certificate", "certificate", "no", "batch"),
    ("document", "document", "number", "batch"),
)
_BOOKING = ("no", "declaration", "container", "seal", "plate")


def _asked() -> CompoundSelect[Any]:
    """(kind, batch or None, item or None) of whatever has the key, in one question."""
    batch, booking, plant = table("batch"), table("booking"), table("plant")
    alias, movement, fact_item = table("alias"), table("movement"), table("fact_item")
    key, nothing = given("key"), literal(None, BIG)
    queries: list[Select[Any]] = []
    for kind, name, column, wanted in _DIRECT:
        rows = table(name)
        found = select(
            literal(kind).label("kind"), rows.c[wanted].label("batch"), nothing.label("item")
        )
        queries.append(found.where(rows.c[column] == key))
    for column in _BOOKING:
        kind = "booking" if column == "no" else column
        booked = select(literal(kind), batch.c.id, nothing).join(
            booking, booking.c.id == batch.c.booking
        )
        queries.append(booked.where(booking.c[column] == key, booking.c[column] != ""))
    moved = select(literal("plate"), nothing, movement.c.item)
    queries.append(moved.where(movement.c.plate == key, movement.c.plate != ""))
    queries.append(select(literal("alias"), nothing, alias.c.item).where(alias.c.value == key))
    made = select(literal("plant"), batch.c.id, nothing).join(plant, plant.c.id == batch.c.plant)
    queries.append(made.where(plant.c.number == key))
    for kind, name, column in (("tube", "sample", "tube"), ("report", "report", "no")):
        rows = table(name)
        about = select(literal(kind), batch.c.id, nothing)
        about = about.join(fact_item, fact_item.c.item == batch.c.id)
        about = about.join(rows, rows.c.fact == fact_item.c.fact)
        queries.append(about.where(rows.c[column] == key))
    return union(*queries)


_ASK = Ask(_asked())
_label = table("label")
_BY_LABEL = {
    name: Ask(select(_label.c.item).where(_label.c[name] == given("value"), _label.c.item.is_not(None)))
    for name in ("token", "code")
}
_item, _inside = table("item"), table("containment")
_OF_ITEMS = Ask(
    union(
        select(_item.c.batch).where(_item.c.id.in_(listed("items"))),
        select(_item.c.batch)
        .join(_inside, _inside.c.item == _item.c.id)
        .where(_inside.c.container.in_(listed("items"))),
    )
)


def by_key(conn: Connection, key: str) -> list[Match]:
    """Everything a plain key matches; codes and tokens are looked up by ``by_label``."""
    found: dict[str, tuple[set[int], set[int]]] = {}
    for kind, batch, item in _ASK.rows(conn, {"key": key}):
        batches, items = found.setdefault(kind, (set(), set()))
        if batch is not None:
            batches.add(batch)
        if item is not None:
            items.add(item)
    for kind, (batches, items) in found.items():
        batches |= set(batches_of_items(conn, sorted(items)))
        if kind == "plate":  # whatever rode on it, whole batches are meant
            items.clear()
    matches = (Match(kind, tuple(sorted(b)), tuple(sorted(i))) for kind, (b, i) in found.items())
    return sorted(matches, key=lambda each: _ORDER.index(each.kind))


#: in this order an answer says what a key was recognised as
_ORDER = (*(each[0] for each in _DIRECT), "booking", *_BOOKING[1:], "alias", "plant", "tube", "report")


def by_label(conn: Connection, column: str, value: str) -> list[Match]:
    """The item that carries a token or typed code."""
    items = tuple(_BY_LABEL[column].column(conn, value=value))
    return [Match("code", batches_of_items(conn, items), items)] if items else []


def batches_of_items(conn: Connection, items: list[int] | tuple[int, ...]) -> tuple[int, ...]:
    """Batches of items; a pallet stands for everything that was ever on it."""
    found: set[int] = set()
    for chunk in chunks(items):
        found |= {batch for batch in _OF_ITEMS.column(conn, items=chunk) if batch is not None}
    return tuple(sorted(found))
