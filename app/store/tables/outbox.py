"""The outbox. Not evidence and not made from facts: who was to be told depends on the destinations of
that day, and what has been delivered is known here alone. A rebuild leaves these tables as they are.
"""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlmodel import SQLModel

from app.store.tables.columns import big, words

_OPEN = text("state <> 'sent'")


class NoticeRow(SQLModel, table=True):
    """One message to one destination. ``state``: waiting, parked or sent; ``body``: canonical JSON.

    ``id`` grows in the order in which a subject's notices are to arrive. ``due``: not before this
    moment. ``tries``: answers so far, the last of which was ``problem``. ``settled``: when it was
    sent or parked.
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
