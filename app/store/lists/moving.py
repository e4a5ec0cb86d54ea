"""The list of movements: what was sent where, what is on its way, and what rides on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, literal, or_, select

from app.domain.span import iso
from app.store.paging import Listing, Row
from app.store.sight import Viewer
from app.store.tables import table

_movement, _item, _batch, _site = map(table, ("movement", "item", "batch", "site"))
_from, _to = _site.alias("from_place"), _site.alias("to_place")
_sender, _receiver = table("party").alias("sender"), table("party").alias("receiver")
_line = _movement.alias("line")


def _movements(viewer: Viewer) -> Select[Any]:
    """One row a movement: its first line stands for all, which differ in the goods alone."""
    first = select(func.min(_line.c.item)).where(_line.c.id == _movement.c.id).correlate(_movement)
    ends = (_movement.c.from_party == viewer.party, _movement.c.to_party == viewer.party)
    return (
        select(
            _movement.c.id.label("_of"), _movement.c.id.label("movement"),
            _from.c.code.label("site"), _sender.c.name.label("sender"),
            _to.c.code.label("to"), _receiver.c.name.label("receiver"), _movement.c.plate,
            _movement.c.departed_to.label("departed"), _movement.c.arrived_to.label("arrived"),
        )
        .join(_from, _from.c.id == _movement.c.from_site)
        .join(_to, _to.c.id == _movement.c.to_site)
        .join(_sender, _sender.c.id == _movement.c.from_party)
        .join(_receiver, _receiver.c.id == _movement.c.to_party)
        .where(or_(*ends, viewer.near(_from.c.region), viewer.near(_to.c.region)))
        .where(_movement.c.item == first.scalar_subquery())
    )  # fmt: skip


def _direction(viewer: Viewer, name: str) -> Any:
    mine = _movement.c.to_party if name == "in" else _movement.c.from_party
    return mine == viewer.party


def _open(_: Viewer, on_its_way: bool) -> Any:
    arrived = _movement.c.accepted
    return arrived.is_(None) if on_its_way else arrived.is_not(None)


def _of_batch(_: Viewer, no: str) -> Any:
    """Movements with lines of a batch or of its packages; a pallet's contents are not looked into."""
    line, item, batch = _movement.alias("batch_line"), _item.alias("moved"), _batch.alias("of_batch")
    return _movement.c.id.in_(
        select(line.c.id)
        .join(item, item.c.id == line.c.item)
        .join(batch, batch.c.id == item.c.batch)
        .where(batch.c.no == no)
    )


def _lines(movements: Sequence[int]) -> Any:
    """What rode on movements: (id, batch, pieces, grams, packages), a row for each package and load.

    Packages count when they were named, swept up, or on a pallet that was named as it left. What is
    in them now is its holder's business, so they are only counted.
    """
    inside, stay = table("containment"), table("stay")
    riding = (inside.c.since <= _movement.c.departed_to) & or_(
        inside.c.until.is_(None), inside.c.until > _movement.c.departed_to
    )
    mine, none, one = _movement.c.id.in_(movements), literal(0), literal(1).label("packages")
    coded = select(_movement.c.id, _item.c.batch, none.label("pieces"), none.label("grams"), one).where(
        mine, _item.c.kind == "package"
    )
    named = coded.join(_item, _item.c.id == _movement.c.item)
    on_pallet = coded.join(inside, (inside.c.container == _movement.c.item) & riding).join(
        _item, _item.c.id == inside.c.item
    )
    swept = (
        coded.where(_movement.c.wide)
        .join(_item, _item.c.batch == _movement.c.item)
        .join(stay, (stay.c.item == _item.c.id) & (stay.c.out_fact == _movement.c.fact))
    )
    load = (_movement.c.pieces, _movement.c.grams, none.label("packages"))
    loose = select(_movement.c.id, _batch.c.id.label("batch"), *load).where(mine)
    loose = loose.join(_batch, _batch.c.id == _movement.c.item)
    return named.union_all(on_pallet, swept, loose).subquery()


def _loads(conn: Connection, _: Viewer, movements: Sequence[int]) -> dict[int, Row]:
    """The goods of each movement, batch by batch: uncoded pieces and grams, and coded packages."""
    every = _lines(movements)
    sums = [func.sum(every.c[name]).label(name) for name in ("pieces", "grams", "packages")]
    query = (
        select(every.c.id, _batch.c.no.label("batch"), *sums)
        .join(_batch, _batch.c.id == every.c.batch)
        .group_by(every.c.id, _batch.c.no)
        .order_by(every.c.id, _batch.c.no)
    )
    found: dict[int, Row] = {movement: {"goods": []} for movement in movements}
    for row in conn.execute(query):
        amounts = {name: int(row._mapping[name]) for name in ("pieces", "grams", "packages")}
        found[row.id]["goods"].append({"batch": row.batch, **amounts})
    return found


MOVEMENTS = Listing(
    rows=_movements,
    key=(_movement.c.id,),
    sorts={"departed": (_movement.c.departed_to,), "entered": ()},
    filters={
        "direction": _direction,
        "open": _open,
        "site": lambda _, code: _from.c.code == code,
        "to": lambda _, code: _to.c.code == code,
        "plate": lambda _, plate: _movement.c.plate == plate,
        "batch": _of_batch,
    },
    reads={"departed": iso, "arrived": iso},
    more=_loads,
)
