"""Replaying the ledger: to see whether the projections are what the facts say, or to make them so."""

from __future__ import annotations

import tempfile
from itertools import islice
from pathlib import Path

from app.store import project, schema
from app.store.session import Store, Tx, open_store


def check(store: Store, *, most: int = 200) -> tuple[int, list[str]]:
    """(facts replayed, differences): the ledger replayed into an empty scratch database and compared.

    The scratch database is always SQLite, so a PostgreSQL installation is checked by another engine.
    """
    with tempfile.TemporaryDirectory(prefix="coldtrace-") as folder:
        scratch = open_store(f"sqlite:///{Path(folder) / 'scratch.sqlite3'}")
        try:
            schema.upgrade(scratch)
            with store.read() as conn, scratch.write() as into:
                count = project.rebuild(conn, into)
                found = list(islice(project.differences(conn, into.conn), most))
        finally:
            scratch.engine.dispose()
    return count, found


def repair(store: Store) -> int:
    """Empty the projections and replay the ledger into them, in one transaction; facts replayed."""
    with store.write() as tx:
        project.clear(tx)
        return project.rebuild(tx.conn, Tx(tx.conn, tx.sqlite))
