"""Who and what exists."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from app.usecases import register
from app.web.deps import Administrator, Registrar
from app.web.kinds import (
    Code,
    CodeIfAny,
    Country,
    DayIfAny,
    Gtin,
    HsIfAny,
    Name,
    NameIfAny,
    Plate,
    Region,
    UsccIfAny,
    Word,
    from_to,
    one_of,
)
from app.web.shapes import Count, Id, In, Made, Tenths
from app.web.writing import Write

router = APIRouter(tags=["registers"])

Short = Annotated[str, Field(max_length=40)]


class Changeable(In):
    """``change``: different details of what is registered already are meant as its new details."""

    change: bool = False


class PartyIn(Changeable):
    """A firm or authority; ``uscc`` may be empty only outside China."""

    uscc: UsccIfAny = ""
    name: Name
    name_en: NameIfAny = ""
    kind: Annotated[Short, one_of(*register.PARTY_KINDS)]
    region: Region
    country: Country = "CN"
    licence: CodeIfAny = ""
    licence_expires: DayIfAny = ""


@router.post("/parties", response_model=Made, status_code=201)
def register_party(body: PartyIn, registrar: Registrar, write: Write) -> Response:
    """Register a firm."""
    details = register.PartyDetails(**body.model_dump(exclude={"change"}))
    return write(
        registrar,
        lambda office: {"id": register.register_party(office, registrar, details, change=body.change)},
    )


class SiteIn(Changeable):
    """A place goods can be. Coordinates in millionths of a degree (WGS 84)."""

    code: Code
    party: Id
    kind: Annotated[Short, one_of(*register.SITE_KINDS)]
    name: Name
    name_en: NameIfAny = ""
    region: Region
    within: CodeIfAny = ""
    lat_e6: Annotated[int, Field(ge=-90_000_000, le=90_000_000)] | None = None
    lon_e6: Annotated[int, Field(ge=-180_000_000, le=180_000_000)] | None = None
    capacity: Count = 0
    daily_slots: Count = 0
    duty_phone: Annotated[NameIfAny, Field(max_length=30)] = ""


@router.post("/sites", response_model=Made, status_code=201)
def register_site(body: SiteIn, registrar: Registrar, write: Write) -> Response:
    """Register a warehouse, a market, a stall…"""
    details = register.SiteDetails(**body.model_dump(exclude={"change"}))
    return write(
        registrar,
        lambda office: {"id": register.register_site(office, registrar, details, change=body.change)},
    )


class ZoneIn(In):
    """A zone or cold room of a site, with its range in tenths of a degree."""

    code: Code
    kind: Annotated[Short, one_of(*register.ZONE_KINDS)]
    low_dc: Tenths | None = None
    high_dc: Tenths | None = None


@router.post("/sites/{site}/zones", response_model=Made, status_code=201)
def register_zone(site: Code, body: ZoneIn, registrar: Registrar, write: Write) -> Response:
    """Register a zone."""
    span = None
    if body.low_dc is not None and body.high_dc is not None:
        span = (body.low_dc, body.high_dc)
    what = (site, body.code, body.kind, span)
    return write(registrar, lambda office: {"id": register.register_zone(office, registrar, *what)})


class VehicleIn(In):
    """A vehicle by its plate."""

    plate: Plate
    party: Id
    refrigerated: bool


@router.post("/vehicles", response_model=Made, status_code=201)
def register_vehicle(body: VehicleIn, registrar: Registrar, write: Write) -> Response:
    """Register a vehicle."""
    return write(
        registrar,
        lambda office: {
            "id": register.register_vehicle(
                office, registrar, body.plate, body.party, refrigerated=body.refrigerated
            )
        },
    )


class PersonIn(In):
    """A person by staff number and post. The name is kept outside the ledger and can be deleted."""

    party: Id
    staff_no: Code
    post: Name
    name: NameIfAny = ""


@router.post("/persons", response_model=Made, status_code=201)
def register_person(body: PersonIn, administrator: Administrator, write: Write) -> Response:
    """Register a person."""
    what = (body.party, body.staff_no, body.post, body.name)
    return write(
        administrator,
        lambda office: {"id": register.register_person(office, administrator, *what)},
    )


class ProductIn(Changeable):
    """A product by GTIN, or 14 digits of our own; temperatures in tenths of a degree."""

    code: Gtin
    own_code: bool = False
    name: Name
    name_en: Name
    category: Word
    species: NameIfAny = ""
    hs_code: HsIfAny = ""
    storage: Annotated[Short, one_of(*register.STORAGES)]
    low_dc: Tenths | None = None
    high_dc: Tenths | None = None
    key_product: bool = False
    cold_chain: bool = True
    shelf_days: Annotated[Id, from_to(1, 36_500)] | None = None


@router.post("/products", response_model=Made, status_code=201)
def register_product(body: ProductIn, registrar: Registrar, write: Write) -> Response:
    """Register a product."""
    details = register.ProductDetails(**body.model_dump(exclude={"change"}))
    return write(
        registrar,
        lambda office: {
            "id": register.register_product(office, registrar, details, change=body.change)
        },
    )


class PlantIn(In):
    """An overseas producer by its registration number in China."""

    country: Country
    number: Code
    name: Name


@router.post("/plants", response_model=Made, status_code=201)
def register_plant(body: PlantIn, registrar: Registrar, write: Write) -> Response:
    """Register an overseas plant."""
    what = (body.country, body.number, body.name)
    return write(registrar, lambda office: {"id": register.register_plant(office, registrar, *what)})
