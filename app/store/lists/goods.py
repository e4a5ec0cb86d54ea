"""Lists of goods: bookings, batches, stock cells, coded packages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, case, exists, func, not_, or_, select

from app.domain.span import iso
from app.store import sight
from app.store.paging import Listing
from app.store.sight import Viewer
from app.store.tables import table

_batch, _booking, _product, _plant = map(table, ("batch", "booking", "product", "plant"))
_stock, _item, _label, _site = map(table, ("stock", "item", "label", "site"))
_zone, _party, _hold, _movement = map(table, ("zone", "party", "hold", "movement"))
_booked = _booking.alias("booked")
_pallet, _to = _label.alias("pallet_label"), _site.alias("to_site")
_warehouse = _site.alias("warehouse")

_PRODUCT = (_product.c.name.label("product"), _product.c.name_en.label("product_en"))

#: A hold on a batch itself or on its plant. Holds on places, firms and single packages reach only
#: some of its goods; the gate knows them all.
_held = exists(
    select(1)
    .where(
        _hold.c.until.is_(None),
        ((_hold.c.scope == "batch") & (_hold.c.target == _batch.c.id))
        | ((_hold.c.scope == "plant") & (_hold.c.target == _batch.c.plant)),
    )
    .correlate(_batch)
)


def site_called(column: Any, code: str) -> Any:
    """The condition that a column holds the id of the site with a code."""
    named = _site.alias("named_site")
    return column == select(named.c.id).where(named.c.code == code).scalar_subquery()


def batch_called(column: Any, no: str) -> Any:
    """The condition that a column holds the id of the batch with a number."""
    named = _batch.alias("named_batch")
    return column == select(named.c.id).where(named.c.no == no).scalar_subquery()


def _batches(viewer: Viewer) -> Select[Any]:
    # how much came in is the business of its owner, its warehouse and the authority
    whole = sight.whole_of(viewer)
    return (
        select(
            _batch.c.no, *_PRODUCT, _product.c.code.label("product_code"), _batch.c.origin,
            _plant.c.number.label("plant"), _batch.c.produced, _batch.c.expires,
            case((whole, _batch.c.pieces)).label("pieces"),
            case((whole, _batch.c.grams)).label("grams"),
            _held.label("held"),
        )
        .join(_product, _product.c.id == _batch.c.product)
        .outerjoin(_plant, _plant.c.id == _batch.c.plant)
        .where(sight.seen_by(viewer.party, viewer.region))
    )  # fmt: skip


def _lying_at(viewer: Viewer, code: str) -> Any:
    """Goods of the batch at a site, as far as they are the viewer's to know of."""
    here = []
    for name in ("stock", "item"):
        rows, place = table(name).alias("lying"), _site.alias("lying_at")
        there = select(1).where(
            rows.c.batch == _batch.c.id, rows.c.site == place.c.id, place.c.code == code,
            rows.c.disposition.in_(("stored", "on_sale")), (rows.c.pieces > 0) | (rows.c.grams > 0),
            or_(rows.c.party == viewer.party, viewer.near(place.c.region)),
        )  # fmt: skip
        here.append(exists(there.correlate(_batch)))
    return or_(*here)


def _booked_into(_: Viewer, code: str) -> Any:
    booked, place = _booking.alias("into"), _site.alias("into_site")
    there = select(1).where(
        booked.c.id == _batch.c.booking, place.c.id == booked.c.warehouse, place.c.code == code
    )
    return exists(there.correlate(_batch))


BATCHES = Listing(
    rows=_batches,
    key=(_batch.c.id,),
    sorts={"no": (_batch.c.no,), "entered": ()},
    filters={
        "product": lambda _, code: _product.c.code == code,
        "origin": lambda _, country: _batch.c.origin == country,
        "plant": lambda _, number: _plant.c.number == number,
        "held": lambda _, held: _held if held else not_(_held),
        "site": _lying_at,
        "warehouse": _booked_into,
    },
    search=(_batch.c.no, _product.c.name, _product.c.name_en),
)


def _bookings(viewer: Viewer) -> Select[Any]:
    return (
        select(
            _booked.c.no, _booked.c.status, _party.c.name.label("owner"),
            _warehouse.c.code.label("warehouse"), _booked.c.plate, _booked.c.declaration,
            _booked.c.container, _booked.c.seal, _booked.c.port, _booked.c.slot_from.label("slot"),
        )
        .join(_party, _party.c.id == _booked.c.owner)
        .join(_warehouse, _warehouse.c.id == _booked.c.warehouse)
        .where(
            or_(
                _booked.c.owner == viewer.party,
                _warehouse.c.party == viewer.party,
                viewer.near(_warehouse.c.region),
            )
        )
    )  # fmt: skip


BOOKINGS = Listing(
    rows=_bookings,
    key=(_booked.c.id,),
    sorts={"no": (_booked.c.no,), "slot": (_booked.c.slot_from,), "entered": ()},
    filters={
        "status": lambda _, status: _booked.c.status == status,
        "warehouse": lambda _, code: _warehouse.c.code == code,
        "plate": lambda _, plate: _booked.c.plate == plate,
        "container": lambda _, number: _booked.c.container == number,
    },
    search=(_booked.c.no, _booked.c.declaration, _booked.c.container, _booked.c.plate),
    reads={"slot": iso},
)


def _cells(viewer: Viewer) -> Select[Any]:
    in_transit = (_stock.c.disposition == "in_transit") & viewer.near(_party.c.region)
    seen = or_(_stock.c.party == viewer.party, viewer.near(_site.c.region), in_transit)
    return (
        select(
            _batch.c.no.label("batch"), *_PRODUCT, _site.c.code.label("site"),
            _party.c.name.label("holder"), _stock.c.disposition,
            (_stock.c.pieces - _stock.c.short_pieces).label("pieces"),
            (_stock.c.grams - _stock.c.short_grams).label("grams"),
        )
        .join(_batch, _batch.c.id == _stock.c.batch)
        .join(_product, _product.c.id == _batch.c.product)
        .join(_party, _party.c.id == _stock.c.party)
        .outerjoin(_site, _site.c.id == _stock.c.site)
        .where(
            seen,
            or_(*(_stock.c[n] != 0 for n in ("pieces", "grams", "short_pieces", "short_grams"))),
        )
    )  # fmt: skip


STOCK = Listing(
    rows=_cells,
    key=(_stock.c.batch, _stock.c.party, _stock.c.site, _stock.c.disposition),
    sorts={"batch": (_batch.c.no,), "entered": ()},
    filters={
        "batch": lambda _, no: _batch.c.no == no,
        "product": lambda _, code: _product.c.code == code,
        "site": lambda _, code: site_called(_stock.c.site, code),
        "disposition": lambda _, name: _stock.c.disposition == name,
    },
    search=(_batch.c.no, _product.c.name, _product.c.name_en),
)


def _coded(pieces: Any, grams: Any) -> Select[Any]:
    """Coded things, whoever's, and how much of it they stand for."""
    code = select(func.min(_label.c.code)).where(_label.c.item == _item.c.id).scalar_subquery()
    on = select(func.min(_pallet.c.code)).where(_pallet.c.item == _item.c.container)
    return (
        select(
            code.label("code"), _item.c.kind, _batch.c.no.label("batch"), *_PRODUCT,
            _item.c.ordinal.label("carton"), pieces.label("pieces"), grams.label("grams"),
            _site.c.code.label("site"), _zone.c.code.label("zone"), _to.c.code.label("going_to"),
            _party.c.name.label("holder"), _item.c.disposition,
            on.scalar_subquery().label("pallet"), _item.c.as_of,
        )
        .select_from(_item)
        .outerjoin(_batch, _batch.c.id == _item.c.batch)
        .outerjoin(_product, _product.c.id == _batch.c.product)
        .join(_party, _party.c.id == _item.c.party)
        .outerjoin(_site, _site.c.id == _item.c.site)
        .outerjoin(_zone, _zone.c.id == _item.c.zone)
        .outerjoin(_to, _to.c.id == _heading())
    )  # fmt: skip


def _heading() -> Any:
    """The site that an item is on its way to."""
    line = select(_movement.c.to_site).where(_movement.c.id == _item.c.movement)
    return line.correlate(_item).limit(1).scalar_subquery()


def _in_hands(viewer: Viewer) -> Any:
    """The viewer's own, or in their region: that of its place or, when it has none, of its holder."""
    place = func.coalesce(_site.c.region, _party.c.region)
    return or_(_item.c.party == viewer.party, viewer.near(place))


def _packages(viewer: Viewer) -> Select[Any]:
    found = _coded(_item.c.pieces, _item.c.grams)
    return found.where(_item.c.kind == "package", _in_hands(viewer))


def _on_pallet(_: Viewer, code: str) -> Any:
    pallet = _label.alias("on_pallet")
    return _item.c.container == select(pallet.c.item).where(pallet.c.code == code).scalar_subquery()


PACKAGES = Listing(
    rows=_packages,
    key=(_item.c.id,),
    sorts={"entered": ()},
    filters={
        "batch": lambda _, no: batch_called(_item.c.batch, no),
        "site": lambda _, code: site_called(_item.c.site, code),
        "disposition": lambda _, name: _item.c.disposition == name,
        "pallet": _on_pallet,
    },
    reads={"as_of": iso},
)


def _one_coded(viewer: Viewer) -> Select[Any]:
    """A package or pallet, also one that is on its way to the viewer. A pallet has what is on it."""
    inside = _item.alias("inside")

    def amount(name: str) -> Any:
        on_it = select(func.coalesce(func.sum(inside.c[name]), 0)).correlate(_item)
        total = on_it.where(inside.c.container == _item.c.id).scalar_subquery()
        return case((_item.c.kind == "pallet", total), else_=_item.c[name])

    coming = or_(_to.c.party == viewer.party, viewer.near(_to.c.region))
    found = _coded(amount("pieces"), amount("grams"))
    return found.where(_item.c.kind.in_(("package", "pallet")), or_(_in_hands(viewer), coming))


#: What was scanned, by the ids of what it may be.
SCANNED = Listing(
    rows=_one_coded,
    key=(_item.c.id,),
    sorts={"entered": ()},
    filters={"items": lambda _, keys: _item.c.id.in_(keys)},
    reads={"as_of": iso, "pieces": int, "grams": int},
)
