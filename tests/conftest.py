"""Fixtures every test may ask for. ``store`` runs a test on both databases; none is skipped."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.session import Store
from tests.databases import PostgresqlFactory, SqliteFactory, opened
from tests.story import Story

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def sqlite_factory(tmp_path_factory: pytest.TempPathFactory) -> SqliteFactory:
    return SqliteFactory(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_factory() -> Iterator[PostgresqlFactory]:
    # not below pytest's own folder: every starting session shuts that to other users again, and
    # the server runs as one of them when the tests run as root
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"coldtrace-pg-{run[:12]}"
    folder.mkdir(exist_ok=True)
    factory = PostgresqlFactory(folder, WORKER)
    yield factory
    factory.admin.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def factory(request: pytest.FixtureRequest) -> SqliteFactory | PostgresqlFactory:
    """A maker of fresh databases; asking for it runs a test on both kinds."""
    made: SqliteFactory | PostgresqlFactory = request.getfixturevalue(f"{request.param}_factory")
    return made


@pytest.fixture
def store(factory: SqliteFactory | PostgresqlFactory) -> Iterator[Store]:
    with opened(factory) as fresh:
        yield fresh


@pytest.fixture
def story(store: Store) -> Story:
    """The cast, registered, with nothing received yet."""
    return Story.begun(store)


@pytest.fixture
def lite(sqlite_factory: SqliteFactory) -> Iterator[Story]:
    """The same on SQLite alone, where a test says nothing about the database."""
    with opened(sqlite_factory) as fresh:
        yield Story.begun(fresh)


@pytest.fixture
def expected() -> Path:
    """The folder of answers that were worked out by hand."""
    return Path(__file__).parent / "expected"
