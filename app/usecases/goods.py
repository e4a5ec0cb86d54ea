"""From what people name (scans, a batch and a number of pieces) to goods the ledger knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.domain import ids
from app.domain.actors import Role
from app.domain.effects import LIVE
from app.domain.errors import BadInput, NotFound, Reason, reason
from app.domain.facts import Load
from app.domain.history import ItemState
from app.domain.quantity import NOTHING, Amount, whole
from app.store import registry, sight
from app.store.registry import Found
from app.usecases.cells import all_there, uncoded
from app.usecases.codes import find_items, unknown
from app.usecases.office import Act

#: Most pieces of one batch: a hundred containers' worth. The sampling plan hashes each of them.
MOST_PIECES = 250_000

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

    Supervisors and investigators go everywhere in their region.
    """
    text = ids.code(code, "site")
    site = registry.one(act.conn, "site", code=text)
    if site is None or (site.party != act.actor.party and not act.actor.visits(site.region)):
        raise NotFound(reason("no_such", what="site", value=text))
    return site


def batch_of(act: Act, no: str) -> Found:
    """A batch the acting party has a part in; a neighbour's looks like one that does not exist.

    Supervisors and investigators know every batch of their region.
    """
    text = ids.code(no, "batch")
    row = registry.need(act.conn, "batch", text, no=text)
    if sight.sees(act.conn, row.id, act.actor.party, act.actor.supervises):
        return row
    raise NotFound(reason("no_such", what="batch", value=text))


def visits(act: Act, batch: int | None) -> bool:
    """Whether a supervisor or investigator acts on a batch because of their region."""
    region = act.actor.supervises
    return region is not None and batch is not None and sight.sees(act.conn, batch, 0, region)


def kept_batch(act: Act, no: str) -> Found:
    """An import batch booked into a warehouse of the acting party."""
    row = batch_of(act, no)
    if act.actor.party not in registry.warehouse_of(act.conn, row)[1:]:
        raise NotFound(reason("no_such", what="batch", value=row.no))
    return row


def _here_since(act: Act, found: dict[str, int], site: Found) -> int:
    """Nothing is done with a package at a place before it came there: told so, the time is widened."""
    if act.is_command or _were_here(act, found.values(), site):
        return 0
    return registry.arrived(act.conn, found.values(), site.id)


def _were_here(act: Act, items: Iterable[int], site: Found) -> bool:
    """Told late, packages were where they were then, wherever they have gone since."""
    return not act.is_command and registry.were_at(act.conn, items, site.id, act.happened)


def only_of(parties: tuple[int, ...], found: dict[str, int], states: dict[int, ItemState]) -> None:
    """Raise BadInput for anybody else's goods, as if they did not exist."""
    strange = [text for text, item in found.items() if states[item].party not in parties]
    if strange:
        raise BadInput(*map(unknown, strange))


def own_goods(act: Act, found: dict[str, int], site: Found, states: dict[int, ItemState]) -> None:
    """Raise BadInput for goods that are not the site's own, as if they did not exist.

    Those who visit find anything. Told late, what was there then counts; and a package that its
    receiver missed may be found by them where it was sent.
    """
    strange = {text: item for text, item in found.items() if states[item].party != site.party}
    if not strange or act.actor.holds(*VISITORS):
        return
    if _were_here(act, found.values(), site):
        return
    sent = registry.missed_at(act.conn, strange.values(), site.id)
    only_of((site.party,), {t: i for t, i in strange.items() if i not in sent}, states)


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
    if act.tx.lock(batches):
        states = _states(act, found, site)  # as they are now that nobody else can change them
    reasons = _faults(act, found, states, site)
    swept = list[ItemState]()
    if everything and row is not None:
        load, lacking = all_there(act, row, site, cells), list[Reason]()
        loose = registry.loose(act.conn, row.id, site.id, site.party)
        swept = [state for state in loose if state.item not in found.values()]
    else:
        load, lacking = _load(act, goods, row, site, cells)
    act.comes_after([*states, *swept], _here_since(act, found, site))
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
    is_strange = any(state.party != site.party for state in named.values())
    if is_strange and not _were_here(act, found.values(), site):
        only_of((site.party,), found, named)
    for text, item in found.items():
        state = named[item]
        if state.kind == "package" and state.container in pallets:
            raise BadInput(reason("listed_twice", what="code", value=text[:80]))
    return [*named.values(), *inside]


def _faults(act: Act, found: dict[str, int], states: list[ItemState], site: Found) -> list[Reason]:
    """Named items that are not where the act takes them from."""
    texts = {item: text for text, item in found.items()}
    reasons = []
    for state in states:
        text = texts.get(state.item, f"№ {state.ordinal}")
        is_live = state.disposition in LIVE
        is_here = state.site == site.id and state.disposition != "in_transit"
        if is_live and (is_here or _were_here(act, [state.item], site)):
            continue
        if state.disposition == "in_transit":
            reasons.append(reason("item_in_transit", item=text))
        elif not is_live:
            reasons.append(reason("item_ended", item=text, disposition=state.disposition))
        else:
            where = registry.one(act.conn, "site", id=state.site)
            at = where.name if where is not None else "–"
            reasons.append(reason("item_not_here", item=text, site=site.code, where=at))
    return reasons


def _load(
    act: Act, goods: Goods, row: Found | None, site: Found, cells: tuple[str, ...]
) -> tuple[Load, list[Reason]]:
    """The uncoded part of the goods."""
    if row is None:
        if goods.pieces or goods.grams:
            raise BadInput(reason("empty", field="batch"))
        return Load(), []
    asked = Amount(whole(goods.pieces, "pieces", least=0), whole(goods.grams, "grams", least=0))
    if asked == NOTHING:
        if goods.items:
            return Load(), []
        raise BadInput(reason("nothing_named"))
    return uncoded(act, asked, row, site, cells)
