"""Corrections: a new fact that points at the old one. Nothing is ever edited."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from app.domain import ids
from app.domain.actors import Actor, Role
from app.domain.effects import LIVE, posts
from app.domain.errors import BadInput, Conflict, NotFound, Reason, reason
from app.domain.facts import (
    Accepted,
    Destroyed,
    Disinfected,
    DocumentFiled,
    Fact,
    Load,
    PutOnSale,
    ReturnedAbroad,
    Seen,
    Shipped,
    Sold,
    StockCounted,
    Unloaded,
    Voided,
    about,
    kind_of,
)
from app.domain.ledger import Entry
from app.domain.quantity import NOTHING, Amount, whole
from app.store import items, ledger, registry, stock, trails
from app.usecases import gate
from app.usecases.cells import taken
from app.usecases.gate import Asked
from app.usecases.goods import MOST_PIECES
from app.usecases.lists import reads
from app.usecases.office import Act, Office, When

#: What may be corrected in place. Results get a new round, codes are never withdrawn, decisions are
#: revoked or lifted, and a split is undone by merging: each of those has a verb of its own.
CORRECTABLE = (
    Unloaded, DocumentFiled, Disinfected, Shipped, Accepted, PutOnSale, Sold, ReturnedAbroad,
    Destroyed, Seen, StockCounted,
)  # fmt: skip

_CORRECTORS = (
    Role.WAREHOUSE_STAFF, Role.VENDOR, Role.RELEASE_OFFICER, Role.SUPERVISOR, Role.INVESTIGATOR,
)  # fmt: skip

#: What is done to unloaded goods and cannot have been done to goods that never came.
_RESTING = (
    "packages_coded", "plan_drawn", "sample_taken", "released", "shipped", "put_on_sale", "sold",
    "processed", "returned_abroad", "destroyed", "stock_counted",
)  # fmt: skip

Traded = Sold | PutOnSale | Destroyed | ReturnedAbroad

#: Where each act takes uncoded goods from first, as its use case does.
_CELLS: dict[type, tuple[str, ...]] = {
    Sold: ("on_sale", "stored"),
    PutOnSale: ("stored",),
    Destroyed: ("stored", "on_sale"),
    ReturnedAbroad: ("stored", "on_sale"),
}

_INSTEAD = "enter a new round, revoke, lift or merge instead"


def void(office: Office, actor: Actor, fact: int, why: str) -> int:
    """Record that a fact did not happen at all."""
    with office.act(actor) as act:
        act.needs(*_CORRECTORS)
        wrong = _wrong(act, fact)
        _no_dependants(act, wrong)
        voided = Voided(why=ids.name(why, "why", most=500), items=about(wrong.fact))
        return act.append(voided, corrects=wrong.id, place=wrong.place)


def correct_pieces(
    office: Office, actor: Actor, fact: int, pieces: int, grams: int, when: When | None = None
) -> int:
    """Correct how much was unloaded, sold, destroyed, returned or put on sale, or when it was.

    It is what was, so more than there was is recorded and flagged; another time is judged anew.
    """
    with office.act(actor, when) as act:
        act.needs(*_CORRECTORS)
        wrong = _wrong(act, fact)
        count = whole(pieces, "pieces", least=0, most=MOST_PIECES)
        weight = whole(grams, "grams", least=0)
        right: Unloaded | Traded
        match wrong.fact:
            case Unloaded() as unloaded:
                batch = registry.need(act.conn, "batch", unloaded.batch, id=unloaded.batch)
                least = max(batch.coded, 1)
                if count < least:
                    raise Conflict(reason("too_small", field="pieces", value=count, least=least))
                if weight < count:
                    fit = {"batch": batch.no, "pieces": count, "grams": weight}
                    raise BadInput(reason("grams_do_not_fit", **fit))
                right = replace(unloaded, pieces=count, grams=weight)
            case Sold() | PutOnSale() | Destroyed() | ReturnedAbroad() as moved:
                if moved.load.batch is None:
                    raise _differs(wrong)
                right = replace(moved, load=_resized(act, moved, Amount(count, weight)))
            case _:
                raise _differs(wrong)
        found = _overdrawn(act, wrong.fact, right)
        if act.is_command:  # only the amount was wrong: it happened when it happened
            act.happened = wrong.happened
        elif not isinstance(right, Unloaded):
            found += _judged(act, right)
        codes = (each.code for each in found)
        right = replace(right, breach=tuple(dict.fromkeys((*right.breach, *codes))))
        return act.append(right, corrects=wrong.id, place=wrong.place)


def _resized(act: Act, fact: Traded, amount: Amount) -> Load:
    """A load of another size, out of the cells as they were before it was taken."""
    load, there = fact.load, stock.at(act.conn, fact.load.batch or 0, fact.party, fact.site)
    taken_from = {
        "stored": Amount(load.pieces - load.shown_pieces, load.grams - load.shown_grams),
        "on_sale": Amount(load.shown_pieces, load.shown_grams),
    }
    cells = _CELLS[type(fact)]
    have = {cell: there.get(cell, NOTHING) + taken_from[cell] for cell in cells}
    parts = taken(amount, have)
    shown, total = parts.get("on_sale", NOTHING), sum(parts.values(), start=NOTHING)
    return replace(
        load, pieces=total.pieces, grams=total.grams, shown_pieces=shown.pieces,
        shown_grams=shown.grams,
    )  # fmt: skip


def _overdrawn(act: Act, wrong: Fact, right: Fact | None = None) -> list[Reason]:
    """Cells that would be short of something if the one fact had been the other, or nothing."""
    change: dict[tuple[int, int, int, str], Amount] = defaultdict(lambda: NOTHING)
    for fact, sign in ((wrong, -1), (right, 1)):
        for each in posts(fact) if fact is not None else ():
            if each.disposition not in LIVE:
                continue  # what is unexplained may well be less than nothing
            cell = (each.batch, each.party, each.site, each.disposition)
            change[cell] += Amount(sign * each.pieces, sign * each.grams)
    found = []
    for (batch, party, site, disposition), delta in change.items():
        have = stock.of(act.conn, batch, party, site, disposition)
        at = registry.one(act.conn, "site", id=site)
        common = {
            "site": at.code if at is not None else "–",
            "batch": registry.need(act.conn, "batch", batch, id=batch).no,
        }
        if delta.pieces < 0 and have.pieces + delta.pieces < 0:
            asked = {"have": max(have.pieces, 0), "asked": -delta.pieces}
            found.append(reason("not_enough", **asked, **common))
        elif delta.grams < 0 and have.grams + delta.grams < 0:
            asked = {"have": max(have.grams, 0), "asked": -delta.grams}
            found.append(reason("not_enough_grams", **asked, **common))
    return found


def _judged(act: Act, fact: Traded) -> list[Reason]:
    """The gate on a corrected act, at the time it is said to have happened."""
    states = registry.item_states(act.conn, list(fact.load.items)).values()
    named = list(fact.load.items)
    if not registry.were_at(act.conn, named, fact.site, act.happened):
        act.comes_after(states, registry.arrived(act.conn, named, fact.site))
    if isinstance(fact, Destroyed | ReturnedAbroad):
        return []
    batches = {state.batch for state in states if state.batch is not None}
    batches |= {fact.load.batch} if fact.load.batch is not None else set()
    place = registry.need(act.conn, "site", fact.site, id=fact.site)
    return gate.judge(act, sorted(batches), Asked.TRADE, states, place)


def _wrong(act: Act, fact: int) -> Entry:
    """The entry to be corrected, if it may be: the own party's, or one of the supervised region."""
    wrong = ledger.entry(act.conn, whole(fact, "fact"))
    if not reads(act.conn, act.actor, wrong):
        raise NotFound(reason("no_such", what="fact", value=fact))
    if not isinstance(wrong.fact, CORRECTABLE):
        kind = kind_of(type(wrong.fact))
        raise BadInput(reason("not_correctable", kind=kind, instead=_INSTEAD))
    batches = {s.batch for s in _states(act, wrong.fact) if s.batch is not None}
    act.tx.lock(batches)
    ledger.refuse_if_corrected(act.conn, wrong.id)
    return wrong


def _states(act: Act, fact: Fact) -> list[Any]:
    return list(registry.item_states(act.conn, list(about(fact))).values())


def _no_dependants(act: Act, wrong: Entry) -> None:
    """Raise Conflict while later facts rest on this one: those are corrected first."""
    if isinstance(wrong.fact, Shipped):
        lines = trails.lines(act.conn, wrong.fact.movement)
        accepted = next((line.accepted for line in lines if line.accepted is not None), None)
        if accepted is not None:
            raise Conflict(reason("later_depends", fact=accepted))
    if isinstance(wrong.fact, Unloaded):
        rest = ledger.about_items(act.conn, [wrong.fact.batch], kinds=_RESTING)
        if rest:
            raise Conflict(reason("later_depends", fact=rest[-1].id))
    later = items.touched_since(act.tx, wrong)
    if later is not None:
        raise Conflict(reason("later_depends", fact=later))
    short = _overdrawn(act, wrong.fact)
    if short:
        raise Conflict(*short)


def _differs(wrong: Entry) -> BadInput:
    return BadInput(reason("correction_differs", kind=kind_of(type(wrong.fact))))
