"""Asking the one gate about goods. Every act that moves, sells or processes comes through here."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.errors import NotFound, Reason, reason
from app.domain.history import ItemState
from app.domain.policy import CHINA, Policy
from app.domain.release import Act as Asked
from app.domain.release import GateFacts, Held, OpenHold, decide, stopped
from app.store import gate as read
from app.store import registry
from app.usecases.office import Act


def facts_of(act: Act, batch: int) -> GateFacts:
    """What the gate looks at, as of the moment that judges this act."""
    row = registry.need(act.conn, "batch", batch, id=batch)
    kept = registry.warehouse_of(act.conn, row)
    place = registry.one(act.conn, "site", id=kept[0]) if kept else None
    held = read.holds(act.conn, read.made_of(act.conn, [batch]), (), act.judged_at, place)
    return read.facts(act.conn, row, act.judged_at, held)


def policy_of(act: Act, batch: int) -> Policy:
    """The policy for an import batch: by the region of its warehouse and the kind of goods."""
    return _policy(act, read.rows(act.conn, [batch])[batch])


def _policy(act: Act, batch: registry.Found) -> Policy:
    if batch.category is None:
        raise NotFound(reason("no_such", what="product", value=batch.product))
    return act.policy(batch.region or "", batch.category)


def judge(
    act: Act,
    batches: Iterable[int],
    asked: Asked,
    items: Iterable[ItemState] = (),
    place: registry.Found | None = None,
) -> list[Reason]:
    """Why these goods at a place may not go: by every import batch they are made of, every hold."""
    goods, wanted = list(items), list(batches)
    made = read.made_of(act.conn, wanted, goods)
    held = read.holds(act.conn, made, goods, act.judged_at, place)
    reasons = [] if wanted else _named(held)  # an empty pallet has no batch to be judged by
    if asked is Asked.TRADE and place is not None and place.kind == "supervision_warehouse":
        reasons.append(reason("trade_in_warehouse", site=place.code))
    for origin in (made.batches[key] for key in made.origins):
        facts = read.facts(act.conn, origin, act.judged_at, held)
        decision = decide(facts, _policy(act, origin), asked)
        if isinstance(decision, Held):
            reasons += decision.reasons
    for key in wanted:
        reasons += expired(act, made.batches[key])
    return list(dict.fromkeys(reasons))


def expired(act: Act, batch: registry.Found) -> list[Reason]:
    """A batch keeps until the end of its last day in China."""
    today = act.judged_at.astimezone(CHINA).date().isoformat()
    if not batch.expires or batch.expires >= today:
        return []
    return [reason("expired", batch=batch.no, value=batch.expires)]


def blocked(
    act: Act, batches: Iterable[int], items: Iterable[ItemState], place: registry.Found
) -> list[Reason]:
    """Only what stops goods that stay where they are: open holds."""
    goods = list(items)
    made = read.made_of(act.conn, batches, goods)
    return _named(read.holds(act.conn, made, goods, act.judged_at, place))


def _named(held: Iterable[OpenHold]) -> list[Reason]:
    return [hold.reason for hold in held]


__all__ = ["Asked", "blocked", "facts_of", "judge", "policy_of", "stopped"]
