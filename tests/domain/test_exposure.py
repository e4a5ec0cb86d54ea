"""Meetings in rooms equal what counting hour by hour finds."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.trace.exposure import Meeting, Presence, meeting, merged, presences, windows

HOURS = range(6)


def test_goods_certainly_in_different_rooms_did_not_meet() -> None:
    mine = {1: [Presence(1, 7, 0, 10)]}
    assert meeting(mine, [Presence(1, 8, 5, 20)]) is None
    assert meeting(mine, [Presence(2, 7, 5, 20)]) is None
    assert meeting(mine, [Presence(1, 7, 11, 20)]) is None


def test_a_room_that_nobody_named_may_be_the_same() -> None:
    mine = {1: [Presence(1, 7, 0, 10, (3,))]}
    assert meeting(mine, [Presence(1, None, 5, 20, (4,))]) == Meeting(1, 7, 5, 10, "unsure", (3, 4))


def test_the_surest_meeting_is_told_even_when_it_is_later() -> None:
    mine = {1: [Presence(1, 7, 0, 10)]}
    found = meeting(mine, [Presence(1, None, 0, 4), Presence(1, 7, 5, 9)])
    assert found == Meeting(1, 7, 5, 9, "room", ())


def test_a_stay_is_cut_where_the_room_changes() -> None:
    stay = Presence(1, None, 0, 10, (1,))
    rooms = [Presence(1, 7, 2, 5, (2,)), Presence(1, 8, 5, 8, (3,))]
    assert presences([stay], rooms) == [
        Presence(1, None, 0, 2, (1,)), Presence(1, 7, 2, 5, (1, 2)), Presence(1, 8, 5, 8, (1, 3)),
        Presence(1, None, 8, 10, (1,)),
    ]  # fmt: skip


def _piece() -> st.SearchStrategy[Presence]:
    span = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(sorted)
    zone = st.sampled_from([None, 7, 8])
    return st.builds(lambda p, z, s: Presence(p, z, s[0], s[1]), st.integers(1, 2), zone, span)


PIECES = st.lists(_piece(), max_size=4)


def _by_place(pieces: list[Presence]) -> dict[int, list[Presence]]:
    found: dict[int, list[Presence]] = defaultdict(list)
    for each in pieces:
        found[each.place].append(each)
    return found


def _hours(pieces: list[Presence]) -> set[tuple[int, int | None, int]]:
    return {(p.place, p.zone, hour) for p in pieces for hour in HOURS if p.since <= hour <= p.until}


@settings(max_examples=500, deadline=None)
@given(PIECES, PIECES)
def test_a_meeting_is_an_hour_in_one_room(mine: list[Presence], theirs: list[Presence]) -> None:
    found = meeting(_by_place(mine), theirs)
    together = {
        (hour, 2 if za != zb else 1 if za is None else 0)
        for place, za, hour in _hours(mine)
        for other, zb, at in _hours(theirs)
        if (place, hour) == (other, at) and (za == zb or None in (za, zb))
    }
    if found is None:
        assert together == set()
    else:
        surest = min(how for _, how in together)
        assert found.how == ("room", "site", "unsure")[surest]
        assert found.since == min(hour for hour, how in together if how == surest)


@settings(max_examples=500, deadline=None)
@given(PIECES)
def test_merging_and_windows_keep_every_hour(pieces: list[Presence]) -> None:
    assert _hours(merged(pieces)) == _hours(pieces)
    spans = {
        (place, h)
        for place, found in windows(pieces).items()
        for a, b in found
        for h in range(a, b + 1)
    }
    assert spans == {(place, hour) for place, _, hour in _hours(pieces)}
