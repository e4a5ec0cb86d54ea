"""The small world the machine plays in: a story, the facts so far, and ways to pick goods in it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy import text

from app.domain.actors import Actor, Role
from app.domain.policy import Policy
from app.domain.span import Span
from app.store import project
from app.usecases.goods import Goods
from app.usecases.office import When
from tests.databases import PostgresqlFactory, SqliteFactory, opened
from tests.machine import laws, raw, reducer
from tests.story import EVERYTHING, Story

Factory = SqliteFactory | PostgresqlFactory
SITES = ("WH-1", "CS-1", "ST-Z", "ST-L", "KI-1")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wish:
    """Goods to look for: numbers that are taken modulo what there is."""

    batch: int = 0
    pieces: int = 0
    items: tuple[int, ...] = ()
    stray: bool = False


@dataclass(frozen=True, slots=True)
class Late:
    """A moment in the past: a little before, at or after one of the last facts."""

    back: int
    shift_ms: int


class World:
    """A fresh database with the cast in it."""

    def __init__(self, factory: Factory, scratch: SqliteFactory, policy: Policy) -> None:
        self.open = ExitStack()
        self.scratch = scratch
        self.store = self.open.enter_context(opened(factory))
        self.story = Story.begun(self.store, policy)
        self.office = self.story.office
        self.facts: list[raw.Raw] = []
        self.batches: list[str] = []
        self.tubes: list[str] = []
        self.movements: list[tuple[int, str]] = []
        self.cast = 0
        self.look()
        self.cast = len(self.facts)

    def close(self) -> None:
        """Leave nothing behind."""
        database = self.store.engine.url.database if self.store.sqlite else None
        self.open.close()
        if database:
            forget(Path(database))

    def look(self) -> list[str]:
        """Read what is new in the ledger; every law it breaks."""
        wrong = []
        with self.store.read() as conn:
            new = raw.read(conn, self.facts[-1].id if self.facts else 0)
            for fact in new:
                faults = laws.broken(self.facts, fact)
                wrong += [f"{fact.kind} {fact.id} (command: {fact.is_command}): {f}" for f in faults]
                self.facts.append(fact)
            if new:
                wrong += [*laws.lost(conn, self.facts), *laws.misnamed(conn)]
                wrong += reducer.differences(conn, self.facts)
        return wrong

    def unequal(self) -> list[str]:
        """What a replay of the ledger makes different; ``rebuild.check`` on a ready-made database."""
        with ExitStack() as closing:
            empty = closing.enter_context(opened(self.scratch))
            closing.callback(forget, Path(str(empty.engine.url.database)))
            conn = closing.enter_context(self.store.read())
            into = closing.enter_context(empty.write())
            project.rebuild(conn, into)
            return list(project.differences(conn, into.conn))

    def at(self, site: str, who: str = "001") -> Actor:
        """Somebody at work for a site."""
        return self.story.at(site, who)

    def inspector(self) -> Actor:
        """Somebody who may look and correct everywhere."""
        everyone = self.story.at("WH-1", "003")
        return Actor(everyone.person, everyone.party, EVERYTHING | {Role.SUPERVISOR})

    def site_of(self, party: int | None) -> str:
        """The site of a party, or the warehouse for everybody else."""
        return next((s for s in SITES if self.story.parties[s] == party), "WH-1")

    def when(self, late: Late | None) -> When | None:
        """The moment an observation speaks of; None leaves it a command."""
        if late is None:
            return None
        lived = self.facts[self.cast :] or self.facts[-1:]
        fact = lived[-1 - late.back % len(lived)]
        moment = laws.EPOCH + timedelta(microseconds=fact.at, milliseconds=late.shift_ms)
        return When(Span.at(min(moment, self.story.clock.moment)))

    def place(self, number: int, *, market: bool = False) -> str:
        """Mostly a site that has goods; any site for small numbers.

        ``market``: where goods may be traded, for inside the warehouse every trade is refused.
        """
        query = (
            "SELECT DISTINCT site.code FROM site WHERE "
            "EXISTS (SELECT 1 FROM stock WHERE stock.site = site.id AND stock.party = site.party "
            "AND stock.disposition IN ('stored', 'on_sale') AND stock.pieces > 0) OR EXISTS "
            "(SELECT 1 FROM item WHERE item.site = site.id AND item.party = site.party "
            "AND item.kind = 'package' AND item.disposition IN ('stored', 'on_sale')) ORDER BY 1"
        )
        with self.store.read() as conn:
            busy = [str(code) for code in conn.execute(text(query)).scalars()]
        if market:
            busy = [code for code in busy if code != "WH-1"]
        return pick(busy if busy and number > 3 else SITES, number)

    def consignees(self) -> list[str]:
        """Sites whose parties a certificate has been issued to."""
        issued = [f.body["consignee"] for f in self.facts if f.kind == "released"]
        return [site for site in SITES if self.story.parties[site] in issued]

    def tally(self, kind: str) -> int:
        """How many facts of a kind there are."""
        return sum(fact.kind == kind for fact in self.facts)

    def unplanned(self) -> bool:
        """A batch waits for its sampling plan."""
        return self.tally("plan_drawn") < self.tally("unloaded")

    def open_holds(self) -> list[int]:
        """Holds that nobody has lifted."""
        lifted = {fact.body["hold"] for fact in self.facts if fact.kind == "hold_lifted"}
        placed = [fact.body["hold"] for fact in self.facts if fact.kind == "hold_placed"]
        return [key for key in placed if key not in lifted]

    def codes(self, site: str, kind: str = "", *, anywhere: bool = False) -> list[str]:
        """Typed codes of the live items at a site, or of all there ever were."""
        query = (
            "SELECT label.code FROM label JOIN item ON item.id = label.item "
            "JOIN site ON site.code = :site WHERE (:kind = '' OR item.kind = :kind) AND (:all = 1 OR "
            "(item.site = site.id AND item.party = site.party AND item.disposition IN "
            "('stored', 'on_sale'))) ORDER BY item.id"
        )
        with self.store.read() as conn:
            values = {"site": site, "kind": kind, "all": int(anywhere)}
            return list(conn.execute(text(query), values).scalars())

    def stocked(self, site: str) -> list[str]:
        """Numbers of the batches that have uncoded pieces at a site."""
        query = (
            "SELECT DISTINCT batch.no FROM stock JOIN batch ON batch.id = stock.batch "
            "JOIN site ON site.id = stock.site AND site.party = stock.party "
            "WHERE site.code = :site AND stock.disposition IN ('stored', 'on_sale') "
            "AND stock.pieces > 0 ORDER BY 1"
        )
        with self.store.read() as conn:
            return list(conn.execute(text(query), {"site": site}).scalars())

    def goods(self, site: str, wish: Wish, kind: str = "") -> Goods:
        """Goods at a site after a wish; a stray wish ignores where things are."""
        codes = self.codes(site, kind, anywhere=wish.stray)
        items = tuple(dict.fromkeys(pick(codes, n) for n in wish.items)) if codes else ()
        batches = self.batches if wish.stray else self.stocked(site)
        if not wish.pieces or not batches:
            return Goods(items=items)
        return Goods(pick(batches, wish.batch), wish.pieces, items=items)


def pick(among: Sequence[T], number: int) -> T:
    """One of a sequence, by any number."""
    return among[number % len(among)]


def forget(database: Path) -> None:
    """Delete an SQLite file and what lies beside it."""
    for tail in ("", "-wal", "-shm"):
        database.with_name(database.name + tail).unlink(missing_ok=True)
