"""Lists of who and what exists.

Names, kinds and regions of firms and places are for everybody: goods are sent to them. How to reach
and check them (telephone, licence, coordinates, capacity) is for their own people, those who supervise
their region and those who keep the registers.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, case, false, or_, select, true

from app.store.paging import Listing
from app.store.sight import Viewer
from app.store.tables import table

_party, _site, _zone, _vehicle = map(table, ("party", "site", "zone", "vehicle"))
_person, _name, _grant = map(table, ("person", "person_name", "role_grant"))
_product, _plant = map(table, ("product", "plant"))
_around = _site.alias("around")


def _private(viewer: Viewer, party: Any, region: Any) -> Any:
    """The condition that details of a firm are the viewer's to know."""
    kept = true() if viewer.keeps_registers else false()
    return or_(kept, party == viewer.party, viewer.near(region))


def _only(condition: Any, *columns: Any) -> list[Any]:
    """Columns that are empty where the condition does not hold."""
    return [case((condition, column)).label(column.name) for column in columns]


def _parties(viewer: Viewer) -> Select[Any]:
    private = _private(viewer, _party.c.id, _party.c.region)
    return select(
        _party.c.id, _party.c.uscc, _party.c.name, _party.c.name_en, _party.c.kind, _party.c.region,
        *_only(private, _party.c.licence, _party.c.licence_expires),
    )  # fmt: skip


PARTIES = Listing(
    rows=_parties,
    key=(_party.c.id,),
    sorts={"name": (_party.c.name,), "entered": ()},
    filters={
        "kind": lambda _, kind: _party.c.kind == kind,
        "region": lambda _, code: _party.c.region == code,
        "uscc": lambda _, uscc: _party.c.uscc == uscc,
    },
    search=(_party.c.name, _party.c.name_en, _party.c.uscc),
)


def _sites(viewer: Viewer) -> Select[Any]:
    private = _private(viewer, _site.c.party, _site.c.region)
    details = [_site.c[n] for n in ("lat_e6", "lon_e6", "capacity", "daily_slots", "duty_phone")]
    return (
        select(
            _site.c.code, _site.c.name, _site.c.name_en, _site.c.kind, _site.c.region,
            _site.c.party, _party.c.name.label("party_name"), _around.c.code.label("within"),
            *_only(private, *details),
        )
        .join(_party, _party.c.id == _site.c.party)
        .outerjoin(_around, _around.c.id == _site.c.within)
    )  # fmt: skip


SITES = Listing(
    rows=_sites,
    key=(_site.c.id,),
    sorts={"code": (_site.c.code,), "entered": ()},
    filters={
        "kind": lambda _, kind: _site.c.kind == kind,
        "region": lambda _, code: _site.c.region == code,
        "party": lambda _, party: _site.c.party == party,
        "within": lambda _, code: _around.c.code == code,
    },
    search=(_site.c.code, _site.c.name, _site.c.name_en),
)


def _zones(viewer: Viewer) -> Select[Any]:
    return (
        select(_site.c.code.label("site"), _zone.c.code, _zone.c.kind, _zone.c.low_dc, _zone.c.high_dc)
        .join(_site, _site.c.id == _zone.c.site)
        .where(_private(viewer, _site.c.party, _site.c.region))
    )


ZONES = Listing(
    rows=_zones,
    key=(_zone.c.id,),
    sorts={"code": (_zone.c.code,), "entered": ()},
    filters={
        "site": lambda _, code: _site.c.code == code,
        "kind": lambda _, kind: _zone.c.kind == kind,
    },
)


def _vehicles(viewer: Viewer) -> Select[Any]:
    return (
        select(
            _vehicle.c.plate, _vehicle.c.refrigerated, _vehicle.c.party,
            _party.c.name.label("party_name"),
        )
        .join(_party, _party.c.id == _vehicle.c.party)
        .where(_private(viewer, _vehicle.c.party, _party.c.region))
    )  # fmt: skip


VEHICLES = Listing(
    rows=_vehicles,
    key=(_vehicle.c.id,),
    sorts={"plate": (_vehicle.c.plate,), "entered": ()},
    filters={
        "party": lambda _, party: _vehicle.c.party == party,
        "refrigerated": lambda _, cold: _vehicle.c.refrigerated == cold,
    },
    search=(_vehicle.c.plate,),
)


def _persons(viewer: Viewer) -> Select[Any]:
    """Colleagues by name; supervisors know people of their region by staff number and post."""
    kept = true() if viewer.keeps_registers else false()
    named = or_(kept, _person.c.party == viewer.party)
    return (
        select(
            _person.c.id, _person.c.staff_no, _person.c.post, _person.c.party,
            _party.c.name.label("party_name"), case((named, _name.c.name)).label("name"),
            case((kept, _grant.c.roles)).label("roles"),
        )
        .join(_party, _party.c.id == _person.c.party)
        .outerjoin(_name, _name.c.person == _person.c.id)
        .outerjoin(_grant, _grant.c.id == _person.c.id)
        .where(_private(viewer, _person.c.party, _party.c.region))
    )  # fmt: skip


PERSONS = Listing(
    rows=_persons,
    key=(_person.c.id,),
    sorts={"staff_no": (_person.c.staff_no,), "entered": ()},
    filters={
        "party": lambda _, party: _person.c.party == party,
        "staff_no": lambda _, number: _person.c.staff_no == number,
    },
    search=(_person.c.staff_no, _person.c.post),
    reads={"roles": str.split},
)

_FOOD = (
    "code", "own_code", "name", "name_en", "category", "species", "hs_code", "storage", "low_dc",
    "high_dc", "key_product", "cold_chain", "shelf_days",
)  # fmt: skip

PRODUCTS = Listing(
    rows=lambda _: select(*(_product.c[name] for name in _FOOD)),
    key=(_product.c.id,),
    sorts={"code": (_product.c.code,), "entered": ()},
    filters={
        "category": lambda _, category: _product.c.category == category,
        "storage": lambda _, storage: _product.c.storage == storage,
        "key_product": lambda _, key: _product.c.key_product == key,
    },
    search=(_product.c.code, _product.c.name, _product.c.name_en, _product.c.species),
)

PLANTS = Listing(
    rows=lambda _: select(_plant.c.country, _plant.c.number, _plant.c.name),
    key=(_plant.c.id,),
    sorts={"number": (_plant.c.number,), "entered": ()},
    filters={"country": lambda _, country: _plant.c.country == country},
    search=(_plant.c.number, _plant.c.name),
)
