"""Where did it come from, where is all of it now, and does the sum come out?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from app.domain import ids
from app.domain.actors import Actor
from app.domain.errors import BadInput, TooMuch, reason
from app.store import movements
from app.store.patience import Patience
from app.usecases import inquiry
from app.usecases.clues import Clues, follow
from app.usecases.office import Office
from app.usecases.trails import batch_story, item_story

DIRECTIONS = ("all", "back", "forward", "batch", "balance")


@dataclass(slots=True)
class Trace:
    """The answer. ``batches`` and ``items`` hold plain data, ready for JSON."""

    key: str
    direction: str
    found: list[dict[str, Any]] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    batches: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The shape that the API and ``--json`` give."""
        return {
            "key": self.key,
            "direction": self.direction,
            "found": self.found,
            "items": self.items,
            "batches": self.batches,
        }


def trace(office: Office, actor: Actor, key: str, direction: str = "all") -> Trace:
    """Trace from a code, batch, declaration, container, seal, certificate, plate, plant, tube, report…

    Reads one snapshot without a lock, then records that it was asked. Raises NotFound when the key
    means nothing here and TooMuch rather than leave anything out.
    """
    if direction not in DIRECTIONS:
        choices = ", ".join(DIRECTIONS)
        raise BadInput(reason("bad_choice", field="direction", value=direction[:40], choices=choices))
    return told(office, actor, Clues(keys=(ids.name(key, "key", most=120),)), direction).value


def told(
    office: Office, actor: Actor, clues: Clues, direction: str = "all", patience: Patience | None = None
) -> inquiry.Answer[Trace]:
    """The same from any clues, with what it took."""
    limit = office.trace_limit

    def read(conn: Connection) -> tuple[Trace, Iterable[int]]:
        found = follow(conn, actor, clues)
        starts, named = list(found.batches), list(found.start.items)
        shown = _reach(conn, starts, named, direction, limit)
        answer = Trace(clues.text, direction, [{"as": kind} for kind in found.kinds])
        answer.items = [item_story(conn, item, limit) for item in named]
        answer.batches = [batch_story(conn, batch, direction, limit) for batch in shown]
        return answer, starts

    asked = inquiry.Question(text=clues.text, direction=direction, patience=patience)
    return inquiry.inquire(office, actor, asked, read)


def _reach(
    conn: Connection, starts: list[int], named: list[int], direction: str, limit: int
) -> list[int]:
    """The batches an answer speaks of: those named, what they came from, what was made of them."""
    walks = []
    if direction in ("all", "back"):
        walks.append(movements.ancestors)
    if direction in ("all", "forward"):
        walks.append(movements.descendants)
    reached = set(starts)
    for walk in walks:
        for start in (*starts, *named):
            found = walk(conn, start, limit)
            if len(found) > limit:
                raise TooMuch(reason("answer_too_large", limit=limit, what="items"))
            reached.update(movements.batches_among(conn, found))
    return sorted(reached)
