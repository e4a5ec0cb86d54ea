"""The schema. One definition serves SQLite and PostgreSQL; Alembic builds both.

Moments are stored as microseconds since 1970 UTC (BIGINT): they compare and hash the same on both
databases and carry no zone to lose. ``fact``, ``fact_item`` and ``log_entry`` are the evidence and
append-only; everything else is a projection of facts that ``coldtrace rebuild`` makes again, save
``person_name`` (personal data, deletable), ``log_pending``, ``meta``, what lets people in, which
files were attached and what was told to whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from sqlalchemy import Table
from sqlmodel import SQLModel

from app.store.tables import (
    access,
    attachments,
    decisions,
    evidence,
    goods,
    incidents,
    manifests,
    outbox,
    printing,
    registers,
)

metadata = SQLModel.metadata
#: imported so that metadata knows every table
LAYOUT = (
    evidence, registers, goods, decisions, incidents, manifests, access, attachments, outbox, printing,
)  # fmt: skip

EVIDENCE = ("fact", "fact_item", "log_entry")  #: append-only, guarded by triggers
#: how people come in, and what they were told
ACCESS = ("account", "session", "api_key", "device", "badge", "answer")
FILES = ("attachment",)  #: which files there are beside the database
#: what was to be told and whether it has arrived, who sends, what laboratories sent
OUTBOX = ("notice", "lease", "lab_cursor", "lab_report")
KEPT = (*EVIDENCE, *ACCESS, *FILES, *OUTBOX, "log_pending", "meta", "person_name", "alembic_version")
PROJECTIONS: tuple[Table, ...] = tuple(
    table for table in metadata.sorted_tables if table.name not in KEPT
)


Value = TypeVar("Value", int, str)


def chunks(values: Iterable[Value], size: int = 500) -> Iterator[list[Value]]:
    """Ids or codes in order, so many at a time: a statement takes only so many values."""
    listed = sorted(values)
    return (listed[start : start + size] for start in range(0, len(listed), size))


def table(name: str) -> Table:
    """The Core table of that name; the store speaks Core, not ORM."""
    return metadata.tables[name]
