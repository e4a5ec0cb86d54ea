"""At the stall and the end of the way: on sale, sold, sent back, destroyed."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain import ids
from app.domain.actors import Actor, Role
from app.domain.errors import BadInput, Reason, reason
from app.domain.facts import Destroyed, PutOnSale, ReturnedAbroad, Sold
from app.domain.quantity import whole
from app.store import registry
from app.usecases import gate
from app.usecases.gate import Asked
from app.usecases.goods import Goods, Picked, own_site, pick, some
from app.usecases.office import Act, Office, When


def put_on_sale(office: Office, actor: Actor, site: str, goods: Goods, when: When | None = None) -> int:
    """Lay goods on the counter, code shown. The gate judges."""
    with office.act(actor, when) as act:
        act.needs(Role.VENDOR, Role.WAREHOUSE_STAFF)
        place = own_site(act, site)
        picked = some(pick(act, goods, place, ("stored",)))
        reasons = [*picked.reasons, *_judged(act, picked, place)]
        breach = act.gate("put_on_sale", picked.subject, reasons, picked.items)
        fact = PutOnSale(load=picked.load, site=place.id, party=place.party, breach=breach)
        return act.append(fact, place=place.id)


def sell(
    office: Office,
    actor: Actor,
    site: str,
    goods: Goods,
    *,
    buyer: str = "",
    when: When | None = None,
) -> int:
    """Sell goods. The gate judges; a sale that has happened already is recorded and flagged."""
    with office.act(actor, when) as act:
        act.needs(Role.VENDOR)
        place = own_site(act, site)
        to = None
        if buyer:
            uscc = ids.uscc(buyer, "buyer")
            to = registry.need(act.conn, "party", uscc, uscc=uscc).id
        picked = some(pick(act, goods, place, ("on_sale", "stored")))
        reasons = [*picked.reasons, *_judged(act, picked, place)]
        breach = act.gate("sell", picked.subject, reasons, picked.items)
        fact = Sold(load=picked.load, site=place.id, party=place.party, buyer=to, breach=breach)
        return act.append(fact, place=place.id)


def _judged(act: Act, picked: Picked, place: registry.Found) -> list[Reason]:
    return gate.judge(act, picked.batches, Asked.TRADE, picked.states, place)


def return_abroad(
    office: Office, actor: Actor, site: str, goods: Goods, paper: str, when: When | None = None
) -> int:
    """Send goods back over the border. A hold does not stop this: it is one of its two ends."""
    with office.act(actor, when) as act:
        act.needs(Role.RELEASE_OFFICER, Role.WAREHOUSE_STAFF)
        place = own_site(act, site)
        picked = some(pick(act, goods, place))
        breach = act.gate("return_abroad", picked.subject, picked.reasons, picked.items)
        fact = ReturnedAbroad(
            load=picked.load, site=place.id, party=place.party, paper=ids.code(paper, "paper"),
            breach=breach,
        )  # fmt: skip
        return act.append(fact, place=place.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposal:
    """Harmless disposal: who watched, how, and what the scale said, in grams."""

    witness: int
    weighed: int
    method: str


def destroy(
    office: Office,
    actor: Actor,
    site: str,
    goods: Goods,
    disposal: Disposal,
    when: When | None = None,
) -> int:
    """Destroy goods before a witness who is not the actor; more weight than there was is refused."""
    with office.act(actor, when) as act:
        act.needs(Role.RELEASE_OFFICER, Role.WAREHOUSE_STAFF, Role.VENDOR, Role.SUPERVISOR)
        place = own_site(act, site)
        key = whole(disposal.witness, "witness")
        witness = registry.need(act.conn, "person", key, id=key)
        if witness.id == actor.person:
            raise BadInput(reason("second_person_needed"))
        picked = some(pick(act, goods, place))
        weighed = whole(disposal.weighed, "weighed")
        reasons = list(picked.reasons)
        # packaging and frost weigh too: a tenth more than the net weight is still believed
        if weighed * 10 > picked.grams * 11:
            reasons.append(reason("weight_exceeds", weighed=weighed, have=picked.grams))
        breach = act.gate("destroy", picked.subject, reasons, picked.items)
        fact = Destroyed(
            load=picked.load, site=place.id, party=place.party, witness=witness.id, weighed=weighed,
            method=ids.name(disposal.method, "method", most=80), breach=breach,
        )  # fmt: skip
        return act.append(fact, place=place.id)
