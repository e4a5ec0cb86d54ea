"""The outbox: notices in, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.store import canonical
from app.store.session import Hot, Tx
from app.store.tables import table

_notice = table("notice")
_COLUMNS = [column.name for column in _notice.columns]
_PUT = Hot(
    f"INSERT INTO notice ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{c}' for c in _COLUMNS)})"  # noqa: S608
)


def put(
    tx: Tx, destinations: Iterable[str], about: tuple[str, int], body: Mapping[str, Any], now: int
) -> None:
    """Write one notice for each destination. ``about`` is its kind and subject; ``now`` microseconds.

    Raises TypeError for a body that has no canonical form: floats and nulls have none.
    """
    kind, subject = about
    text = canonical.canonical(dict(body)).decode()
    for name in destinations:
        row = dict.fromkeys(_COLUMNS, "") | {
            "id": tx.new_id(), "destination": name, "kind": kind, "subject": subject, "body": text,
            "made": now, "state": "waiting", "tries": 0, "due": now, "settled": None,
        }  # fmt: skip
        tx.run(_PUT, row)
