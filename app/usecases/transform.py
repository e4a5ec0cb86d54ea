"""Goods that become other goods: stacked, split, merged, processed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

from app.domain import ids
from app.domain.actors import Actor, Role
from app.domain.effects import LIVE
from app.domain.errors import BadInput, Conflict, Reason, reason
from app.domain.facts import Child, Merged, Processed, PutOnPallet, Split, TakenOffPallet
from app.domain.history import ItemState
from app.domain.policy import CHINA
from app.domain.quantity import Amount, share, whole
from app.store import registry
from app.usecases import gate, strays, tokens
from app.usecases.codes import find_items
from app.usecases.gate import Asked
from app.usecases.goods import Goods, Picked, only_of, own_site, pick, some
from app.usecases.office import Act, Office, When
from labels import payload

_KEEPERS = (Role.WAREHOUSE_STAFF, Role.VENDOR)


def stack(office: Office, actor: Actor, site: str, pallet: str, items: tuple[str, ...],
          when: When | None = None) -> int:  # fmt: skip
    """Put packages on a pallet that stands at the same site."""
    with office.act(actor, when) as act:
        act.needs(*_KEEPERS)
        place = own_site(act, site)
        base = _pallet(act, pallet, place)
        act.comes_after([base])
        picked = _packages(act, items, place)
        reasons = [*picked.reasons, *_blocked(act, picked, base, pallet, place)]
        breach = act.gate("stack", pallet, reasons, picked.items)
        fact = PutOnPallet(pallet=base.item, items=picked.load.items, breach=breach)
        return act.append(fact, place=place.id)


def unstack(office: Office, actor: Actor, site: str, pallet: str, items: tuple[str, ...],
            when: When | None = None) -> int:  # fmt: skip
    """Take packages off a pallet."""
    with office.act(actor, when) as act:
        act.needs(*_KEEPERS)
        place = own_site(act, site)
        base = _pallet(act, pallet, place)
        act.comes_after([base])
        picked = _packages(act, items, place)
        named = zip(items, picked.states, strict=True)
        stray = [text for text, state in named if state.container != base.item]
        reasons = [
            *picked.reasons,
            *_blocked(act, picked, base, pallet, place),
            *(reason("item_not_on_pallet", item=text, pallet=pallet) for text in stray),
        ]
        breach = act.gate("unstack", pallet, reasons, picked.items)
        fact = TakenOffPallet(pallet=base.item, items=picked.load.items, breach=breach)
        return act.append(fact, place=place.id)


def _blocked(
    act: Act, picked: Picked, base: ItemState, pallet: str, place: registry.Found
) -> list[Reason]:
    """Holds on the packages or the pallet, and a pallet that is nobody's any more."""
    ended = []
    if base.disposition not in LIVE:
        ended.append(reason("item_ended", item=pallet, disposition=base.disposition))
    return ended + gate.blocked(act, picked.batches, [*picked.states, base], place)


def _pallet(act: Act, text: str, place: registry.Found) -> ItemState:
    found = find_items(act, [text])
    only_of((place.party,), found, registry.item_states(act.conn, list(found.values())))
    state = registry.item(act.conn, found[text])
    if state.kind != "pallet" or state.site != place.id:
        raise BadInput(reason("no_such", what="pallet", value=text[:80]))
    return state


def _packages(act: Act, items: tuple[str, ...], place: registry.Found) -> Picked:
    """The named packages; BadInput for a pallet where packages are meant."""
    picked = pick(act, Goods(items=items), place)
    odd = [(t, s.kind) for t, s in zip(items, picked.states, strict=False) if s.kind != "package"]
    if odd:
        raise BadInput(*(reason("wrong_kind", value=t, kind=k, wanted="package") for t, k in odd))
    return picked


def split(office: Office, actor: Actor, site: str, item: str, parts: tuple[int, ...],
          when: When | None = None) -> tuple[str, ...]:  # fmt: skip
    """Break a package into packages of ``parts`` pieces each; their typed codes, in that order.

    What is not given away stays in the old package. Pieces and grams are conserved.
    """
    with office.act(actor, when) as act:
        act.needs(*_KEEPERS)
        place = own_site(act, site)
        picked = _packages(act, (item,), place)
        parent = picked.states[0]
        if not parts:
            raise BadInput(reason("empty", field="parts"))
        counts = [whole(part, "part") for part in parts]
        if sum(counts) > parent.pieces:
            pieces = {"pieces": parent.pieces, "grams": parent.grams}
            raise BadInput(reason("split_too_much", item=item, **pieces))
        reasons = [*picked.reasons, *gate.blocked(act, picked.batches, picked.states, place)]
        breach = act.gate("split", item, reasons, picked.items)
        ordinal = parent.ordinal and parent.ordinal + parent.pieces - sum(counts)
        fact = Split(
            parent=parent.item, batch=int(parent.batch or 0), ordinal=ordinal,
            children=tuple(_children(act, parent, counts)), site=place.id, party=place.party,
            disposition=_standing(parent), breach=breach,
        )  # fmt: skip
        entry = act.append(fact, place=place.id)
        if breach:  # what should not have been split there waits until somebody explains it
            strays.hold(act, [child.item for child in fact.children], entry)
        return tuple(child.code for child in fact.children)


def _standing(state: ItemState) -> str:
    """How goods stand that come out of a package here, also when it is said to be elsewhere now."""
    return "on_sale" if state.disposition == "on_sale" else "stored"


def _children(act: Act, parent: ItemState, counts: list[int]) -> list[Child]:
    left = Amount(parent.pieces, parent.grams)
    first, new_token = act.tx.new_block(len(counts)), tokens.maker(act, parent.batch)
    children = []
    for n, count in enumerate(counts):
        grams = share(count, left)
        left = left + -Amount(count, grams)
        children.append(
            Child(
                item=first + n, pieces=count, grams=grams, token=new_token(),
                code=payload.new_code(),
            )
        )  # fmt: skip
    return children


def merge(office: Office, actor: Actor, site: str, items: tuple[str, ...],
          when: When | None = None) -> str:  # fmt: skip
    """Make one package of several of the same batch; its typed code. Other batches: process them."""
    with office.act(actor, when) as act:
        act.needs(*_KEEPERS)
        place = own_site(act, site)
        picked = _packages(act, items, place)
        if len(picked.batches) != 1:
            raise BadInput(reason("mixed_batches", item=items[-1], batch=items[0]))
        reasons = [*picked.reasons, *gate.blocked(act, picked.batches, picked.states, place)]
        breach = act.gate("merge", picked.subject, reasons, picked.items)
        pieces = tuple(s.pieces for s in picked.states)
        grams = tuple(s.grams for s in picked.states)
        output = Child(
            item=act.tx.new_id(), pieces=sum(pieces), grams=sum(grams),
            token=tokens.maker(act, picked.batches[0])(), code=payload.new_code(),
        )  # fmt: skip
        fact = Merged(
            inputs=picked.load.items, pieces=pieces, grams=grams, batch=picked.batches[0],
            ordinal=_in_a_row(picked.states), output=output, site=place.id, party=place.party,
            disposition=_standing(picked.states[0]), breach=breach,
        )  # fmt: skip
        entry = act.append(fact, place=place.id)
        if breach:
            strays.hold(act, [output.item], entry)
        return output.code


def _in_a_row(states: Sequence[ItemState]) -> int:
    """The first carton number of packages whose cartons follow each other, or 0."""
    ranges = sorted((state.ordinal, state.ordinal + state.pieces) for state in states)
    joined = all(low[1] == high[0] for low, high in pairwise(ranges))
    return ranges[0][0] if joined else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """A processing run: what went in, and the new batch that came out."""

    site: str
    inputs: tuple[Goods, ...]
    batch: str
    product: str
    pieces: int
    grams: int


def process(office: Office, actor: Actor, making: Making, when: When | None = None) -> int:
    """Turn released goods into a new batch; what the scale lost is the trim. The gate judges."""
    with office.act(actor, when) as act:
        act.needs(*_KEEPERS)
        place = own_site(act, making.site)
        no = ids.code(making.batch, "batch")
        if registry.one(act.conn, "batch", no=no):
            raise Conflict(reason("registered_already", what="batch", value=no))
        code = ids.gtin(making.product, "product")
        product = registry.need(act.conn, "product", code, code=code)
        if not making.inputs:
            raise BadInput(reason("empty", field="inputs"))
        picked = [some(pick(act, goods, place)) for goods in making.inputs]
        _each_once(picked, no)
        batches = sorted({batch for each in picked for batch in each.batches})
        states = [state for each in picked for state in each.states]
        reasons = [r for each in picked for r in each.reasons]
        reasons += gate.judge(act, batches, Asked.TRADE, states, place)
        went_in = sum(each.grams for each in picked)
        grams = whole(making.grams, "grams")
        if grams > went_in:
            reasons.append(reason("weight_exceeds", weighed=grams, have=went_in))
        breach = act.gate("process", no, list(dict.fromkeys(reasons)), batches)
        fact = _processed(act, making, picked, (no, product, went_in - grams), place)
        act.append(replace(fact, breach=breach), place=place.id)
        return fact.batch


def _each_once(picked: Sequence[Picked], no: str) -> None:
    """Raise BadInput when two inputs name the same goods, be it a package and its pallet."""
    items = [state.item for each in picked for state in each.states]
    uncoded = [each.load.batch for each in picked if each.load.batch is not None]
    for what, named in (("code", items), ("batch", uncoded)):
        if len(set(named)) < len(named):
            raise BadInput(reason("listed_twice", what=what, value=no))


def _processed(
    act: Act, making: Making, picked: list[Picked], made: tuple[str, registry.Found, int],
    place: registry.Found,
) -> Processed:  # fmt: skip
    no, product, trim = made
    batches = sorted({batch for each in picked for batch in each.batches})
    day = act.happened.latest.astimezone(CHINA).date()
    expires = day + timedelta(days=product.shelf_days) if product.shelf_days else None
    return Processed(
        operation=act.tx.new_id(), inputs=tuple(each.load for each in picked),
        batch=act.tx.new_id(), no=no, product=product.id, pieces=whole(making.pieces, "pieces"),
        grams=making.grams, trim=trim, produced=day.isoformat(),
        expires=expires.isoformat() if expires else "",
        origins=tuple(registry.origins(act.conn, batches)), parents=tuple(batches),
        site=place.id, party=place.party,
    )  # fmt: skip
