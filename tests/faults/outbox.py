"""The platform is away for six hours with 5 000 notices; and what captures notice of it.

The outage runs on a moved clock. The captures run on the real one: sales over HTTP against a server
whose outbox is empty, full with the platform away, and full with the platform taking everything, in
short blocks by turns. What counts is the ratio within one run, on a machine that does nothing else.
"""

from __future__ import annotations

import dataclasses
import signal
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from app.domain.notices import Destination
from app.store import backlog
from app.store.session import open_store
from app.usecases import identity
from app.usecases.notify import tell
from tests.databases import PostgresqlFactory, SqliteFactory
from tests.faults.outage import Outcome, outage
from tests.gateways.making import destination
from tests.gateways.stub import Platform, serving
from tests.story import ADMIN, Story
from tests.web.serving import Place, Server, Wire, stocked

HOURS, NOTICES, SUBJECTS = 6, 5_000, 250
BLOCKS, SALES, BEHIND = 16, 20, 1_000
AWAY = ("timeout", "status:500", "status:429,30", "half", "status:503")
#: What captures may take longer, median and 95th of a hundred.
ALLOWED = 1.20


@dataclass
class Shop:
    """A stall that sells, a platform, and a server that is started anew for each round."""

    story: Story
    platform: Platform
    batch: str
    token: str

    def fill(self, notices: int) -> None:
        """So many notices wait."""
        office = dataclasses.replace(self.story.office, destinations=(self.to,))
        for start in range(0, notices, 500):
            with office.act(self.story.at("WH-1")) as act:
                for n in range(start, min(start + 500, notices)):
                    body = {"subject": n % SUBJECTS, "n": n // SUBJECTS}
                    tell(act, "batch.entered", 1_000_000 + n % SUBJECTS, body)

    @property
    def to(self) -> Destination:
        """The platform as a destination."""
        return destination(url=self.platform.url, seconds=2)

    def waiting(self) -> int:
        """How many notices have not arrived."""
        with self.story.office.store.read() as conn:
            return backlog.oldest(conn)[0]

    def until_empty(self) -> None:
        """Wait until everything has arrived."""
        while self.waiting():
            time.sleep(0.1)

    @contextmanager
    def served(self) -> Iterator[Server]:
        """A server with its sender; it ends in good order."""
        place = Place.of(self.story)
        server = Server(dataclasses.replace(place, rest=place.rest | {"destinations": (self.to,)}))
        server.start()
        try:
            yield server
        finally:
            server.end(signal.SIGTERM)

    def sell(self, server: Server, sales: int) -> list[float]:
        """Milliseconds of each sale, the first few left out."""
        wire = Wire(server, self.token)
        body = {"site": "ST-Z", "goods": {"batch": self.batch, "pieces": 1}}
        taken = []
        for n in range(sales + 3):
            began = time.perf_counter()
            told = wire.ask("POST", "/sales", body, str(uuid4()))
            assert told.status == 201, told
            if n >= 3:
                taken.append((time.perf_counter() - began) * 1000)
        wire.close()
        return taken


@contextmanager
def shop(factory: SqliteFactory | PostgresqlFactory) -> Iterator[Shop]:
    """A stall with plenty of pieces."""
    story = Story.begun(open_store(factory.url()))
    no, _ = stocked(story, 50_000)
    zhou = story.people["ST-Z/001"]
    identity.grant_roles(story.office, ADMIN, zhou, ["vendor"])
    with story.office.store.write() as tx:
        token = identity.begun(tx, story.clock(), zhou, "ST-Z-1").token
    with serving(Platform(slow=3)) as platform:
        yield Shop(story, platform, no, token)
    story.office.store.engine.dispose()


def captures(one: Shop, blocks: int, behind: int) -> dict[str, list[float]]:
    """Milliseconds of sales by what the outbox of the same server was doing, in short blocks."""
    taken: dict[str, list[float]] = {"empty": [], "away": [], "draining": []}
    rates = []
    with one.served() as server:
        for _ in range(blocks):
            taken["empty"] += one.sell(server, SALES)
            one.fill(behind)
            before, began = one.waiting(), time.perf_counter()
            taken["draining"] += one.sell(server, SALES)
            assert one.waiting(), "the outbox was empty before the sales were done"
            one.until_empty()
            rates.append(before / (time.perf_counter() - began))
            one.platform.fault = lambda n, _: AWAY[n % len(AWAY)]
            one.fill(behind)
            time.sleep(1.5)
            taken["away"] += one.sell(server, SALES)
            one.platform.fault = lambda *_: "ok"
            one.until_empty()
    print(f"{'':11} {statistics.median(rates):.0f} notices a second beside the sales")
    return taken


def p95(values: list[float]) -> float:
    """The 95th of a hundred."""
    return statistics.quantiles(values, n=20)[-1]


def show_outage(name: str, found: Outcome) -> bool:
    """One line; whether it is as it must be."""
    good = found.applied == found.notices and not found.out_of_order
    print(
        f"{name:11} {found.applied} of {found.notices} applied once, {found.twice} came again, "
        f"{len(found.out_of_order)} subjects out of order; asked {found.asked_away} times while away, "
        f"{found.asked_back} after; oldest {found.oldest}, drained in {found.drained}"
    )
    return good


def show_captures(name: str, taken: dict[str, list[float]]) -> bool:
    """A line for each state; whether captures were slowed by no more than is allowed."""
    base, good = taken["empty"], True
    for state, values in taken.items():
        median, high = statistics.median(values), p95(values)
        ratios = (median / statistics.median(base), high / p95(base))
        good = good and max(ratios) <= ALLOWED
        print(
            f"{name:11} {state:9} sale p50 {median:6.2f} ms ({ratios[0]:4.2f}x)  "
            f"p95 {high:6.2f} ms ({ratios[1]:4.2f}x)"
        )
    return good


def main() -> None:
    """Both databases."""
    good = True
    with tempfile.TemporaryDirectory(prefix="coldtrace-faults-") as folder:
        place = Path(folder) / "pg"
        place.mkdir()
        Path(folder).chmod(0o755)
        factories: dict[str, SqliteFactory | PostgresqlFactory] = {
            "SQLite": SqliteFactory(Path(folder)),
            "PostgreSQL": PostgresqlFactory(place, "faults"),
        }
        for name, factory in factories.items():
            story = Story.begun(open_store(factory.url()))
            good = show_outage(name, outage(story, HOURS, NOTICES, SUBJECTS)) and good
            with shop(factory) as one:
                good = show_captures(name, captures(one, BLOCKS, BEHIND)) and good
    if not good:
        raise SystemExit("the outbox is not what it must be")
