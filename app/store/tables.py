"""The schema. One definition serves SQLite and PostgreSQL; Alembic builds both.

Moments are stored as microseconds since 1970 UTC (BIGINT): they compare and hash the same on both
databases and carry no zone to lose. ``fact``, ``fact_item`` and ``log_entry`` are the evidence and
append-only; everything else is a projection of facts that ``coldtrace rebuild`` makes again, save
``person_name`` (personal data, deletable), ``log_pending`` and ``meta``.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


#: 64 bits everywhere; SQLite makes only a column called INTEGER the row's own key.
BIG = BigInteger().with_variant(Integer(), "sqlite")


def _big(*, key: bool = False, none: bool = False, index: bool = False, refers: str = "") -> int:
    """A 64-bit column. Keys come from the application, never from the database."""
    kwargs: dict[str, object] = {"autoincrement": False} if key else {}
    column: int = Field(
        default=None if none else ...,
        sa_type=BIG,
        primary_key=key,
        nullable=none,
        index=index,
        foreign_key=refers or None,
        sa_column_kwargs=kwargs,
    )  # type: ignore[call-overload]
    return column


def _text(*, key: bool = False, index: bool = False, unique: bool = False) -> str:
    column: str = Field(sa_type=Text, primary_key=key, index=index, unique=unique)
    return column


class FactRow(SQLModel, table=True):
    __tablename__ = "fact"
    id: int = _big(key=True)
    kind: str = _text()
    body: str = _text()
    happened_from: int = _big()
    happened_to: int = _big()
    entered: int = _big(index=True)
    device_time: int | None = _big(none=True)
    actor: int | None = _big(none=True)
    party: int | None = _big(none=True)
    sent_by: int | None = _big(none=True)
    device: str | None = Field(default=None, sa_type=Text)
    place: int | None = _big(none=True)
    corrects: int | None = _big(none=True, index=True, refers="fact.id")
    leaf: bytes = Field(sa_type=LargeBinary)


class FactItemRow(SQLModel, table=True):
    __tablename__ = "fact_item"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own name and form
    item: int = _big(key=True)
    fact: int = _big(key=True, refers="fact.id")
    kind: str = _text()


class LogEntryRow(SQLModel, table=True):
    __tablename__ = "log_entry"
    position: int = _big(key=True)
    fact: int = _big(refers="fact.id")
    __table_args__ = (UniqueConstraint("fact"),)


class LogPendingRow(SQLModel, table=True):
    """Facts that have no place in the proof order yet (PostgreSQL: the integrator gives it)."""

    __tablename__ = "log_pending"
    fact: int = _big(key=True, refers="fact.id")


class MetaRow(SQLModel, table=True):
    __tablename__ = "meta"
    key: str = _text(key=True)
    value: str = _text()


class PartyRow(SQLModel, table=True):
    __tablename__ = "party"
    id: int = _big(key=True)
    uscc: str = _text(index=True)
    name: str = _text()
    name_en: str = _text()
    kind: str = _text()
    region: str = _text()
    licence: str = _text()
    licence_expires: str = _text()
    as_of: int = _big()
    as_fact: int = _big()


class SiteRow(SQLModel, table=True):
    __tablename__ = "site"
    id: int = _big(key=True)
    code: str = _text(unique=True)
    party: int = _big()
    kind: str = _text()
    name: str = _text()
    name_en: str = _text()
    region: str = _text()
    within: int | None = _big(none=True)
    lat_e6: int | None = _big(none=True)
    lon_e6: int | None = _big(none=True)
    capacity: int = _big()
    daily_slots: int = _big()
    duty_phone: str = _text()
    as_of: int = _big()
    as_fact: int = _big()


class ZoneRow(SQLModel, table=True):
    __tablename__ = "zone"
    __table_args__ = (UniqueConstraint("site", "code"),)
    id: int = _big(key=True)
    site: int = _big()
    code: str = _text()
    kind: str = _text()
    low_dc: int | None = _big(none=True)
    high_dc: int | None = _big(none=True)
    as_of: int = _big()
    as_fact: int = _big()


class VehicleRow(SQLModel, table=True):
    __tablename__ = "vehicle"
    id: int = _big(key=True)
    plate: str = _text(unique=True)
    party: int = _big()
    refrigerated: bool
    as_of: int = _big()
    as_fact: int = _big()


class PersonRow(SQLModel, table=True):
    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("party", "staff_no"),)
    id: int = _big(key=True)
    party: int = _big()
    staff_no: str = _text()
    post: str = _text()
    commitment: str = _text()
    as_of: int = _big()
    as_fact: int = _big()


class PersonNameRow(SQLModel, table=True):
    """The only place a person's name is kept; deleting the row leaves every fact provable."""

    __tablename__ = "person_name"
    person: int = _big(key=True)
    name: str = _text()
    salt: str = _text()


class ProductRow(SQLModel, table=True):
    __tablename__ = "product"
    id: int = _big(key=True)
    code: str = _text(unique=True)
    own_code: bool
    name: str = _text()
    name_en: str = _text()
    category: str = _text()
    species: str = _text()
    hs_code: str = _text()
    storage: str = _text()
    low_dc: int | None = _big(none=True)
    high_dc: int | None = _big(none=True)
    key_product: bool
    cold_chain: bool
    shelf_days: int | None = _big(none=True)
    as_of: int = _big()
    as_fact: int = _big()


class PlantRow(SQLModel, table=True):
    __tablename__ = "plant"
    __table_args__ = (UniqueConstraint("country", "number"),)
    id: int = _big(key=True)
    country: str = _text()
    number: str = _text()
    name: str = _text()
    as_of: int = _big()
    as_fact: int = _big()


class ItemRow(SQLModel, table=True):
    __tablename__ = "item"
    __table_args__ = (
        Index(None, "batch", "site", "party"),
        Index(None, "site", "party"),
        CheckConstraint("pieces >= 0", name="pieces"),
    )
    id: int = _big(key=True)
    kind: str = _text()
    batch: int | None = _big(none=True)
    born: int = _big()
    born_at: int = _big()
    ordinal: int = _big()
    pieces: int = _big()
    grams: int = _big()
    site: int | None = _big(none=True)
    zone: int | None = _big(none=True)
    party: int = _big()
    container: int | None = _big(none=True, index=True)
    movement: int | None = _big(none=True, index=True)
    disposition: str = _text()
    as_of: int = _big()
    as_fact: int = _big()


class BatchRow(SQLModel, table=True):
    """``wide_at``: the newest moment at which a fact took all loose packages of a site along."""

    __tablename__ = "batch"
    id: int = _big(key=True)
    no: str = _text(unique=True)
    booking: int | None = _big(none=True, index=True)
    owner: int = _big()
    product: int = _big()
    plant: int | None = _big(none=True, index=True)
    origin: str = _text()
    produced: str = _text()
    expires: str = _text()
    import_lot: str = _text(index=True)
    declared_pieces: int = _big()
    declared_grams: int = _big()
    pieces: int = _big()
    grams: int = _big()
    wide_at: int = _big()


class BookingRow(SQLModel, table=True):
    __tablename__ = "booking"
    id: int = _big(key=True)
    no: str = _text(unique=True)
    owner: int = _big()
    warehouse: int = _big()
    plate: str = _text(index=True)
    declaration: str = _text(index=True)
    container: str = _text(index=True)
    seal: str = _text(index=True)
    port: str = _text()
    slot_from: int = _big(index=True)
    status: str = _text()


class StockRow(SQLModel, table=True):
    """Uncoded pieces and grams. ``short_…`` is what left a cell beyond what the ledger put there."""

    __tablename__ = "stock"
    __table_args__ = (
        CheckConstraint("pieces >= 0 AND short_pieces >= 0", name="pieces"),
        CheckConstraint("pieces = 0 OR short_pieces = 0", name="pieces_or_short"),
        CheckConstraint("grams >= 0 AND short_grams >= 0", name="grams"),
        CheckConstraint("grams = 0 OR short_grams = 0", name="grams_or_short"),
        Index(None, "site", "party"),
    )
    batch: int = _big(key=True)
    party: int = _big(key=True)
    site: int = _big(key=True)
    disposition: str = _text(key=True)
    pieces: int = _big()
    grams: int = _big()
    short_pieces: int = _big()
    short_grams: int = _big()


class HoldRow(SQLModel, table=True):
    __tablename__ = "hold"
    __table_args__ = (Index(None, "scope", "target"),)
    id: int = _big(key=True)
    scope: str = _text()
    target: int = _big()
    why: str = _text()
    since: int = _big()
    until: int | None = _big(none=True)
    placed: int = _big()
    lifted: int | None = _big(none=True)


class CertificateRow(SQLModel, table=True):
    __tablename__ = "certificate"
    id: int = _big(key=True)
    no: str = _text(unique=True)
    batch: int = _big(index=True)
    consignee: int = _big()
    pieces: int = _big()
    used: int = _big()
    deadline: int = _big()
    policy: str = _text()
    issued: int = _big()
    since: int = _big()
    revoked_at: int | None = _big(none=True)
    revoked: int | None = _big(none=True)


class ProposalRow(SQLModel, table=True):
    """What the first of two persons proposed and the second has not yet confirmed."""

    __tablename__ = "proposal"
    id: int = _big(key=True)
    kind: str = _text()
    target: int = _big(index=True)
    pieces: int = _big()
    consignee: int = _big()
    why: str = _text()
    proposer: int | None = _big(none=True)
    fact: int = _big()
    done: int | None = _big(none=True)


class SampleRow(SQLModel, table=True):
    __tablename__ = "sample"
    id: int = _big(key=True)
    tube: str = _text(unique=True)
    fact: int = _big()


class ReportRow(SQLModel, table=True):
    """Laboratory report numbers, so that a trace can start from one."""

    __tablename__ = "report"
    no: str = _text(key=True)
    sample: int = _big(key=True)
    round: int = _big(key=True)
    fact: int = _big()


class LabelRow(SQLModel, table=True):
    """A printed code. ``item`` is empty while it waits on its roll."""

    __tablename__ = "label"
    token: str = _text(key=True)
    code: str = _text(unique=True)
    item: int | None = _big(none=True, index=True)
    roll: str = _text(index=True)


class AliasRow(SQLModel, table=True):
    """Codes that others gave to our items: SSCC, another province's code."""

    __tablename__ = "alias"
    value: str = _text(key=True)
    scheme: str = _text(key=True)
    item: int = _big()


class DocumentRow(SQLModel, table=True):
    __tablename__ = "document"
    fact: int = _big(key=True)
    batch: int = _big()
    kind: str = _text()
    number: str = _text(index=True)


class AssetDisinfectionRow(SQLModel, table=True):
    """Disinfection of a vehicle or zone; ``valid`` when it was done to protocol."""

    __tablename__ = "asset_disinfection"
    __table_args__ = (Index(None, "plate", "at"),)
    fact: int = _big(key=True)
    plate: str = _text()
    zone: int | None = _big(none=True)
    at: int = _big()
    valid: bool


class EdgeRow(SQLModel, table=True):
    """Lineage. A blend is a node: inputs → operation → outputs."""

    __tablename__ = "edge"
    __table_args__ = (Index(None, "child", "parent"), {"sqlite_with_rowid": False})
    parent: int = _big(key=True)
    child: int = _big(key=True)
    fact: int = _big()


class ItemBatchRow(SQLModel, table=True):
    """The import batches inside a batch; a package is reached through the batch it belongs to."""

    __tablename__ = "item_batch"
    __table_args__ = (Index(None, "batch", "item"), {"sqlite_with_rowid": False})
    item: int = _big(key=True)
    batch: int = _big(key=True)


class ContainmentRow(SQLModel, table=True):
    __tablename__ = "containment"
    __table_args__ = (Index(None, "item", "since"), {"sqlite_with_rowid": False})
    container: int = _big(key=True)
    since: int = _big(key=True)
    item: int = _big(key=True)
    in_fact: int = _big(key=True)
    until: int | None = _big(none=True)
    out_fact: int | None = _big(none=True)


class StayRow(SQLModel, table=True):
    __tablename__ = "stay"
    __table_args__ = (Index(None, "item", "since"), {"sqlite_with_rowid": False})
    place: int = _big(key=True)
    since: int = _big(key=True)
    item: int = _big(key=True)
    in_fact: int = _big(key=True)
    until: int | None = _big(none=True)
    out_fact: int | None = _big(none=True)


class MovementRow(SQLModel, table=True):
    """One line a thing moved: an item, or (item = batch) uncoded pieces. Arrival empty: on its way."""

    __tablename__ = "movement"
    __table_args__ = (
        Index(None, "item", "departed_from"),
        Index(None, "from_site"),
        Index(None, "to_site"),
        {"sqlite_with_rowid": False},
    )
    id: int = _big(key=True)
    item: int = _big(key=True)
    wide: bool
    pieces: int = _big()
    grams: int = _big()
    disposition: str = _text()
    from_site: int = _big()
    from_party: int = _big()
    to_site: int = _big()
    to_party: int = _big()
    plate: str = _text(index=True)
    departed_from: int = _big()
    departed_to: int = _big()
    fact: int = _big()
    arrived_from: int | None = _big(none=True)
    arrived_to: int | None = _big(none=True)
    accepted: int | None = _big(none=True)


EVIDENCE = ("fact", "fact_item", "log_entry")  #: append-only, guarded by triggers
KEPT = (*EVIDENCE, "log_pending", "meta", "person_name", "alembic_version")
PROJECTIONS: tuple[Table, ...] = tuple(
    table for table in SQLModel.metadata.sorted_tables if table.name not in KEPT
)


def table(name: str) -> Table:
    """The Core table of that name; the store speaks Core, not ORM."""
    return SQLModel.metadata.tables[name]
