"""Incidents, what they stopped, who was asked what by when, and letters."""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlmodel import SQLModel

from app.store.tables.columns import big, words

_RUNNING = text("done IS NULL AND escalated IS NULL")


class IncidentRow(SQLModel, table=True):
    """``status``: open, handled or negative. ``letter``: the one it began with."""

    __tablename__ = "incident"
    id: int = big(key=True)
    no: str = words(unique=True)
    cause: str = words()
    subject: str = words()
    why: str = words()
    region: str = words(index=True)
    reach: str = words()
    policy: str = words()
    drill: bool
    status: str = words(index=True)
    opened: int = big()
    since: int = big()
    letter: int | None = big(none=True)
    closed: int | None = big(none=True)
    until: int | None = big(none=True)


class IncidentBatchRow(SQLModel, table=True):
    """``role``: named, widened (came to it later), exposed (met the others), proposed (not stopped)."""

    __tablename__ = "incident_batch"
    __table_args__ = (Index(None, "batch", "incident"), {"sqlite_with_rowid": False})
    incident: int = big(key=True)
    batch: int = big(key=True)
    role: str = words()


class IncidentFactRow(SQLModel, table=True):
    """The history of an incident."""

    __tablename__ = "incident_fact"
    __table_args__ = (Index(None, "fact"), {"sqlite_with_rowid": False})
    incident: int = big(key=True)
    fact: int = big(key=True)


class IncidentFindingRow(SQLModel, table=True):
    """A positive round, and its specimen."""

    __tablename__ = "incident_finding"
    __table_args__ = (Index(None, "sample"), {"sqlite_with_rowid": False})
    incident: int = big(key=True)
    because: int = big(key=True)
    sample: int = big()


class IncidentScopeRow(SQLModel, table=True):
    """Figures of one moment, in pieces where nothing else is said."""

    __tablename__ = "incident_scope"
    fact: int = big(key=True)
    incident: int = big(index=True)
    at: int = big()
    batches: int = big()
    received: int = big()
    on_hand: int = big()
    in_transit: int = big()
    sold: int = big()
    consumed: int = big()
    returned: int = big()
    destroyed: int = big()
    unexplained: int = big()
    packages_on_hand: int = big()
    holders: int = big()
    holders_with_stock: int = big()
    places: int = big()
    vehicles: int = big()
    people: int = big()


class ClockRow(SQLModel, table=True):
    """What is to be done by ``due``: ``what`` is a step, alert, ask, request or clue, of this id.

    ``done`` is the first fact that did it, ``escalated`` the one that found it late.
    """

    __tablename__ = "clock"
    __table_args__ = (
        Index("ix_clock_running", "due", sqlite_where=_RUNNING, postgresql_where=_RUNNING),
    )
    id: int = big(key=True)
    what: str = words()
    name: str = words()
    incident: int | None = big(none=True, index=True)
    letter: int | None = big(none=True, index=True)
    region: str = words()
    unit: str = words()
    party: int | None = big(none=True)
    person: int | None = big(none=True)
    due: int = big()
    done: int | None = big(none=True)
    done_at: int | None = big(none=True)
    escalated: int | None = big(none=True)
    escalated_at: int | None = big(none=True)


class AskRow(SQLModel, table=True):
    """What a holder should have, and (none: no answer yet) what they say they have."""

    __tablename__ = "ask"
    __table_args__ = (Index(None, "party", "id"),)
    id: int = big(key=True)
    incident: int = big(index=True)
    party: int = big()
    site: int = big()
    region: str = words()
    on_hand: int = big()
    in_transit: int = big()
    sold: int = big()
    packages: int = big()
    answers: int = big()
    answered: int | None = big(none=True)
    found: int | None = big(none=True)
    said_sold: int | None = big(none=True)
    missing: int | None = big(none=True)


class SuspensionRow(SQLModel, table=True):
    """Times in which an exit certificate is worth nothing."""

    __tablename__ = "suspension"
    __table_args__ = (Index(None, "incident"), {"sqlite_with_rowid": False})
    certificate: int = big(key=True)
    placed: int = big(key=True)
    incident: int = big()
    since: int = big()
    until: int | None = big(none=True)
    lifted: int | None = big(none=True)


class IncidentRoundRow(SQLModel, table=True):
    __tablename__ = "incident_round"
    fact: int = big(key=True)
    incident: int = big(index=True)
    subject: str = words()
    number: int = big()
    samples: int = big()
    positives: int = big()


class DisposalRow(SQLModel, table=True):
    __tablename__ = "incident_disposal"
    fact: int = big(key=True)
    incident: int = big(index=True)
    manner: str = words()
    pieces: int = big()
    grams: int = big()
    witness: int = big()


class HoldRequestRow(SQLModel, table=True):
    """``accepted`` is empty until the bureau has answered."""

    __tablename__ = "hold_request"
    id: int = big(key=True)
    incident: int = big(index=True)
    letter: int = big()
    region: str = words(index=True)
    holders: int = big()
    on_hand: int = big()
    in_transit: int = big()
    fact: int = big()
    accepted: bool | None = None
    answered: int | None = big(none=True)


class LetterRow(SQLModel, table=True):
    """``direction``: in or out. ``region``: whose letter it is here; ``to_region``: where it goes."""

    __tablename__ = "letter"
    id: int = big(key=True)
    no: str = words(unique=True)
    direction: str = words()
    other: str = words()
    region: str = words(index=True)
    to_region: str = words(index=True)
    incident: int | None = big(none=True, index=True)
    evidence: str = words()
    drill: bool
    fact: int = big()
    at: int = big()


class ClueRow(SQLModel, table=True):
    """``start``: JSON of what a trace may begin with. ``outcome`` is empty until it is answered."""

    __tablename__ = "clue"
    id: int = big(key=True)
    letter: int = big(index=True)
    n: int = big()
    text: str = words()
    start: str = words()
    outcome: str = words()
    answer: str = words()
    answered: int | None = big(none=True)
