"""Questions that are compiled once give what SQLAlchemy gives, and locks are remembered rightly."""

from __future__ import annotations

from contextlib import suppress

import pytest
from sqlalchemy import select

from app.domain.errors import BadInput, reason
from app.store import built, gate
from app.store.built import Ask, given, listed
from app.store.tables import table
from tests.story import Story


def test_rows_are_those_of_sqlalchemy(story: Story) -> None:
    story.released(10)
    with story.office.store.read() as conn:
        for name in ("site", "product", "batch", "fact", "certificate", "session", "role_grant"):
            rows = table(name)
            key = next(iter(rows.primary_key)).name
            wanted = sorted(map(tuple, conn.execute(select(rows))))
            keys = [row[list(rows.c.keys()).index(key)] for row in wanted]
            found = built.among(conn, name, key, keys)
            assert sorted(map(tuple, found)) == wanted
            assert [[type(value) for value in row] for row in sorted(found)] == [
                [type(value) for value in row] for row in wanted
            ]


@pytest.mark.parametrize("count", [0, 1, 2, 500])
def test_a_list_may_have_any_length(story: Story, count: int) -> None:
    site = table("site")
    ask = Ask(
        select(site.c.code)
        .where(site.c.id.in_(listed("ids")) | site.c.code.in_(listed("codes")))
        .where(site.c.party >= given("least"), site.c.kind != "nothing")
    )
    with story.office.store.read() as conn:
        known = conn.execute(select(site.c.id, site.c.code).order_by(site.c.id)).all()
        ids = [row.id for row in known][:count] + [-n for n in range(max(count - len(known), 0))]
        assert set(ask.column(conn, ids=ids, codes=[], least=0)) == {r.code for r in known[:count]}
        assert set(ask.column(conn, ids=[], codes=["ST-Z"], least=0)) == {"ST-Z"}
        assert ask.first(conn, ids=ids, codes=["ST-Z"], least=10**15) is None


def test_none_is_an_empty_column(story: Story) -> None:
    no = story.released(10)
    with story.office.store.read() as conn:
        assert built.first(conn, "batch", {"no": no, "booking": None}) is None
        assert built.first(conn, "certificate", {"revoked": None}).pieces == 10
        assert built.first(conn, "certificate", {"revoked": None, "pieces": 11}) is None


def test_a_transaction_knows_what_it_has_locked(story: Story) -> None:
    story.released(10)
    with story.office.store.write() as tx:
        batch = built.first(tx.conn, "batch", {"no": "B-1"}).id
        others = not tx.sqlite  # SQLite lets nobody else write from the start
        assert tx.lock([]) is False
        with suppress(BadInput), tx.savepoint():
            assert tx.lock([batch]) is others
            assert tx.lock([batch]) is False
            raise BadInput(reason("nothing_named"))
        # going back gave the lock up: somebody may have been at the goods since
        with tx.savepoint():
            assert tx.lock([batch]) is others
        assert tx.lock([batch, -1]) is others
        assert tx.lock([batch]) is False


def test_holds_are_looked_up_by_index_even_when_a_list_is_empty(lite: Story) -> None:
    values = {"batch": [1], "item": [1], "site": [], "party": [], "plant": [], "stood": [1], "at": 1}
    sql, sent = gate._HOLDS.statement(values, is_lite=True)
    with lite.office.store.read() as conn:
        driver = conn.connection.driver_connection
        assert driver is not None
        plan = [row[-1] for row in driver.execute(f"EXPLAIN QUERY PLAN {sql}", sent)]
    assert len([step for step in plan if step.startswith("SEARCH hold USING INDEX")]) == 3
    assert not any(step.startswith("SCAN containment") for step in plan)
