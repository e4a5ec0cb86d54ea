"""Who and what exists."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from app.store.tables.columns import big, words


class PartyRow(SQLModel, table=True):
    __tablename__ = "party"
    id: int = big(key=True)
    uscc: str = words(index=True)
    name: str = words()
    name_en: str = words()
    kind: str = words()
    region: str = words()
    licence: str = words()
    licence_expires: str = words()
    as_of: int = big()
    as_fact: int = big()


class SiteRow(SQLModel, table=True):
    __tablename__ = "site"
    id: int = big(key=True)
    code: str = words(unique=True)
    party: int = big()
    kind: str = words()
    name: str = words()
    name_en: str = words()
    region: str = words()
    within: int | None = big(none=True)
    lat_e6: int | None = big(none=True)
    lon_e6: int | None = big(none=True)
    capacity: int = big()
    daily_slots: int = big()
    duty_phone: str = words()
    as_of: int = big()
    as_fact: int = big()


class ZoneRow(SQLModel, table=True):
    __tablename__ = "zone"
    __table_args__ = (UniqueConstraint("site", "code"),)
    id: int = big(key=True)
    site: int = big()
    code: str = words()
    kind: str = words()
    low_dc: int | None = big(none=True)
    high_dc: int | None = big(none=True)
    as_of: int = big()
    as_fact: int = big()


class VehicleRow(SQLModel, table=True):
    __tablename__ = "vehicle"
    id: int = big(key=True)
    plate: str = words(unique=True)
    party: int = big()
    refrigerated: bool
    as_of: int = big()
    as_fact: int = big()


class PersonRow(SQLModel, table=True):
    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("party", "staff_no"),)
    id: int = big(key=True)
    party: int = big()
    staff_no: str = words()
    post: str = words()
    commitment: str = words()
    as_of: int = big()
    as_fact: int = big()


class PersonNameRow(SQLModel, table=True):
    """The only place a person's name is kept; deleting the row leaves every fact provable."""

    __tablename__ = "person_name"
    person: int = big(key=True)
    name: str = words()
    salt: str = words()


class ProductRow(SQLModel, table=True):
    __tablename__ = "product"
    id: int = big(key=True)
    code: str = words(unique=True)
    own_code: bool
    name: str = words()
    name_en: str = words()
    category: str = words()
    species: str = words()
    hs_code: str = words()
    storage: str = words()
    low_dc: int | None = big(none=True)
    high_dc: int | None = big(none=True)
    key_product: bool
    cold_chain: bool
    shelf_days: int | None = big(none=True)
    as_of: int = big()
    as_fact: int = big()


class PlantRow(SQLModel, table=True):
    __tablename__ = "plant"
    __table_args__ = (UniqueConstraint("country", "number"),)
    id: int = big(key=True)
    country: str = words()
    number: str = words()
    name: str = words()
    as_of: int = big()
    as_fact: int = big()
