"""The machine bites: with a bug planted in the code it drives, it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from app.domain import effects, history
from app.domain.facts import Fact, Split
from app.store import gate as read
from app.store import items
from app.usecases import gate
from tests.databases import SqliteFactory
from tests.machine.chain import run

Plant = Callable[[pytest.MonkeyPatch], None]


def gate_skipped(patch: pytest.MonkeyPatch) -> None:
    """Nobody asks the gate."""
    patch.setattr(gate, "judge", lambda *_: [])


def hold_ignored(patch: pytest.MonkeyPatch) -> None:
    """Holds are written down and not looked at."""
    patch.setattr(read, "holds", lambda *_: ())


def split_loses_a_piece(patch: pytest.MonkeyPatch) -> None:
    """The last piece that leaves a package arrives nowhere."""
    right = effects.births

    def births(fact: Fact) -> Iterator[effects.Born]:
        born = list(right(fact))
        if isinstance(fact, Split):
            born[-1] = replace(born[-1], pieces=born[-1].pieces - 1)
        yield from born

    patch.setattr(items, "births", births)


def late_applied_as_newest(patch: pytest.MonkeyPatch) -> None:
    """What is told last is taken for what happened last."""
    patch.setattr(items, "_newest", lambda *_: True)


def pallet_not_followed(patch: pytest.MonkeyPatch) -> None:
    """What happens to a pallet does not happen to what is on it."""
    right = history.concerns

    def concerns(touch: effects.Touch, state: history.ItemState) -> bool | None:
        return right(touch, state) or None

    patch.setattr(history, "concerns", concerns)


#: Each bug, and what the machine says of it.
PLANTS = (
    (gate_skipped, "(certificate|disinfected|sampled|tube|inside)"),
    (hold_ignored, r"(shipped|put_on_sale|sold|processed) \d+ .*: \w+ \d+ was on hold"),
    (split_loses_a_piece, "came in"),
    (late_applied_as_newest, r"live .* from raw facts|only in the live projection"),
    (pallet_not_followed, r"live .* from raw facts|only in the live projection"),
)


@pytest.mark.parametrize(("plant", "said"), PLANTS)
def test_a_planted_bug_is_caught(
    plant: Plant, said: str, sqlite_factory: SqliteFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    with pytest.raises(AssertionError, match=said):
        run(sqlite_factory, sqlite_factory, 400)
