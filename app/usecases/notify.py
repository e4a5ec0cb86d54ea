"""Telling the outside world, without waiting for it, what no fact tells by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.usecases import told
from app.usecases.office import Act


def tell(act: Act, kind: str, subject: int, body: Mapping[str, Any]) -> None:
    """Put a notice into the outbox in the act's own transaction, for every destination that wants it.

    ``subject`` is the batch or incident whose notices keep their order. A batch is locked here; who
    tells of an incident has locked it before. ``body`` holds JSON values without floats and nulls,
    and no name or phone number of a person. What ``told`` tells of facts needs no call of this.
    Raises ValueError for a kind that is not in ``KINDS``.
    """
    told.tell(act.tx, act.destinations, (kind, subject), body, act.now)
