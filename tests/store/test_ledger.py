"""Evidence: append-only, hashed over exactly what is stored, in an order without gaps."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.domain.facts import KINDS, BatchRejected, TraceAsked
from app.store import canonical, ledger, listing, schema
from app.store.session import Store
from app.store.tables import EVIDENCE, metadata, table
from tests.story import Story


@pytest.mark.parametrize("name", EVIDENCE)
@pytest.mark.parametrize("act", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
def test_evidence_refuses_to_change(story: Story, name: str, act: str) -> None:
    story.booked(10)
    with story.office.store.write() as tx:
        ledger.integrate(tx)
    column = next(c.name for c in table(name).columns if not c.primary_key)
    with pytest.raises(DBAPIError, match="append-only"), story.office.store.engine.begin() as conn:
        conn.execute(text(act.format(name, column)))


def test_every_leaf_is_the_hash_of_what_is_stored(story: Story) -> None:
    story.received(10)
    with story.office.store.read() as conn:
        ids = list(conn.execute(select(table("fact").c.id)).scalars())
        shown = [listing.raw_fact(conn, fact) for fact in ids]
    assert len(shown) > 30
    for fact in shown:
        stored = f"{fact['envelope']}\n{fact['body']}".encode()
        assert fact["leaf"] == sha256(b"\x00" + stored).hexdigest()


def test_positions_have_no_gaps_once_integrated(story: Story) -> None:
    story.received(10)
    store = story.office.store
    with store.write() as tx:
        integrated = ledger.integrate(tx)
        assert ledger.integrate(tx) == 0
    with store.read() as conn:
        facts = list(conn.execute(select(table("fact").c.id)).scalars())
        log = conn.execute(select(table("log_entry")).order_by(table("log_entry").c.position)).all()
    assert integrated == (0 if store.sqlite else len(facts))
    assert [row.position for row in log] == list(range(len(facts)))
    assert {row.fact for row in log} == set(facts)


def test_tables_and_migrations_agree(store: Store) -> None:
    with store.engine.connect() as conn:
        context = MigrationContext.configure(
            conn, opts={"include_name": lambda n, k, _: n != "counter"}
        )
        assert compare_metadata(context, metadata) == []
    assert schema.is_current(store)


def test_migrations_do_not_run_backwards(store: Store) -> None:
    with pytest.raises(RuntimeError, match="restore a backup"), store.engine.begin() as conn:
        command.downgrade(schema.config(conn), "base")


def test_every_kind_of_fact_has_its_own_name() -> None:
    assert len(KINDS) == 75
    assert KINDS["trace_asked"] is TraceAsked


@pytest.mark.parametrize("value", [1.5, {"a": 2**53}, {"a": None}, {"a": b"x"}, {"a": [0.0]}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical.canonical(value)


def test_canonical_json_sorts_composes_and_packs() -> None:
    assert (
        canonical.canonical({"b": "e\u0301", "a": [1, True, "\n<"]})
        == '{"a":[1,true,"\\n<"],"b":"é"}'.encode()
    )


def test_a_fact_with_a_fraction_in_it_is_not_written() -> None:
    odd: Any = 1.5
    with pytest.raises(Exception, match=r"[Ee]xpected `int`"):
        canonical.body_of(BatchRejected(batch=odd, why="x"), "batch_rejected")
    with pytest.raises(TypeError):
        canonical.body_of(BatchRejected(batch=2**53, why="x"), "batch_rejected")
