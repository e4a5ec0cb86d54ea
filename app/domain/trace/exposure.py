"""Who was in the same room in the same hours: stays cut up by what is known of rooms.

A site may have several rooms, and often nobody said which. Goods that were certainly in different rooms
did not meet. Where no room is known of either, being at one site is all there is to go by; where one of
the two is known they may have met, which is told as unsure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

EVER = 1 << 62
ROOM, SITE, UNSURE = "room", "site", "unsure"
_SUREST = (ROOM, SITE, UNSURE)


@dataclass(frozen=True, slots=True)
class Presence:
    """Something at a site, in a zone if it is known, within [since, until] microseconds.

    ``facts``: by which it came.
    """

    place: int
    zone: int | None
    since: int
    until: int
    facts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two presences at once, and how surely: in one room, at one site, or perhaps."""

    place: int
    zone: int | None
    since: int
    until: int
    how: str
    facts: tuple[int, ...]


def presences(stays: Iterable[Presence], rooms: Sequence[Presence]) -> list[Presence]:
    """The stays of one thing, cut wherever its room changes; ``rooms`` lie within the stays in time."""
    found = []
    for stay in stays:
        at = stay.since
        inside = [room for room in rooms if room.since <= stay.until and room.until >= stay.since]
        for room in sorted(inside, key=lambda each: each.since):
            if room.place != stay.place:
                continue
            begin, end = max(room.since, stay.since), min(room.until, stay.until)
            if at < begin:
                found.append(Presence(stay.place, None, at, begin, stay.facts))
            found.append(Presence(stay.place, room.zone, begin, end, (*stay.facts, *room.facts)))
            at = max(at, end)
        if at < stay.until or not inside:
            found.append(Presence(stay.place, None, at, stay.until, stay.facts))
    return found


def merged(every: Iterable[Presence]) -> list[Presence]:
    """The same times and rooms with fewer pieces: what touches or overlaps in one room becomes one."""
    by_room: dict[tuple[int, int | None], list[Presence]] = defaultdict(list)
    for each in every:
        by_room[each.place, each.zone].append(each)
    found: list[Presence] = []
    for pieces in by_room.values():
        pieces.sort(key=lambda each: (each.since, each.until))
        last = pieces[0]
        for each in pieces[1:]:
            if each.since <= last.until:
                until = max(last.until, each.until)
                last = Presence(last.place, last.zone, last.since, until, last.facts)
            else:
                found.append(last)
                last = each
        found.append(last)
    return found


def windows(every: Iterable[Presence]) -> dict[int, list[tuple[int, int]]]:
    """For each site the times when anything of it was there, in any room."""
    whole = merged(Presence(each.place, None, each.since, each.until) for each in every)
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for each in whole:
        found[each.place].append((each.since, each.until))
    return {place: sorted(found[place]) for place in sorted(found)}


def _rank(each: Meeting) -> tuple[int, int]:
    return _SUREST.index(each.how), each.since


def meeting(mine: Mapping[int, Sequence[Presence]], theirs: Iterable[Presence]) -> Meeting | None:
    """How something met: by the surest, then the earliest of all times together, or None.

    ``mine``: presences of what the question is about, by site.
    """
    best: Meeting | None = None
    for other in theirs:
        for each in mine.get(other.place, ()):
            since, until = max(each.since, other.since), min(each.until, other.until)
            if since > until or (each.zone != other.zone and None not in (each.zone, other.zone)):
                continue
            how = UNSURE if each.zone != other.zone else SITE if each.zone is None else ROOM
            zone = other.zone if other.zone is not None else each.zone
            found = Meeting(other.place, zone, since, until, how, (*each.facts, *other.facts))
            if best is None or _rank(found) < _rank(best):
                best = found
    return best
