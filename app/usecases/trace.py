"""Where did it come from, where is all of it now, and does the sum come out?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from unicodedata import name, normalize

from sqlalchemy import Connection

from app.domain import ids
from app.domain.actors import Actor
from app.domain.errors import BadInput, Conflict, NotFound, Reason, TooMuch, reason
from app.domain.facts import TraceAsked
from app.store import find, movements, registry, sight
from app.usecases import voided
from app.usecases.office import Office
from app.usecases.trails import batch_story, item_story
from labels import payload

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
    text = ids.name(key, "key", most=120)
    if direction not in DIRECTIONS:
        choices = ", ".join(DIRECTIONS)
        raise BadInput(reason("bad_choice", field="direction", value=direction[:40], choices=choices))
    with office.store.read() as conn:
        matches = _find(conn, actor, text)
        every = sorted({batch for match in matches for batch in match.batches})
        starts = sight.among(conn, every, actor.party, actor.supervises)
        named = list(dict.fromkeys(item for match in matches for item in match.items))
        if not starts and (every or not _near(conn, actor, named)):
            raise NotFound(reason("nothing_called", value=text[:80]))
        shown = _reach(conn, starts, named, direction, office.trace_limit)
        answer = Trace(text, direction, [{"as": match.kind} for match in matches])
        answer.items = [item_story(conn, item, office.trace_limit) for item in named]
        answer.batches = [batch_story(conn, batch, direction, office.trace_limit) for batch in shown]
    with office.act(actor) as act:
        act.append(TraceAsked(key=text[:80], direction=direction, items=tuple(starts[:200])))
    return answer


def _near(conn: Connection, actor: Actor, items: list[int]) -> bool:
    """Whether one of some items without goods, an empty pallet, is the actor's or in their region."""
    for state in registry.item_states(conn, items).values():
        kind, key = ("party", state.party) if state.site is None else ("site", state.site)
        if state.party == actor.party or actor.visits(registry.need(conn, kind, key, id=key).region):
            return True
    return False


def _find(conn: Connection, actor: Actor, text: str) -> list[find.Match]:
    """What a key means, as it was typed or as people write it: full width, spaced, in lower case."""
    plain = "".join(c.upper() if c.isascii() else c for c in normalize("NFKC", text))
    bare = plain.translate({ord(c): None for c in " ·-"})
    for spelling in dict.fromkeys((text, plain, bare)):
        read = payload.read(spelling)
        found = find.by_label(conn, *read) if read is not None else []
        found = found or find.by_key(conn, spelling)
        if found:
            return found
    if (why := voided.told(conn, actor, bare)) is not None:
        raise Conflict(why)
    raise NotFound(reason("nothing_called", value=text[:80]), *_look_alikes(plain))


def _look_alikes(text: str) -> list[Reason]:
    """Characters no key of ours has: a letter of another alphabet looks just like one of ours."""
    odd = [c for c in text if not c.isascii() and not "\u4e00" <= c <= "\u9fff"]
    named = [f"U+{ord(c):04X} {name(c, 'UNNAMED')}" for c in dict.fromkeys(odd)]
    return [reason("strange_character", field="key", value=text[:40], character=each) for each in named]


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
