"""Runs migrations on the database that the settings or the caller name."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, text

from app.settings import Settings
from app.store.session import open_store
from app.store.tables import metadata


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        include_name=lambda name, kind, _: kind != "table" or name != "counter",
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            # one migration at a time, and never wait for ever behind a running service
            connection.execute(text("SET LOCAL lock_timeout = '30s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('coldtrace.schema'))"))
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    store = open_store(Settings().url)
    with store.engine.connect() as opened:
        run(opened)
        opened.commit()
    store.engine.dispose()
