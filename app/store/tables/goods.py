"""Where goods are, were, came from and went."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlmodel import SQLModel

from app.store.tables.columns import big, words


class ItemRow(SQLModel, table=True):
    __tablename__ = "item"
    __table_args__ = (
        Index(None, "batch", "site", "party"),
        Index(None, "site", "party"),
        Index(None, "party", "id"),
        Index(None, "batch", "id"),
        CheckConstraint("pieces >= 0", name="pieces"),
    )
    id: int = big(key=True)
    kind: str = words()
    batch: int | None = big(none=True)
    born: int = big()
    born_at: int = big()
    ordinal: int = big()
    pieces: int = big()
    grams: int = big()
    site: int | None = big(none=True)
    zone: int | None = big(none=True)
    party: int = big()
    container: int | None = big(none=True, index=True)
    movement: int | None = big(none=True, index=True)
    disposition: str = words()
    as_of: int = big()
    as_fact: int = big()


class BatchRow(SQLModel, table=True):
    """``coded``: pieces that ever got a code, so that no carton number is given twice.

    ``wide_at``: a moment after which no fact took all loose packages of a site along.
    """

    __tablename__ = "batch"
    id: int = big(key=True)
    no: str = words(unique=True)
    booking: int | None = big(none=True, index=True)
    owner: int = big(index=True)
    product: int = big()
    plant: int | None = big(none=True, index=True)
    origin: str = words()
    produced: str = words()
    expires: str = words()
    import_lot: str = words(index=True)
    declared_pieces: int = big()
    declared_grams: int = big()
    pieces: int = big()
    grams: int = big()
    coded: int = big()
    wide_at: int = big()


class StockRow(SQLModel, table=True):
    """Uncoded pieces and grams. ``short_…`` is what left a cell beyond what the ledger put there."""

    __tablename__ = "stock"
    __table_args__ = (
        CheckConstraint("pieces >= 0 AND short_pieces >= 0", name="pieces"),
        CheckConstraint("pieces = 0 OR short_pieces = 0", name="pieces_or_short"),
        CheckConstraint("grams >= 0 AND short_grams >= 0", name="grams"),
        CheckConstraint("grams = 0 OR short_grams = 0", name="grams_or_short"),
        Index(None, "site", "party"),
        Index(None, "party", "batch"),
    )
    batch: int = big(key=True)
    party: int = big(key=True)
    site: int = big(key=True)
    disposition: str = words(key=True)
    pieces: int = big()
    grams: int = big()
    short_pieces: int = big()
    short_grams: int = big()


class LabelRow(SQLModel, table=True):
    """A printed code. ``item`` is empty while it waits on its roll, which is ``party``'s."""

    __tablename__ = "label"
    token: str = words(key=True)
    code: str = words(unique=True)
    item: int | None = big(none=True, index=True)
    roll: str = words(index=True)
    party: int = big()


class AliasRow(SQLModel, table=True):
    """Codes that others gave to our items: SSCC, a plant's carton number, another province's code.

    Only an SSCC is one of its kind: every plant numbers its cartons from 1.
    """

    __tablename__ = "alias"
    value: str = words(key=True)
    scheme: str = words(key=True)
    item: int = big(key=True)


class EdgeRow(SQLModel, table=True):
    """Lineage. A blend is a node: inputs → operation → outputs."""

    __tablename__ = "edge"
    __table_args__ = (Index(None, "child", "parent"), {"sqlite_with_rowid": False})
    parent: int = big(key=True)
    child: int = big(key=True)
    fact: int = big()


class ItemBatchRow(SQLModel, table=True):
    """The import batches inside a batch; a package is reached through the batch it belongs to."""

    __tablename__ = "item_batch"
    __table_args__ = (Index(None, "batch", "item"), {"sqlite_with_rowid": False})
    item: int = big(key=True)
    batch: int = big(key=True)


class ContainmentRow(SQLModel, table=True):
    """Times on a pallet. ``since_from``: it may have begun that early."""

    __tablename__ = "containment"
    __table_args__ = (Index(None, "item", "since"), {"sqlite_with_rowid": False})
    container: int = big(key=True)
    since: int = big(key=True)
    item: int = big(key=True)
    in_fact: int = big(key=True)
    since_from: int = big()
    until: int | None = big(none=True)
    out_fact: int | None = big(none=True)


class StayRow(SQLModel, table=True):
    """Times at a site. The last index finds who was there in given hours, whoever is there now."""

    __tablename__ = "stay"
    __table_args__ = (
        Index(None, "item", "since"),
        Index("ix_stay_met", "place", "until", "since_from", "item"),
        {"sqlite_with_rowid": False},
    )
    place: int = big(key=True)
    since: int = big(key=True)
    item: int = big(key=True)
    in_fact: int = big(key=True)
    since_from: int = big()
    until: int | None = big(none=True)
    out_fact: int | None = big(none=True)


class LodgingRow(SQLModel, table=True):
    """Times in a zone or cold room of a site, as far as somebody said which."""

    __tablename__ = "lodging"
    __table_args__ = (
        Index(None, "item", "since"),
        Index("ix_lodging_met", "zone", "until", "since_from", "item"),
        {"sqlite_with_rowid": False},
    )
    zone: int = big(key=True)
    since: int = big(key=True)
    item: int = big(key=True)
    in_fact: int = big(key=True)
    since_from: int = big()
    until: int | None = big(none=True)
    out_fact: int | None = big(none=True)


class MovementRow(SQLModel, table=True):
    """One line a thing moved: an item, or (item = batch) uncoded pieces. Arrival empty: on its way."""

    __tablename__ = "movement"
    __table_args__ = (
        Index(None, "item", "departed_from"),
        Index(None, "from_site"),
        Index(None, "to_site"),
        Index(None, "from_party", "id"),
        Index(None, "to_party", "id"),
        {"sqlite_with_rowid": False},
    )
    id: int = big(key=True)
    item: int = big(key=True)
    wide: bool
    pieces: int = big()
    grams: int = big()
    from_site: int = big()
    from_party: int = big()
    to_site: int = big()
    to_party: int = big()
    plate: str = words(index=True)
    departed_from: int = big()
    departed_to: int = big()
    fact: int = big()
    arrived_from: int | None = big(none=True)
    arrived_to: int | None = big(none=True)
    accepted: int | None = big(none=True)
