"""Telling the outside world, without waiting for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.notices import KINDS
from app.domain.span import micros
from app.store import notices
from app.usecases.office import Act


def tell(act: Act, kind: str, subject: int, body: Mapping[str, Any]) -> None:
    """Put a notice into the outbox in the act's own transaction, for every destination that wants it.

    ``subject`` is the batch or incident whose notices keep their order. A batch is locked here; who
    tells of an incident has locked it before. ``body`` holds JSON values without floats and nulls,
    and no name or phone number of a person. Raises ValueError for a kind that is not in ``KINDS``.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of notice")
    wanting = [each.name for each in act.destinations if each.wants(kind)]
    if not wanting:
        return
    act.tx.lock([subject])
    notices.put(act.tx, wanting, (kind, subject), body, micros(act.now))
