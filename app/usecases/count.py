"""Stock counts: what is really there beside what the ledger thinks; the difference gets a name."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.actors import Actor, Role
from app.domain.effects import posts
from app.domain.errors import BadInput, reason
from app.domain.facts import StockCounted
from app.domain.quantity import Amount, whole
from app.store import ledger, registry, stock
from app.usecases import strays
from app.usecases.codes import find_items
from app.usecases.goods import MOST_PIECES, batch_of, own_goods, own_site
from app.usecases.office import Act, Office, When
from app.usecases.register import choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a count found of a batch at a site: uncoded pieces, and every code that was scanned."""

    site: str
    batch: str
    pieces: int = 0
    items: tuple[str, ...] = ()
    disposition: str = "stored"


@dataclass(frozen=True, slots=True)
class Variance:
    """Pieces the ledger has and the shelf has not (negative: the other way round), with the items."""

    pieces: int
    missing: tuple[int, ...]
    found: tuple[int, ...]


def count_stock(office: Office, actor: Actor, counted: Counted, when: When | None = None) -> Variance:
    """Record a stock count; what is not there becomes unexplained until somebody explains it."""
    with office.act(actor, when) as act:
        act.needs(Role.WAREHOUSE_STAFF, Role.VENDOR, Role.SUPERVISOR)
        site, row = own_site(act, counted.site), batch_of(act, counted.batch)
        choice(counted.disposition, "disposition", ("stored", "on_sale"))
        act.tx.lock([row.id])
        have = _then(act, row.id, site, counted.disposition)
        pieces = whole(counted.pieces, "pieces", least=0, most=MOST_PIECES)
        scanned = _scanned(act, counted, row, site)
        expected = {
            state.item: state
            for state in registry.at_site(act.conn, row.id, site.id, site.party)
            if state.disposition == counted.disposition or state.item in scanned.values()
        }
        missing = tuple(sorted(expected.keys() - set(scanned.values())))
        new = {text: item for text, item in scanned.items() if item not in expected}
        found = tuple(sorted(new.values()))
        extra = registry.item_states(act.conn, found)
        odd = strays.strays(act, new, extra, site)
        grams = have.grams if pieces == have.pieces else _weight(have, row, pieces)
        surplus = ("surplus",) if pieces > have.pieces else ()
        fact = StockCounted(
            batch=row.id, site=site.id, party=site.party, disposition=counted.disposition,
            expected=have.pieces, counted=pieces, expected_grams=have.grams, counted_grams=grams,
            missing=missing, found=found, breach=(*odd.breach, *surplus),
        )  # fmt: skip
        act.comes_after([*expected.values(), *extra.values()])
        strays.hold(act, odd.held, act.append(fact, place=site.id))
        lost = sum(expected[item].pieces for item in missing)
        return Variance(have.pieces - pieces + lost, missing, found)


def _scanned(act: Act, counted: Counted, row: registry.Found, site: registry.Found) -> dict[str, int]:
    """Scanned packages of the batch; one of another batch is an input error that is named."""
    found = find_items(act, counted.items)
    states = registry.item_states(act.conn, list(found.values()))
    own_goods(act, found, site, states)
    for text, item in found.items():
        if states[item].batch != row.id:
            raise BadInput(reason("mixed_batches", item=text[:80], batch=row.no))
    return found


def _then(act: Act, batch: int, site: registry.Found, disposition: str) -> Amount:
    """What the ledger has in a cell as of the count: later postings were not on the shelf yet."""
    have = stock.of(act.conn, batch, site.party, site.id, disposition)
    if act.is_command:
        return have
    cell = (batch, site.party, site.id, disposition)
    for entry in ledger.about_items(act.conn, [batch]):
        if entry.happened.latest > act.happened.latest:
            for each in posts(entry.fact):
                if (each.batch, each.party, each.site, each.disposition) == cell:
                    have = have + -Amount(each.pieces, each.grams)
    return have


def _weight(have: Amount, row: registry.Found, counted: int) -> int:
    """Counted pieces weigh what those there weigh, or else what the batch weighs on average."""
    known = have if have.pieces > 0 else Amount(row.pieces, row.grams)
    return known.grams * counted // known.pieces if known.pieces > 0 else 0
