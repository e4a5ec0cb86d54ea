"""Sending what is in the outbox: in order for each subject, at least once, for as long as it takes.

A round reads what is due, sends it on several lines with no transaction open, and keeps what became
of it in a few short ones. A process that dies in between has sent some of it without knowing: that
is sent again under the same id, which is how whoever receives it knows it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from queue import Empty, SimpleQueue
from secrets import SystemRandom
from threading import Event, Lock
from time import monotonic

import orjson

from app.domain import notices as rules
from app.domain.notices import Later, Letter, Outcome, Parked, Sent
from app.domain.span import moment
from app.gateways.post import LINES, Post
from app.store import leases, notices
from app.store.notices import Settled, Waiting
from app.usecases.office import Office

#: How long a sender that says nothing is believed to be at work.
LEASE = timedelta(seconds=60)
#: Chains of one round, and results that are kept in one transaction.
CHAINS, TOGETHER = 64, 100


@dataclass(frozen=True, slots=True)
class Round:
    """What a round did. ``held``: false when another process is the sender."""

    sent: int = 0
    failed: int = 0
    parked: int = 0
    held: bool = True


@dataclass(slots=True)
class Standing:
    """How a destination has been answering; lost with the process, which then asks once more."""

    failures: int = 0
    until: datetime | None = None  #: left alone until then
    lock: Lock = field(default_factory=Lock)

    def heard(self, outcome: Outcome, now: datetime, chance: float) -> None:
        """Take in how an attempt ended."""
        with self.lock:
            if not isinstance(outcome, Later):
                self.failures = 0
                return
            self.failures += 1
            pause = max(rules.rest(self.failures, chance), outcome.after or timedelta(0))
            if pause:
                self.until = max(self.until or now, now + pause)

    def rests(self, now: datetime) -> bool:
        """Whether it is to be left alone now."""
        return self.until is not None and now < self.until

    @property
    def is_away(self) -> bool:
        """Whether it has failed so often that one question at a time is enough."""
        return self.failures >= rules.PATIENCE


#: Attempts and how they ended; None when a chain has.
Results = SimpleQueue[tuple[Waiting, Outcome] | None]


class Sender:
    """Sends to one destination. ``holder`` names this process among those that could do it."""

    def __init__(self, office: Office, post: Post, holder: str) -> None:
        self._office, self._post, self._holder = office, post, holder
        self._lease = f"outbox:{post.to.name}"
        self._chance: Callable[[], float] = SystemRandom().random
        self._pool = ThreadPoolExecutor(LINES, thread_name_prefix=f"post-{post.to.name}")
        self.standing, self._halt = Standing(), Event()

    def close(self) -> None:
        """Send nothing more, let what is under way end, and let another process begin."""
        self._halt.set()
        self._pool.shutdown(cancel_futures=True)
        self._post.close()
        with self._office.store.write() as tx:
            leases.give_back(tx, self._lease, self._holder)

    def round(self) -> Round:
        """Send what is due now, once. Raises Unavailable when the store cannot be used."""
        now = self._office.clock()
        if self.standing.rests(now):
            return Round()
        with self._office.store.read() as conn:
            most, each = (1, 1) if self.standing.is_away else (CHAINS, 16)
            chains = notices.chains(conn, self._post.to, now, most, each)
        if not chains:
            return Round()
        if not self._keep([]):
            return Round(held=False)
        return self._sent(chains)

    def _sent(self, chains: list[list[Waiting]]) -> Round:
        done: Results = SimpleQueue()
        over = Event()
        running = [self._pool.submit(self._send_chain, chain, done, over) for chain in chains]
        counts: dict[type[Outcome], int] = {Sent: 0, Later: 0, Parked: 0}
        left, is_held = len(chains), True
        try:
            while left:
                results = list(_came_in(done, left))
                ended = results.count(None)
                left -= ended
                kept = [each for each in results if each is not None]
                is_held = self._keep([self._settled(*each) for each in kept]) and is_held
                for _, outcome in kept:
                    counts[type(outcome)] += 1
                if not is_held:
                    over.set()
        finally:
            over.set()
            wait(running)
        for each in running:
            each.result()
        return Round(counts[Sent], counts[Later], counts[Parked], is_held)

    def _send_chain(self, chain: list[Waiting], done: Results, over: Event) -> None:
        """Send the notices of one subject one after the other, up to the first that fails."""
        try:
            for notice in chain:
                if over.is_set() or self._halt.is_set() or self.standing.rests(self._office.clock()):
                    return
                outcome = self._post.send(letter_of(notice))
                self.standing.heard(outcome, self._office.clock(), self._chance())
                done.put((notice, outcome))
                if not isinstance(outcome, Sent):
                    return
        finally:
            done.put(None)

    def _settled(self, notice: Waiting, outcome: Outcome) -> Settled:
        now = self._office.clock()
        match outcome:
            case Sent():
                return Settled(notice.id, "sent", now)
            case Parked(problem):
                return Settled(notice.id, "parked", now, problem)
            case Later(problem, after):
                pause = max(rules.wait(notice.tries + 1, self._chance()), after or timedelta(0))
                return Settled(notice.id, "waiting", now + pause, problem)

    def _keep(self, results: list[Settled]) -> bool:
        """Keep results and the lease, in one short transaction; whether the lease is still ours."""
        now = self._office.clock()
        with self._office.store.write() as tx:
            is_ours = leases.take(tx, self._lease, self._holder, now, LEASE)
            notices.settle(tx, results, now)
        return is_ours


def _came_in(done: Results, chains: int) -> Iterator[tuple[Waiting, Outcome] | None]:
    """What came in during half a second, less when enough did or all so many chains have ended."""
    until, left, count = monotonic() + 0.5, chains, 0
    while left and count < TOGETHER and (seconds := until - monotonic()) > 0:
        try:
            each = done.get(timeout=seconds)
        except Empty:
            return
        left -= each is None
        count += each is not None
        yield each


def letter_of(notice: Waiting) -> Letter:
    """A notice as it travels. Its id says what is in it too: after a restore from a backup the numbers
    are given out again, and a new notice must not be taken for one that was received before.
    """
    mark = sha256(f"{notice.made}\n{notice.kind}\n{notice.body}".encode()).hexdigest()[:12]
    return Letter(
        f"msg_{notice.id}_{mark}", notice.kind, moment(notice.made), orjson.loads(notice.body)
    )
