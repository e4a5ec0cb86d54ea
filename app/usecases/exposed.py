"""What met some goods: the same room in the same hours, pallet, vehicle, disinfection, hands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.domain.actors import Actor
from app.domain.span import iso
from app.domain.trace.exposure import EVER, UNSURE, Presence, meeting, merged, presences, windows
from app.store import exposed as read
from app.store import lots
from app.store import scope as scoped
from app.usecases import bureaus, cursor
from app.usecases.clues import Clues, follow
from app.usecases.companions import Goods, companions
from app.usecases.inquiry import Answer, Patience, Question, inquire
from app.usecases.office import Office
from app.usecases.scope import reached

Plain = dict[str, Any]
WAYS = ("room", "pallet", "vehicle", "disinfection", "people")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The goods in question, by which ways of meeting, and which page of those met in rooms.

    ``sure``: leave out those met where the room of only one is known. ``shift_hours``: so long before
    and after somebody handled the goods counts as the same hands.
    """

    clues: Clues
    ways: tuple[str, ...] = WAYS
    sure: bool = False
    shift_hours: int = 12
    after: str = ""
    limit: int = 1_000


def exposure(
    office: Office, actor: Actor, asked: Asked, patience: Patience | None = None
) -> Answer[Plain]:
    """Everything that can have met the goods. Raises NotFound, TooMuch.

    Coded goods met in rooms come by page, the rest whole. The goods in question, and what was made
    of them, are never among the answers.
    """
    question = [asked.clues.text, actor.supervises, list(asked.ways), asked.sure]
    mark = cursor.read(asked.after, question, (int, int)) or (0, 0)

    def answer(conn: Connection) -> tuple[Plain, Iterable[int]]:
        found = follow(conn, actor, asked.clues)
        goods = Goods(*reached(conn, found.start), actor, office.trace_limit)
        told: Plain = {"found": list(found.kinds)}
        if "room" in asked.ways:
            room = _Rooms.of(conn, goods, is_sure=asked.sure)
            rows, last = room.page((mark[0], mark[1]), asked.limit)
            following = cursor.written(question, last)
            told["windows"], told["elsewhere"] = room.summary(rows, is_first=not asked.after)
            page = {"columns": read.MET_COLUMNS, "rows": rows, "next": following}
            told |= {"goods": page, "lots": room.lots()}
        if not asked.after:
            told |= companions(conn, goods, asked.ways, asked.shift_hours)
        return told, [*found.start.batches, *found.start.items]

    told = Question(
        text=asked.clues.text, direction="exposure", again=bool(asked.after), patience=patience
    )
    return inquire(office, actor, told, answer)


@dataclass(frozen=True, slots=True)
class _Rooms:
    """Where and when the goods were, and whom they met there."""

    conn: Connection
    goods: Goods
    mine: dict[int, list[Presence]]
    at: list[read.At]
    sites: dict[int, Any]
    is_sure: bool = False

    @classmethod
    def of(cls, conn: Connection, goods: Goods, *, is_sure: bool) -> _Rooms:
        """The presences of the goods themselves, coded and not."""
        mine: dict[int, list[Presence]] = defaultdict(list)
        for each in merged(_presences(conn, goods)):
            mine[each.place].append(each)
        spans = windows(each for pieces in mine.values() for each in pieces)
        at = [
            read.At(n, site, since, until, goods.batches, goods.items)
            for n, (site, (since, until)) in enumerate(
                (site, span) for site, found in spans.items() for span in found
            )
        ]
        sites = {row[0]: row for row in scoped.sites(conn, spans)}
        return cls(conn, goods, dict(mine), at, sites, is_sure)

    def own(self) -> list[read.At]:
        """The windows in the asker's region."""
        return [each for each in self.at if self.goods.is_own(self.sites[each.site][3])]

    def page(self, mark: tuple[int, int], limit: int) -> tuple[list[Any], tuple[int, ...]]:
        """Rows from behind (window, item) on, and the mark of the next page."""
        rows: list[Any] = []
        for at in self.own():
            if at.n < mark[0]:
                continue
            after = mark[1] if at.n == mark[0] else 0
            rows += self.met(at, after, limit + 1 - len(rows))
            if len(rows) > limit:
                rows = rows[:limit]
                return rows, (rows[-1][0], rows[-1][1])
        return rows, ()

    def met(self, at: read.At, after: int, most: int) -> list[Any]:
        """Those met in one window. Where rooms are known, who was in another one is left out."""
        region = self.goods.region
        rooms = read.rooms_at(self.conn, at.site, at.since, at.until)
        if not rooms:
            return read.met(self.conn, at, region, after, most)
        theirs: dict[int, list[Presence]] = defaultdict(list)
        for item, site, zone, since, until, fact in rooms:
            theirs[item].append(_presence(site, zone, since, until, fact))
        names = {key: code for key, _, code in read.zones(self.conn, [at.site])}
        found: list[Any] = []
        while len(found) < most:
            rows = read.met(self.conn, at, region, after, 2_000)
            for row in rows:
                stay = _presence(at.site, None, row[4], row[5], row[6])
                how = meeting(self.mine, presences([stay], theirs.get(row[1], ())))
                if how is not None and (how.how != UNSURE or not self.is_sure):
                    room = None if how.zone is None else names[how.zone]
                    found.append((*row[:-2], room, how.how))
            if len(rows) < 2_000:
                break
            after = rows[-1][1]
        return found[:most]

    def summary(self, rows: Sequence[Any], *, is_first: bool) -> tuple[list[Plain], list[Plain]]:
        """Each window with how many it exposed, and the bureaus where others were exposed."""
        mine = {at.n for at in self.own()}
        told, away = [], dict[str, Plain]()
        for at in self.at if is_first else ():
            exposed = self._exposed(at, rows)
            if at.n in mine:
                until = None if at.until >= EVER else iso(at.until)
                site, since = self.sites[at.site][1], iso(at.since)
                told.append(
                    {"window": at.n, "site": site, "since": since, "until": until, "exposed": exposed}
                )
            else:
                region = self.sites[at.site][3][:4]
                bureau = away.setdefault(region, {"region": region, "windows": 0, "exposed": 0})
                bureau["windows"] += 1
                bureau["exposed"] += exposed
                bureau["ask"] = bureaus.INQUIRY
        return told, [away[region] for region in sorted(away)]

    def _exposed(self, at: read.At, rows: Sequence[Any]) -> int:
        """How many met it: all are on this page, or they are counted (any room where it is long)."""
        here = [row for row in rows if row[0] == at.n]
        if here and rows[-1][0] != at.n:
            return len({row[1] for row in here})
        return read.count(self.conn, at)

    def lots(self) -> list[Plain]:
        """Uncoded goods of other batches that were there."""
        found = [
            (batch, at, since, until, facts)
            for at in self.own()
            for batch, since, until, *facts in lots.at(self.conn, at.site, at.since, at.until)
            if batch not in self.goods.batches
        ]
        names = self.goods.batch_names(self.conn, {batch for batch, *_ in found})
        return [
            {
                "window": at.n, "batch": names[batch], "site": self.sites[at.site][1],
                "since": iso(since), "until": None if until is None else iso(until),
                "facts": sorted(set(facts)),
            }
            for batch, at, since, until, facts in found
        ]  # fmt: skip


def _presence(site: int, zone: int | None, since: int, until: int | None, fact: int) -> Presence:
    return Presence(site, zone, since, EVER if until is None else until, (fact,))


def _presences(conn: Connection, goods: Goods) -> list[Presence]:
    """When and where the goods were, by room as far as it is known."""
    batches, items = goods.batches, goods.items
    found = [
        _presence(site, None, since, until, first)
        for _, site, since, until, first, _ in lots.of(conn, list(batches))
    ]
    roomed: dict[int, list[Presence]] = defaultdict(list)
    for item, site, zone, since, until, fact in read.roomed(conn, batches, items):
        roomed[item].append(_presence(site, zone, since, until, fact))
    stays: dict[int, list[Presence]] = defaultdict(list)
    for item, site, since, until, fact in read.stays_of(conn, roomed):
        stays[item].append(_presence(site, None, since, until, fact))
    for item, rooms in roomed.items():
        found += presences(stays[item], rooms)
    counted: dict[tuple[int, int, int | None], int] = defaultdict(int)
    for item in stays:
        for each in stays[item]:
            counted[each.place, each.since, None if each.until >= EVER else each.until] += 1
    for site, since, until, fact, packages in read.stays(conn, batches, items):
        if packages > counted[site, since, until]:  # some of them lay in no room that is known
            found.append(_presence(site, None, since, until, fact))
    return found
