"""Stopping goods, and letting them go again."""

from __future__ import annotations

from app.domain import ids
from app.domain.actors import Actor, Role
from app.domain.errors import Conflict, NotFound, Reason, reason
from app.domain.facts import HoldLifted, HoldLiftProposed, HoldPlaced
from app.domain.quantity import whole
from app.domain.sampling import Verdict, verdicts
from app.store import ledger, movements, registry
from app.usecases import gate
from app.usecases.codes import find_items
from app.usecases.goods import VISITORS, batch_of, only_of, own_site, visits
from app.usecases.office import Act, Office
from app.usecases.register import choice

SCOPES = ("batch", "item", "site", "plant", "party")


def place_hold(office: Office, actor: Actor, scope: str, target: str, why: str) -> int:
    """Hold a batch, an item, a site, an overseas plant or a party's goods at once; the hold's id.

    ``target`` is the name people use: batch number, code, site code, COUNTRY/NUMBER, or USCC.
    """
    with office.act(actor) as act:
        act.needs(Role.RELEASE_OFFICER, Role.SUPERVISOR, Role.INVESTIGATOR)
        choice(scope, "scope", SCOPES)
        key = _target(act, scope, target)
        if scope == "batch":
            act.tx.lock([key])
        hold = act.tx.new_id()
        fact = HoldPlaced(hold=hold, scope=scope, target=key, why=ids.name(why, "why", most=500))
        act.append(fact)
        return hold


def _target(act: Act, scope: str, target: str) -> int:
    """The id of what is to be held: a release officer's own things, a supervisor's anything."""
    match scope:
        case "batch":
            row = batch_of(act, target)
            owners = (row.owner, *registry.warehouse_of(act.conn, row)[1:])
            if not act.actor.holds(*VISITORS) and act.actor.party not in owners:
                raise NotFound(reason("no_such", what="batch", value=row.no))
            return int(row.id)
        case "item":
            found = find_items(act, [target])
            state = registry.item(act.conn, found[target])
            if not visits(act, state.batch):
                only_of((act.actor.party,), found, {state.item: state})
            return found[target]
        case "site":
            return int(own_site(act, target).id)
        case "plant":
            act.needs(*VISITORS)
            country, _, number = ids.code(target, "target").partition("/")
            return int(registry.need(act.conn, "plant", target, country=country, number=number).id)
        case _:
            uscc = ids.uscc(target, "target")
            party = registry.need(act.conn, "party", uscc, uscc=uscc)
            if party.id != act.actor.party and not act.actor.visits(party.region):
                raise NotFound(reason("no_such", what="party", value=uscc))
            return int(party.id)


def lift_hold(office: Office, actor: Actor, hold: int, why: str) -> int | None:
    """End a hold; None while it waits for the second person the policy asks for.

    A hold that a positive result placed ends only when that result is resolved clean.
    """
    with office.act(actor) as act:
        act.needs(Role.RELEASE_OFFICER, Role.SUPERVISOR, Role.INVESTIGATOR)
        row = _own_hold(act, whole(hold, "hold"))
        why = ids.name(why, "why", most=500)
        if row.scope == "batch":
            act.tx.lock([row.target])
        act.tx.lock_row("hold", hold)
        row = registry.need(act.conn, "hold", hold, id=hold)
        if row.until is not None:
            raise Conflict(reason("hold_lifted", hold=hold))
        items = (row.target,) if row.scope in ("batch", "item") else ()
        two, reasons = _lift_rules(act, row)
        proposal = registry.open_proposal(act.conn, "lift", hold)
        if two and proposal is not None and proposal.proposer == actor.person:
            reasons.append(reason("second_person_needed"))
        act.gate("lift_hold", str(hold), reasons, items)
        if two and proposal is None:
            key = act.tx.new_id()
            act.append(HoldLiftProposed(hold=hold, proposal=key, why=why, items=items))
            return None
        waiting = None if proposal is None else proposal.id
        return act.append(HoldLifted(hold=hold, why=why, items=items, proposal=waiting))


def _own_hold(act: Act, hold: int) -> registry.Found:
    """A hold the actor's party decided on, or one on goods of its warehouse, or in their region.

    A hold that followed from a fact (a result, a find) is not its finder's to lift: it is that of
    the warehouse the batch came through, or of whoever made the batch.
    """
    row = registry.need(act.conn, "hold", hold, id=hold)
    placed = ledger.entry(act.conn, row.placed)
    decided = isinstance(placed.fact, HoldPlaced) and placed.fact.because is None
    if decided and placed.party == act.actor.party:
        return row
    key = row.target if row.scope == "batch" else None
    if row.scope == "item":
        key = registry.item(act.conn, row.target).batch
    if key is not None:
        batch = registry.need(act.conn, "batch", key, id=key)
        if act.actor.party in (registry.warehouse_of(act.conn, batch)[1:] or (batch.owner,)):
            return row
    if _reaches(act, row, key):
        return row
    raise NotFound(reason("no_such", what="hold", value=hold))


def _reaches(act: Act, row: registry.Found, batch: int | None) -> bool:
    """Whether what is held lies in the supervisor's region; plants abroad are every supervisor's."""
    match row.scope:
        case "batch" | "item":
            return visits(act, batch)
        case "site" | "party":
            found = registry.need(act.conn, row.scope, row.target, id=row.target)
            return act.actor.visits(found.region)
        case _:
            return act.actor.supervises is not None


def _lift_rules(act: Act, row: registry.Found) -> tuple[bool, list[Reason]]:
    """Whether two persons are needed, and results that still stand against lifting."""
    if row.scope != "batch":
        return act.policy("", "").release.two_persons_to_lift, []
    two, reasons = False, []
    behind = movements.ancestry(act.conn, [row.target])
    origins = {*registry.origins(act.conn, [row.target]), *behind}
    for origin in movements.batches_among(act.conn, sorted(origins)):
        policy, facts = gate.policy_of(act, origin), gate.facts_of(act, origin)
        two = two or policy.release.two_persons_to_lift
        if "positive" in row.why:
            judged = verdicts(facts.entries, policy)
            standing = [s for s, verdict in judged.items() if verdict is Verdict.POSITIVE]
            tubes = registry.many(act.conn, "sample", "id", standing)
            reasons += [reason("result_positive", tube=tube.tube) for tube in tubes]
    return two, reasons
