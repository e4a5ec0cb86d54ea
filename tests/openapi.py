"""The API as the demonstration describes it; run as a module to accept a change."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import orjson

from app import secret, wiring
from app.main import create_app
from app.settings import Settings
from app.store import meta

SNAPSHOT = Path(__file__).parent / "expected" / "openapi.json"


def described() -> dict[str, Any]:
    """OpenAPI of a fresh demonstration."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder))
        store = wiring.open_database(settings)
        with store.write() as tx:
            meta.put(tx, "demo", "complete")
        secret.made(settings)
        try:
            return create_app(wiring.office(settings, store), settings).openapi()
        finally:
            store.engine.dispose()


if __name__ == "__main__":
    SNAPSHOT.write_bytes(orjson.dumps(described(), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))
