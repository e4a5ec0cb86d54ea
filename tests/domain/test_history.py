"""How one item's life is folded: by the order of events, never by the order of their telling."""

from __future__ import annotations

import dataclasses

import pytest

from app.domain.effects import Born, Change, Touch
from app.domain.history import Event, Interval, ItemState, concerns, fold, newborn, step

BORN = newborn(Born(1, "package", 7, 3, 10, 1000, 100, 50, "stored"), (1000, 1))
PALLET = 9


def event(at: int, change: Change, *items: int, **wide: tuple[int, ...]) -> Event:
    """One touch at one moment."""
    return Event((at, at), (Touch(change, items, **wide),))  # type: ignore[arg-type]


def after(**changes: object) -> ItemState:
    """The newborn state, changed."""
    return dataclasses.replace(BORN, **changes)  # type: ignore[arg-type]


ON_PALLET = after(container=PALLET)
STEPS = [
    (BORN, Change(site=200, party=60), True, {"site": 200, "party": 60}),
    (BORN, Change(site=0), True, {"site": None}),
    (BORN, Change(zone=5), True, {"zone": 5}),
    (BORN, Change(container=PALLET), True, {"container": PALLET}),
    (ON_PALLET, Change(container=0), True, {"container": None}),
    (ON_PALLET, Change(zone=5), True, {"zone": 5, "container": PALLET}),
    (ON_PALLET, Change(site=200), True, {"site": 200, "container": None}),
    (ON_PALLET, Change(site=200), False, {"site": 200, "container": PALLET}),
    (ON_PALLET, Change(disposition="sold"), True, {"disposition": "sold", "container": None}),
    (ON_PALLET, Change(disposition="sold"), False, {"disposition": "sold", "container": PALLET}),
    (BORN, Change(pieces=-4, grams=-400), True, {"pieces": 6, "grams": 600}),
    (
        BORN,
        Change(pieces=-10, grams=-1000),
        True,
        {"pieces": 0, "grams": 0, "disposition": "emptied"},
    ),
    (BORN, Change(grams=-20), True, {"grams": 980}),
    (
        BORN,
        Change(disposition="merged", pieces=-10, grams=-1000),
        True,
        {"pieces": 0, "grams": 0, "disposition": "merged"},
    ),
    (
        after(disposition="destroyed", container=PALLET),
        Change(grams=-20),
        True,
        {"grams": 980, "disposition": "destroyed", "container": PALLET},
    ),
]


@pytest.mark.parametrize(("state", "change", "own", "expected"), STEPS)
def test_a_step_changes_this_and_nothing_else(
    state: ItemState, change: Change, own: bool, expected: dict[str, object]
) -> None:
    result = dataclasses.replace(state, as_of=(2000, 2), **expected)  # type: ignore[arg-type]
    assert step(state, change, (2000, 2), own=own) == result


CONCERNS = [
    (Touch(Change(), (1,)), BORN, True),
    (Touch(Change(), (2,)), BORN, None),
    (Touch(Change(), (PALLET,)), ON_PALLET, False),
    (Touch(Change(), (PALLET, 1)), ON_PALLET, True),
    (Touch(Change(), loose_at=(7, 100, 50)), BORN, True),
    (Touch(Change(), loose_at=(7, 100, 50)), ON_PALLET, None),
    (Touch(Change(), loose_at=(7, 101, 50)), BORN, None),
    (Touch(Change(), loose_at=(7, 100, 50)), after(disposition="sold"), None),
    (Touch(Change(), riding=(7, 33)), after(movement=33), True),
    (Touch(Change(), riding=(7, 33)), after(movement=33, container=PALLET), None),
    (Touch(Change(), riding=(7, 33)), after(movement=34), None),
]


@pytest.mark.parametrize(("touch", "state", "expected"), CONCERNS)
def test_a_touch_reaches_an_item_by_name_by_pallet_or_by_class(
    touch: Touch, state: ItemState, expected: bool | None
) -> None:
    assert concerns(touch, state) is expected


def test_a_life_has_stays_and_times_on_pallets() -> None:
    away = Change(site=0, movement=33, disposition="in_transit")
    history = fold(
        BORN,
        [
            event(500, Change(site=999), 1),  # before its birth: passes it by
            event(1100, Change(container=PALLET), 1),
            event(1200, away, PALLET),
            event(1300, Change(site=200, party=60, movement=0, disposition="stored"), PALLET),
            event(1400, Change(container=0), 1),
            event(1500, Change(disposition="sold", movement=0), 1),
            event(1600, Change(site=300), 2),
        ],
    )
    assert history.state == after(
        site=200, party=60, container=None, movement=None, disposition="sold", as_of=(1500, 1500)
    )
    assert history.stays == (
        Interval(100, (1000, 1), (1200, 1200)),
        Interval(200, (1300, 1300), (1500, 1500)),
    )
    assert history.contained == (Interval(PALLET, (1100, 1100), (1400, 1400)),)


class Asked(int):
    """A number that counts how often it is compared."""

    times = 0

    def __eq__(self, other: object) -> bool:
        Asked.times += 1
        return int(self) == other

    __hash__ = int.__hash__


def test_an_act_on_many_items_looks_each_one_up_once() -> None:
    many = Touch(Change(zone=5), tuple(Asked(n) for n in range(1, 2001)))
    Asked.times = 0
    for n in range(1, 2001):
        assert concerns(many, after(item=n))
    assert Asked.times < 10_000
