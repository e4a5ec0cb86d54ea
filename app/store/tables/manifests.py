"""What was announced before it came: manifests, and their packages by the plant's own codes."""

from __future__ import annotations

from sqlmodel import SQLModel

from app.store.tables.columns import big, words


class ManifestRow(SQLModel, table=True):
    """An accepted manifest. Announced packages of any other one have no effect."""

    __tablename__ = "manifest"
    id: int = big(key=True)
    sha256: str = words(index=True)
    booking: int = big(index=True)
    rows: int = big()
    left_out: int = big()
    fact: int = big()


class AnnouncedRow(SQLModel, table=True):
    """``ordinal`` counts the packages of a batch in the order of the file, from 1."""

    __tablename__ = "announced"
    __table_args__ = {"sqlite_with_rowid": False}
    batch: int = big(key=True)
    ordinal: int = big(key=True)
    code: str = words()
    pieces: int = big()
    grams: int = big()
    manifest: int = big()
