"""The evidence, append-only, and the two tables that serve it."""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.store.tables.columns import big, words


class FactRow(SQLModel, table=True):
    __tablename__ = "fact"
    __table_args__ = (Index(None, "actor", "happened_to"),)
    id: int = big(key=True)
    kind: str = words()
    body: str = words()
    happened_from: int = big()
    happened_to: int = big()
    entered: int = big(index=True)
    device_time: int | None = big(none=True)
    actor: int | None = big(none=True)
    party: int | None = big(none=True)
    sent_by: int | None = big(none=True)
    device: str | None = Field(default=None, sa_type=Text)
    place: int | None = big(none=True)
    corrects: int | None = big(none=True, index=True, refers="fact.id")
    leaf: bytes = Field(sa_type=LargeBinary)


class FactItemRow(SQLModel, table=True):
    __tablename__ = "fact_item"
    __table_args__ = (Index(None, "fact"), {"sqlite_with_rowid": False})
    item: int = big(key=True)
    fact: int = big(key=True, refers="fact.id")
    kind: str = words()


class LogEntryRow(SQLModel, table=True):
    __tablename__ = "log_entry"
    position: int = big(key=True)
    fact: int = big(refers="fact.id")
    __table_args__ = (UniqueConstraint("fact"),)


class LogPendingRow(SQLModel, table=True):
    """Facts that have no place in the proof order yet (PostgreSQL: the integrator gives it)."""

    __tablename__ = "log_pending"
    fact: int = big(key=True, refers="fact.id")


class MetaRow(SQLModel, table=True):
    __tablename__ = "meta"
    key: str = words(key=True)
    value: str = words()
