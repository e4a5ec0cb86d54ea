"""Facts as they lie in the table: envelope and decoded JSON, read with plain SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Raw:
    """One row of ``fact``. ``since`` and ``at`` are the earliest and latest moment it happened."""

    id: int
    kind: str
    body: Body
    since: int
    at: int
    entered: int
    party: int | None
    corrects: int | None

    @property
    def is_command(self) -> bool:
        """Entered at the moment it happened, and not in the place of another fact."""
        return self.since == self.entered and self.corrects is None


def read(conn: Connection, after: int = 0) -> list[Raw]:
    """Every fact past an id, in order of arrival."""
    rows = conn.execute(
        text(
            "SELECT id, kind, body, happened_from, happened_to, entered, party, corrects "
            "FROM fact WHERE id > :after ORDER BY id"
        ),
        {"after": after},
    )
    return [
        Raw(r[0], r[1], json.loads(r[2]), int(r[3]), int(r[4]), int(r[5]), r[6], r[7]) for r in rows
    ]


def standing(facts: Iterable[Raw]) -> list[Raw]:
    """The facts that no other one of them corrects."""
    listed = list(facts)
    corrected = {fact.corrects for fact in listed}
    return [fact for fact in listed if fact.id not in corrected]
