"""Bringing a database to the newest schema, and saying whether it is there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

import migrations
from app.store.session import Store


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, wherever the package is installed."""
    made = Config()
    made.set_main_option("script_location", str(Path(str(migrations.__file__)).parent))
    if connection is not None:
        made.attributes["connection"] = connection
    return made


def upgrade(store: Store) -> None:
    """Run every migration that is still to be run, all in one transaction."""
    with store.engine.begin() as connection:
        command.upgrade(config(connection), "head")


def is_current(store: Store) -> bool:
    """True when the database has the newest schema."""
    with store.read() as connection:
        have = MigrationContext.configure(connection).get_current_heads()
    return set(have) == set(ScriptDirectory.from_config(config()).get_heads())
