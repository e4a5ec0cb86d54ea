"""What a trace costs over HTTP at a hundred thousand packages and more, beside three other ways.

``--packages 100000`` and ``--database sqlite`` (or postgresql) say where; ``--plot FILE`` draws it.
*cpu* is the server's and its database backends', without the recording of the question (it has its own
column). *raw* runs the very same reading statements by the bare driver; *memory* walks the same lineage
in rustworkx, with rows in dictionaries; *orm* asks for every node by itself. *nothing* does nothing,
*me* is a signed-in read.
"""

from __future__ import annotations

import argparse
import math
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import psycopg
import rustworkx
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from app.domain.actors import Actor
from app.store.session import open_store
from app.store.tables.goods import EdgeRow, ItemRow, LabelRow
from app.usecases import exposed, reached, sources
from app.usecases.clues import Clues
from tests.benchmarks import replay
from tests.benchmarks.chain import Chain, load, put_away
from tests.databases import PostgresqlFactory, SqliteFactory
from tests.story import Story
from tests.web.client import Api, supervisor
from tests.web.serving import Place, Server, Wire

ROUNDS = 5
#: Above so many packages rows go straight to the database, and there is no graph in memory beside it.
IN_MEMORY = 2_000_000
#: What peers need for the same (quiet machine, wall clock).
MARKS = (
    "marks to beat: Tryton recall of 505 nodes 2.7-6.6 s (0.5-0.6 s with the index it lacks), "
    "one package back 134-167 ms; InvenTree one package back 2.1-2.4 s"
)
CUT = ("SELECT coalesce(max(id), 0) FROM fact", "SELECT nextval")


@dataclass
class Ask:
    """A question: its paths over HTTP, the same of the use case, and how many nodes it means."""

    name: str
    paths: list[str]
    use: Callable[[Actor], Any]
    nodes: list[int] = field(default_factory=list)
    up: bool = False
    each: int = 30
    steps: list[replay.Step] = field(default_factory=list)
    rows: int = 0
    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    reads: list[float] = field(default_factory=list)
    records: list[float] = field(default_factory=list)
    record_cpu: list[float] = field(default_factory=list)
    raw: float = 0.0
    memory: float | None = None
    orm: float | None = None


@dataclass
class Bench:
    """A loaded chain with its server."""

    factory: SqliteFactory | PostgresqlFactory
    story: Story
    chain: Chain
    server: Server
    token: str
    actor: Actor

    def pids(self) -> list[int]:
        """The server, and the backends that work for it."""
        if isinstance(self.factory, SqliteFactory):
            return [self.server.pid]
        name = self.story.office.store.engine.url.database
        found = (
            "SELECT pid FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
        )
        rows = self.factory.admin.execute(found, (name,)).fetchall()
        return [self.server.pid, *(int(row[0]) for row in rows)]


def prepared(factory: SqliteFactory | PostgresqlFactory, packages: int) -> Bench:
    """The chain loaded, and the server started."""
    story = Story.begun(open_store(factory.url()))
    actor = supervisor(story)
    token = Api.on(story).token(actor)
    with story.office.store.read() as conn:
        last = conn.exec_driver_sql("SELECT max(id) FROM fact").scalar_one()
    story.office.store.engine.dispose()
    began = time.perf_counter()
    driver = bare(story.office.store.engine)
    full = partial(put_away, driver=driver) if packages > IN_MEMORY else None
    chain = Chain(packages, full=full).build(sorted(story.people.values()), int(last))
    load(chain, driver)
    driver.close()
    print(f"{packages} packages built and loaded in {time.perf_counter() - began:.0f} s")
    print("  " + ", ".join(f"{name} {count}" for name, count in chain.counts.items()))
    server = Server(Place.of(story))
    server.start()
    return Bench(factory, story, chain, server, token, actor)


def bare(engine: Engine) -> Any:
    """A bare driver connection to the same database."""
    url = engine.url
    if url.get_backend_name() == "sqlite":
        return sqlite3.connect(str(url.database), isolation_level=None)
    dsn = f"host={url.query['host']} user=postgres dbname={url.database}"
    return psycopg.connect(dsn, autocommit=True)


def questions(bench: Bench) -> list[Ask]:
    """T1 to T5 in several sizes, a few things each."""
    chain, office = bench.chain, bench.story.office
    by_size = sorted(chain.sizes, key=lambda no: chain.sizes[no])
    thousand = min(by_size, key=lambda no: abs(chain.sizes[no] - 1_000))
    hub = by_size[-1]
    made = chain.made
    split = [chain.codes[item] for item in made[:5]]
    plain_items = list(chain.codes)[7:1000:150]
    plain = [chain.codes[item] for item in plain_items]
    deepest = chain.deepest[-1:]
    deep = [chain.codes[item] for item in deepest]
    every = [code for _, code in sorted(chain.codes.items())]
    cases = every[:: max(1, len(every) // 100)][:100]

    def goods(key: str, limit: int) -> Callable[[Actor], Any]:
        return lambda actor: reached.packages(office, actor, Clues(keys=(key,)), ("", limit))

    def back(key: str) -> Callable[[Actor], Any]:
        return lambda actor: sources.origins(office, actor, Clues(keys=(key,)))

    def met(key: str, limit: int) -> Callable[[Actor], Any]:
        asked = exposed.Asked(clues=Clues(keys=(key,)), ways=("room",), limit=limit)
        return lambda actor: exposed.exposure(office, actor, asked)

    def common(count: int) -> Ask:
        keys = cases[:count]
        path = "/traces/sources?" + "&".join(f"positive={key}" for key in keys)
        return Ask(f"T5 sources k={count}", [path], lambda a: sources.common(office, a, keys))

    def exposure(name: str, keys: list[str], limit: int, each: int = 20) -> Ask:
        paths = [f"/traces/exposure?way=room&key={key}&limit={limit}" for key in keys]
        return Ask(name, paths, met(keys[0], limit), each=each)

    def origin(name: str, codes: list[str], items: list[int]) -> Ask:
        paths = [f"/traces/origins?key={code}" for code in codes]
        return Ask(name, paths, back(codes[0]), items, up=True)

    def packages(name: str, keys: list[str], limit: int, each: int = 30) -> Ask:
        paths = [f"/traces/goods?key={key}&limit={limit}" for key in keys]
        return Ask(name, paths, goods(keys[0], limit), each=each)

    figures = lambda actor: reached.summary(office, actor, Clues(keys=(hub,)))  # noqa: E731
    split_package = packages("T2 split package", split, 1_000)
    split_package.nodes = made[:1]
    return [
        origin("T1 package back", plain, plain_items[:1]),
        origin("T1 many cooked", deep, deepest),
        split_package,
        packages("T3 1 000 packages", [thousand], 2_000),
        packages("T3 hub, 10 000 a page", [hub], 10_000, each=4),
        Ask("T2 hub in figures", [f"/traces/scope?key={hub}"], figures, each=3),
        exposure("T4 rooms, page of 20", plain, 20),
        exposure("T4 rooms, page of 1 000", plain, 1_000),
        common(10),
        common(100),
    ]


def measured(bench: Bench, asks: list[Ask]) -> dict[str, float]:
    """Everything, in alternating rounds; the cpu of doing nothing and of a signed-in read."""
    wire = Wire(bench.server, bench.token, seconds=300)
    base: dict[str, list[float]] = {"/nothing": [], "/me": []}
    for ask in asks:
        for path in ask.paths:
            told = wire.ask("GET", path)
            assert told.status == 200, (path, told)
        ask.rows = _rows(orjson.loads(told.body))
        with replay.recorded(bench.story.office.store) as steps:
            ask.use(bench.actor)
        cut = next(n for n, step in enumerate(steps) if step.sql.startswith(CUT))
        ask.steps = steps[:cut]
    driver = bare(bench.story.office.store.engine)
    for _ in range(ROUNDS):
        wire.close()
        for path, cpus in base.items():

            def idle(path: str = path) -> None:
                for _ in range(60):
                    wire.ask("GET", path)

            cpus.append(replay.cpu_spent(bench.pids, idle) / 60 * 1000)
        for ask in asks:
            _round(bench, ask, wire)
            _raw(ask, driver)
    driver.close()
    wire.close()
    return {path: statistics.median(cpus) for path, cpus in base.items()}


def _rows(body: Any) -> int:
    for name in ("goods", "facts"):
        if name in body:
            return len(body[name]["rows"])
    return len(body.get("rows", body.get("ranked", body.get("holders", ()))))


def _round(bench: Bench, ask: Ask, wire: Wire) -> None:
    record_cpu: list[float] = []

    wire.close()  # the server hangs up on whoever says nothing for five seconds
    wire.timed(ask.paths[0])

    def work() -> None:
        for n in range(ask.each):
            began = time.perf_counter()
            timing = wire.timed(ask.paths[n % len(ask.paths)])
            ask.walls.append((time.perf_counter() - began) * 1000)
            ask.reads.append(timing["read"])
            ask.records.append(timing["record"])
            record_cpu.append(timing["record_cpu"])

    spent = replay.cpu_spent(bench.pids, work) / ask.each * 1000
    ask.record_cpu.append(statistics.mean(record_cpu))
    ask.cpus.append(spent - statistics.mean(record_cpu))


def _raw(ask: Ask, driver: Any) -> None:
    pids = [os.getpid()]
    if isinstance(driver, psycopg.Connection):
        pids.append(driver.info.backend_pid)

    def work() -> None:
        for _ in range(ask.each):
            cursor = driver.cursor()
            cursor.execute("BEGIN")
            for step in ask.steps:
                cursor.execute(step.sql, step.values)
                if cursor.description is not None:
                    cursor.fetchall()
            cursor.execute("COMMIT")

    spent = replay.cpu_spent(lambda: pids, work) / ask.each * 1000
    ask.raw = spent if not ask.raw else min(ask.raw, spent)


def others(bench: Bench, asks: list[Ask]) -> None:
    """Walks of lineage in memory, and one query a node by the ORM."""
    graph: rustworkx.PyDiGraph[int, None] = rustworkx.PyDiGraph()
    items = {row[0]: row for row in bench.chain.rows["item"]}
    at = dict(zip(items, graph.add_nodes_from(list(items)), strict=True))
    graph.add_edges_from_no_data([(at[a], at[b]) for a, b, _ in bench.chain.rows["edge"]])
    inside = [(at[row[2]], at[key]) for key, row in items.items() if row[1] == "package"]
    graph.add_edges_from_no_data(inside)
    batches = {row[1]: row[0] for row in bench.chain.rows["batch"]}
    for ask in asks:
        if ask.name.startswith("T3") or ask.name.startswith("T2 hub"):
            ask.nodes = [batches[ask.paths[0].partition("key=")[2].partition("&")[0]]]
        if not ask.nodes:
            continue
        walk = rustworkx.ancestors if ask.up else rustworkx.descendants
        began = time.process_time()
        for _ in range(ask.each):
            found = [items[graph[n]] for node in ask.nodes for n in walk(graph, at[node])]
        ask.memory = (time.process_time() - began) / ask.each * 1000
        if len(found) <= 12_000:
            ask.orm = _by_node(bench.story.office.store.engine, ask)


def _by_node(engine: Engine, ask: Ask) -> float:
    began = time.process_time()
    with Session(engine) as session:
        waiting, seen = list(ask.nodes), set(ask.nodes)
        while waiting:
            node = waiting.pop()
            row = session.get(ItemRow, node)
            session.exec(select(LabelRow).where(LabelRow.item == node)).first()
            here, there = (EdgeRow.child, EdgeRow.parent) if ask.up else (EdgeRow.parent, EdgeRow.child)
            following = list(session.exec(select(there).where(col(here) == node)).all())
            if row is not None and row.kind == "batch" and not ask.up:
                following += session.exec(
                    select(ItemRow.id).where(ItemRow.batch == node, ItemRow.kind == "package")
                ).all()
            if row is not None and row.kind == "package" and ask.up and row.batch:
                following.append(row.batch)
            waiting += [each for each in following if each not in seen]
            seen |= set(following)
    return (time.process_time() - began) * 1000


def show(asks: list[Ask], base: dict[str, float], name: str) -> None:
    """The table."""
    nothing, me = base["/nothing"], base["/me"]
    is_lite = name.startswith("SQLite")
    share, more = (1.5, 0.1) if is_lite else (2.0, 0.3)
    print(
        f"{name}: nothing {nothing:.3f} ms cpu, me {me:.3f} ms cpu; goal: {share} x raw + me + {more}"
    )
    head = [
        "rows",
        "p50",
        "p95",
        "p99",
        "read",
        "record",
        "cpu",
        "raw",
        "cpu/raw",
        "goal",
        "memory",
        "orm",
    ]
    print(f"{'ms':26}" + "".join(f"{each:>9}" for each in head))
    for ask in asks:
        cuts = statistics.quantiles(ask.walls, n=100)
        cpu = statistics.median(ask.cpus)
        goal = share * ask.raw + me + more
        values: list[float | None] = [
            cuts[49], cuts[94], cuts[98], statistics.median(ask.reads),
            statistics.median(ask.records), cpu, ask.raw, cpu / ask.raw, goal, ask.memory, ask.orm,
        ]  # fmt: skip
        told = "".join(f"{'-':>9}" if v is None else f"{v:9.2f}" for v in values)
        print(f"{ask.name:26}{ask.rows:9}{told} {'ok' if cpu <= goal else 'over'}")


def plot(asks: list[Ask], path: Path, title: str) -> None:
    """Bars of cpu beside raw, on a logarithmic scale."""

    def wide(value: float) -> float:
        return max(2.0, 90 * (2 + _log10(max(value, 0.01))))

    parts = [f'<text x="10" y="20">{title}: cpu ms (dark), raw driver (light)</text>']
    for n, ask in enumerate(asks):
        y, cpu = 40 + 34 * n, statistics.median(ask.cpus)
        parts.append(f'<text x="10" y="{y + 16}">{ask.name}, {ask.rows} rows</text>')
        parts.append(f'<rect x="260" y="{y}" width="{wide(cpu):.0f}" height="12" fill="#345"/>')
        parts.append(
            f'<rect x="260" y="{y + 13}" width="{wide(ask.raw):.0f}" height="12" fill="#9bd"/>'
        )
        parts.append(f'<text x="{265 + wide(cpu):.0f}" y="{y + 11}">{cpu:.2f}</text>')
    high = 60 + 34 * len(asks)
    style = "text{font:12px sans-serif}"
    content = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="{high}"><style>{style}</style>'
    )
    path.write_text(content + "".join(parts) + "</svg>", encoding="utf-8")
    print(f"drawn in {path}")


def _log10(value: float) -> float:
    return math.log10(value)


def main() -> None:
    """One size on one database, or on both."""
    asked = argparse.ArgumentParser(prog="python -m tests.benchmarks trace")
    asked.add_argument("what")
    asked.add_argument("--packages", type=int, default=100_000)
    asked.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    asked.add_argument("--plot", type=Path)
    given = asked.parse_args()
    print(f"{MARKS}\nload average at the start: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(prefix="coldtrace-bench-") as folder:
        Path(folder).chmod(0o755)
        factory: SqliteFactory | PostgresqlFactory = SqliteFactory(Path(folder))
        if given.database == "postgresql":
            place = Path(folder) / "pg"
            place.mkdir()
            factory = PostgresqlFactory(place, "bench")
        bench = prepared(factory, given.packages)
        name = f"{'SQLite' if given.database == 'sqlite' else 'PostgreSQL'}, {given.packages} packages"
        try:
            asks = questions(bench)
            base = measured(bench, asks)
            if given.packages <= IN_MEMORY:
                others(bench, asks)
            show(asks, base, name)
            if given.plot is not None:
                plot(asks, given.plot, name)
        finally:
            bench.server.end()
            bench.story.office.store.engine.dispose()
