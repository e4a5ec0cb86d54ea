"""Labels on paper: what was printed and sent, and which labels are void."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import SQLModel

from app.store.tables.columns import big, words


class PrintJobRow(SQLModel, table=True):
    """A print. ``labels`` counts them, ``reprints`` those that were printed before."""

    __tablename__ = "print_job"
    __table_args__ = (Index(None, "party", "id"),)
    id: int = big(key=True)
    batch: int | None = big(none=True, index=True)
    roll: str = words()
    party: int = big()
    layout: str = words()
    format: str = words()
    language: str = words()
    why: str = words()
    labels: int = big()
    reprints: int = big()
    at: int = big()
    fact: int = big()


class PrintedRow(SQLModel, table=True):
    """A copy of a label, the ``n``-th of its print. Its key keeps two people from making the same."""

    __tablename__ = "printed"
    __table_args__ = (Index(None, "printing", "n"), {"sqlite_with_rowid": False})
    token: str = words(key=True)
    copy_no: int = big(key=True)
    printing: int = big()
    n: int = big()


class SendingRow(SQLModel, table=True):
    """A print on its way to a printer; without a ``result`` nobody knows what came out."""

    __tablename__ = "print_sending"
    id: int = big(key=True)
    printing: int = big(index=True)
    printer: str = words()
    since: int = big()
    until: int | None = big(none=True)
    bytes: int = big()
    result: str = words()
    why: str = words()
    fact: int = big()


class VoidLabelRow(SQLModel, table=True):
    """A label that is worth nothing any more, and what it was on: that has another one now."""

    __tablename__ = "void_label"
    token: str = words(key=True)
    code: str = words(unique=True)
    item: int | None = big(none=True, index=True)
    roll: str = words()
    party: int = big()
    why: str = words()
    at: int = big()
    fact: int = big()
