"""Facts a second: one durable fact at a time and 100 a transaction, beside the raw driver.

The fact is a sale of one uncoded piece: rows in ``fact``, ``fact_item``, ``log_entry`` (PostgreSQL:
``log_pending``) and two stock cells. *raw* stores the very same rows with the bare driver, values ready
made, a savepoint around each record where ours has one. *append* is the ledger and the projections;
*sell* the whole use case with look-ups, locks and the gate. Rounds alternate, medians are printed.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import select
from sqlalchemy.engine import make_url

from app.domain.facts import Load, Sold
from app.domain.span import Span
from app.store.session import Tx, open_store
from app.store.tables import table
from app.usecases import move, sell
from app.usecases.goods import Goods
from app.usecases.office import Act
from tests.databases import PostgresqlFactory, SqliteFactory
from tests.story import Story

ROUNDS, SINGLES, BATCHES, PER_BATCH = 5, 100, 5, 100

Run = Callable[[], None]


@dataclass
class Bench:
    """A stall with plenty of pieces, and a raw connection to a second database of the same shape."""

    story: Story
    fact: Sold
    raw: Any
    mark: str
    rows: list[dict[str, Any]]
    at: int = 0

    def append(self, tx: Tx) -> None:
        """One sale by way of the ledger and the projections."""
        now = self.story.clock()
        zhou = self.story.at("ST-Z")
        act = Act(tx, zhou, now, Span.at(now), True, self.story.office.policies)
        act.append(self.fact, place=self.fact.site)

    def insert(self) -> None:
        """The same rows by the bare driver."""
        row = self.rows[self.at]
        self.at += 1
        mark, run = self.mark, self.raw.execute
        run(_sql("INSERT INTO fact VALUES ({})", 14, mark), row["fact"])
        run(_sql("INSERT INTO fact_item VALUES ({})", 3, mark), row["item"])
        log = (
            "INSERT INTO log_entry VALUES ({})"
            if mark == "?"
            else "INSERT INTO log_pending VALUES ({})"
        )
        run(_sql(log, 2 if mark == "?" else 1, mark), row["log"])
        for cell in row["cells"]:
            run(_CELL.format(mark), cell)


_CELL = (
    "UPDATE stock SET pieces = pieces + {0}, grams = grams + {0} "
    "WHERE batch = {0} AND party = {0} AND site = {0} AND disposition = {0}"
)
_MADE: dict[tuple[str, int, str], str] = {}


def _sql(statement: str, count: int, mark: str) -> str:
    key = (statement, count, mark)
    if key not in _MADE:
        _MADE[key] = statement.format(", ".join([mark] * count))
    return _MADE[key]


def prepared(factory: SqliteFactory | PostgresqlFactory) -> Bench:
    """A batch of 100 000 pieces at a stall, and rows of sales that a first run has made."""
    story = Story.begun(open_store(factory.url()))
    no = story.released(100_000, to="ST-Z")
    shipment = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, 100_000))
    sent = move.ship(story.office, story.at("WH-1"), shipment)
    move.accept(story.office, story.at("ST-Z"), move.Receipt(movement=sent.movement))
    with story.office.store.read() as conn:
        site = conn.execute(select(table("site")).where(table("site").c.code == "ST-Z")).one()
        batch = conn.execute(select(table("batch")).where(table("batch").c.no == no)).one()
    load = Load(batch=batch.id, pieces=1, grams=10_000)
    fact = Sold(load=load, site=site.id, party=site.party)
    is_sqlite = story.office.store.sqlite
    raw = _raw(make_url(factory.url()))
    bench = Bench(story, fact, raw, "?" if is_sqlite else "%s", [])
    bench.rows = _rows(bench, ROUNDS * (SINGLES + BATCHES * PER_BATCH))
    for name, pieces in (("stored", 10**6), ("sold", 0)):  # the raw side has a full cell to sell from
        cell = (batch.id, site.party, site.id, name, pieces, pieces * 10_000, 0, 0)
        raw.execute(_sql("INSERT INTO stock VALUES ({})", 8, bench.mark), cell)
    return bench


def _raw(address: Any) -> Any:
    if address.get_backend_name() == "sqlite":
        conn = sqlite3.connect(address.database, isolation_level=None)
        conn.execute("PRAGMA journal_mode = WAL")
        conn.execute("PRAGMA synchronous = FULL")
        return conn
    dsn = f"host={address.query['host']} user=postgres dbname={address.database}"
    return psycopg.connect(dsn, autocommit=True)


def _rows(bench: Bench, count: int) -> list[dict[str, Any]]:
    """Rows as ours would store them, with ids that run on."""
    with bench.story.office.store.write() as tx:
        bench.append(tx)
        last = tx.conn.execute(select(table("fact")).order_by(table("fact").c.id.desc())).first()
        assert last is not None
    sold, cell = bench.fact, (bench.fact.load.batch, bench.fact.party, bench.fact.site)
    rows = []
    for n in range(count):
        key = 1_000_000 + n
        log = (n, key) if bench.mark == "?" else (key,)
        cells = [(-1, -10_000, *cell, "stored"), (1, 10_000, *cell, "sold")]
        item = (sold.load.batch, key, "sold")
        rows.append({"fact": (key, *tuple(last)[1:]), "item": item, "log": log, "cells": cells})
    return rows


def singles(bench: Bench) -> dict[str, Run]:
    """One durable fact at a time."""

    def ours() -> None:
        for _ in range(SINGLES):
            with bench.story.office.store.write() as tx:
                bench.append(tx)

    def raw() -> None:
        for _ in range(SINGLES):
            bench.raw.execute("BEGIN")
            bench.insert()
            bench.raw.execute("COMMIT")

    def whole() -> None:
        zhou, office = bench.story.at("ST-Z"), bench.story.office
        for _ in range(SINGLES):
            sell.sell(office, zhou, "ST-Z", Goods("B-1", 1))

    return {"raw": raw, "append": ours, "sell": whole}


def batches(bench: Bench) -> dict[str, Run]:
    """100 facts a transaction, a savepoint around each."""

    def ours() -> None:
        for _ in range(BATCHES):
            with bench.story.office.store.write() as tx:
                for _ in range(PER_BATCH):
                    with tx.savepoint():
                        bench.append(tx)

    def raw() -> None:
        for _ in range(BATCHES):
            bench.raw.execute("BEGIN")
            for _ in range(PER_BATCH):
                bench.raw.execute("SAVEPOINT s")
                bench.insert()
                bench.raw.execute("RELEASE s")
            bench.raw.execute("COMMIT")

    return {"raw": raw, "append": ours}


def measured(runs: dict[str, Run], facts: int) -> dict[str, tuple[float, float]]:
    """(facts a second, client CPU milliseconds a fact), medians of alternating rounds."""
    walls: dict[str, list[float]] = {name: [] for name in runs}
    cpus: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            wall, cpu = time.perf_counter(), time.process_time()
            run()
            walls[name].append(facts / (time.perf_counter() - wall))
            cpus[name].append((time.process_time() - cpu) / facts * 1000)
    return {n: (statistics.median(walls[n]), statistics.median(cpus[n])) for n in runs}


def show(title: str, found: dict[str, tuple[float, float]]) -> None:
    """One line each, with the ratio to the raw driver."""
    base = found["raw"]
    for name, (rate, cpu) in found.items():
        share, times = rate / base[0], cpu / base[1]
        print(
            f"{title:28} {name:7} {rate:9.0f}/s  {share:6.0%} of raw"
            f"   {cpu:6.3f} ms cpu ({times:4.1f}x)"
        )


def main() -> None:
    """Both databases."""
    with tempfile.TemporaryDirectory(prefix="coldtrace-bench-") as folder:
        place = Path(folder) / "pg"
        place.mkdir()
        Path(folder).chmod(0o755)
        factories: dict[str, SqliteFactory | PostgresqlFactory] = {
            "SQLite": SqliteFactory(Path(folder)),
            "PostgreSQL": PostgresqlFactory(place, "bench"),
        }
        for name, factory in factories.items():
            bench = prepared(factory)
            show(f"{name}, one a commit", measured(singles(bench), SINGLES))
            show(f"{name}, {PER_BATCH} a commit", measured(batches(bench), BATCHES * PER_BATCH))
