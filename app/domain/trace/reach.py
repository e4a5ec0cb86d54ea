"""How far contamination can have come: a time-respecting walk over goods, places and containers.

Nodes are items, lots of uncoded goods, pallets, operations and places. What is in something (a carton
on a pallet, a pallet in a room) shares with it while it is there; what is made of something shares by
its operation, which is a node too: an output takes up only what had gone in before it came out. Moments
are microseconds, unsure ones spans, and whatever can have been is followed.

After FoodChain-Lab (BfR): cross-contamination lets every incoming delivery of a place reach every
outgoing one with arrival <= departure, unknown times counting as compatible; a kill step ends it. Here
both are switches, and a kill step is a disinfection that was done to protocol.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

Node = Hashable
Span = tuple[int, int]  #: (earliest, latest) in microseconds, both inclusive
EVER = 1 << 62


@dataclass(frozen=True, slots=True)
class Link:
    """``target`` can take from ``source`` what leaves within a span; ``facts`` say so.

    It arrives within another span, or at the very moment (``arrived`` None).
    """

    source: Node
    target: Node
    left: Span
    arrived: Span | None
    why: str
    facts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Inside:
    """An item at a place or in a container, from a span to a span, or still (``until`` None)."""

    item: Node
    host: Node
    since: Span
    until: Span | None
    facts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Blend:
    """Inputs of an operation with when they went in, outputs with when they came out; its fact."""

    operation: Node
    inputs: tuple[tuple[Node, Span], ...]
    outputs: tuple[tuple[Node, Span], ...]
    fact: int


@dataclass(frozen=True, slots=True)
class World:
    """All that is known of a small part of the world. ``cleaned``: kill steps, in order."""

    inside: tuple[Inside, ...] = ()
    blends: tuple[Blend, ...] = ()
    links: tuple[Link, ...] = ()
    cleaned: Mapping[Node, tuple[Span, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Switches:
    """``cross``: goods share with the places and containers they are in. ``kill``: cleaning ends it."""

    cross: bool = True
    kill: bool = True


EVERYTHING = Switches()


@dataclass(frozen=True, slots=True)
class Reached:
    """A node that can have taken it up, since when at the earliest, and the chain that leads there."""

    node: Node
    since: int
    chain: tuple[Link, ...]

    @property
    def facts(self) -> tuple[int, ...]:
        """The facts of the chain in its order, each once."""
        return tuple(dict.fromkeys(fact for link in self.chain for fact in link.facts))


def links(world: World, switches: Switches) -> Iterator[Link]:
    """Every way from one node to another."""
    yield from world.links
    for blend in world.blends:
        for item, when in blend.inputs:
            yield Link(item, blend.operation, when, None, "went_into", (blend.fact,))
        for item, when in blend.outputs:
            yield Link(blend.operation, item, when, None, "made", (blend.fact,))
    if switches.cross:
        for each in world.inside:
            last = EVER if each.until is None else each.until[1]
            together = (each.since[0], max(each.since[0], last))
            yield Link(each.item, each.host, together, None, "was_in", each.facts)
            yield Link(each.host, each.item, together, None, "held", each.facts)


def reach(
    starts: Iterable[tuple[Node, int]], world: World, switches: Switches = EVERYTHING
) -> dict[Node, Reached]:
    """Every node that can be reached from ``starts`` (node, moment), each with the earliest way there.

    A start is known to carry it from its moment on, whatever has been done to it.

    Earliest arrival first (Dijkstra): goods wait, so earlier covers later until the node is cleaned.
    The time between two cleanings is a node of its own, as long as it can have been.
    """
    leaving: dict[Node, list[Link]] = defaultdict(list)
    for link in links(world, switches):
        leaving[link.source].append(link)
    cleaned = world.cleaned if switches.kill else {}
    best: dict[tuple[Node, int], tuple[int, Link | None, tuple[Node, int] | None]] = {}
    queue: list[tuple[int, int, tuple[Node, int]]] = []
    order = count()

    def arrive(node: Node, since: Span, by: Link | None, come: tuple[Node, int] | None) -> None:
        for period, (begins, ends) in _periods(cleaned.get(node, ()), since):
            at = max(since[0], begins)
            if at <= min(ends, since[1]) and at < best.get((node, period), (EVER + 1, None, None))[0]:
                best[node, period] = (at, by, come)
                heappush(queue, (at, next(order), (node, period)))

    for node, since in starts:
        arrive(node, (since, EVER), None, None)
    done: set[tuple[Node, int]] = set()
    while queue:
        at, _, state = heappop(queue)
        if state in done or at > best[state][0]:
            continue
        done.add(state)
        ends = _ends(cleaned.get(state[0], ()), state[1])
        for link in leaving[state[0]]:
            leave, latest = max(at, link.left[0]), min(link.left[1], ends)
            arrived = (leave, latest) if link.arrived is None else link.arrived
            if leave <= min(latest, arrived[1]):
                arrive(link.target, (max(leave, arrived[0]), arrived[1]), link, state)
    return _told(best)


def _periods(cleaned: tuple[Span, ...], since: Span) -> Iterator[tuple[int, Span]]:
    """The periods between cleanings that a span of arrival may fall into: (number, (begin, end))."""
    if not cleaned:
        yield 0, (-EVER, EVER)
        return
    first = bisect_left([latest for _, latest in cleaned], since[0])
    for period in range(first, len(cleaned) + 1):
        begins = cleaned[period - 1][0] if period else -EVER
        if begins > since[1]:
            return
        yield period, (begins, _ends(cleaned, period))


def _ends(cleaned: tuple[Span, ...], period: int) -> int:
    return cleaned[period][1] if period < len(cleaned) else EVER


def _told(best: Mapping[tuple[Node, int], tuple[int, Link | None, object]]) -> dict[Node, Reached]:
    first: dict[Node, tuple[Node, int]] = {}
    for state in best:
        known = first.get(state[0])
        if known is None or best[state][0] < best[known][0]:
            first[state[0]] = state
    return {node: Reached(node, best[state][0], _chain(best, state)) for node, state in first.items()}


def _chain(
    best: Mapping[tuple[Node, int], tuple[int, Link | None, object]], state: object
) -> tuple[Link, ...]:
    chain: list[Link] = []
    while state is not None:
        _, link, state = best[state]  # type: ignore[index]
        if link is not None:
            chain.append(link)
    return tuple(reversed(chain))
