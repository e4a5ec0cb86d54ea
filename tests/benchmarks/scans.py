"""What a scan costs over HTTP: a sighting, a sale, a signed-in read, and many records in one request.

The server runs in a process of its own. *cpu* is the time of that process and of PostgreSQL's backends
for its database, by the kernel's clocks. *raw* runs the very same statements by the bare driver in one
transaction, on a copy of the database; *nothing* is a route of the same application that does nothing.
Rounds alternate; cpu is the median of the rounds, latencies are of all requests on one connection.
"""

from __future__ import annotations

import itertools
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from app.store.session import open_store
from tests.benchmarks import replay
from tests.databases import PostgresqlFactory, SqliteFactory
from tests.story import Story
from tests.web.client import Api
from tests.web.serving import Place, Server, Wire, at_once, stocked

ROUNDS, EACH, SECONDS, CONNECTIONS = 5, 60, 2.0, 8
PER_BATCH, BATCHES = 100, 5
CODED = 4_000
#: What peers need for the same on such a machine (quiet): wall clock, not cpu.
MARKS = (
    "marks to beat: InvenTree barcode scan 47-55 ms, Tryton one move 37-56 ms, "
    "1 000 moves in one transaction 140-210/s"
)


@dataclass
class Kind:
    """A sort of request; ``at`` is the number of the next one."""

    name: str
    path: str
    body: Callable[[str], dict[str, Any] | None]
    steps: tuple[list[replay.Step], list[replay.Step]] = ([], [])
    at: int = 2
    raw_at: int = 2
    driver: Any = None
    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    raws: list[float] = field(default_factory=list)
    rate: float = 0.0

    @property
    def is_read(self) -> bool:
        """Whether it can be asked any number of times."""
        return self.path in ("/nothing", "/me")

    def next(self) -> int:
        """The number of the next request."""
        self.at += 1
        return self.at - 1


@dataclass
class Bench:
    """A stall with coded packages, its server, and a copy of its database for each kind of request."""

    factory: SqliteFactory | PostgresqlFactory
    story: Story
    server: Server
    token: str
    codes: tuple[str, ...]
    kinds: dict[str, Kind]
    has_records: bool

    def request(self, kind: Kind, wire: Wire, n: int) -> None:
        """The n-th request of a kind, which must succeed."""
        body = kind.body(self.codes[n % CODED])
        method = "GET" if body is None else "POST"
        told = wire.ask(method, kind.path, body, "" if body is None else _key(kind, n))
        assert told.status in (200, 201), told

    def pids(self) -> list[int]:
        """The server, and the backends that work for it."""
        if isinstance(self.factory, SqliteFactory):
            return [self.server.pid]
        name = self.story.office.store.engine.url.database
        found = "SELECT pid FROM pg_stat_activity WHERE datname = %s"
        rows = self.factory.admin.execute(found, (name,)).fetchall()
        return [self.server.pid, *(int(row[0]) for row in rows)]

    def raw(self, kind: Kind, count: int, transactions: int) -> float:
        """Milliseconds of CPU a request by the bare driver, so many requests in a transaction."""
        named = {self.codes[0]: self.codes, _key(kind, 0): [_key(kind, n) for n in range(CODED)]}
        work = []
        for _ in range(transactions):
            numbers = range(kind.raw_at, kind.raw_at + count)
            work.append([s for n in numbers for s in replay.nth(*kind.steps, n, named)])
            kind.raw_at += count
        pids = [os.getpid()]
        if not isinstance(self.factory, SqliteFactory):
            pids.append(kind.driver.info.backend_pid)

        def all_of_it() -> None:
            for each in work:
                replay.run(kind.driver, each)

        return replay.cpu_spent(lambda: pids, all_of_it) / (count * transactions) * 1000


def _key(kind: Kind, n: int) -> str:
    return f"{kind.name}-{n:08d}"


def prepared(factory: SqliteFactory | PostgresqlFactory) -> Bench:
    """Everything at the stall, two requests of each kind recorded, and the server started."""
    story = Story.begun(open_store(factory.url()))
    _, codes = stocked(story, 10, CODED)
    kinds = {
        kind.name: kind
        for kind in (
            Kind("nothing", "/nothing", lambda _: None),
            Kind("read", "/me", lambda _: None),
            Kind("sighting", "/sightings", lambda code: {"site": "ST-Z", "items": [code]}),
            Kind("sale", "/sales", lambda code: {"site": "ST-Z", "goods": {"items": [code]}}),
        )
    }
    api = Api.on(story)
    token = api.token(story.at("ST-Z"))
    for kind in list(kinds.values())[1:]:
        kind.steps = (_recorded(api, kind, codes, 0, token), _recorded(api, kind, codes, 1, token))
        story.office.store.engine.dispose()
        kind.driver = replay.twin(factory, story.office.store.engine.url)
    server = Server(Place.of(story))
    server.start()
    has_records = "/records" in api.app.openapi()["paths"]
    return Bench(factory, story, server, token, codes, kinds, has_records)


def _recorded(api: Api, kind: Kind, codes: tuple[str, ...], n: int, token: str) -> list[replay.Step]:
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    body = kind.body(codes[n])
    sent = None if body is None else orjson.dumps(body)
    method = "GET" if body is None else "POST"
    with replay.recorded(api.story.office.store) as steps:
        answer = api.send(method, kind.path, sent, headers | {"idempotency-key": _key(kind, n)})
    assert answer.status_code in (200, 201), answer.text
    return steps


def singles(bench: Bench) -> None:
    """One connection, one request after the other."""
    wire = Wire(bench.server, bench.token)
    for kind in bench.kinds.values():  # what is loaded once is not measured
        for _ in range(10):
            bench.request(kind, wire, kind.next())
    for _ in range(ROUNDS):
        for kind in bench.kinds.values():

            def work(kind: Kind = kind) -> None:
                for _ in range(EACH):
                    began = time.perf_counter()
                    bench.request(kind, wire, kind.next())
                    kind.walls.append((time.perf_counter() - began) * 1000)

            kind.cpus.append(replay.cpu_spent(bench.pids, work) / EACH * 1000)
            if kind.driver is not None:
                kind.raws.append(bench.raw(kind, 1, EACH))
    wire.close()


def many(bench: Bench) -> None:
    """Eight connections for two seconds, or until there is nothing left to scan."""
    for kind in bench.kinds.values():
        first, began = kind.at, time.perf_counter()
        numbers = itertools.count(first)  # drawing the next number is one step, whoever asks
        until, left = began + SECONDS, CODED - PER_BATCH * (BATCHES + 1)

        def work(
            kind: Kind = kind, numbers: Iterator[int] = numbers, until: float = until, left: int = left
        ) -> int:
            wire, done = Wire(bench.server, bench.token), 0
            while time.perf_counter() < until and (kind.at < left or kind.is_read):
                kind.at = next(numbers)
                bench.request(kind, wire, kind.at)
                done += 1
            wire.close()
            return done

        done = sum(at_once(CONNECTIONS, lambda _, work=work: work()))  # type: ignore[misc]
        kind.rate = done / (time.perf_counter() - began)
        kind.at = next(numbers)


def show(bench: Bench, name: str) -> None:
    """One line for each kind, with its ratios."""
    base = statistics.median(bench.kinds["nothing"].cpus)
    share, more = (1.5, 0.25) if isinstance(bench.factory, SqliteFactory) else (2.0, 0.3)
    for kind in bench.kinds.values():
        cuts = statistics.quantiles(kind.walls, n=100)
        cpu = statistics.median(kind.cpus)
        line = (
            f"{name:10} {kind.name:9} p50 {cuts[49]:6.2f}  p95 {cuts[94]:6.2f}  p99 {cuts[98]:6.2f} ms"
            f"   cpu {cpu:6.3f} ms, {cpu / base:5.1f}x nothing   {kind.rate:6.0f}/s on 8"
        )
        if kind.raws:
            raw = statistics.median(kind.raws)
            goal = raw * share + more
            line += (
                f"   {len(kind.steps[0])} statements, raw {raw:6.3f} ms cpu: {cpu / raw:5.1f}x"
                f" (goal for reads {goal:5.2f} ms)"
            )
        print(line)


def batches(bench: Bench, name: str) -> None:
    """A hundred records in one request, where the application takes them."""
    if not bench.has_records:
        print(f"{name:10} POST /records: not there yet")
    wire = Wire(bench.server, bench.token, seconds=120)
    for kind in (bench.kinds["sighting"], bench.kinds["sale"]):
        raw = bench.raw(kind, PER_BATCH, BATCHES)
        if not bench.has_records:
            print(
                f"{name:10} {kind.name:9} raw, {PER_BATCH} in a transaction: {raw:6.3f} ms cpu a record"
            )
            continue
        walls: list[float] = []

        def work(kind: Kind = kind, walls: list[float] = walls) -> None:
            for _ in range(BATCHES):
                began = time.perf_counter()
                _batch(bench, kind, wire)
                walls.append(time.perf_counter() - began)

        kind.at = CODED - PER_BATCH * (BATCHES + 1)
        cpu = replay.cpu_spent(bench.pids, work) / (BATCHES * PER_BATCH) * 1000
        wall = statistics.median(walls)
        print(
            f"{name:10} {kind.name:9} {PER_BATCH} in a request: {wall * 1000:6.1f} ms, "
            f"{PER_BATCH / wall:5.0f} records/s, cpu {cpu:6.3f} ms a record; raw, {PER_BATCH} in a "
            f"transaction {raw:6.3f} ms: {cpu / raw:4.1f}x"
        )
    wire.close()


def _batch(bench: Bench, kind: Kind, wire: Wire) -> None:
    numbers = range(kind.at, kind.at + PER_BATCH)
    kind.at += PER_BATCH
    records = [
        {"key": _key(kind, n), "path": kind.path, "body": kind.body(bench.codes[n])} for n in numbers
    ]
    told = wire.ask("POST", "/records", {"records": records})
    assert told.status == 200, told
    assert {each["status"] for each in orjson.loads(told.body)["answers"]} == {201}


def measured(factory: SqliteFactory | PostgresqlFactory, name: str) -> None:
    """Everything on one database."""
    bench = prepared(factory)
    try:
        singles(bench)
        many(bench)
        show(bench, name)
        batches(bench, name)
    finally:
        bench.server.end()
        bench.story.office.store.engine.dispose()
        for kind in bench.kinds.values():
            if kind.driver is not None:
                kind.driver.close()


def main() -> None:
    """Both databases."""
    print(f"{MARKS}\nload average at the start: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(prefix="coldtrace-bench-") as folder:
        place = Path(folder) / "pg"
        place.mkdir()
        Path(folder).chmod(0o755)
        measured(SqliteFactory(Path(folder)), "SQLite")
        measured(PostgresqlFactory(place, "bench"), "PostgreSQL")
