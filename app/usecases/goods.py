"""From what people name (scans, a batch and a number of pieces) to goods the ledger knows."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from app.domain import ids
from app.domain.actors import Role
from app.domain.effects import LIVE
from app.domain.errors import BadInput, NotFound, Reason, reason
from app.domain.facts import Load
from app.domain.history import ItemState
from app.domain.quantity import NOTHING, Amount, share, whole
from app.store import registry, stock
from app.store.registry import Found
from app.usecases.office import Act
from labels import payload

#: Most items that one act may name; a container holds 2 500 cartons.
MOST_ITEMS = 20_000

#: Who may act at anybody's site.
VISITORS = (Role.SUPERVISOR, Role.INVESTIGATOR)


@dataclass(frozen=True, slots=True)
class Goods:
    """What an act is about: scanned codes, and pieces or grams of a batch that carry no code."""

    batch: str = ""
    pieces: int = 0
    grams: int = 0
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picked:
    """Goods found in the ledger. ``states`` are named items, what is on named pallets, and ``wide``
    (when everything was asked for) the loose packages of the batch.
    """

    load: Load
    wide: bool
    states: tuple[ItemState, ...]
    batches: tuple[int, ...]
    subject: str
    reasons: tuple[Reason, ...]

    @property
    def packages(self) -> list[ItemState]:
        return [state for state in self.states if state.kind == "package"]

    @property
    def pieces(self) -> int:
        """Uncoded pieces and those in packages."""
        return self.load.pieces + sum(state.pieces for state in self.packages)

    @property
    def grams(self) -> int:
        """Net weight of all of it."""
        return self.load.grams + sum(state.grams for state in self.packages)

    @property
    def empty(self) -> bool:
        """Nothing but, perhaps, an empty pallet."""
        return not (self.load.pieces or self.load.grams or self.packages)

    @property
    def items(self) -> tuple[int, ...]:
        """Ids that a refusal is filed under."""
        return (*self.batches, *self.load.items)


def own_site(act: Act, code: str) -> Found:
    """A site of the acting party; anybody else's looks like one that does not exist.

    Supervisors and investigators go everywhere.
    """
    text = ids.code(code, "site")
    site = registry.one(act.conn, "site", code=text)
    if site is None or (site.party != act.actor.party and not act.actor.holds(*VISITORS)):
        raise NotFound(reason("no_such", what="site", value=text))
    return site


def batch_of(act: Act, no: str) -> Found:
    """A batch the acting party has a part in; a neighbour's looks like one that does not exist.

    Supervisors and investigators know every batch.
    """
    text = ids.code(no, "batch")
    row = registry.need(act.conn, "batch", text, no=text)
    if act.actor.holds(*VISITORS) or registry.has_part_in(act.conn, row, act.actor.party):
        return row
    raise NotFound(reason("no_such", what="batch", value=text))


def kept_batch(act: Act, no: str) -> Found:
    """An import batch booked into a warehouse of the acting party."""
    row = batch_of(act, no)
    if act.actor.party not in registry.warehouse_of(act.conn, row)[1:]:
        raise NotFound(reason("no_such", what="batch", value=row.no))
    return row


def find_items(act: Act, texts: Sequence[str]) -> dict[str, int]:
    """Item ids for scanned or typed texts, in their order. Names every unknown one at once."""
    if len(texts) > MOST_ITEMS:
        raise BadInput(reason("too_many", value=len(texts), most=MOST_ITEMS))
    read = {text: payload.read(text) for text in texts}
    tokens = [r[1] for r in read.values() if r is not None and r[0] == "token"]
    codes = [r[1] for r in read.values() if r is not None and r[0] == "code"]
    known = {
        "token": registry.items_by(act.conn, "token", tokens),
        "code": registry.items_by(act.conn, "code", codes),
    }
    strange = [t for t, r in read.items() if r is None or r[1] not in known[r[0]]]
    foreign = _by_foreign_codes(act, strange)
    found, seen, unknown = dict[str, int](), set[int](), []
    for text, ours in read.items():
        item = foreign.get(text) or (known[ours[0]].get(ours[1]) if ours else None)
        if item is None:
            unknown.append(reason("no_such" if ours else "not_ours", what="code", value=text[:80]))
        elif item in seen:
            unknown.append(reason("listed_twice", what="code", value=text[:80]))
        else:
            found[text] = item
            seen.add(item)
    if len(read) < len(texts):
        twice = next(t for t in texts if list(texts).count(t) > 1)
        unknown.append(reason("listed_twice", what="code", value=twice[:80]))
    if unknown:
        raise BadInput(*unknown)
    return found


def _by_foreign_codes(act: Act, texts: Sequence[str]) -> dict[str, int]:
    """Items for codes that others gave them. One that looks like ours and is not may be theirs."""
    plain: dict[str, str] = {}
    for text in texts:
        with suppress(BadInput):  # what cannot be a code is nobody's
            plain[text] = ids.code(text, "code")
    items = registry.items_by_alias(act.conn, list(plain.values()))
    return {text: items[code] for text, code in plain.items() if code in items}


def only_of(parties: tuple[int, ...], found: dict[str, int], states: dict[int, ItemState]) -> None:
    """Raise BadInput for anybody else's goods, as if they did not exist."""
    strange = [text for text, item in found.items() if states[item].party not in parties]
    if strange:
        raise BadInput(*(reason("no_such", what="code", value=text[:80]) for text in strange))


def pick(
    act: Act,
    goods: Goods,
    site: Found,
    cells: tuple[str, ...] = ("stored", "on_sale"),
    *,
    everything: bool = False,
) -> Picked:
    """The named goods at the actor's site, locked. What is wrong with them is in ``reasons``.

    Uncoded pieces come from the first of ``cells`` that has some, then from the next.
    ``everything``: all uncoded pieces of the batch, and its packages that are on no pallet.
    """
    found = find_items(act, goods.items)
    states = _states(act, found, site)
    row = batch_of(act, goods.batch) if goods.batch else None
    if row is None and (everything or not found):
        raise BadInput(reason("nothing_named"))
    batches = {s.batch for s in states if s.batch is not None} | ({row.id} if row else set())
    act.tx.lock(batches)
    states = _states(act, found, site)  # as they are now that nobody else can change them
    reasons = _faults(act, found, states, site)
    swept = list[ItemState]()
    if everything and row is not None:
        load, lacking = _all_there(act, row, site, cells), list[Reason]()
        loose = registry.loose(act.conn, row.id, site.id, site.party)
        swept = [state for state in loose if state.item not in found.values()]
    else:
        load, lacking = _load(act, goods, row, site, cells)
    act.comes_after([*states, *swept])
    return Picked(
        load=replace(load, items=tuple(found.values())),
        wide=bool(swept),
        states=(*states, *swept),
        batches=tuple(sorted(batches)),
        subject=", ".join([*([row.no] if row else []), *goods.items[:5]]),
        reasons=(*reasons, *lacking),
    )


def some(picked: Picked) -> Picked:
    """The same goods, or BadInput when there is nothing but empty pallets among them."""
    if picked.empty:
        raise BadInput(reason("nothing_named"))
    return picked


def _states(act: Act, found: dict[str, int], site: Found) -> list[ItemState]:
    named = registry.item_states(act.conn, list(found.values()))
    pallets = [state.item for state in named.values() if state.kind == "pallet"]
    inside = registry.contents(act.conn, pallets) if pallets else []
    only_of((site.party,), found, named)
    for text, item in found.items():
        state = named[item]
        if state.kind == "package" and state.container in pallets:
            raise BadInput(reason("listed_twice", what="code", value=text[:80]))
    return [*named.values(), *inside]


def _faults(act: Act, found: dict[str, int], states: list[ItemState], site: Found) -> list[Reason]:
    """Named items that are not where the act takes them from."""
    by_id = {state.item: state for state in states}
    reasons = []
    for text, item in found.items():
        state = by_id[item]
        if state.disposition == "in_transit":
            reasons.append(reason("item_in_transit", item=text))
        elif state.disposition not in LIVE:
            reasons.append(reason("item_ended", item=text, disposition=state.disposition))
        elif state.site != site.id:
            where = registry.one(act.conn, "site", id=state.site)
            at = where.name if where is not None else "–"
            reasons.append(reason("item_not_here", item=text, site=site.code, where=at))
    return reasons


def _all_there(act: Act, row: Found, site: Found, cells: tuple[str, ...]) -> Load:
    """All uncoded goods of a batch in the cells of a site."""
    there = stock.at(act.conn, row.id, site.party, site.id)
    return _loaded(row, {cell: there.get(cell, NOTHING) for cell in cells})


def _load(
    act: Act, goods: Goods, row: Found | None, site: Found, cells: tuple[str, ...]
) -> tuple[Load, list[Reason]]:
    """The uncoded part of the goods."""
    if row is None:
        if goods.pieces or goods.grams:
            raise BadInput(reason("empty", field="batch"))
        return Load(), []
    pieces = whole(goods.pieces, "pieces", least=0)
    grams = whole(goods.grams, "grams", least=0)
    if not pieces and not grams:
        if goods.items:
            return Load(), []
        raise BadInput(reason("nothing_named"))
    there = stock.at(act.conn, row.id, site.party, site.id)
    have = {cell: there.get(cell, NOTHING) for cell in cells}
    total = Amount(sum(a.pieces for a in have.values()), sum(a.grams for a in have.values()))
    common = {"site": site.code, "batch": row.no}
    reasons = []
    if pieces > total.pieces:
        reasons.append(reason("not_enough", have=total.pieces, asked=pieces, **common))
    elif grams > total.grams:
        reasons.append(reason("not_enough_grams", have=total.grams, asked=grams, **common))
    return _loaded(row, taken(Amount(pieces, grams), have)), reasons


def _loaded(row: Found, parts: dict[str, Amount]) -> Load:
    shown = parts.get("on_sale", NOTHING)
    pieces, grams = (sum(getattr(a, unit) for a in parts.values()) for unit in ("pieces", "grams"))
    return Load(
        batch=row.id, pieces=pieces, grams=grams, shown_pieces=shown.pieces, shown_grams=shown.grams
    )


def taken(asked: Amount, have: dict[str, Amount]) -> dict[str, Amount]:
    """What comes out of each cell, in their order; what nobody has is short in the store.

    Without a weight the pieces weigh their share of the cell; with one, pieces decide as far as the
    cells have the weight. Weight alone comes out of the cells in their order.
    """
    parts, left = {}, asked.pieces
    for cell, there in have.items():
        count = min(left, there.pieces)
        left -= count
        if asked.grams:
            weight = min(asked.grams * count // (asked.pieces or 1), there.grams)
        else:
            weight = share(count, there) if count else 0
        parts[cell] = Amount(count, weight)
    rest = max(asked.grams - sum(part.grams for part in parts.values()), 0)
    for cell, there in have.items():
        more = min(rest, there.grams - parts[cell].grams)
        parts[cell] += Amount(0, more)
        rest -= more
    parts["stored"] += Amount(left, rest)
    return parts
