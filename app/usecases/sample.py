"""The sampling room: draw the plan, take the tubes, hand them to the laboratory."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from app.domain import ids, sampling
from app.domain.actors import Actor, Role
from app.domain.errors import BadInput, Conflict, NotFound, Reason, reason
from app.domain.facts import Carton, PlanDrawn, SampleHandled, SampleTaken
from app.domain.ledger import Entry
from app.domain.quantity import whole
from app.store import ledger, registry
from app.usecases import gate
from app.usecases.goods import batch_of, find_items, own_site
from app.usecases.office import Act, Office, When
from app.usecases.register import choice

SUBJECTS = ("goods", "vehicle", "site", "zone", "person")


@dataclass(frozen=True, slots=True)
class Tube:
    """A tube as it is filled. ``cartons`` by number, or ``items`` by scan; several make a pool."""

    site: str
    tube: str
    part: str
    batch: str = ""
    cartons: tuple[int, ...] = ()
    items: tuple[str, ...] = ()
    method: str = "swab"
    grams: int = 0
    subject: str = "goods"
    subject_id: int | None = None


def draw_plan(office: Office, actor: Actor, batch: str, seed: str = "") -> tuple[int, ...]:
    """Draw the cartons to be sampled; their numbers. The seed is recorded, so it can be redrawn."""
    with office.act(actor) as act:
        act.needs(Role.SAMPLER, Role.WAREHOUSE_STAFF, Role.SUPERVISOR)
        row = batch_of(act, batch)
        act.tx.lock([row.id])
        row = batch_of(act, batch)
        if not row.pieces:
            act.refuse("draw_plan", row.no, [reason("not_unloaded", batch=row.no)], [row.id])
        if ledger.about_items(act.conn, [row.id], kinds=("plan_drawn",)):
            raise Conflict(reason("planned_already", batch=row.no))
        rule = gate.policy_of(act, row.id).sampling
        seed = ids.code(seed, "seed") if seed else secrets.token_hex(16).upper()
        cartons = sampling.draw(seed, row.pieces, rule.cartons(row.pieces))
        fact = PlanDrawn(
            batch=row.id, seed=seed, population=row.pieces, cartons=cartons, parts=rule.parts
        )
        act.append(fact)
        return cartons


def take_sample(office: Office, actor: Actor, filled: Tube, when: When | None = None) -> int:
    """Bind a tube to what it touched; the sample's id."""
    with office.act(actor, when) as act:
        act.needs(Role.SAMPLER)
        site = own_site(act, filled.site)
        tube = ids.code(filled.tube, "tube")
        if registry.one(act.conn, "sample", tube=tube):
            raise Conflict(reason("tube_used", tube=tube))
        method = choice(filled.method, "method", ("swab", "destructive"))
        subject = choice(filled.subject, "subject", SUBJECTS)
        cartons = _cartons(act, filled) if subject == "goods" else ()
        act.tx.lock({carton.batch for carton in cartons})
        reasons = _faults(act, filled, cartons) if cartons else []
        grams = whole(filled.grams, "grams") if method == "destructive" else 0
        if method == "destructive" and len({carton.batch for carton in cartons}) > 1:
            raise BadInput(reason("mixed_batches", item=tube, batch=filled.batch or "–"))
        act.gate("take_sample", tube, reasons, {carton.batch for carton in cartons})
        sample = act.tx.new_id()
        fact = SampleTaken(
            sample=sample, tube=tube, part=ids.name(filled.part, "part", most=40), method=method,
            subject=subject, subject_id=filled.subject_id, cartons=cartons, grams=grams,
            sampler=actor.person, site=site.id, party=site.party,
        )  # fmt: skip
        named = registry.item_states(act.conn, [c.item for c in cartons if c.item is not None])
        act.append(fact, place=site.id, on=named.values() if grams else ())
        return sample


def _cartons(act: Act, filled: Tube) -> tuple[Carton, ...]:
    """The cartons a tube names, by number or by scan."""
    found: list[Carton] = []
    if filled.cartons:
        row = batch_of(act, filled.batch)
        coded = registry.by_carton(act.conn, row.id)
        for ordinal in filled.cartons:
            if not 1 <= whole(ordinal, "carton") <= row.pieces:
                raise BadInput(
                    reason("carton_out_of_range", value=ordinal, batch=row.no, most=row.pieces)
                )
            found.append(Carton(batch=row.id, ordinal=ordinal, item=coded.get(ordinal)))
    states = registry.item_states(act.conn, list(find_items(act, filled.items).values()))
    for state in states.values():
        if state.kind != "package" or state.batch is None:
            raise BadInput(reason("wrong_kind", value=state.item, kind=state.kind, wanted="package"))
        found.append(Carton(batch=state.batch, ordinal=state.ordinal, item=state.item))
    if not found:
        raise BadInput(reason("empty", field="cartons"))
    if len({(carton.batch, carton.ordinal) for carton in found}) < len(found):
        raise BadInput(reason("listed_twice", what="carton", value=filled.tube))
    return tuple(found)


def _faults(act: Act, filled: Tube, cartons: tuple[Carton, ...]) -> list[Reason]:
    reasons = []
    for batch in dict.fromkeys(carton.batch for carton in cartons):
        rule = gate.policy_of(act, batch).sampling
        if len(cartons) > rule.pool_most:
            reasons.append(reason("pool_too_large", value=len(cartons), most=rule.pool_most))
        if filled.method == "destructive" and filled.part not in rule.destructive_parts:
            reasons.append(reason("part_not_destructive", part=filled.part))
    return reasons


def handle_sample(
    office: Office, actor: Actor, tube: str, outcome: str, why: str = "", when: When | None = None
) -> int:
    """The laboratory received a tube or rejected it, or it was lost; rejections say why."""
    with office.act(actor, when) as act:
        act.needs(Role.LABORATORY, Role.SAMPLER)
        choice(outcome, "outcome", ("received", "rejected", "lost"))
        if outcome != "received":
            why = ids.name(why, "why", most=500)
        taken = taken_sample(act, tube)
        batches = taken.batches
        act.tx.lock(batches)
        said = last_outcome(act, taken)
        if said is not None and (said.outcome != "received" or outcome == "received"):
            raise Conflict(reason("sample_closed", tube=taken.tube, outcome=said.outcome))
        fact = SampleHandled(
            sample=taken.sample, batches=batches, outcome=outcome, laboratory=actor.party, why=why
        )
        return act.append(fact)


def taken_sample(act: Act, tube: str) -> SampleTaken:
    """The sample in a tube. Raises NotFound."""
    text = ids.code(tube, "tube")
    row = registry.need(act.conn, "sample", text, tube=text)
    fact = ledger.entry(act.conn, row.fact).fact
    if not isinstance(fact, SampleTaken):
        raise NotFound(reason("no_such", what="tube", value=text))
    return fact


def last_outcome(act: Act, taken: SampleTaken) -> SampleHandled | None:
    """What the laboratory last said about a tube."""
    found: list[Entry] = ledger.about_items(act.conn, taken.batches, kinds=("sample_handled",))
    said = [
        e.fact for e in found if isinstance(e.fact, SampleHandled) and e.fact.sample == taken.sample
    ]
    return said[-1] if said else None
