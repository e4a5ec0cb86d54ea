"""Facts of the registers: who and what exists. The same id registered again is a change of details."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyRegistered:
    """A firm or authority. ``uscc`` is empty only for parties abroad."""

    id: int
    uscc: str = ""
    name: str
    name_en: str = ""
    kind: str
    region: str
    licence: str = ""
    licence_expires: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteRegistered:
    """A place goods can be. Coordinates in millionths of a degree (WGS 84); capacity in pallets."""

    id: int
    code: str
    party: int
    kind: str
    name: str
    name_en: str = ""
    region: str
    within: int | None = None
    lat_e6: int | None = None
    lon_e6: int | None = None
    capacity: int = 0
    daily_slots: int = 0
    duty_phone: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ZoneRegistered:
    """A zone or cold room of a site. Temperatures in tenths of a degree Celsius."""

    id: int
    site: int
    code: str
    kind: str
    low_dc: int | None = None
    high_dc: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class VehicleRegistered:
    """A vehicle by its plate."""

    id: int
    plate: str
    party: int
    refrigerated: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonRegistered:
    """A person by staff number and post. The name is kept elsewhere; ``commitment`` only binds it.

    SHA-256 over a random salt and the name, so that the name can be deleted while the fact stands.
    """

    id: int
    party: int
    staff_no: str
    post: str
    commitment: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RolesGranted:
    """What a person is trusted to do from now on: role names with a space between, none to end it.

    ``region``: how far supervisors and investigators see, as the beginning of a division code
    (GB/T 2260); empty for everywhere.
    """

    id: int
    roles: str
    region: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ProductRegistered:
    """A product. ``code`` is a GTIN-14 or our own 14 digits; temperatures in tenths of a degree."""

    id: int
    code: str
    own_code: bool
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


@dataclass(frozen=True, kw_only=True, slots=True)
class PlantRegistered:
    """An overseas producer by its registration number in China."""

    id: int
    country: str
    number: str
    name: str


Registered = (
    PartyRegistered
    | SiteRegistered
    | ZoneRegistered
    | VehicleRegistered
    | PersonRegistered
    | RolesGranted
    | ProductRegistered
    | PlantRegistered
)
