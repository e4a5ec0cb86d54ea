"""What laboratories had said before tubes kept it is filled in from the facts."""

from __future__ import annotations

from importlib import import_module

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import update

from app.store.tables import table
from app.usecases import sample
from tests.story import Story


def test_tubes_get_what_was_said_of_them(story: Story) -> None:
    no = story.cleared()
    tube = sample.Tube("WH-1", "T-LOST", "outer_pack", no, cartons=(1,))
    sample.take_sample(story.office, story.at("WH-1"), tube)
    sample.handle_sample(story.office, story.at("WH-1"), "T-LOST", "lost", "on the road")
    assert story.unequal() == []
    nothing = {"outcome": "", "laboratory": None, "verdict": ""}
    migration = import_module("migrations.versions.2026_11_27_keep_lists_quick")
    with story.office.store.write() as tx:
        tx.conn.execute(update(table("sample")).values(**nothing))
        with Operations.context(MigrationContext.configure(tx.conn)):
            migration._say_what_laboratories_said()
    assert story.unequal() == []
