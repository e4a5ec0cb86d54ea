"""Lists and look-ups for readers, and what is new since they last looked."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from app.domain import ids
from app.domain.actors import Actor, Role
from app.domain.effects import LIVE
from app.domain.errors import BadInput, Conflict, NotFound, reason
from app.domain.history import ItemState
from app.domain.ledger import Entry
from app.domain.quantity import whole
from app.domain.span import micros
from app.store import changes, gate, ledger, listing, paging, registry
from app.store.lists import LISTS
from app.store.lists.goods import SCANNED
from app.store.sight import Viewer
from app.usecases import cursor, voided
from app.usecases.office import Office
from labels import payload

#: How many positions one question looks through: who sees little of a long log asks again.
WINDOW = 2_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a list: its order, from where on, how many, narrowed by what."""

    sort: str
    after: str = ""
    limit: int = 50
    filters: Mapping[str, Any] = field(default_factory=dict)
    q: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, and the cursor of the next page (empty on the last)."""

    rows: list[dict[str, Any]]
    next: str


@dataclass(frozen=True, slots=True)
class News:
    """What is new, and the position up to which the log has been looked through."""

    rows: list[dict[str, Any]]
    last: int


def viewer_of(actor: Actor) -> Viewer:
    """Somebody as the store knows readers."""
    return Viewer(actor.party, actor.supervises, actor.holds(Role.ADMINISTRATOR))


def page(office: Office, actor: Actor, name: str, asked: Asked) -> Page:
    """A page of a list, as far as somebody sees it. Raises BadInput for a cursor of another list."""
    wanted = LISTS[name]
    question = [name, asked.sort, dict(asked.filters), asked.q]
    kinds = [column.type.python_type for column in wanted.order(asked.sort)]
    after = cursor.read(asked.after, question, kinds)
    ids.plain(asked.q, "q")
    for key, value in asked.filters.items():
        if isinstance(value, str):
            ids.plain(value, key)
    filters = dict(asked.filters)
    if "overdue" in filters:  # what is late is so at this moment
        filters["overdue"] = (filters["overdue"], micros(office.clock()))
    store = paging.Asked(asked.sort, asked.limit, after, filters, asked.q)
    with office.store.read() as conn:
        rows, last = paging.page(conn, wanted, viewer_of(actor), store)
    return Page(rows, cursor.written(question, last))


def scanned(office: Office, actor: Actor, text: str) -> dict[str, Any]:
    """What a label stands for, by its token, address, typed code or a code that others gave it.

    Raises NotFound, the same for what is missing and for what is another party's; and Conflict for a
    void label of what somebody sees.
    """
    with office.store.read() as conn:
        items = _items_of(conn, text)
        if len(items) > 1:  # a carton number of many plants: what is still there
            states = registry.item_states(conn, items).values()
            items = [state.item for state in states if state.disposition in LIVE]
        asked = paging.Asked("entered", 2, filters={"items": items})
        rows, _ = paging.page(conn, SCANNED, viewer_of(actor), asked)
        if len(rows) > 1:
            raise BadInput(reason("several_called", value=text[:80]))
        for row in rows:
            (item,) = registry.items_by(conn, "code", [row["code"]]).values()
            return row | {"held": _is_held(office, conn, registry.item(conn, item))}
        # also when there are such goods: what is somebody else's takes as long as what is missing
        if (why := voided.told(conn, actor, text)) is not None:
            raise Conflict(why)
    raise NotFound(reason("no_such", what="code", value=text[:80]))


def _items_of(conn: Connection, text: str) -> list[int]:
    """The items behind a scan. What looks like our code and is not may be a plant's carton number."""
    with suppress(BadInput):
        ids.plain(text, "code")
        read = payload.read(text)
        found = registry.items_by(conn, read[0], [read[1]]) if read else {}
        if found:
            return list(found.values())
        code = ids.code(text, "code")
        return registry.items_by_alias(conn, [code]).get(code, [])
    return []


def _is_held(office: Office, conn: Connection, state: ItemState) -> bool:
    """Whether a hold reaches a package, or anything on a pallet."""
    goods = [state, *registry.contents(conn, [state.item])]
    batches = {each.batch for each in goods if each.batch is not None}
    return bool(gate.holds(conn, gate.made_of(conn, batches, goods), goods, office.clock()))


def news(office: Office, actor: Actor, after: int | None, limit: int) -> News:
    """Facts that somebody may see after a position; without one, only where the log ends now.

    ``last`` is what to ask from next time: everything up to it has been looked through.
    """
    with office.store.read() as conn:
        end = changes.last(conn)
        # a position that lies ahead comes from before a restore: begin again where the log ends
        if after is None or after >= end:
            return News([], end)
        until = min(end, after + WINDOW)
        rows = changes.between(conn, viewer_of(actor), after, until, limit)
    return News(rows, rows[-1]["position"] if len(rows) == limit else until)


def reads(conn: Connection, actor: Actor, entry: Entry) -> bool:
    """Whether somebody may read a fact whole: their own firm's, or one of the region they supervise."""
    if entry.party == actor.party or actor.supervises is None:
        return entry.party == actor.party
    return changes.tells(conn, viewer_of(actor), entry.id)


def raw_fact(office: Office, actor: Actor, fact: int) -> dict[str, Any]:
    """A fact as stored, with the bytes its leaf hash is over. Raises NotFound.

    Everybody reads what their own firm entered, those who supervise what is of their region.
    """
    with office.store.read() as conn:
        found = ledger.entry(conn, whole(fact, "fact"))
        if not reads(conn, actor, found):
            raise NotFound(reason("no_such", what="fact", value=fact))
        return listing.raw_fact(conn, fact)
