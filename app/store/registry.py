"""Looking things up by the names people and papers use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from app.domain.errors import NotFound, reason
from app.domain.history import ItemState
from app.domain.span import Span, micros
from app.store import built
from app.store.built import Ask, given, listed
from app.store.items import state_of
from app.store.session import Tx
from app.store.tables import chunks, table

Found = Any  #: a row, whose columns are attributes

_item, _label, _stay, _site = table("item"), table("label"), table("stay"), table("site")
_booking, _movement = table("booking"), table("movement")
_LABELLED = {
    name: Ask(select(_label.c[name], _label.c.item).where(_label.c[name].in_(listed("values"))))
    for name in ("token", "code")
}
_still = _stay.c.until.is_(None)
_there = (_stay.c.item.in_(listed("items")), _stay.c.place == given("place"))
_then = (_stay.c.since <= given("latest"), _still | (_stay.c.until >= given("earliest")))
_WERE_AT = Ask(select(_stay.c.item).where(*_there, *_then))
_ARRIVED = Ask(select(func.max(_stay.c.since)).where(*_there))
_MISSED_AT = Ask(
    select(_item.c.id)
    .join(_movement, _movement.c.item == _item.c.id)
    .where(_item.c.id.in_(listed("items")), _item.c.disposition == "missing")
    .where(_movement.c.to_site == given("site"))
)
_WAREHOUSE = Ask(
    select(_site.c.id, _site.c.party)
    .join(_booking, _booking.c.warehouse == _site.c.id)
    .where(_booking.c.id == given("booking"))
)
_WITHIN = Ask(
    select(_site.c.within).where(_site.c.id.in_(listed("sites")), _site.c.within.is_not(None))
)


def one(conn: Connection, name: str, /, **values: object) -> Found | None:
    """The row of a table whose columns have these values, or None."""
    return built.first(conn, name, values)


def need(conn: Connection, name: str, value: object, **values: object) -> Found:
    """The row, or NotFound that names what was asked for as ``value``."""
    row = one(conn, name, **values)
    if row is None:
        raise NotFound(reason("no_such", what=name, value=value))
    return row


def many(conn: Connection, name: str, column: str, values: Sequence[object]) -> list[Found]:
    """The rows whose column has one of the values."""
    return built.among(conn, name, column, list(values))


def item(conn: Connection, key: int) -> ItemState:
    """The state of an item. Raises NotFound."""
    return state_of(need(conn, "item", key, id=key))


def items_by(conn: Connection, column: str, values: Sequence[str]) -> dict[str, int]:
    """Items by the tokens or typed codes of their labels; labels without goods are left out."""
    found: dict[str, int] = {}
    for chunk in chunks(values):
        rows = _LABELLED[column](conn, values=chunk)
        found |= {row[0]: row[1] for row in rows if row[1] is not None}
    return found


def items_by_alias(conn: Connection, values: Sequence[str]) -> dict[str, list[int]]:
    """Items by codes that others gave them; several may carry the same carton number."""
    found: dict[str, list[int]] = {}
    for chunk in chunks(values):
        rows = built.among(conn, "alias", "value", chunk)
        for row in sorted(rows, key=lambda each: int(each.item)):
            found.setdefault(row.value, []).append(row.item)
    return found


def item_states(conn: Connection, keys: Sequence[int]) -> dict[int, ItemState]:
    """States of items by id, in the order asked for."""
    found: dict[int, ItemState] = {}
    for chunk in chunks(keys):
        rows = built.among(conn, "item", "id", chunk)
        found |= {row.id: state_of(row) for row in rows}
    return {key: found[key] for key in keys if key in found}


def contents(conn: Connection, pallets: Sequence[int]) -> list[ItemState]:
    """What is on the pallets now."""
    return [state_of(row) for row in built.among(conn, "item", "container", list(pallets))]


def loose(conn: Connection, batch: int, site: int, party: int) -> list[ItemState]:
    """Coded packages of a batch that stand at a party's site on no pallet and are not ended."""
    rows = table("item")
    query = select(rows).where(
        rows.c.batch == batch, rows.c.site == site, rows.c.party == party,
        rows.c.kind == "package", rows.c.container.is_(None),
        rows.c.disposition.in_(("stored", "on_sale")),
    )  # fmt: skip
    return [state_of(row) for row in conn.execute(query.order_by(rows.c.id))]


def holding_carton(conn: Connection, batch: int, carton: int) -> int | None:
    """The coded package that a carton of a batch is in, by its number."""
    rows = table("item")
    query = select(rows.c.id).where(
        rows.c.batch == batch, rows.c.kind == "package", rows.c.ordinal > 0,
        rows.c.ordinal <= carton, rows.c.ordinal + rows.c.pieces > carton,
    )  # fmt: skip
    found = conn.execute(query.limit(1)).scalar()
    return None if found is None else int(found)


def were_at(conn: Connection, keys: Iterable[int], site: int, when: Span) -> bool:
    """Whether all of the items can have been at a site at a time, wherever they are now."""
    wanted = set(keys)
    then = {"earliest": micros(when.earliest), "latest": micros(when.latest)}
    for chunk in chunks(wanted):
        wanted -= set(_WERE_AT.column(conn, items=chunk, place=site, **then))
    return not wanted


def missed_at(conn: Connection, keys: Iterable[int], site: int) -> set[int]:
    """Those of the items that are missing and had been sent to a site by name."""
    found = set[int]()
    for chunk in chunks(keys):
        found |= set(_MISSED_AT.column(conn, items=chunk, site=site))
    return found


def arrived(conn: Connection, keys: Iterable[int], site: int) -> int:
    """The moment (microseconds) since when the last of the items has been at a site; 0 for never."""
    latest = [0]
    for chunk in chunks(keys):
        latest.append(int(_ARRIVED.first(conn, items=chunk, place=site)[0] or 0))
    return max(latest)


def is_at(conn: Connection, batch: int, site: Found) -> bool:
    """Whether any goods of a batch are at a site, as far as the ledger knows."""
    for name in ("stock", "item"):
        rows = table(name)
        query = select(rows.c.batch).where(
            rows.c.batch == batch, rows.c.site == site.id, rows.c.party == site.party,
            rows.c.disposition.in_(("stored", "on_sale")), (rows.c.pieces > 0) | (rows.c.grams > 0),
        )  # fmt: skip
        if conn.execute(query.limit(1)).first():
            return True
    return False


def warehouse_of(conn: Connection, batch: Found) -> tuple[int, ...]:
    """(site, party) of the warehouse an import batch was booked into; nothing for other batches."""
    found = _WAREHOUSE.first(conn, booking=batch.booking)
    return tuple(found or ())


def origins(conn: Connection, batches: Sequence[int]) -> list[int]:
    """The import batches inside these batches."""
    return sorted({row.batch for row in built.among(conn, "item_batch", "item", list(batches))})


def around(conn: Connection, sites: set[int]) -> set[int]:
    """The sites and every site they lie within: a stall, its hall, its market."""
    found, new = set(sites), set(sites)
    while new:
        new = set(_WITHIN.column(conn, sites=list(new))) - found
        found |= new
    return found


def rounds(conn: Connection, sample: int) -> list[Found]:
    """Reports of a specimen, oldest first."""
    rows = table("report")
    return list(conn.execute(select(rows).where(rows.c.sample == sample).order_by(rows.c.round)))


def slots_taken(conn: Connection, warehouse: int, since: int, until: int) -> int:
    """Bookings of a warehouse with a slot in [since, until) that were not rejected."""
    rows = table("booking")
    query = select(func.count()).where(
        rows.c.warehouse == warehouse, rows.c.slot_from >= since, rows.c.slot_from < until,
        rows.c.status != "rejected",
    )  # fmt: skip
    return int(conn.execute(query).scalar_one())


def free_labels(conn: Connection, party: int, roll: str, count: int) -> list[tuple[str, str]]:
    """Up to ``count`` labels of a party's roll, neither void nor on goods, as (token, code)."""
    rows, void = table("label"), table("void_label")
    query = select(rows.c.token, rows.c.code).where(
        rows.c.roll == roll, rows.c.party == party, rows.c.item.is_(None),
        rows.c.token.not_in(select(void.c.token)),
    )  # fmt: skip
    return [(r.token, r.code) for r in conn.execute(query.order_by(rows.c.code).limit(count))]


def open_proposal(conn: Connection, kind: str, target: int, **values: object) -> Found | None:
    """A proposal of this kind that still waits for its second person."""
    return one(conn, "proposal", kind=kind, target=target, done=None, **values)


def name_person(tx: Tx, person: int, name: str, salt: str) -> None:
    """Keep a person's name, outside the ledger."""
    forget_person(tx, person)
    values = {"person": person, "name": name, "salt": salt}
    tx.conn.execute(insert(table("person_name")), values)


def forget_person(tx: Tx, person: int) -> None:
    """Delete a person's name; every fact about them stays provable."""
    rows = table("person_name")
    tx.conn.execute(delete(rows).where(rows.c.person == person))


def codes_held(conn: Connection, batch: int, party: int, site: int | None = None) -> tuple[str, ...]:
    """Typed codes of a batch's live packages in a party's hands, in carton order."""
    rows, label = table("item"), table("label")
    query = select(label.c.code).join(rows, rows.c.id == label.c.item)
    query = query.where(rows.c.batch == batch, rows.c.party == party, rows.c.kind == "package")
    query = query.where(rows.c.disposition.in_(("stored", "on_sale")))
    if site is not None:
        query = query.where(rows.c.site == site)
    return tuple(conn.execute(query.order_by(rows.c.ordinal, rows.c.id)).scalars())


def riding(conn: Connection, movement: int) -> list[ItemState]:
    """Coded goods that are on a movement now."""
    rows = table("item")
    return [state_of(row) for row in conn.execute(select(rows).where(rows.c.movement == movement))]


def at_site(conn: Connection, batch: int, site: int, party: int) -> list[ItemState]:
    """Live packages of a batch that the ledger has at a party's site, on pallets or not."""
    rows = table("item")
    query = select(rows).where(
        rows.c.batch == batch, rows.c.site == site, rows.c.party == party,
        rows.c.kind == "package", rows.c.disposition.in_(("stored", "on_sale")),
    )  # fmt: skip
    return [state_of(row) for row in conn.execute(query.order_by(rows.c.id))]
