"""The history of one coded item, folded from its birth and everything that touched it since.

The order is (latest moment it can have happened, fact id), so a fact that arrives late takes its
place in the past and never overwrites the present. ``step`` is the only transition there is: the
live path applies it to the newest fact, a late or corrected fact folds the whole history again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.domain.effects import LIVE, Born, Change, Touch

Stamp = tuple[int, int]  #: (microseconds of the latest possible moment, fact id)


@dataclass(frozen=True, slots=True)
class ItemState:
    """Where an item is, whose it is and what it is waiting for."""

    item: int
    kind: str
    batch: int | None
    born: int
    born_at: int
    ordinal: int
    pieces: int
    grams: int
    site: int | None
    zone: int | None
    party: int
    container: int | None
    movement: int | None
    disposition: str
    as_of: Stamp

    @property
    def place(self) -> int | None:
        """The site the item takes up room at, or None when it is nowhere to be met."""
        return self.site if self.disposition in LIVE else None

    @property
    def room(self) -> int | None:
        """The zone or cold room it lies in there, when somebody said which."""
        return self.zone if self.place is not None else None


@dataclass(frozen=True, slots=True)
class Event:
    """All that one fact did to items, at one moment; ``earliest`` when nobody knows exactly when."""

    stamp: Stamp
    touches: tuple[Touch, ...]
    earliest: int | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """A stay at a place or in a room, or a time in a container: until None while it lasts.

    ``earliest``: it may have begun that long before ``since`` already.
    """

    at: int
    since: Stamp
    until: Stamp | None = None
    earliest: int | None = None


@dataclass(frozen=True, slots=True)
class History:
    """The present of an item and the intervals that led there."""

    state: ItemState
    stays: tuple[Interval, ...]
    contained: tuple[Interval, ...]
    lodged: tuple[Interval, ...] = ()


def newborn(born: Born, stamp: Stamp) -> ItemState:
    """The state an item starts with."""
    return ItemState(
        born.item, born.kind, born.batch, stamp[1], stamp[0], born.ordinal, born.pieces, born.grams,
        born.site, None, born.party, None, None, born.disposition, stamp,
    )  # fmt: skip


def concerns(touch: Touch, state: ItemState) -> bool | None:
    """Whether a touch reaches an item: True itself, False through its pallet, None not at all."""
    if touch.moving is not None and state.movement != touch.moving:
        return None
    if state.item in touch.named:
        return True
    if state.container is not None and state.container in touch.named:
        # what was sold or processed off a pallet does not come back with it
        return False if state.disposition in LIVE else None
    if touch.loose_at is not None and state.container is None and state.disposition in LIVE:
        return True if touch.loose_at == (state.batch, state.site, state.party) else None
    if touch.riding is not None and touch.riding == (state.batch, state.movement):
        return state.container is None or None
    return None


def step(state: ItemState, change: Change, stamp: Stamp, *, own: bool) -> ItemState:
    """The state after a change. ``own`` is False when it came by way of the item's container.

    An item that is moved, ended or emptied by itself is thereby off its pallet.
    """
    pieces = state.pieces + change.pieces
    turned = change.disposition or ("emptied" if change.pieces and pieces == 0 else None)
    if turned in ("on_sale", "missing") and state.disposition not in (*LIVE, "missing"):
        turned = None  # what was sold before it was shown or looked for stays sold
    container = state.container
    if own and change.container is not None:
        container = change.container or None
    elif own and (change.site is not None or (turned is not None and turned not in LIVE)):
        container = None
    return replace(
        state,
        pieces=pieces,
        grams=state.grams + change.grams,
        site=_set(change.site, state.site),
        zone=_set(change.zone, state.zone),
        party=change.party or state.party,
        container=container,
        movement=_set(change.movement, state.movement),
        disposition=turned or state.disposition,
        as_of=stamp,
    )


def _set(new: int | None, old: int | None) -> int | None:
    return old if new is None else (new or None)


def advance(state: ItemState, event: Event) -> ItemState:
    """The state after everything that one fact did to the item; the same object if nothing did."""
    for touch in event.touches:
        own = concerns(touch, state)
        if own is not None:
            state = step(state, touch.change, event.stamp, own=own)
    return state


def fold(born: ItemState, events: Iterable[Event], earliest: int | None = None) -> History:
    """The whole history of one item. ``events`` in order; those before its birth pass it by."""
    state = born
    stays = [Interval(state.place, state.as_of, None, earliest)] if state.place is not None else []
    contained: list[Interval] = []
    lodged: list[Interval] = []
    for event in events:
        if event.stamp < born.as_of:
            continue
        before, state = state, advance(state, event)
        _turn(stays, before.place, state.place, event)
        _turn(contained, before.container, state.container, event)
        _turn(lodged, before.room, state.room, event)
    return History(state, tuple(stays), tuple(contained), tuple(lodged))


def _turn(intervals: list[Interval], before: int | None, now: int | None, event: Event) -> None:
    if before == now:
        return
    if before is not None:
        intervals[-1] = replace(intervals[-1], until=event.stamp)
    if now is not None:
        intervals.append(Interval(now, event.stamp, None, event.earliest))
