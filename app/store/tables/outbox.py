"""The outbox. Not evidence and not made from facts: who was to be told depends on the destinations of
that day, and what has been delivered is known here alone. A rebuild leaves these tables as they are.
"""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import SQLModel

from app.store.tables.columns import big, words

_OPEN = text("state <> 'sent'")


class NoticeRow(SQLModel, table=True):
    """One message to one destination. ``state``: waiting, parked or sent; ``body``: canonical JSON.

    ``id`` grows in the order in which a subject's notices are to arrive. ``due``: not before this
    moment. ``tries``: attempts so far, the last of which ended with ``problem``. ``settled``: when it
    was sent.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index(
            "ix_notice_open",
            "destination",
            "subject",
            "id",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_notice_settled", "destination", "settled"),
    )
    id: int = big(key=True)
    destination: str = words()
    kind: str = words()
    subject: int = big()
    body: str = words()
    made: int = big()
    state: str = words()
    tries: int = big()
    due: int = big()
    problem: str = words()
    settled: int | None = big(none=True)


class LeaseRow(SQLModel, table=True):
    """Work that one process does at a time: who does it, and until when if nothing is heard of them."""

    __tablename__ = "lease"
    name: str = words(key=True)
    holder: str = words()
    until: int = big()


class LabCursorRow(SQLModel, table=True):
    """How far the reports of a laboratory were fetched, in the laboratory's own words."""

    __tablename__ = "lab_cursor"
    source: str = words(key=True)
    cursor: str = words()
    asked: int = big()
    problem: str = words()


class LabReportRow(SQLModel, table=True):
    """A fetched report. ``ref``: the laboratory's own name for it; ``state``: taken or parked.

    ``fact`` is the round it became, ``problem`` why it did not become one.
    """

    __tablename__ = "lab_report"
    __table_args__ = (UniqueConstraint("source", "ref"),)
    id: int = big(key=True)
    source: str = words()
    ref: str = words()
    body: str = words()
    came: int = big()
    state: str = words(index=True)
    problem: str = words()
    fact: int | None = big(none=True)
