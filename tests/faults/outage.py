"""A platform that is away for hours, on a clock that is moved: what waited arrives, in order, once.

While it is away it answers late, with 500, with 429 and a Retry-After, in halves, or takes a notice and
says nothing. The process that sends is lost three times without a word. After its return every tenth
answer still goes wrong.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from app.gateways.post import Post
from app.store import backlog
from app.usecases.deliver import Sender
from app.usecases.notify import tell
from tests.gateways.making import destination
from tests.gateways.stub import Platform, serving
from tests.story import Story

BEGIN = datetime(2024, 5, 6, tzinfo=UTC)
AWAY = ("timeout", "status:500", "status:429,30", "half", "lost", "status:503")
BACK = ("ok",) * 9 + ("status:500",) + ("ok",) * 9 + ("lost",) + ("ok",) * 9 + ("half",)
STEP = timedelta(seconds=10)


@dataclass(frozen=True)
class Outcome:
    """How it went. ``asked``: requests while away and after; ``drained``: how long after its return."""

    notices: int
    applied: int
    twice: int
    out_of_order: list[str]
    asked_away: int
    asked_back: int
    drained: timedelta
    oldest: timedelta


@dataclass
class Outage:
    """One platform, one office, one moved clock."""

    story: Story
    platform: Platform
    now: datetime = BEGIN
    senders: list[Sender] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.to = destination(url=self.platform.url, seconds=1)
        self.story.office = dataclasses.replace(
            self.story.office, clock=lambda: self.now, destinations=(self.to,)
        )
        self.sender = self.begun()

    def begun(self) -> Sender:
        """A sender in a new process; the one before fell silent."""
        post = Post(self.to, "cold.example")
        self.senders.append(Sender(self.story.office, post, f"process-{len(self.senders)}"))
        return self.senders[-1]

    def close(self) -> None:
        """End every process that there was."""
        for sender in self.senders:
            sender.close()

    def tell(self, subject: int, n: int) -> None:
        """Something happens to a batch."""
        with self.story.office.act(self.story.at("WH-1")) as act:
            tell(act, "batch.entered", subject, {"subject": subject, "n": n})

    def waiting(self) -> tuple[int, int | None]:
        """How many have not arrived, and when the oldest was made."""
        with self.story.office.store.read() as conn:
            return backlog.oldest(conn)


def outage(story: Story, hours: int, notices: int, subjects: int) -> Outcome:
    """Run it: so many notices of so many subjects are made while the platform is away."""
    with serving(Platform(lambda n, _: AWAY[n % len(AWAY)], slow=1.2)) as platform:
        one = Outage(story, platform)
        made = defaultdict[int, int](int)
        steps = int(timedelta(hours=hours) / STEP)
        lost_at = {steps // 4, steps // 2, 3 * steps // 4}
        for step in range(steps):
            for number in range(notices * step // steps, notices * (step + 1) // steps):
                subject = 1_000_000 + number % subjects
                one.tell(subject, made[subject])
                made[subject] += 1
            if step in lost_at:
                one.sender = one.begun()
            one.sender.round()
            one.now += STEP
        away, left = platform.asked, one.waiting()
        assert left[1] is not None
        oldest = one.now - datetime.fromtimestamp(left[1] / 1e6, UTC)
        platform.fault = lambda n, _: BACK[n % len(BACK)]
        returned = one.now
        while one.waiting()[0]:
            one.sender.round()
            one.now += timedelta(seconds=1)
            assert one.now < returned + timedelta(hours=2), one.waiting()
        one.close()
    return _outcome(platform, notices, (away, one.now - returned, oldest))


def _outcome(platform: Platform, notices: int, when: tuple[int, timedelta, timedelta]) -> Outcome:
    away, drained, oldest = when
    order = defaultdict[int, list[int]](list)
    for _, body in platform.applied:
        order[body["data"]["subject"]].append(body["data"]["n"])
    wrong = [f"{s}: {found}" for s, found in order.items() if found != list(range(len(found)))]
    twice = sum(1 for count in platform.seen.values() if count > 1)
    return Outcome(
        notices, len(platform.applied), twice, wrong, away, platform.asked - away, drained, oldest
    )
