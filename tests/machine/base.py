"""What all parts of the machine share: trying an act, and the laws after every step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import ClassVar, TypeVar

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from app.domain.errors import Refusal
from tests.databases import SqliteFactory
from tests.machine.world import Factory, Late, Wish, World

T = TypeVar("T")

#: Refusals that blame somebody else's haste or the disk; alone in the database nobody earns them.
NEVER = {"taken_meanwhile", "store_busy", "store_failed"}

places = st.integers(0, 19)
numbers = st.integers(0, 11)
shifts = st.sampled_from((-500, -1, 0, 1, 500))
lates = st.builds(Late, st.integers(0, 30), shifts)
whens = st.none() | st.none() | lates
often = st.sampled_from((False, False, True))
wishes = st.builds(
    Wish,
    numbers,
    st.integers(0, 4),
    st.lists(numbers, max_size=2).map(tuple),
    st.sampled_from((False,) * 7 + (True,)),
)
coded = st.builds(
    Wish,
    numbers,
    st.just(0),
    st.lists(numbers, min_size=1, max_size=3).map(tuple),
    st.sampled_from((False,) * 7 + (True,)),
)


class Base(RuleBasedStateMachine):
    """A world and a tally. ``factory`` and ``scratch`` are set by whoever runs the machine."""

    factory: ClassVar[Factory]
    scratch: ClassVar[SqliteFactory]
    tally: ClassVar[Counter[tuple[str, str]]]
    world: World
    sound = True

    def begun(self) -> bool:
        """The world is there."""
        return hasattr(self, "world")

    def attempt(self, what: str, act: Callable[[], T]) -> T | None:
        """Do it; None when it was refused. Anything that is not a refusal is a bug."""
        try:
            done = act()
        except Refusal as refusal:
            codes = {reason.code for reason in refusal.reasons}
            if codes & NEVER:
                self.sound = False
                raise AssertionError(f"{what} refused: {refusal.reasons}") from refusal
            self._count(what, "refused")
            return None
        except BaseException:
            self.sound = False
            raise
        self._count(what, "done")
        return done

    def _count(self, what: str, how: str) -> None:
        self.tally[what, how] += 1
        event(f"{what} {how}")

    @invariant()
    def the_laws_hold(self) -> None:
        """Nothing unreleased traded, nothing lost, tables as the raw facts say."""
        if not self.sound or not hasattr(self, "world"):
            return
        self.sound = False
        wrong = self.world.look()
        assert not wrong, "\n".join(wrong)
        self.sound = True

    def teardown(self) -> None:
        """A replay of the ledger finds what is there."""
        if not hasattr(self, "world"):
            return
        try:
            if self.sound:
                wrong = self.world.unequal()
                assert not wrong, "\n".join(wrong)
        finally:
            self.world.close()
