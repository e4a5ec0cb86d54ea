"""SQLite reads by index and in the order that is written, with statistics present and tables small.

A condition on a joined table alone once made it read that whole table into a Bloom filter first.
"""

from __future__ import annotations

import re
import sqlite3
from importlib import import_module

import pytest

from app.store.built import Ask
from app.store.many import Many
from app.store.session import open_store
from app.store.tables import metadata
from tests.benchmarks.chain import Chain, load
from tests.databases import SqliteFactory
from tests.story import Story

MODULES = ("scope", "goods", "lots", "exposed", "sources", "clues", "find", "sight", "surroundings")
STATEMENTS = [
    (f"{module}.{name}", statement)
    for module in MODULES
    for name, statement in sorted(vars(import_module(f"app.store.{module}")).items())
    if isinstance(statement, Many | Ask)
]
#: Small registers, of which every row is looked at where there is no better way.
REGISTERS = {"party", "asset_disinfection"}


@pytest.fixture(scope="module")
def analysed(sqlite_factory: SqliteFactory) -> sqlite3.Connection:
    """A chain of five thousand packages with the statistics that ANALYZE leaves."""
    store = open_store(sqlite_factory.url())
    story = Story.begun(store)
    chain = Chain(5_000).build(sorted(story.people.values()), 1_000)
    path = str(store.engine.url.database)
    store.engine.dispose()
    driver = sqlite3.connect(path, isolation_level=None)
    load(chain, driver)
    return driver


@pytest.mark.parametrize(("name", "statement"), STATEMENTS, ids=[name for name, _ in STATEMENTS])
def test_no_table_is_read_whole(analysed: sqlite3.Connection, name: str, statement: Many | Ask) -> None:
    sql = statement.lite if isinstance(statement, Many) else _lite(statement)
    lists = set(re.findall(r"json_each\(:(\w+)\)", sql))
    named = set(re.findall(r":(\w+)", sql))
    values = {key: "[10000001, 10000002]" if key in lists else 1 for key in named}
    plan = [row[3] for row in analysed.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert plan
    assert [step for step in plan if "BLOOM" in step] == []
    tables = set(metadata.tables) - REGISTERS
    scanned = [step for step in plan if step.startswith("SCAN") and step.split()[1] in tables]
    assert scanned == []


def _lite(ask: Ask) -> str:
    return ask.statement({name: [1, 2] for name in ask._lists}, is_lite=True)[0]
