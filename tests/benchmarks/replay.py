"""The SQL of one request, recorded where it leaves for the driver, and run again by the bare driver."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, event
from sqlalchemy.engine import URL

from app.store.built import Ask
from app.store.many import Many
from app.store.session import Hot, Store, Tx
from tests.databases import PostgresqlFactory, SqliteFactory

#: What two requests differ by more than this in is a hash, not a count.
_FAR = 10**12


@dataclass(frozen=True)
class Step:
    """One statement with its values; ``many`` when the values are a list of rows."""

    sql: str
    values: Any
    many: bool = False


@contextmanager
def recorded(store: Store) -> Iterator[list[Step]]:
    """Every statement of the block, those of the bare write path too. Nobody else may be at work."""
    steps: list[Step] = []
    plain, plain_all, plain_rows, plain_many = Tx.run, Tx.run_all, Ask.rows, Many.rows

    def look(_: Any, __: Any, sql: str, values: Any, ___: Any, many: bool) -> None:
        if not sql.startswith("BEGIN"):
            steps.append(Step(sql, values, many))

    def run(tx: Tx, statement: Hot, values: dict[str, Any]) -> Any:
        steps.append(Step(statement.sqlite if tx.sqlite else statement.postgresql, values))
        return plain(tx, statement, values)

    def run_all(tx: Tx, statement: Hot, rows: Sequence[dict[str, Any]]) -> None:
        if len(rows) > 1:
            sql = statement.sqlite if tx.sqlite else statement.postgresql
            steps.append(Step(sql, list(rows), many=True))
        plain_all(tx, statement, rows)

    def rows(ask: Ask, conn: Connection, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        steps.append(Step(*ask.statement(values, is_lite=store.sqlite)))
        return plain_rows(ask, conn, values)

    def many_rows(ask: Many, conn: Connection, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        steps.append(Step(*ask.statement(values, is_lite=store.sqlite)))
        return plain_many(ask, conn, values)

    event.listen(store.engine, "before_cursor_execute", look)
    Tx.run, Tx.run_all, Ask.rows = run, run_all, rows  # type: ignore[method-assign, assignment]
    Many.rows = many_rows  # type: ignore[method-assign, assignment]
    try:
        yield steps
    finally:
        Tx.run, Tx.run_all, Ask.rows = plain, plain_all, plain_rows  # type: ignore[method-assign]
        Many.rows = plain_many  # type: ignore[method-assign]
        event.remove(store.engine, "before_cursor_execute", look)


def nth(
    first: list[Step], second: list[Step], n: int, named: Mapping[str, Sequence[str]]
) -> list[Step]:
    """The steps of the n-th request, from those of the first two.

    Numbers that run on do so; a code or key that the first request named is the n-th of its kind.
    """
    assert [each.sql for each in first] == [each.sql for each in second]

    def value(one: Any, two: Any) -> Any:
        if isinstance(one, str) and one in named:
            return named[one][n]
        if isinstance(one, dict):
            return {name: value(one[name], two[name]) for name in one}
        if isinstance(one, list | tuple):
            return type(one)(value(a, b) for a, b in zip(one, two, strict=True))
        if isinstance(one, int) and isinstance(two, int) and abs(two - one) < _FAR:
            return one + n * (two - one)
        return one

    pairs = zip(first, second, strict=True)
    return [Step(a.sql, value(a.values, b.values), a.many) for a, b in pairs]


def twin(factory: SqliteFactory | PostgresqlFactory, url: URL) -> Any:
    """A bare driver connection to a copy of a database that nobody has open."""
    if isinstance(factory, SqliteFactory):
        assert url.database is not None
        path = Path(factory.url().removeprefix("sqlite:///"))
        shutil.copy(url.database, path)
        lite = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            lite.execute(f"PRAGMA {pragma}")
        return lite
    name = f"{url.database}_twin{time.monotonic_ns()}"
    factory.admin.execute(f"CREATE DATABASE {name} TEMPLATE {url.database}")
    return psycopg.connect(f"host={url.query['host']} user=postgres dbname={name}", autocommit=True)


def run(driver: Any, transaction: list[Step]) -> None:
    """The steps in one durable transaction, every row that they find fetched."""
    cursor = driver.cursor()
    cursor.execute("BEGIN IMMEDIATE" if isinstance(driver, sqlite3.Connection) else "BEGIN")
    for step in transaction:
        (cursor.executemany if step.many else cursor.execute)(step.sql, step.values)
        if cursor.description is not None:
            cursor.fetchall()
    cursor.execute("COMMIT")
    cursor.close()


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has had, by the clock the kernel keeps for it."""
    return time.clock_gettime((~pid << 3) | 2)


def cpu_spent(pids: Callable[[], Sequence[int]], work: Callable[[], None]) -> float:
    """Seconds of CPU that processes spend while some work is done."""
    watched = pids()
    before = sum(map(cpu_of, watched))
    work()
    return sum(map(cpu_of, watched)) - before
