"""A label is made void: spoiled, lost or stolen. What it was on has another one at once."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain import ids
from app.domain.actors import Actor, Role
from app.domain.errors import BadInput, Conflict
from app.domain.facts import LabelVoided
from app.store import registry
from app.store.registry import Found
from app.usecases import tokens, voided
from app.usecases.codes import unknown
from app.usecases.office import Act, Office
from labels import payload


@dataclass(frozen=True, slots=True)
class Void:
    """The fact, and the typed code that is there instead; empty for a label that was on nothing yet."""

    fact: int
    code: str


def void_label(office: Office, actor: Actor, text: str, why: str) -> Void:
    """Make a label void, by its token, address or typed code. It leads to no goods from then on.

    The package or pallet has a fresh token and code when this returns; its history goes on under them.
    Raises BadInput for what is nobody's or another firm's label, Conflict for one that is void already.
    """
    with office.act(actor) as act:
        act.needs(Role.WAREHOUSE_STAFF, Role.VENDOR, Role.ADMINISTRATOR)
        reasoned, row = ids.name(why, "why", most=500), _label(act, text)
        fact = LabelVoided(
            token=row.token, code=row.code, item=row.item, roll=row.roll, party=actor.party,
            why=reasoned, new_token="" if row.item is None else tokens.another(row.token),
            new_code="" if row.item is None else payload.new_code(),
        )  # fmt: skip
        return Void(act.append(fact), fact.new_code)


def _label(act: Act, text: str) -> Found:
    """The label, if it is the actor's to void, locked against whoever else works on its goods."""
    read = payload.read(ids.plain(text, "label"))
    row = registry.one(act.conn, "label", **dict([read])) if read is not None else None
    if row is not None:
        _lock(act, row)
        row = registry.one(act.conn, "label", token=row.token)
        _lock(act, row)  # it may have been bound to goods meanwhile
    if (why := voided.told(act.conn, act.actor, text)) is not None:
        raise Conflict(why)
    if row is None or _owner(act, row) != act.actor.party:
        raise BadInput(unknown(text))
    return row


def _lock(act: Act, row: Found) -> None:
    """A label on goods goes with their batch, another one with the firm that printed it."""
    state = registry.item(act.conn, row.item) if row.item is not None else None
    if state is None or state.batch is None:
        act.tx.lock_row("party", act.actor.party)
    else:
        act.tx.lock([state.batch])


def _owner(act: Act, row: Found) -> int:
    if row.item is None:
        return int(row.party)
    return registry.item(act.conn, row.item).party
