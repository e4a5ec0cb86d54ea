"""Which hops can really have carried goods on: a walk over movements that respects time.

Moments are spans. A hop can follow when the goods may have been there before it certainly left, so
an unsure time never hides a path. A hop that no path reaches in time is not dropped: it is marked
implausible, for somebody entered it wrongly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hop:
    """Goods from one site to another; times as (earliest, latest) in microseconds.

    ``arrived`` is None while the goods are on their way.
    """

    movement: int
    source: int
    target: int
    departed: tuple[int, int]
    arrived: tuple[int, int] | None
    fact: int
    accepted: int | None


@dataclass(frozen=True, slots=True)
class Presence:
    """A site goods can have been at, since when at the earliest, by which hops."""

    site: int
    since: int
    path: tuple[int, ...]


def forward(starts: Iterable[tuple[int, int]], hops: Sequence[Hop]) -> dict[int, Presence]:
    """Every site reachable from ``starts`` (site, moment), with the earliest way there.

    Goods may wait, so being somewhere at the earliest possible moment covers every later one. The
    walk repeats until nothing gets earlier: an early round trip may make a place earlier again.
    """
    reached: dict[int, Presence] = {}
    for site, since in starts:
        if site not in reached or since < reached[site].since:
            reached[site] = Presence(site, since, ())
    waiting = list(hops)
    changed = True
    while changed:
        changed = False
        for hop in waiting:
            at = reached.get(hop.source)
            if at is None or hop.arrived is None or at.since > _left_by(hop):
                continue
            since = max(at.since, hop.departed[0], hop.arrived[0])
            there = reached.get(hop.target)
            if there is None or since < there.since:
                reached[hop.target] = Presence(hop.target, since, (*at.path, hop.movement))
                changed = True
    return reached


def implausible(starts: Iterable[tuple[int, int]], hops: Sequence[Hop]) -> set[int]:
    """Movements that left before any goods can have been there."""
    reached = forward(starts, hops)
    return {
        hop.movement
        for hop in hops
        if hop.source not in reached or reached[hop.source].since > _left_by(hop)
    }


def _left_by(hop: Hop) -> int:
    """The latest moment at which the hop can have left: not after it had arrived."""
    return hop.departed[1] if hop.arrived is None else min(hop.departed[1], hop.arrived[1])


def backward(site: int, until: int, hops: Sequence[Hop]) -> list[Hop]:
    """Hops that can have brought goods to ``site`` by ``until``, newest first.

    A place is as late as its latest useful departure; that only ever grows, so every hop is looked
    at again until nothing changes.
    """
    latest = {site: until}
    used: dict[int, Hop] = {}
    changed = True
    while changed:
        changed = False
        for hop in hops:
            by = latest.get(hop.target)
            if by is None or hop.arrived is None or hop.arrived[0] > by or hop.departed[0] > by:
                continue
            used[hop.movement] = hop
            leave = min(hop.departed[1], by)
            if leave > latest.get(hop.source, -1):
                latest[hop.source] = leave
                changed = True
    return sorted(used.values(), key=lambda hop: (hop.departed, hop.movement), reverse=True)
