"""Taking a demonstration away again. Never used on real records."""

from __future__ import annotations

from sqlalchemy import inspect, text

from app.store.session import Store
from app.store.tables import metadata


def has_schema(store: Store) -> bool:
    """True when our tables are there."""
    return inspect(store.engine).has_table("fact")


def everything(store: Store) -> None:
    """Drop all our tables, sequences and functions from a PostgreSQL database, and nothing else."""
    names = [*metadata.tables, "alembic_version"]
    with store.engine.begin() as conn:
        for name in names:
            conn.execute(text(f'DROP TABLE IF EXISTS "{name}" CASCADE'))
        for name in ("fact_id", "thing_id", "block_id"):
            conn.execute(text(f"DROP SEQUENCE IF EXISTS {name}"))
        conn.execute(text("DROP FUNCTION IF EXISTS refuse_change() CASCADE"))
