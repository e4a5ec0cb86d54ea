"""Entering who and what exists: parties, sites, zones, vehicles, people, products, plants.

Registering the same thing again with ``change=True`` records its new details; without it, equal
details are taken as said twice and different ones are refused.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from hashlib import sha256

from app.domain import ids
from app.domain.actors import Actor, Role
from app.domain.errors import BadInput, Conflict, NotAllowed, reason
from app.domain.facts import (
    PartyRegistered,
    PersonRegistered,
    PlantRegistered,
    ProductRegistered,
    Registered,
    SiteRegistered,
    VehicleRegistered,
    ZoneRegistered,
)
from app.domain.quantity import tenths, whole
from app.store import registry
from app.usecases.office import Act, Office

PARTY_KINDS = (
    "warehouse", "importer", "cold_store", "wholesaler", "market", "vendor", "supermarket",
    "caterer", "processor", "carrier", "laboratory", "authority",
)  # fmt: skip
SITE_KINDS = (
    "supervision_warehouse", "cold_store", "market", "stall", "shop", "kitchen", "plant", "laboratory",
)  # fmt: skip
ZONE_KINDS = ("cold_room", "chill_room", "clean", "semi_contaminated", "contaminated", "yard")
STORAGES = ("frozen", "chilled", "ambient")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyDetails:
    """``uscc`` may be empty only outside China (``country`` not CN)."""

    uscc: str = ""
    name: str
    name_en: str = ""
    kind: str
    region: str
    country: str = "CN"
    licence: str = ""
    licence_expires: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDetails:
    """Coordinates in millionths of a degree (WGS 84), capacity in pallets, slots a day."""

    code: str
    party: int
    kind: str
    name: str
    name_en: str = ""
    region: str
    within: str = ""
    lat_e6: int | None = None
    lon_e6: int | None = None
    capacity: int = 0
    daily_slots: int = 0
    duty_phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDetails:
    """``code`` is a GTIN, or 14 digits of our own when ``own_code``; temperatures in tenths °C."""

    code: str
    own_code: bool = False
    name: str
    name_en: str
    category: str
    species: str = ""
    hs_code: str = ""
    storage: str
    low_dc: int | None = None
    high_dc: int | None = None
    key_product: bool = False
    cold_chain: bool = True
    shelf_days: int | None = None


def register_party(office: Office, actor: Actor, details: PartyDetails, *, change: bool = False) -> int:
    """A firm or authority, known by its unified social credit code."""
    with office.act(actor) as act:
        act.needs(Role.ADMINISTRATOR, Role.SUPERVISOR)
        at_home = ids.country(details.country) == "CN"
        uscc = ids.uscc(details.uscc) if details.uscc or at_home else ""
        if details.licence_expires:
            ids.day(details.licence_expires, "licence_expires")
        known = registry.one(act.conn, "party", uscc=uscc) if uscc else None
        _within(act, details.region, known.region if known else details.region)
        fact = PartyRegistered(
            id=known.id if known else act.tx.new_id(),
            uscc=uscc,
            name=ids.name(details.name, "name"),
            name_en=ids.name(details.name_en, "name_en") if details.name_en else "",
            kind=choice(details.kind, "kind", PARTY_KINDS),
            region=ids.region(details.region),
            licence=ids.code(details.licence, "licence") if details.licence else "",
            licence_expires=details.licence_expires,
        )
        return _record(act, fact, known, change, uscc)


def _within(act: Act, *regions: str) -> None:
    """Raise NotAllowed when a supervisor registers outside their region; administrators go anywhere."""
    strange = [region for region in regions if not act.actor.visits(region)]
    if strange and not act.actor.holds(Role.ADMINISTRATOR):
        raise NotAllowed(reason("other_region", region=strange[0][:12]))


def register_site(office: Office, actor: Actor, details: SiteDetails, *, change: bool = False) -> int:
    """A place goods can be: a warehouse, a market, a stall in it."""
    with office.act(actor) as act:
        act.needs(Role.ADMINISTRATOR, Role.SUPERVISOR)
        code = ids.code(details.code, "code")
        registry.need(act.conn, "party", details.party, id=whole(details.party, "party"))
        around = None
        if details.within:
            inside = ids.code(details.within, "within")
            around = registry.need(act.conn, "site", inside, code=inside).id
        known = registry.one(act.conn, "site", code=code)
        _within(act, details.region, known.region if known else details.region)
        fact = SiteRegistered(
            id=known.id if known else act.tx.new_id(),
            code=code,
            party=details.party,
            kind=choice(details.kind, "kind", SITE_KINDS),
            name=ids.name(details.name, "name"),
            name_en=ids.name(details.name_en, "name_en") if details.name_en else "",
            region=ids.region(details.region),
            within=around,
            lat_e6=_degrees(details.lat_e6, "lat_e6", 90),
            lon_e6=_degrees(details.lon_e6, "lon_e6", 180),
            capacity=whole(details.capacity, "capacity", least=0),
            daily_slots=whole(details.daily_slots, "daily_slots", least=0),
            duty_phone=ids.name(details.duty_phone, "duty_phone", most=30)
            if details.duty_phone
            else "",
        )
        return _record(act, fact, known, change, code)


def register_zone(office: Office, actor: Actor, site: str, code: str, kind: str,
                  range_dc: tuple[int, int] | None = None) -> int:  # fmt: skip
    """A zone or cold room of a site, with its range in tenths of a degree."""
    with office.act(actor) as act:
        act.needs(Role.ADMINISTRATOR, Role.SUPERVISOR)
        place = registry.need(act.conn, "site", site, code=ids.code(site, "site"))
        _within(act, place.region)
        low, high = _range(range_dc or (None, None), "range_dc")
        text = ids.code(code, "code")
        known = registry.one(act.conn, "zone", site=place.id, code=text)
        fact = ZoneRegistered(
            id=known.id if known else act.tx.new_id(),
            site=place.id,
            code=text,
            kind=choice(kind, "kind", ZONE_KINDS),
            low_dc=low,
            high_dc=high,
        )
        return _record(act, fact, known, True, text)


def register_vehicle(
    office: Office, actor: Actor, plate: str, party: int, *, refrigerated: bool
) -> int:
    """A vehicle by its plate."""
    with office.act(actor) as act:
        act.needs(Role.ADMINISTRATOR, Role.SUPERVISOR, Role.WAREHOUSE_STAFF)
        text = ids.plate(plate)
        keeper = registry.need(act.conn, "party", party, id=whole(party, "party"))
        known = registry.one(act.conn, "vehicle", plate=text)
        if {keeper.id, known.party if known else keeper.id} != {act.actor.party}:
            act.needs(Role.ADMINISTRATOR, Role.SUPERVISOR)
            before = registry.one(act.conn, "party", id=known.party) if known else None
            _within(act, keeper.region, before.region if before else keeper.region)
        key = known.id if known else act.tx.new_id()
        fact = VehicleRegistered(id=key, plate=text, party=party, refrigerated=refrigerated)
        return _record(act, fact, known, True, text)


def register_person(office: Office, actor: Actor, party: int, staff_no: str, post: str,
                    name: str = "") -> int:  # fmt: skip
    """A person by staff number and post. A name, if one is needed, is kept outside the ledger."""
    with office.act(actor) as act:
        act.needs(Role.ADMINISTRATOR)
        registry.need(act.conn, "party", party, id=whole(party, "party"))
        number = ids.code(staff_no, "staff_no")
        known = registry.one(act.conn, "person", party=party, staff_no=number)
        key = known.id if known else act.tx.new_id()
        commitment = ""
        if name:
            plain, salt = ids.name(name, "name"), secrets.token_hex(16)
            commitment = sha256(f"{salt}{plain}".encode()).hexdigest()
            registry.name_person(act.tx, key, plain, salt)
        fact = PersonRegistered(
            id=key, party=party, staff_no=number, post=ids.name(post, "post"), commitment=commitment
        )
        return _record(act, fact, known, True, number)


def register_product(
    office: Office, actor: Actor, details: ProductDetails, *, change: bool = False
) -> int:
    """A product by GTIN, or by 14 digits of our own with the same check digit."""
    with office.act(actor) as act:
        act.needs(Role.ADMINISTRATOR, Role.SUPERVISOR)
        code = ids.gtin(details.code, "code")
        low, high = _range((details.low_dc, details.high_dc), "low_dc")
        known = registry.one(act.conn, "product", code=code)
        fact = ProductRegistered(
            id=known.id if known else act.tx.new_id(),
            code=code,
            own_code=details.own_code,
            name=ids.name(details.name, "name"),
            name_en=ids.name(details.name_en, "name_en"),
            category=ids.name(details.category, "category", most=40),
            species=ids.name(details.species, "species") if details.species else "",
            hs_code=ids.hs_code(details.hs_code) if details.hs_code else "",
            storage=choice(details.storage, "storage", STORAGES),
            low_dc=low,
            high_dc=high,
            key_product=details.key_product,
            cold_chain=details.cold_chain,
            shelf_days=None
            if details.shelf_days is None
            else whole(details.shelf_days, "shelf_days", most=36_500),
        )
        return _record(act, fact, known, change, code)


def register_plant(office: Office, actor: Actor, country: str, number: str, name: str) -> int:
    """An overseas producer by country and registration number in China."""
    with office.act(actor) as act:
        act.needs(Role.ADMINISTRATOR, Role.SUPERVISOR)
        land, text = ids.country(country), ids.code(number, "number")
        known = registry.one(act.conn, "plant", country=land, number=text)
        key = known.id if known else act.tx.new_id()
        fact = PlantRegistered(id=key, country=land, number=text, name=ids.name(name, "name"))
        return _record(act, fact, known, True, text)


def choice(value: str, field: str, allowed: tuple[str, ...]) -> str:
    """One of a fixed list, or BadInput that names them all."""
    if value not in allowed:
        raise BadInput(
            reason("bad_choice", field=field, value=str(value)[:40], choices=", ".join(allowed))
        )
    return value


def _record(act: Act, fact: Registered, known: registry.Found | None, change: bool, key: str) -> int:
    """Append the registration unless it says nothing new."""
    if known is not None:
        if all(getattr(known, name) == value for name, value in asdict(fact).items()):
            return fact.id
        if not change:
            what = type(fact).__name__.removesuffix("Registered").lower()
            raise Conflict(reason("registered_already", what=what, value=key))
    act.append(fact)
    return fact.id


def _degrees(value: int | None, field: str, most: int) -> int | None:
    if value is not None and (type(value) is not int or abs(value) > most * 10**6):
        raise BadInput(reason("bad_coordinates", field=field, value=str(value)[:40]))
    return value


def _range(ends: tuple[int | None, int | None], field: str) -> tuple[int | None, int | None]:
    """A temperature range in whole tenths of a degree; either end may be open."""
    low, high = (tenths(end, field) for end in ends)
    if low is not None and high is not None and low > high:
        raise BadInput(reason("temperature_range", field=field, low=low / 10, high=high / 10))
    return low, high
