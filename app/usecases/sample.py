"""The sampling room: draw the plan, take the tubes, hand them to the laboratory."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain import ids, sampling
from app.domain.actors import Actor, Role
from app.domain.effects import LIVE
from app.domain.errors import BadInput, Conflict, NotFound, Reason, reason
from app.domain.facts import Carton, PlanDrawn, SampleHandled, SampleTaken
from app.domain.history import ItemState
from app.domain.ledger import Entry
from app.domain.quantity import whole
from app.store import ledger, registry, stock
from app.usecases import gate
from app.usecases.codes import find_items
from app.usecases.goods import VISITORS, batch_of, kept_batch, own_goods, own_site, visits
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


def draw_plan(office: Office, actor: Actor, batch: str) -> tuple[int, ...]:
    """Draw the cartons to be sampled; their numbers.

    The seed is the leaf hash of the first unloading: nobody chose it, and anybody can draw again.
    When the count has been corrected since, the plan is drawn anew from the same seed.
    """
    with office.act(actor) as act:
        act.needs(Role.SAMPLER, Role.WAREHOUSE_STAFF, Role.SUPERVISOR)
        row = batch_of(act, batch) if actor.holds(*VISITORS) else kept_batch(act, batch)
        act.tx.lock([row.id])
        row = batch_of(act, batch)
        if row.booking is None:
            raise BadInput(reason("wrong_kind", value=row.no, kind="processed", wanted="import batch"))
        if not row.pieces:
            act.refuse("draw_plan", row.no, [reason("not_unloaded", batch=row.no)], [row.id])
        plan = newest_plan(act, row.id)
        if plan is not None and plan.population == row.pieces:
            raise Conflict(reason("planned_already", batch=row.no))
        rule = gate.policy_of(act, row.id).sampling
        every = ledger.about_items(act.conn, [row.id], kinds=("unloaded",), superseded=True)
        seed = ledger.leaf(act.conn, min(entry.id for entry in every)).hex()
        cartons = sampling.draw(seed, row.pieces, rule.cartons(row.pieces))
        fact = PlanDrawn(
            batch=row.id, seed=seed, population=row.pieces, cartons=cartons, parts=rule.parts
        )
        act.append(fact)
        return cartons


def newest_plan(act: Act, batch: int) -> PlanDrawn | None:
    """The sampling plan of a batch that counts."""
    plans = ledger.about_items(act.conn, [batch], kinds=("plan_drawn",))
    fact = plans[-1].fact if plans else None
    return fact if isinstance(fact, PlanDrawn) else None


def take_sample(office: Office, actor: Actor, filled: Tube, when: When | None = None) -> int:
    """Bind a tube to what it touched; the sample's id."""
    with office.act(actor, when) as act:
        act.needs(Role.SAMPLER)
        site = own_site(act, filled.site)
        tube = ids.code(filled.tube, "tube")
        if registry.one(act.conn, "sample", tube=tube):
            raise Conflict(reason("tube_used", tube=tube))
        method = choice(filled.method, "method", ("swab", "destructive"))
        part = ids.name(filled.part, "part", most=40)
        cartons = _cartons(act, filled, site) if filled.subject == "goods" else ()
        subject = _subject(act, filled, site)
        batches = dict.fromkeys(carton.batch for carton in cartons)
        act.tx.lock(batches)
        grams = whole(filled.grams, "grams") if method == "destructive" else 0
        if grams and len(batches) > 1:
            raise BadInput(reason("mixed_batches", item=tube, batch=filled.batch or "–"))
        named = registry.item_states(act.conn, [c.item for c in cartons if c.item is not None])
        reasons = [*_faults(act, filled, cartons), *_absent(act, cartons, named, site)]
        if grams and cartons:
            reasons += _too_heavy(act, cartons[0], named, (site, grams))
        if grams:  # a swab changes nothing
            act.comes_after(named.values())
        breach = act.gate("take_sample", tube, reasons, batches)
        sample = act.tx.new_id()
        fact = SampleTaken(
            sample=sample, tube=tube, part=part, method=method,
            subject=filled.subject, subject_id=subject, cartons=cartons, grams=grams,
            sampler=actor.person, site=site.id, party=site.party, breach=breach,
        )  # fmt: skip
        act.append(fact, place=site.id)
        return sample


def _subject(act: Act, filled: Tube, site: registry.Found) -> int | None:
    """The register id of what was swabbed when it was not goods; a swab of the site needs none."""
    choice(filled.subject, "subject", SUBJECTS)
    if filled.subject == "goods":
        return None
    if filled.subject == "site" and filled.subject_id is None:
        return int(site.id)
    key = whole(filled.subject_id, "subject_id")
    return int(registry.need(act.conn, filled.subject, key, id=key).id)


def _cartons(act: Act, filled: Tube, site: registry.Found) -> tuple[Carton, ...]:
    """The cartons a tube names, by number or by scan."""
    found: list[Carton] = []
    if filled.cartons:
        row = batch_of(act, filled.batch)
        for ordinal in filled.cartons:
            if not 1 <= whole(ordinal, "carton") <= row.pieces:
                raise BadInput(
                    reason("carton_out_of_range", value=ordinal, batch=row.no, most=row.pieces)
                )
            item = registry.holding_carton(act.conn, row.id, ordinal)
            if item is None and ordinal <= row.coded:
                raise BadInput(reason("cartons_unknown", item=f"{row.no} № {ordinal}"))
            found.append(Carton(batch=row.id, ordinal=ordinal, item=item))
    named = find_items(act, filled.items)
    states = registry.item_states(act.conn, list(named.values()))
    own_goods(act, named, site, states)
    for text, item in named.items():
        found += _scanned(act, text, states[item])
    if not found:
        raise BadInput(reason("empty", field="cartons"))
    if len({(carton.batch, carton.ordinal) for carton in found}) < len(found):
        raise BadInput(reason("listed_twice", what="carton", value=filled.tube))
    return tuple(found)


def _scanned(act: Act, text: str, state: ItemState) -> list[Carton]:
    """The drawn cartons in a scanned package, or its first when none was drawn."""
    if state.kind != "package" or state.batch is None:
        raise BadInput(reason("wrong_kind", value=text[:80], kind=state.kind, wanted="package"))
    if not state.ordinal:
        raise BadInput(reason("cartons_unknown", item=text[:80]))
    plan = newest_plan(act, state.batch)
    inside = range(state.ordinal, state.ordinal + max(state.pieces, 1))
    drawn = [n for n in plan.cartons if n in inside] if plan is not None else []
    return [Carton(batch=state.batch, ordinal=n, item=state.item) for n in drawn or [state.ordinal]]


def _faults(act: Act, filled: Tube, cartons: tuple[Carton, ...]) -> list[Reason]:
    reasons = []
    for batch in dict.fromkeys(carton.batch for carton in cartons):
        rule = gate.policy_of(act, batch).sampling
        if len(cartons) > rule.pool_most:
            reasons.append(reason("pool_too_large", value=len(cartons), most=rule.pool_most))
        if filled.method == "destructive" and filled.part not in rule.destructive_parts:
            reasons.append(reason("part_not_destructive", part=filled.part))
    return reasons


def _absent(
    act: Act, cartons: tuple[Carton, ...], named: dict[int, ItemState], site: registry.Found
) -> list[Reason]:
    """Goods that are not there to be sampled."""
    reasons = []
    for batch in dict.fromkeys(carton.batch for carton in cartons):
        if not registry.is_at(act.conn, batch, site):
            no = registry.need(act.conn, "batch", batch, id=batch).no
            reasons.append(reason("batch_not_here", batch=no, site=site.code))
    for carton in cartons:
        state = None if carton.item is None else named[carton.item]
        number = f"№ {carton.ordinal}"
        if state is not None and (state.site, state.party) != (site.id, site.party):
            reasons.append(reason("item_not_here", item=number, site=site.code, where="–"))
        elif state is not None and state.disposition not in LIVE:
            reasons.append(reason("item_ended", item=number, disposition=state.disposition))
    return reasons


def _too_heavy(
    act: Act, carton: Carton, named: dict[int, ItemState], taken: tuple[registry.Found, int]
) -> list[Reason]:
    """A destructive sample of more grams than there are, in the package or without a code."""
    site, grams = taken
    if carton.item is not None:
        have = named[carton.item].grams
    else:
        have = stock.of(act.conn, carton.batch, site.party, site.id, "stored").grams
    if grams <= have:
        return []
    no = registry.need(act.conn, "batch", carton.batch, id=carton.batch).no
    return [reason("not_enough_grams", site=site.code, have=have, batch=no, asked=grams)]


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
        theirs = taken.party if said is None else said.laboratory
        reporting = actor.holds(Role.LABORATORY) and outcome != "lost" and said is None
        keeping = any(
            visits(act, row.id) or actor.party in registry.warehouse_of(act.conn, row)[1:]
            for row in registry.many(act.conn, "batch", "id", taken.batches)
        )
        closing = outcome == "lost" and keeping
        if actor.party not in (theirs, taken.party) and not reporting and not closing:
            raise NotFound(reason("no_such", what="tube", value=taken.tube))
        if outcome != "lost":
            act.needs(Role.LABORATORY)
        if said is not None and (said.outcome != "received" or outcome == "received"):
            raise Conflict(reason("sample_closed", tube=taken.tube, outcome=said.outcome))
        fact = SampleHandled(
            sample=taken.sample, batches=batches, outcome=outcome, laboratory=actor.party, why=why
        )
        return act.append(fact)


def taken_sample(act: Act, tube: str) -> SampleTaken:
    """The sample in a tube. Raises NotFound."""
    text = ids.code(tube, "tube")
    row = registry.one(act.conn, "sample", tube=text)
    fact = None if row is None else ledger.entry(act.conn, row.fact).fact
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
