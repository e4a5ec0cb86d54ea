"""What was fetched from laboratories: how far, and what became of each report."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from app.store import built
from app.store.session import Hot, Tx
from app.store.tables import table

_report = table("lab_report")
_COLUMNS = [column.name for column in _report.columns]
_ADD = Hot(
    f"INSERT INTO lab_report ({', '.join(_COLUMNS)}) "  # noqa: S608
    f"VALUES ({', '.join(f':{c}' for c in _COLUMNS)})"
)
_SETTLE = Hot(
    "UPDATE lab_report SET state = :state, problem = :problem, fact = :fact "
    "WHERE id = :id AND state = 'parked'"
)
_REACHED = Hot(
    "INSERT INTO lab_cursor (source, cursor, asked, problem) "
    "VALUES (:source, :cursor, :asked, :problem) ON CONFLICT (source) DO UPDATE SET "
    "cursor = excluded.cursor, asked = excluded.asked, problem = excluded.problem"
)


def cursor(conn: Connection, source: str) -> str:
    """How far the reports of a laboratory were fetched; empty at the beginning."""
    row = built.first(conn, "lab_cursor", {"source": source})
    return "" if row is None else str(row.cursor)


def reached(tx: Tx, source: str, **values: Any) -> None:
    """Keep how far: ``cursor``, when it was ``asked`` (microseconds), and the last ``problem``."""
    tx.run(_REACHED, {"source": source, **values})


def find(conn: Connection, source: str, ref: str) -> Any:
    """The report that a laboratory calls so, or None."""
    return built.first(conn, "lab_report", {"source": source, "ref": ref})


def add(tx: Tx, **values: Any) -> None:
    """Keep a report as it came, and what became of it."""
    tx.run(_ADD, {"id": tx.new_id(), **values})


def settle(tx: Tx, report: int, fact: int | None, problem: str) -> None:
    """Keep what became of a parked report at another try."""
    state = "parked" if fact is None else "taken"
    tx.run(_SETTLE, {"id": report, "state": state, "fact": fact, "problem": problem})
