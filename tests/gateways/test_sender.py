"""The outbox empties itself: in order, at least once, past everything a platform can do."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.actors import Actor, Role
from app.domain.errors import Conflict, NotFound
from app.domain.notices import Destination
from app.gateways.post import LINES, Post
from app.store import notices
from app.usecases import backlog
from app.usecases.deliver import LEASE, Round, Sender, letter_of
from app.usecases.notify import tell
from app.usecases.office import Office
from tests.gateways.making import destination
from tests.gateways.stub import Platform, serving
from tests.story import ADMIN, Story

BEGIN = datetime(2024, 5, 6, tzinfo=UTC)


@dataclasses.dataclass
class Town:
    """An office with a platform, on a clock that stands still until it is moved."""

    office: Office
    platform: Platform
    actor: Actor
    now: datetime = BEGIN
    senders: list[Sender] = dataclasses.field(default_factory=list)

    def begin(self, **changes: Any) -> Sender:
        """A sender; ``holder`` is its process."""
        holder = changes.pop("holder", "one")
        to: Destination = destination(url=self.platform.url, **changes)
        self.office = dataclasses.replace(self.office, clock=lambda: self.now, destinations=(to,))
        sender = Sender(self.office, Post(to, "cold.example"), holder)
        sender._chance = lambda: 1.0
        self.senders.append(sender)
        return sender

    def told(self, subject: int, *numbers: int, kind: str = "batch.entered") -> None:
        """Something happens to a batch, so many times."""
        for n in numbers:
            with self.office.act(self.actor) as act:
                tell(act, kind, subject, {"s": subject, "n": n})

    def later(self, **amount: float) -> None:
        self.now += timedelta(**amount)

    def until_empty(self, sender: Sender, most: int = 200) -> None:
        """Rounds, a second apart, until nothing waits."""
        for _ in range(most):
            sender.round()
            if not any(line.waiting for line in backlog.backlog(self.office, ADMIN).destinations):
                return
            self.later(seconds=1)
        raise AssertionError("something still waits")

    def arrived(self) -> list[tuple[int, int]]:
        """(subject, number) in the order in which they were applied."""
        return [(body["data"]["s"], body["data"]["n"]) for _, body in self.platform.applied]


@pytest.fixture
def town(story: Story) -> Iterator[Town]:
    with serving(Platform(slow=1.5)) as platform:
        made = Town(story.office, platform, story.at("WH-1"))
        yield made
        for sender in made.senders:
            sender.close()


def test_everything_arrives_in_order_for_each_subject_whatever_is_answered(town: Town) -> None:
    ways = ["ok", "status:500", "ok", "lost", "half", "ok", "status:429,2", "ok"]
    town.platform.fault = lambda n, _: ways[n % len(ways)]
    sender = town.begin()
    for n in range(6):
        for subject in (11, 12, 13):
            town.told(subject, n)
    town.until_empty(sender)
    arrived = town.arrived()
    assert len(arrived) == 18
    for subject in (11, 12, 13):
        assert [n for s, n in arrived if s == subject] == [0, 1, 2, 3, 4, 5]
    assert sum(town.platform.seen.values()) > 18  # lost and half answers came again, and were known


def test_what_one_subject_cannot_send_holds_back_that_subject_alone(town: Town) -> None:
    town.platform.fault = lambda _, body: "status:500" if body["data"]["s"] == 11 else "ok"
    sender = town.begin()
    town.told(11, 0, 1)
    town.told(12, 0, 1)
    assert sender.round() == Round(sent=2, failed=1)
    assert town.arrived() == [(12, 0), (12, 1)]
    town.platform.fault = lambda *_: "ok"
    assert sender.round() == Round()  # not due yet
    town.later(seconds=2)
    assert sender.round() == Round(sent=2)
    assert town.arrived() == [(12, 0), (12, 1), (11, 0), (11, 1)]


def test_what_it_will_not_have_is_parked_with_its_reason_until_somebody_says_so(town: Town) -> None:
    town.platform.fault = lambda _, body: "status:422" if body["data"]["n"] == 1 else "ok"
    sender = town.begin()
    town.told(11, 0, 1, 2)
    assert sender.round() == Round(sent=1, parked=1)
    town.later(days=3)
    assert sender.round() == Round()
    (line,) = (found := backlog.backlog(town.office, ADMIN)).destinations
    assert (line.waiting, line.failing, line.parked) == (1, 0, 1)
    assert (line.oldest, line.last_sent) == (BEGIN, BEGIN)
    (parked,) = found.parked
    assert (parked.kind, parked.tries, parked.behind) == ("batch.entered", 1, 1)
    assert parked.problem is not None
    said = '{"error":"no\\u001b[31m such <b>batch</b>"}'
    assert parked.problem.text("en") == f"It answered 422: {said}"
    assert parked.problem.text("zh") == f"对方返回 422：{said}"
    with pytest.raises(NotFound):
        backlog.try_notice_again(town.office, ADMIN, parked.id + 999)
    town.platform.fault = lambda *_: "ok"
    assert backlog.try_notice_again(town.office, ADMIN, parked.id) == 1
    with pytest.raises(Conflict):
        backlog.try_notice_again(town.office, ADMIN, parked.id)
    assert sender.round() == Round(sent=2)
    assert town.arrived() == [(11, 0), (11, 1), (11, 2)]
    assert max(town.platform.seen.values()) == 1  # a refused one was not taken


def test_all_that_is_parked_for_a_destination_goes_again(town: Town) -> None:
    town.platform.fault = lambda *_: "status:401"
    sender = town.begin()
    for subject in range(20, 30):
        town.told(subject, 0)
    assert sender.round() == Round(parked=10)
    with pytest.raises(NotFound):
        backlog.try_all_again(town.office, ADMIN, "somebody-else")
    town.platform.fault = lambda *_: "ok"
    assert backlog.try_all_again(town.office, ADMIN, "city") == 10
    assert sender.round() == Round(sent=10)


def test_a_destination_that_is_away_is_asked_one_question_at_a_time(town: Town) -> None:
    town.platform.fault = lambda *_: "status:503"
    sender = town.begin()
    for subject in range(100, 200):
        town.told(subject, 0)
    first = sender.round()
    assert first.sent == 0
    (line,) = backlog.backlog(town.office, ADMIN).destinations
    assert line.problem is not None
    assert (line.waiting, line.failing) == (100, first.failed)
    assert dict(line.problem.values)["status"] == "503"
    assert 5 <= first.failed < 5 + LINES  # five that failed, and those that were under way
    asked = town.platform.asked
    assert sender.round() == Round()  # it is left alone
    for _ in range(20):
        town.later(minutes=5)
        assert sender.round() == Round(failed=1)
    assert town.platform.asked == asked + 20
    town.platform.fault = lambda *_: "ok"
    town.later(minutes=5)
    assert sender.round() == Round(sent=1)
    town.later(minutes=15)
    town.until_empty(sender)
    assert sorted(town.arrived()) == [(subject, 0) for subject in range(100, 200)]


def test_it_waits_as_long_as_it_was_asked_to(town: Town) -> None:
    town.platform.fault = lambda n, _: "status:429,90" if n == 1 else "ok"
    sender = town.begin()
    town.told(11, 0)
    assert sender.round() == Round(failed=1)
    town.told(12, 0)
    town.later(seconds=89)
    assert sender.round() == Round()
    town.later(seconds=1)
    assert sender.round() == Round(sent=2)


def test_one_process_sends_and_another_takes_over_when_it_falls_silent(town: Town) -> None:
    first, second = town.begin(), town.begin(holder="two")
    town.told(11, 0)
    assert first.round() == Round(sent=1)
    town.told(11, 1)
    assert second.round() == Round(held=False)
    assert town.arrived() == [(11, 0)]
    town.now += LEASE
    assert second.round() == Round(sent=1)
    town.told(11, 2)
    assert first.round() == Round(held=False)
    second.close()  # an orderly end gives the lease back
    town.senders.remove(second)
    assert first.round() == Round(sent=1)
    assert town.arrived() == [(11, 0), (11, 1), (11, 2)]


def test_a_lease_that_a_wrong_clock_wrote_does_not_last(town: Town) -> None:
    first, second = town.begin(), town.begin(holder="two")
    town.later(days=400)
    town.told(11, 0)
    assert first.round() == Round(sent=1)
    town.later(days=-400)
    town.told(11, 1)
    assert second.round() == Round(sent=1)


def test_what_was_sent_by_a_process_that_died_is_sent_again_under_the_same_id(town: Town) -> None:
    sender = town.begin()
    town.told(11, 0, 1)
    with town.office.store.read() as conn:
        ((one, _),) = notices.chains(conn, town.office.destinations[0], town.now, 10)
    town.senders[0]._post.send(letter_of(one))  # and nobody lives to write it down
    assert sender.round() == Round(sent=2)
    assert town.arrived() == [(11, 0), (11, 1)]
    assert sorted(town.platform.seen.values()) == [1, 2]


def test_no_transaction_is_open_while_it_waits_for_an_answer(town: Town) -> None:
    def write(*_: object) -> str:
        with town.office.store.write() as tx:
            tx.new_id()
        return "ok"

    town.platform.fault = write
    sender = town.begin(seconds=5)
    town.told(11, 0)
    assert sender.round() == Round(sent=1)


def test_alerts_go_before_what_can_wait(town: Town) -> None:
    sender = town.begin()
    for subject in range(100, 200):
        town.told(subject, 0)
    town.told(300, 0)
    town.told(300, 1, kind="result.positive")
    sender.round()
    assert {(300, 0), (300, 1)} <= set(town.arrived())
    assert len(town.arrived()) == 65


def test_without_order_nothing_is_held_back(town: Town) -> None:
    town.platform.fault = lambda _, body: "status:400" if body["data"]["n"] == 0 else "ok"
    sender = town.begin(order="none")
    town.told(11, 0, 1, 2)
    assert sender.round() == Round(sent=2, parked=1)


def test_a_number_that_is_given_out_again_after_a_restore_makes_another_id() -> None:
    one = notices.Waiting(7, "hold.placed", 11, '{"n":1}', 1_000_000, 0, "waiting", 0)
    other = dataclasses.replace(one, body='{"n":2}')
    again = dataclasses.replace(one, tries=5, due=9_000_000)
    assert letter_of(one).id == letter_of(again).id
    assert letter_of(one).id != letter_of(other).id


def test_who_may_see_what_waits(story: Story) -> None:
    supervisor = Actor(1, 1, frozenset({Role.SUPERVISOR}), region="350102")
    assert backlog.backlog(story.office, supervisor).destinations == ()
