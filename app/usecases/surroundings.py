"""The part of the world around some nodes, from rows to what the walk understands.

Nodes: ("item", id) for packages, pallets, operations and batches; ("lot", batch, site) for uncoded
goods; ("site", id) and, where somebody said which, ("zone", id) for places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from app.domain.errors import TooMuch, reason
from app.domain.facts import Disinfected
from app.domain.span import micros
from app.domain.trace.exposure import EVER, Presence, presences
from app.domain.trace.reach import Inside, Link, Span, World
from app.store import ledger, lots
from app.store import surroundings as read

Node = tuple[Any, ...]


@dataclass(slots=True)
class Surroundings:
    """The world as far as it has been read. Raises TooMuch when it grows beyond ``limit`` nodes."""

    conn: Connection
    limit: int
    inside: dict[Any, Inside] = field(default_factory=dict)
    links: set[Link] = field(default_factory=set)
    cleaned: dict[Node, list[Span]] = field(default_factory=lambda: defaultdict(list))
    known: set[Node] = field(default_factory=set)
    sprays: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def world(self) -> World:
        """All of it so far."""
        cleaned: dict[Hashable, tuple[Span, ...]] = {
            node: tuple(sorted(set(spans))) for node, spans in self.cleaned.items()
        }
        return World(tuple(self.inside.values()), (), tuple(self.links), cleaned)

    def widen(self, nodes: Iterable[tuple[Node, int]], *, cross: bool) -> bool:
        """Read what touches nodes that were reached since a moment; whether any of them was new."""
        fresh = [(node, since) for node, since in nodes if node not in self.known]
        self.known |= {node for node, _ in fresh}
        self._within(len(self.known))
        items = [node[1] for node, _ in fresh if node[0] == "item"]
        if items:
            self._lineage(items)
            self._cleanings(items)
        if cross:
            self._presences(items)
            for node, since in fresh:
                self._visited(node, since)
        return bool(fresh)

    def _within(self, count: int) -> None:
        if count > self.limit:
            raise TooMuch(reason("answer_too_large", limit=self.limit, what="nodes"))

    def _lineage(self, items: list[int]) -> None:
        rows = read.made(self.conn, items, self.limit + 1)
        self._within(len(rows))
        for parent, child, fact, earliest, latest in rows:
            link = Link(("item", parent), ("item", child), (earliest, latest), None, "made", (fact,))
            self.links.add(link)
        batches = [key for key, kind, *_ in read.kinds(self.conn, items) if kind == "batch"]
        packages = read.packages(self.conn, batches, self.limit + 1) if batches else []
        self._within(len(packages))
        of = {key: batch for key, _, batch, *_ in read.kinds(self.conn, packages)}
        for key, batch in of.items():
            if key != batch:  # a batch is meant whole
                link = Link(("item", batch), ("item", key), (-EVER, EVER), None, "is_of", ())
                self.links.add(link)
        if batches:
            self._lots(batches)

    def _lots(self, batches: list[int]) -> None:
        """Uncoded goods: where they lay, and how they came from one place to the next."""
        for batch, site, since, until, first, last in lots.of(self.conn, batches):
            lot = ("lot", batch, site)
            self.links.add(Link(("item", batch), lot, (-EVER, EVER), None, "is_of", ()))
            self._put(lot, Presence(site, None, since, EVER if until is None else until, (first, last)))
        for batch, source, target, left, left_to, come, come_to, fact, accepted in read.lines(
            self.conn, batches
        ):
            if come is not None:
                ends = (("lot", batch, source), ("lot", batch, target))
                facts = (fact, accepted)
                self.links.add(Link(*ends, (left, left_to), (come, come_to), "moved", facts))

    def _presences(self, items: list[int]) -> None:
        rooms: dict[int, list[Presence]] = defaultdict(list)
        for item, site, zone, since, until, fact in read.rooms(self.conn, items):
            rooms[item].append(Presence(site, zone, since, EVER if until is None else until, (fact,)))
        stays: dict[int, list[Presence]] = defaultdict(list)
        for item, site, since, until, fact in read.stays(self.conn, items):
            stays[item].append(Presence(site, None, since, EVER if until is None else until, (fact,)))
        for item, mine in stays.items():
            for each in presences(mine, rooms[item]):
                self._put(("item", item), each)
        rows = read.inside(self.conn, items, self.limit + 1)
        self._within(len(rows))
        for item, pallet, since, until, fact in rows:
            ends = None if until is None else (until, until)
            told = Inside(("item", item), ("item", pallet), (since, since), ends, (fact,))
            self.inside[item, pallet, since] = told

    def _put(self, node: Node, at: Presence) -> None:
        host: Node = ("site", at.place) if at.zone is None else ("zone", at.zone)
        until = None if at.until >= EVER else (at.until, at.until)
        told = Inside(node, host, (at.since, at.since), until, at.facts)
        self.inside[node, host, at.since] = told
        if at.zone is not None and host not in self.cleaned:
            for _, moment in read.cleaned(self.conn, [at.zone]):
                self.cleaned[host].append((moment, moment))

    def _visited(self, node: Node, since: int) -> None:
        """Everything that was at a reached place from then on."""
        kind, key = node[:2]
        most = self.limit + 1
        if kind == "site":
            found = read.visitors(self.conn, key, since, most)
            for batch, begin, until, first, last in lots.at(self.conn, key, since, EVER):
                ends = EVER if until is None else until
                self._put(("lot", batch, key), Presence(key, None, begin, ends, (first, last)))
        elif kind == "zone":
            found = read.lodgers(self.conn, key, since, most)
        else:
            return
        self._within(len(found) + len(self.known))
        self._presences(found)
        self._cleanings(found)

    def _cleanings(self, items: Collection[int]) -> None:
        """Disinfections to protocol of the cartons that items hold: they end what an item carries."""
        rows = [row for row in read.kinds(self.conn, items) if row[1] == "package" and row[3]]
        for batch in {row[2] for row in rows} - self.sprays.keys():
            self.sprays[batch] = set(read.sprayed(self.conn, [batch]))
        for fact in {fact for row in rows for fact in self.sprays[row[2]]}:
            self._sprayed(fact, rows)

    def _sprayed(self, fact: int, rows: list[Any]) -> None:
        entry = ledger.entry(self.conn, fact)
        if not isinstance(entry.fact, Disinfected) or entry.fact.breach:
            return
        span = (micros(entry.happened.earliest), micros(entry.happened.latest))
        for cover in entry.fact.covers:
            for key, _, batch, first, pieces in rows:
                last = first + max(pieces, 1) - 1
                whole = any(low <= first and last <= high for low, high in cover.ranges)
                if batch == cover.batch and whole and span not in self.cleaned[("item", key)]:
                    self.cleaned[("item", key)].append(span)
