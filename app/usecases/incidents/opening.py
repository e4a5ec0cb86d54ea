"""An incident opened by hand, from whatever is known; and the same question before anything is held."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from app.domain import ids
from app.domain.actors import Actor
from app.domain.alarm import IncidentRule
from app.domain.errors import BadInput, reason
from app.domain.span import micros
from app.store import met, registry
from app.usecases.clues import Clues, follow
from app.usecases.goods import batch_of
from app.usecases.incidents import reading
from app.usecases.incidents.begin import Cause, begin, rule_of, widen
from app.usecases.incidents.stop import Goods, plan
from app.usecases.office import Act, Office

#: Starts that speak of where goods were, not of the goods: holding them is proposed first.
_NEAR = {"person", "plate", "place", "vehicle"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What is known, and why it is feared. ``hold`` None: goods are, what only met something is not.

    ``letter``: the id of the letter it came with. A drill stops nothing.
    """

    clues: Clues
    why: str
    letter: int | None = None
    hold: bool | None = None
    drill: bool = False


def open_incident(office: Office, actor: Actor, opening: Opening) -> str:
    """Open an incident and hold the batches that the clues lead to; its number.

    Raises NotFound when they lead to nothing the actor may know of.
    """
    with office.act(actor) as act:
        act.needs(*reading.AUTHORITY)
        letter = None
        if opening.letter is not None:
            letter = reading.find_letter(act.conn, actor, opening.letter)
        goods = _goods(act, actor, opening)
        region, reach = _where(act.conn, actor, goods.seen)
        cause = Cause(
            cause="hand" if letter is None else "letter", subject=opening.clues.text[:500],
            why=ids.name(opening.why, "why", most=500), region=region, reach=reach,
            letter=None if letter is None else letter.id, drill=opening.drill,
        )  # fmt: skip
        return begin(act, cause, goods).no


def _goods(act: Act, actor: Actor, opening: Opening) -> Goods:
    found = follow(act.conn, actor, replace(opening.clues, whole=True))
    hold = not _NEAR & set(found.kinds) if opening.hold is None else opening.hold
    if not hold:
        return Goods(proposed=found.batches)
    return _with_exposed(act.conn, act, found.batches)


def _with_exposed(conn: Connection, act: Act, batches: tuple[int, ...]) -> Goods:
    rule = rule_of(act, batches).incident
    window = (micros(act.now - timedelta(hours=rule.exposure_hours)), micros(act.now))
    others = met.batches(conn, rule.hold_exposed, (batches, ()), window)
    return Goods(batches, tuple(others))


def _where(conn: Connection, actor: Actor, batches: tuple[int, ...]) -> tuple[str, str]:
    """(where it is said to be, how far it reaches): as far as the authority that opens it."""
    if actor.supervises:
        return actor.supervises, actor.supervises
    row = registry.need(conn, "batch", "", id=batches[0])
    kept = registry.warehouse_of(conn, row)
    site = registry.one(conn, "site", id=kept[0]) if kept else None
    return ("" if site is None else site.region), ""


def what_if(office: Office, actor: Actor, clues: Clues) -> dict[str, Any]:
    """What opening an incident from these clues would stop, by the very reading that opening does.

    Nothing is written. Raises NotFound, TooMuch.
    """
    with office.store.read() as conn:
        found = follow(conn, actor, replace(clues, whole=True))
        rule = _rule(office, conn, found.batches)
        now = office.clock()
        window = (micros(now - timedelta(hours=rule.exposure_hours)), micros(now))
        others = met.batches(conn, rule.hold_exposed, (found.batches, ()), window)
        goods = Goods(found.batches, tuple(others))
        _, reach = _where(conn, actor, found.batches)
        return plan(conn, goods, reach).as_dict(conn)


def _rule(office: Office, conn: Connection, batches: tuple[int, ...]) -> IncidentRule:
    row = registry.need(conn, "batch", "", id=min(batches))
    product = registry.one(conn, "product", id=row.product)
    category = "" if product is None else product.category
    kept = registry.warehouse_of(conn, row)
    site = registry.one(conn, "site", id=kept[0]) if kept else None
    region = "" if site is None else site.region
    try:
        return office.policies.at(office.clock(), region, category).incident
    except LookupError:
        named = {"day": office.clock().date().isoformat(), "region": region, "category": category}
        raise BadInput(reason("no_policy", **named)) from None


def hold_more(office: Office, actor: Actor, no: str, batches: tuple[str, ...], why: str) -> int:
    """Hold more batches under an incident, those that were proposed among them; how many it is."""
    with office.act(actor) as act:
        row = reading.own(act, no)
        keys = tuple(sorted({int(batch_of(act, each).id) for each in batches}))
        if not keys:
            raise BadInput(reason("empty", field="batches"))
        text = ids.name(why, "why", most=500)
        if row.drill:
            raise BadInput(reason("drill_holds_nothing", incident=row.no))
        widen(act, (row.id, row.no, row.reach), keys, (text, None))
        return len(keys)
