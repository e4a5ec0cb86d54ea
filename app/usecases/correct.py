"""Corrections: a new fact that points at the old one. Nothing is ever edited."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.domain import ids
from app.domain.actors import Actor, Role
from app.domain.errors import BadInput, Conflict, NotFound, reason
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
from app.domain.quantity import whole
from app.store import ledger, registry, stock, trails
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

    It is what was, so more than there was is recorded and flagged.
    """
    with office.act(actor, when) as act:
        act.needs(*_CORRECTORS)
        wrong = _wrong(act, fact)
        count, weight = whole(pieces, "pieces", least=0), whole(grams, "grams", least=0)
        right: Fact
        match wrong.fact:
            case Unloaded() as unloaded:
                batch = registry.need(act.conn, "batch", unloaded.batch, id=unloaded.batch)
                if count < batch.coded:
                    raise Conflict(reason("too_small", field="pieces", value=count, least=batch.coded))
                lacking = _lacking(act, unloaded, unloaded.batch, unloaded.pieces - count)
                right = replace(unloaded, pieces=count, grams=weight, breach=lacking)
            case Sold() | PutOnSale() | Destroyed() | ReturnedAbroad() as moved:
                if moved.load.batch is None:
                    raise _differs(wrong)
                lacking = _lacking(act, moved, moved.load.batch, count - moved.load.pieces)
                right = replace(moved, load=_resized(moved.load, count, weight), breach=lacking)
            case _:
                raise _differs(wrong)
        if act.is_command:  # only the amount was wrong: it happened when it happened
            act.happened = wrong.happened
        return act.append(right, corrects=wrong.id, place=wrong.place)


def _resized(load: Load, pieces: int, grams: int) -> Load:
    """A load of another size; what was on sale of it stays so as far as it can."""
    shown = min(load.shown_pieces, pieces)
    weight = min(load.shown_grams, grams)
    return replace(load, pieces=pieces, grams=grams, shown_pieces=shown, shown_grams=weight)


def _lacking(
    act: Act, fact: Unloaded | Sold | PutOnSale | Destroyed | ReturnedAbroad, batch: int, more: int
) -> tuple[str, ...]:
    """The flags of a corrected fact that takes ``more`` pieces out of the store than it did."""
    there = stock.of(act.conn, batch, fact.party, fact.site, "stored").pieces
    return tuple(dict.fromkeys((*fact.breach, *(("not_enough",) if more > there else ()))))


def _wrong(act: Act, fact: int) -> Entry:
    """The entry to be corrected, if the actor's party entered it and it may be."""
    wrong = ledger.entry(act.conn, whole(fact, "fact"))
    supervising = act.actor.holds(Role.SUPERVISOR, Role.INVESTIGATOR)
    if wrong.party != act.actor.party and not supervising:
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


def _differs(wrong: Entry) -> BadInput:
    return BadInput(reason("correction_differs", kind=kind_of(type(wrong.fact))))
