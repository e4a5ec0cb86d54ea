"""The attachments' tables on a database that held facts before there were any."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import orjson
import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text

from app.store import schema
from app.store.session import Store, open_store
from tests.databases import PostgresqlFactory

ONE, TWO = "a1" * 32, "b2" * 32
BODIES = {
    1: ("document_filed", {"batch": 1, "document": "ciq_cert", "number": "Q", "sha256": ONE}, None),
    2: ("document_filed", {"batch": 1, "document": "ciq_cert", "number": "Q"}, None),
    3: ("disinfected", {"photos": [ONE, TWO, ONE]}, None),
    4: ("disinfected", {"photos": [TWO]}, None),
    5: ("voided", {"why": "never happened"}, 4),
    6: ("sold", {"sha256": TWO}, None),
}


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database of the day before, on both kinds."""
    url = f"sqlite:///{tmp_path / 'before.sqlite3'}"
    if request.param == "postgresql":
        made: PostgresqlFactory = request.getfixturevalue("postgresql_factory")
        url = made.url()
        store = open_store(url)
        with store.engine.begin() as conn:
            conn.execute(text("DROP SCHEMA public CASCADE"))
            conn.execute(text("CREATE SCHEMA public"))
        store.engine.dispose()
    store = open_store(url)
    revision = ScriptDirectory.from_config(schema.config()).get_revision("2026_11_26")
    assert isinstance(revision.down_revision, str)
    with store.engine.begin() as conn:
        command.upgrade(schema.config(conn), revision.down_revision)
    yield store
    store.engine.dispose()
    if request.param == "postgresql":
        made.drop(url)


def test_what_facts_named_already_is_filled_in(before: Store) -> None:
    with before.engine.begin() as conn:
        columns = conn.execute(text("SELECT * FROM fact")).keys()
        for key, (kind, body, corrects) in BODIES.items():
            values = dict.fromkeys(columns, 0) | {
                "id": key, "kind": kind, "body": orjson.dumps(body).decode(),
                "corrects": corrects, "device": None, "device_time": None, "sent_by": None,
                "place": None, "leaf": sha256(bytes([key])).digest(),
            }  # fmt: skip
            marks = ", ".join(f":{column}" for column in values)
            conn.execute(text(f"INSERT INTO fact ({', '.join(values)}) VALUES ({marks})"), values)
    schema.upgrade(before)
    with before.read() as conn:
        rows = conn.execute(text("SELECT fact, sha256 FROM attachment_fact ORDER BY fact, sha256"))
        assert [tuple(row) for row in rows] == [(1, ONE), (3, ONE), (3, TWO)]
