"""Work that goes on beside the requests."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType

from app.domain.errors import Unavailable
from app.gateways.lab import Lab
from app.gateways.post import Post
from app.store import ledger
from app.store.session import Store
from app.usecases.deliver import Sender
from app.usecases.fetch_reports import fetch
from app.usecases.incidents import escalate
from app.usecases.office import Office
from app.web.errors import Caught

log = logging.getLogger("coldtrace")

#: Seconds until the outbox is looked into again: when it was empty, and between rounds when not.
#: The pause is what captures get of the machine while much is being sent.
IDLE, BETWEEN = 1.0, 0.05


class Repeated:
    """A piece of work done again and again in a thread of its own, until the block ends.

    ``work`` says how many seconds to wait before the next time. When the store is not to be had, or
    after a bug, which is logged, it is tried again.
    """

    def __init__(self, name: str, work: Callable[[], float], wait: float = 1.0) -> None:
        self._name, self._work, self._wait = name, work, wait
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def __enter__(self) -> Repeated:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        wait = self._wait
        while not self._stop.wait(wait):
            wait = self._wait
            try:
                with Caught(self._name):
                    wait = self._work()
            except Unavailable as problem:
                log.warning("%s waits: %s", self._name, problem)


def integrating(store: Store, every: float = 1.0) -> ExitStack:
    """Gives committed facts their place in the proof order, within a second (PostgreSQL)."""

    def work() -> float:
        with store.write() as tx:
            ledger.integrate(tx)
        return every

    stack = ExitStack()
    if not store.sqlite:
        stack.enter_context(Repeated("integrator", work, every))
    return stack


def watching(office: Office, every: float = 5.0) -> ExitStack:
    """Escalates what was not done in time. Many processes may watch: each clock counts once."""

    def work() -> float:
        if escalate.is_due(office):
            escalate.escalate(office)
        return every

    stack = ExitStack()
    stack.enter_context(Repeated("watch", work, every))
    return stack


def outside(office: Office) -> ExitStack:
    """Sends what is in the outbox and fetches reports, as long as the stack is open."""
    stack = ExitStack()
    holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    for to in office.destinations:
        sender = Sender(office, Post(to, office.public_host), holder)
        stack.callback(sender.close)
        stack.enter_context(Repeated(f"sender of {to.name}", _sending(sender)))
    for source in office.laboratories:
        lab = Lab(source)
        stack.callback(lab.close)
        fetching = _fetching(office, lab, holder, source.every)
        stack.enter_context(Repeated(f"fetcher of {source.name}", fetching))
    return stack


def _sending(sender: Sender) -> Callable[[], float]:
    def work() -> float:
        done = sender.round()
        return BETWEEN if done.sent else IDLE

    return work


def _fetching(office: Office, lab: Lab, holder: str, every: int) -> Callable[[], float]:
    def work() -> float:
        return BETWEEN if fetch(office, lab, holder).more else float(every)

    return work
