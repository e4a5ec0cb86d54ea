"""The walk through time equals a slow plain walk in small worlds, and planted faults are seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from app.domain.trace.hops import Hop, Presence, backward, forward, implausible

HOURS = range(10)  #: five hours of departures, and time for the last goods to arrive
Walk = Callable[[Sequence[Hop]], dict[int, int]]


def hop(
    number: int, source: int, target: int, left: tuple[int, int], took: tuple[int, int] | None
) -> Hop:
    """A hop that left within a span and travelled so many hours at least and at most."""
    arrived = None if took is None else (left[0] + took[0], left[1] + took[1])
    return Hop(number, source, target, left, arrived, number, None if took is None else number)


def _spans(most: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.lists(st.integers(0, most), min_size=2, max_size=2).map(lambda p: (min(p), max(p)))


PLACES = st.integers(1, 4)
HOPS = st.tuples(PLACES, PLACES, _spans(4), st.one_of(st.none(), _spans(2)))
WORLDS = st.lists(HOPS, min_size=3, max_size=7).map(
    lambda drawn: [hop(n, *each) for n, each in enumerate(drawn, start=1)]
)


def slow(hops: Sequence[Hop], start: int = 1, since: int = 0) -> set[tuple[int, int]]:
    """Every (place, hour) goods can be at: they wait, or leave and arrive at any hours that fit."""
    here = {(start, hour) for hour in HOURS if hour >= since}
    while True:
        more = set(here)
        for place, hour in here:
            more |= {(place, later) for later in HOURS if later >= hour}
            for each in hops:
                if each.source != place or each.arrived is None:
                    continue
                if each.departed[0] <= hour <= each.departed[1]:
                    low, high = each.arrived
                    more |= {(each.target, at) for at in HOURS if max(low, hour) <= at <= high}
        if more == here:
            return here
        here = more


def slow_places(hops: Sequence[Hop]) -> dict[int, int]:
    """The earliest hour at every place that can be reached."""
    reached = slow(hops)
    return {place: min(h for p, h in reached if p == place) for place, _ in reached}


@settings(max_examples=2000, deadline=None)
@given(WORLDS)
def test_the_walk_reaches_what_the_slow_walk_reaches_as_early(hops: list[Hop]) -> None:
    found = {place: at.since for place, at in forward([(1, 0)], hops).items()}
    assert found == slow_places(hops)


@settings(max_examples=2000, deadline=None)
@given(WORLDS)
def test_a_hop_is_implausible_when_no_goods_can_have_been_there_before_it_left(
    hops: list[Hop],
) -> None:
    reached = slow(hops)
    expected = {
        each.movement
        for each in hops
        if not any((each.source, hour) in reached for hour in range(each.departed[1] + 1))
    }
    assert implausible([(1, 0)], hops) == expected


@settings(max_examples=2000, deadline=None)
@given(WORLDS, PLACES, st.integers(0, 6))
def test_a_hop_is_on_the_way_back_when_goods_on_it_can_still_come_in_time(
    hops: list[Hop], site: int, until: int
) -> None:
    expected = set()
    for each in hops:
        if each.arrived is None:
            continue
        first = max(each.departed[0], each.arrived[0])
        if any((site, hour) in slow(hops, each.target, first) for hour in HOURS if hour <= until):
            expected.add(each.movement)
    assert {each.movement for each in backward(site, until, hops)} == expected


@settings(max_examples=500, deadline=None)
@given(WORLDS, st.randoms(use_true_random=False))
def test_the_order_of_entry_does_not_matter(hops: list[Hop], chance: Random) -> None:
    mixed = list(hops)
    chance.shuffle(mixed)
    plain = {place: at.since for place, at in forward([(1, 0)], hops).items()}
    assert {place: at.since for place, at in forward([(1, 0)], mixed).items()} == plain


@settings(max_examples=500, deadline=None)
@given(WORLDS)
def test_every_path_is_a_chain_of_hops_in_time(hops: list[Hop]) -> None:
    by_number = {each.movement: each for each in hops}
    for place, at in forward([(1, 0)], hops).items():
        here, since = 1, 0
        for number in at.path:
            each = by_number[number]
            assert each.arrived is not None
            assert (each.source, since <= each.departed[1]) == (here, True)
            here, since = each.target, max(since, each.departed[0], each.arrived[0])
        assert (here, since) == (place, at.since)


def _walk(hops: Sequence[Hop], *, timed: bool, carried: bool, once: bool) -> dict[int, int]:
    """A walk with a fault planted in it."""
    reached, changed = {1: 0}, True
    while changed:
        changed = False
        for each in hops:
            since = reached.get(each.source)
            if since is None or each.arrived is None or (timed and since > each.departed[1]):
                continue
            at = max(since, each.departed[0], each.arrived[0]) if carried else each.departed[0]
            old = reached.get(each.target)
            if old is None or (not once and at < old):
                reached[each.target], changed = at, True
    return reached


PLANTED: dict[str, Walk] = {
    "no time check": lambda hops: _walk(hops, timed=False, carried=True, once=False),
    "late arrival not carried on": lambda hops: _walk(hops, timed=True, carried=False, once=False),
    "each place visited once": lambda hops: _walk(hops, timed=True, carried=True, once=True),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_seen_in_such_a_small_world(fault: str) -> None:
    wrong = PLANTED[fault]
    limits = settings(max_examples=2000, deadline=None, database=None)
    try:
        seen = find(WORLDS, lambda hops: wrong(hops) != slow_places(hops), settings=limits)
    except NoSuchExample:
        pytest.fail(f"{fault}: not seen in 2 000 worlds")
    found = {place: at.since for place, at in forward([(1, 0)], seen).items()}
    assert found == slow_places(seen)


def test_without_its_faults_the_planted_walk_is_right() -> None:
    right = settings(max_examples=300, deadline=None)
    right(given(WORLDS)(_right))()


def _right(hops: list[Hop]) -> None:
    assert _walk(hops, timed=True, carried=True, once=False) == slow_places(hops)


def test_a_place_reached_late_first_and_early_by_a_round_trip_counts_early() -> None:
    late, out, back = (
        hop(1, 1, 2, (4, 4), (0, 0)),
        hop(2, 1, 3, (0, 0), (1, 1)),
        hop(3, 3, 2, (1, 1), (0, 0)),
    )
    on = hop(4, 2, 4, (2, 2), (0, 0))
    assert forward([(1, 0)], [late, out, back, on]) == {
        1: Presence(1, 0, ()),
        2: Presence(2, 1, (2, 3)),
        3: Presence(3, 1, (2,)),
        4: Presence(4, 2, (2, 3, 4)),
    }


def test_goods_do_not_leave_before_they_came_nor_arrive_while_on_their_way() -> None:
    too_early, under_way = hop(1, 1, 2, (0, 1), (0, 0)), hop(2, 1, 3, (5, 5), None)
    assert forward([(1, 2)], [too_early, under_way]) == {1: Presence(1, 2, ())}
    assert implausible([(1, 2)], [too_early, under_way]) == {1}


def test_the_way_back_is_newest_first() -> None:
    chain = [
        hop(1, 1, 2, (0, 0), (1, 1)),
        hop(2, 2, 3, (2, 2), (1, 1)),
        hop(3, 3, 4, (4, 4), (1, 1)),
    ]
    after = hop(4, 1, 4, (6, 6), (1, 1))
    assert backward(4, 5, [*chain, after]) == [chain[2], chain[1], chain[0]]
