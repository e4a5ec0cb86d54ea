"""Writers for tests, each in a process of its own, through the same use case as everybody."""

from __future__ import annotations

import multiprocessing
import threading
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

from app.domain.actors import Actor
from app.domain.errors import Refusal
from app.domain.policy import Policies
from app.store.files import Files
from app.store.keyring import Keyring
from app.store.session import open_store
from app.usecases import sell
from app.usecases.goods import Goods
from app.usecases.office import Office
from tests.story import simple_policy

#: Children are forked from a server that has everything imported, so that starting one is cheap.
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.store.writing", "tests.web.serving"])


@dataclass(frozen=True)
class Job:
    """One piece of a batch at a time, sold at a site, at a fixed moment."""

    url: str
    actor: Actor
    site: str
    batch: str
    now: datetime

    def office(self) -> Office:
        nowhere = Path("/nowhere")  # nothing is attached or signed here
        files, keys = Files(nowhere), Keyring(nowhere)
        policies = Policies((simple_policy(),))
        return Office(open_store(self.url), policies, lambda: self.now, files=files, keys=keys)


def sell_for_ever(job: Job, acknowledged: Connection) -> None:
    """Sell and tell the fact's id only after the use case has answered. Meant to be killed."""
    office = job.office()
    while True:
        acknowledged.send(sell.sell(office, job.actor, job.site, Goods(job.batch, 1)))


def sell_once_each(job: Job, threads: int, outcome: Connection) -> None:
    """So many threads try to sell one piece each; sends how many were sold and why others were not."""
    office = job.office()
    barrier = threading.Barrier(threads)
    said: list[str] = []

    def try_it() -> None:
        barrier.wait()
        try:
            sell.sell(office, job.actor, job.site, Goods(job.batch, 1))
            said.append("sold")
        except Refusal as refusal:
            said.append(" ".join(reason.code for reason in refusal.reasons))

    workers = [threading.Thread(target=try_it) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    outcome.send(said)
    office.store.engine.dispose()
