"""A database that could lose an acknowledged fact is not opened."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from app.store.session import NotDurable, open_store
from tests.databases import PostgresqlFactory, SqliteFactory


def test_every_sqlite_connection_is_in_wal_with_full_sync(sqlite_factory: SqliteFactory) -> None:
    store = open_store(sqlite_factory.url())
    with store.read() as one, store.read() as two:
        for conn in (one, two):
            assert conn.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert conn.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    store.engine.dispose()


def test_a_file_that_another_connection_pins_in_delete_mode_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pinned.sqlite3"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("CREATE TABLE t (x)")
    other.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(NotDurable):
            open_store(f"sqlite:///{path}")
    finally:
        other.close()


@pytest.mark.parametrize("setting", ["synchronous_commit"])
def test_a_postgresql_that_does_not_wait_for_the_disk_is_refused(
    postgresql_factory: PostgresqlFactory, setting: str
) -> None:
    url = postgresql_factory.url()
    postgresql_factory.admin.execute(f"ALTER DATABASE {make_url(url).database} SET {setting} = off")
    try:
        with pytest.raises(NotDurable, match=f"{setting}=off"):
            open_store(url)
    finally:
        postgresql_factory.drop(url)


def test_a_postgresql_without_fsync_is_refused(postgresql_factory: PostgresqlFactory) -> None:
    admin: psycopg.Connection[tuple[str]] = postgresql_factory.admin
    url = postgresql_factory.url()
    admin.execute("ALTER SYSTEM SET full_page_writes = off")
    admin.execute("SELECT pg_reload_conf()")
    try:
        _wait_for(admin, "off")
        with pytest.raises(NotDurable, match="full_page_writes=off"):
            open_store(url)
    finally:
        admin.execute("ALTER SYSTEM RESET full_page_writes")
        admin.execute("SELECT pg_reload_conf()")
        postgresql_factory.drop(url)


def _wait_for(admin: psycopg.Connection[tuple[str]], value: str) -> None:
    """A reload reaches the sessions within moments, not at once."""
    for _ in range(200):
        found = admin.execute("SHOW full_page_writes").fetchone()
        if found is not None and found[0] == value:
            return
        time.sleep(0.02)
    raise AssertionError("the reload never came")
