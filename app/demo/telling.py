"""The demonstration's clock and its voice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.domain.errors import Refusal
from app.domain.policy import CHINA

Say = Callable[[str, str], None]


@dataclass(slots=True)
class DemoClock:
    """A clock that the story sets. Each look moves it on a little, so that no two facts coincide."""

    moment: datetime = datetime(2020, 11, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def at(self, text: str) -> datetime:
        """Set the clock to a time of the story, written ``2020-11-14 08:10`` in China time."""
        self.moment = datetime.fromisoformat(text).replace(tzinfo=CHINA).astimezone(UTC)
        return self.moment


@dataclass(slots=True)
class Telling:
    """Who listens to the story, in which language, and what the clock says."""

    clock: DemoClock
    out: Callable[[str], None]
    language: str = "en"

    def say(self, english: str, chinese: str) -> None:
        """One line of the story with the time it happens at."""
        text = chinese if self.language == "zh" else english
        stamp = self.clock.moment.astimezone(CHINA)
        self.out(f"{stamp:%Y-%m-%d %H:%M}  {text}")

    def head(self, english: str, chinese: str) -> None:
        """A headline."""
        self.out("")
        self.out(f"== {chinese if self.language == 'zh' else english}")

    def refused(self, english: str, chinese: str, act: Callable[[], object]) -> Refusal:
        """Try what must be refused, and say what the gate said. Raises when it is not refused."""
        try:
            act()
        except Refusal as refusal:
            self.say(f"{english}: REFUSED", f"{chinese}：拒绝")
            shown: Sequence[str] = [r.text(self.language) for r in refusal.reasons]
            for line in shown[:4]:
                self.out(f"                    - {line}")
            if len(shown) > 4:
                self.out(f"                    - … (+{len(shown) - 4})")
            return refusal
        raise AssertionError(f"the gate let it pass: {english}")
