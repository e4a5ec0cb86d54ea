"""An entry of the ledger: a fact in its envelope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.facts import Fact
from app.domain.span import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A fact with who, where, when it happened and when it was entered.

    ``actor`` is the person who did it, ``party`` for whom; ``sent_by`` the person whose login
    carried it in, when that is somebody else (an offline handheld replaying under the next shift).
    """

    id: int
    fact: Fact
    happened: Span
    entered: datetime
    device_time: datetime | None = None
    actor: int | None = None
    party: int | None = None
    sent_by: int | None = None
    device: str | None = None
    place: int | None = None
    corrects: int | None = None
