"""From scans and typed codes to the items they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from app.domain import ids
from app.domain.effects import LIVE
from app.domain.errors import BadInput, Reason, reason
from app.store import registry
from app.usecases import voided
from app.usecases.office import Act
from labels import payload

#: Most items that one act may name; a container holds 2 500 cartons.
MOST_ITEMS = 20_000


def find_items(act: Act, texts: Sequence[str]) -> dict[str, int]:
    """Item ids for scanned or typed texts, in their order. Names every unknown one at once."""
    for text in texts:
        ids.plain(text, "code")
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
    found, seen, wrong = dict[str, int](), set[int](), list[Reason]()
    for text, ours in read.items():
        item = foreign.get(text) or (known[ours[0]].get(ours[1]) if ours else None)
        if item is None:
            wrong.append(voided.told(act.conn, act.actor, text) or unknown(text))
        elif item in seen:
            wrong.append(reason("listed_twice", what="code", value=text[:80]))
        else:
            found[text] = item
            seen.add(item)
    if len(read) < len(texts):
        twice = next(t for t in texts if list(texts).count(t) > 1)
        wrong.append(reason("listed_twice", what="code", value=twice[:80]))
    if wrong:
        raise BadInput(*wrong)
    return found


def _by_foreign_codes(act: Act, texts: Sequence[str]) -> dict[str, int]:
    """Items for codes that others gave them. One that looks like ours and is not may be theirs."""
    plain: dict[str, str] = {}
    for text in texts:
        with suppress(BadInput):  # what cannot be a code is nobody's
            plain[text] = ids.code(text, "code")
    items = registry.items_by_alias(act.conn, list(plain.values()))
    return {text: _one_of(act, text, items[code]) for text, code in plain.items() if code in items}


def _one_of(act: Act, text: str, items: list[int]) -> int:
    """The package that somebody means by a carton number: theirs, and one that is still there.

    Raises BadInput when several of theirs carry it. What is nobody's of theirs stays unknown.
    """
    if len(items) == 1:
        return items[0]
    states = registry.item_states(act.conn, items).values()
    anywhere = act.actor.supervises is not None
    here = [
        state.item
        for state in states
        if state.disposition in LIVE and (anywhere or state.party == act.actor.party)
    ]
    if len(here) > 1:
        raise BadInput(reason("several_called", value=text[:80]))
    return (here or items)[0]


def unknown(text: str) -> Reason:
    """A code that leads nowhere, or nowhere this reader may know of."""
    known = "no_such" if payload.read(text) is not None else "not_ours"
    return reason(known, what="code", value=text[:80])
