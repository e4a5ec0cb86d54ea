"""What had left under certificates before the ledger kept it apart is filled in from the facts."""

from __future__ import annotations

from importlib import import_module

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import delete

from app.store.tables import table
from app.usecases import correct, move
from app.usecases.goods import Goods
from tests.story import Story
from tests.usecases.said import written


def test_certificates_get_what_had_left_under_them(story: Story) -> None:
    no = story.released(30, to="ST-Z")
    for pieces in (3, 4):
        load = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, pieces))
        move.ship(story.office, story.at("WH-1"), load)
    correct.void(story.office, story.at("WH-1"), written(story)[-1].id, "wrong truck")
    assert story.unequal() == []
    migration = import_module("migrations.versions.2026_11_29_sign_certificates")
    with story.office.store.write() as tx:
        tx.conn.execute(delete(table("certificate_use")))
        with Operations.context(MigrationContext.configure(tx.conn)):
            migration._say_what_has_left()
        rows = tx.conn.execute(table("certificate_use").select()).all()
    assert [row.pieces for row in rows] == [3]
    assert story.unequal() == []
