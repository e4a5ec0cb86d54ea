"""Connections and transactions, opened so that an acknowledged fact survives a power cut.

SQLite runs in WAL with synchronous=FULL on every connection and takes its write lock first
(BEGIN IMMEDIATE); PostgreSQL must have fsync and synchronous_commit on. Anything less is refused
when the connection is opened: with WAL and NORMAL up to 766 acknowledged facts were lost in one cut.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from app.domain.errors import BadInput, Conflict, Refusal, Unavailable, reason
from app.store.built import Ask, listed
from app.store.tables import table

#: A block of ids given out in one go starts on a multiple of this, above all single ids.
BLOCK = 1 << 16
BLOCKS_FROM = 1 << 40


class NotDurable(RuntimeError):
    """The database is set up so that an acknowledged fact could be lost; the service must not run."""


class Hot:
    """A statement of the write path, sent to the driver as it is: building it again costs more than
    running it. Written with ``:name`` for values.
    """

    def __init__(self, sql: str) -> None:
        self.sqlite = sql
        self.postgresql = re.sub(r":(\w+)", r"%(\1)s", sql)


_LAST_FACT = Hot("SELECT coalesce(max(id), 0) FROM fact")
_NEXT_FACTS = Hot("SELECT nextval('fact_id') FROM generate_series(1, :n)")
_batch = table("batch")
_LOCK = Ask(
    select(_batch.c.id)
    .where(_batch.c.id.in_(listed("batches")))
    .order_by(_batch.c.id)
    .with_for_update()
)
#: Serialization failure, deadlock, lock not available: PostgreSQL says it in the server's language.
_IN_THE_WAY = {"40001", "40P01", "55P03"}
_SAVE, _BACK, _DONE = Hot("SAVEPOINT one"), Hot("ROLLBACK TO one"), Hot("RELEASE one")


@dataclass(slots=True)
class Tx:
    """An open transaction: the connection, and the ids it may give out."""

    conn: Connection
    sqlite: bool
    _driver: Any = None
    _facts: list[int] = field(default_factory=list)
    _locked: set[int] = field(default_factory=set)
    _ask: int = 1

    @property
    def driver(self) -> Any:
        """The bare connection of this transaction."""
        if self._driver is None:
            self._driver = self.conn.connection.driver_connection
        return self._driver

    def run(self, statement: Hot, values: dict[str, Any]) -> Any:
        """Run a statement of the write path on the bare driver, inside this transaction; its cursor."""
        return self.driver.execute(statement.sqlite if self.sqlite else statement.postgresql, values)

    def run_all(self, statement: Hot, rows: Sequence[dict[str, Any]]) -> None:
        """Run a statement of the write path once for each row of values."""
        if len(rows) == 1:
            self.run(statement, rows[0])
        elif rows:
            sql = statement.sqlite if self.sqlite else statement.postgresql
            self.driver.cursor().executemany(sql, rows)

    def fact_id(self) -> int:
        """The next fact id. Ask only under the lock of what the fact is about."""
        if self.sqlite:
            if not self._facts:
                self._facts = [int(self.run(_LAST_FACT, {}).fetchone()[0])]
            self._facts[0] += 1
            return self._facts[0]
        if not self._facts:
            given = self.run(_NEXT_FACTS, {"n": self._ask}).fetchall()
            self._facts = sorted((row[0] for row in given), reverse=True)
            self._ask = min(self._ask * 4, 256)
        return self._facts.pop()

    def new_id(self) -> int:
        """An id for one new thing."""
        return self._next("thing")

    def new_block(self, count: int) -> int:
        """The first of ``count`` ids that follow each other."""
        if not 0 < count <= BLOCK:
            raise BadInput(reason("too_many", field="count", value=count, most=BLOCK))
        return BLOCKS_FROM + self._next("block") * BLOCK

    def _next(self, name: str) -> int:
        if self.sqlite:
            bump = text("UPDATE counter SET value = value + 1 WHERE name = :name RETURNING value")
            return int(self.conn.execute(bump, {"name": name}).scalar_one())
        asked = text("SELECT nextval(CAST(:name AS regclass))")
        return int(self.conn.execute(asked, {"name": f"{name}_id"}).scalar_one())

    def lock(self, batches: Iterable[int]) -> bool:
        """Hold off everybody else who wants these batches, until the transaction ends.

        Always in the order of their ids, so that two acts cannot wait for each other. True when
        somebody may have been at the goods until now: what was read of them must be read again.
        """
        wanted = sorted(set(batches) - self._locked)
        if not wanted or self.sqlite:  # SQLite has one writer at a time, from its BEGIN on
            return False
        _LOCK(self.conn, batches=wanted)
        self._locked |= set(wanted)
        return True

    def lock_row(self, name: str, key: int) -> None:
        """Hold off everybody else who wants this row of a register."""
        if not self.sqlite:
            rows = table(name)
            self.conn.execute(select(rows.c.id).where(rows.c.id == key).with_for_update())

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """One record among many: an error inside undoes this record only.

        As in ``Store.write``, a refusal that carries an entry is evidence and stays.
        """
        self.run(_SAVE, {})
        locked = set(self._locked)
        try:
            yield
        except BaseException as error:
            if not isinstance(error, Refusal) or error.entry is None:
                self.run(_BACK, {})
                self._locked = locked  # going back gives up the locks that were taken since
            raise
        finally:
            self.run(_DONE, {})


@dataclass(frozen=True, slots=True)
class Store:
    """The database behind the ledger."""

    engine: Engine

    @property
    def sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """A transaction that commits on leaving and rolls back on any error.

        A refusal that carries an entry is evidence: it is committed, then raised (law 2).
        Raises Conflict when somebody else was quicker, Unavailable when the disk cannot be trusted.
        """
        with self.guarded(), self.engine.connect() as conn:
            outer = conn.begin()
            try:
                yield Tx(conn, self.sqlite)
            except Refusal as refusal:
                if refusal.entry is None:
                    outer.rollback()
                else:
                    outer.commit()
                raise
            except BaseException:
                outer.rollback()
                raise
            outer.commit()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A snapshot for reading that takes no write lock."""
        with self.guarded(), self.engine.connect() as conn:
            conn = conn.execution_options(coldtrace_read=True)
            if not self.sqlite:
                conn = conn.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with conn.begin():
                yield conn

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Turn the database's errors into refusals."""
        try:
            yield
        except (IntegrityError, sqlite3.IntegrityError, psycopg.IntegrityError) as error:
            raise Conflict(reason("taken_meanwhile", what=_constraint(_said(error)))) from error
        except (OperationalError, sqlite3.OperationalError, psycopg.OperationalError) as error:
            raise self._unavailable(error) from error
        except DBAPIError as error:
            if error.connection_invalidated:
                raise self._unavailable(error) from error
            raise

    def _unavailable(self, error: BaseException) -> Refusal:
        """Busy, when others were in the way; else the store cannot be trusted for now."""
        said = _said(error)
        driver = error.orig if isinstance(error, DBAPIError) else error
        if getattr(driver, "sqlstate", None) in _IN_THE_WAY or "locked" in said:
            return Unavailable(reason("store_busy"))
        # after a failed write or sync nothing cached may be believed: reopen from disk
        self.engine.dispose()
        return Unavailable(reason("store_failed", error=said.splitlines()[0][:200]))


def _said(error: BaseException) -> str:
    """The driver's own words, wrapped by SQLAlchemy or not."""
    return str(error.orig if isinstance(error, DBAPIError) else error)


def _constraint(said: str) -> str:
    return said.rsplit(": ", 1)[-1] if "constraint failed" in said else said.split('"')[1]


def open_store(url: str, **engine_options: Any) -> Store:
    """A Store on the database at ``url``. Raises NotDurable when it could lose facts.

    The check happens on each new connection, the first one at once.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address, **engine_options)
        event.listen(engine, "connect", _durable_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(address, pool_pre_ping=True, **engine_options)
        event.listen(engine, "connect", _durable_postgresql)
    try:
        with engine.connect():
            return Store(engine)
    except BaseException:
        engine.dispose()
        raise


def _durable_sqlite(connection: Any, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin where we say, not where the driver thinks
    run = connection.execute
    try:
        run("PRAGMA busy_timeout = 30000")
        journal = run("PRAGMA journal_mode").fetchone()[0]
        if journal != "wal":
            run("PRAGMA busy_timeout = 1000")
            journal = run("PRAGMA journal_mode = WAL").fetchone()[0]
            run("PRAGMA busy_timeout = 30000")
    except connection.OperationalError as error:
        raise NotDurable(f"SQLite will not change to WAL: {error}; is it open elsewhere?") from error
    run("PRAGMA synchronous = FULL")
    run("PRAGMA foreign_keys = ON")
    synchronous = run("PRAGMA synchronous").fetchone()[0]
    if journal != "wal" or synchronous < 2:
        raise NotDurable(f"SQLite stays in journal_mode={journal}, synchronous={synchronous}")


def _begin_sqlite(conn: Connection) -> None:
    reading = conn.get_execution_options().get("coldtrace_read")
    conn.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _durable_postgresql(connection: Any, _: ConnectionPoolEntry) -> None:
    with connection.cursor() as cursor:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            cursor.execute(f"SHOW {setting}")
            value = cursor.fetchone()[0]
            if value in ("off", "local"):
                raise NotDurable(f"PostgreSQL runs with {setting}={value}")
    connection.rollback()
