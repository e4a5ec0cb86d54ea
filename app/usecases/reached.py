"""Where all of it is now: holders, places, vehicles and people in figures, and packages by page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.domain.actors import Actor
from app.domain.errors import TooMuch, reason
from app.domain.span import iso
from app.store import goods, registry
from app.store.patience import Patience
from app.usecases import bureaus, cursor
from app.usecases.clues import Clues, Found, follow
from app.usecases.inquiry import Answer, Question, inquire
from app.usecases.office import Office
from app.usecases.scope import Place, Scope, reached, scope

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as columns: their names, the rows, and the cursor of the next page (empty on the last)."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    next: str

    def as_dict(self) -> Plain:
        """Plain data."""
        return {"columns": self.columns, "rows": self.rows, "next": self.next}


def summary(
    office: Office, actor: Actor, clues: Clues, patience: Patience | None = None
) -> Answer[Plain]:
    """Everything that the goods have become and reached, in figures. Raises NotFound, TooMuch."""

    def read(conn: Connection) -> tuple[Plain, Iterable[int]]:
        found = follow(conn, actor, clues)
        whole = scope(conn, found.start)
        if len(whole.holders) > office.trace_limit:
            raise TooMuch(reason("answer_too_large", limit=office.trace_limit, what="holders"))
        return {"found": list(found.kinds), **told(conn, whole, actor)}, _about(found)

    asked = Question(text=clues.text, direction="scope", patience=patience)
    return inquire(office, actor, asked, read)


def told(conn: Connection, found: Scope, actor: Actor) -> Plain:
    """A scope as plain data, as far as the asker's region goes; the rest as figures by bureau."""
    named = registry.many(conn, "batch", "id", found.batches)
    mine = bureaus.own(found, actor)
    sites = [each for each in found.places.values() if bureaus.is_own(actor, each.region)]
    seen = {each.site for each in sites}
    return {
        "batches": sorted(row.no for row in named),
        "numbers": found.numbers(),
        "holders": [
            {
                "site": found.places[each.site].code if each.site else None,
                "firm": found.firms[each.party].name,
                "call": found.places[each.site].duty_phone if each.site else "",
                "pieces": {part: n for part, n in each.pieces.items() if n},
                "grams": {part: n for part, n in each.grams.items() if n},
                "packages": each.packages,
            }
            for each in mine
        ],
        "elsewhere": [
            {
                "region": each.region, "holders": each.holders, "people": each.people,
                "packages": each.packages, "pieces": {p: n for p, n in each.pieces.items() if n},
                "ask": each.ask,
            }
            for each in bureaus.elsewhere(found, actor)
        ],
        "places": [_place(each) for each in sites],
        "vehicles": [
            {"plate": each.plate, "movements": list(each.movements)}
            for each in found.vehicles
            if actor.supervises == "" or each.sites & seen
        ],
        "people": _people(found, actor),
    }  # fmt: skip


def _place(place: Place) -> Plain:
    return {
        "site": place.code, "name": place.name, "kind": place.kind, "region": place.region,
        "lat_e6": place.lat_e6, "lon_e6": place.lon_e6,
        "since": None if place.since is None else iso(place.since),
    }  # fmt: skip


def _people(found: Scope, actor: Actor) -> list[Plain]:
    return [
        {
            "firm": found.firms[each.party].name, "staff_no": each.staff_no, "post": each.post,
            "facts": each.facts, "first": iso(each.first), "last": iso(each.last),
            "newest_fact": each.newest,
        }
        for each in found.people
        if bureaus.is_own(actor, found.firms[each.party].region)
    ]  # fmt: skip


def _about(found: Found) -> list[int]:
    return [*found.start.batches, *found.start.items]


def packages(
    office: Office, actor: Actor, clues: Clues, page: tuple[str, int], patience: Patience | None = None
) -> Answer[Page]:
    """Every coded package the goods have become, in the asker's region; ``page`` = (after, limit)."""
    after, limit = page
    question = [clues.text, actor.supervises]
    mark = cursor.read(after, question, (int, int)) or (0, 0)
    region = actor.supervises or ""

    def read(conn: Connection) -> tuple[Page, Iterable[int]]:
        found = follow(conn, actor, clues)
        start = reached(conn, found.start)
        rows: list[tuple[Any, ...]] = []
        last: tuple[int, ...] = ()
        for batch, more in goods.pages(conn, start, region, (mark[0], mark[1]), limit + 1):
            rows += more
            if len(rows) > limit:
                left = len(more) - (len(rows) - limit)
                last = (batch, more[left - 1][0]) if left else last
                break
            last = (batch, more[-1][0]) if more else last
        following = cursor.written(question, last) if len(rows) > limit else ""
        return Page(goods.COLUMNS, rows[:limit], following), _about(found)

    asked = Question(text=clues.text, direction="goods", again=bool(after), patience=patience)
    return inquire(office, actor, asked, read)
