"""Imports of manifests: seconds for a container, memory of the importing process, and who waits.

*seconds*: 2 500 packages from a workbook and from CSV, on both databases. *memory*: how much more the
importing process ever holds after 100 000 packages than after 10 000, each in a process of its own.
*sales*: the p95 of a sale on another thread of the same process, alone and while 20 000 packages are
imported, in alternating rounds of one run.
"""

from __future__ import annotations

import multiprocessing
import statistics
import tempfile
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from app.domain.actors import Actor
from app.store.session import Store, open_store
from app.usecases import move, sell
from app.usecases.goods import Goods
from app.usecases.import_manifest import import_manifest
from app.usecases.office import Office
from tests.databases import PostgresqlFactory, SqliteFactory
from tests.exchange.sheets import comma, row, workbook
from tests.story import Story
from tests.usecases.importing import details, imported

PER_BATCH = 2_500
ROUNDS = 3


def lines(count: int, tag: str = "") -> list[list[Any]]:
    """Honest rows, 2 500 a batch."""
    return [
        row(n, batch=f"M{tag}-{n // PER_BATCH}", code=f"CTN{tag}-{n:07d}", grams="10.125")
        for n in range(count)
    ]


def cells(count: int, tag: str = "") -> list[list[Any]]:
    """The same as a workbook has them, with numbers."""
    return [[*each[:8], 1, 10.125] for each in lines(count, tag)]


def seconds(factory: SqliteFactory | PostgresqlFactory, name: str) -> None:
    """2 500 packages, from reading the file to the booking."""
    story = Story.begun(open_store(factory.url()))
    for kind in ("csv", "xlsx"):
        took = []
        for n in range(ROUNDS):
            tag = f"{kind}{n}"
            data = comma(lines(2_500, tag)) if kind == "csv" else workbook(cells(2_500, tag))
            began = time.perf_counter()
            done = imported(story, data, f"BK-{kind}{n}")
            took.append(time.perf_counter() - began)
            assert (done.outcome, done.rows) == ("imported", 2_500), done
        print(
            f"{name:12} 2 500 packages, {kind:5} {statistics.median(took):6.2f} s (median of {ROUNDS})"
        )


def _most() -> int:
    """The most memory this process has had, in kilobytes. Rusage would count the parent's too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0])


def _hold(url: str, path: str, answer: Connection) -> None:
    """The most memory before and after an import, in kilobytes."""
    story = Story.begun(open_store(url))
    imported(story, comma(lines(10, "W")), "BK-9")  # everything is loaded once
    with Path(path).open("rb") as file:
        before = _most()
        began = time.perf_counter()
        done = import_manifest(story.office, story.at("IM-1"), details(story), file)
        took = time.perf_counter() - began
    after = _most()
    assert done.outcome == "imported", done
    answer.send((after - before, after, took))


def memory(factory: SqliteFactory, folder: Path) -> None:
    """Growth of the importing process between 10 000 and 100 000 packages."""
    context = multiprocessing.get_context("spawn")
    for kind in ("csv", "xlsx"):
        most = {}
        for count in (10_000, 100_000):
            path = folder / f"{count}.{kind}"
            path.write_bytes(comma(lines(count)) if kind == "csv" else workbook(cells(count)))
            ours, theirs = context.Pipe()
            process = context.Process(target=_hold, args=(factory.url(), str(path), theirs))
            process.start()
            grown, most[count], took = ours.recv()
            process.join()
            print(
                f"{kind:5} {count:7} packages {took:6.2f} s, {most[count] / 1024:6.1f} MB at the most, "
                f"{grown / 1024:5.1f} MB more than before"
            )
        print(f"{kind:5} growth from 10 000 to 100 000: {(most[100_000] - most[10_000]) / 1024:.1f} MB")


def stall(store: Store) -> Story:
    """A stall with plenty to sell."""
    story = Story.begun(store)
    no = story.released(100_000, to="ST-Z")
    shipment = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, 100_000))
    sent = move.ship(story.office, story.at("WH-1"), shipment)
    move.accept(story.office, story.at("ST-Z"), move.Receipt(movement=sent.movement))
    return story


def sold(office: Office, zhou: Actor, until: threading.Event, pause: float = 0.005) -> list[float]:
    """Seconds of each sale, one after the other with a short pause, until told to stop."""
    took = []
    while not until.is_set():
        began = time.perf_counter()
        sell.sell(office, zhou, "ST-Z", Goods("B-1", 1))
        took.append(time.perf_counter() - began)
        time.sleep(pause)
    return took


def p95(values: list[float]) -> float:
    """In milliseconds."""
    return statistics.quantiles(values, n=20)[-1] * 1000


def sales(factory: SqliteFactory | PostgresqlFactory, name: str) -> None:
    """Who waits while a file is imported."""
    story = stall(open_store(factory.url()))
    zhou = story.at("ST-Z")
    alone, beside, took = [], [], []
    for n in range(ROUNDS):
        until = threading.Event()
        threading.Timer(2.0, until.set).start()
        alone += sold(story.office, zhou, until)
        data, ended = comma(lines(20_000, f"S{n}")), threading.Event()

        def work(data: bytes = data, n: int = n, ended: threading.Event = ended) -> None:
            began = time.perf_counter()
            done = imported(story, data, f"BK-S{n}")
            took.append(time.perf_counter() - began)
            assert done.outcome == "imported", done
            ended.set()

        worker = threading.Thread(target=work)
        worker.start()
        beside += sold(story.office, zhou, ended)
        worker.join()
    usual, busy = p95(alone), p95(beside)
    print(
        f"{name:12} sale p95 alone {usual:6.1f} ms ({len(alone)}), during an import {busy:6.1f} ms "
        f"({len(beside)}), {busy / usual:4.1f}x; worst {max(alone) * 1000:.0f} / "
        f"{max(beside) * 1000:.0f} ms; 20 000 packages in {statistics.median(took):.1f} s"
    )


def main() -> None:
    """Everything, in one run."""
    with tempfile.TemporaryDirectory(prefix="coldtrace-bench-") as folder:
        place = Path(folder) / "pg"
        place.mkdir()
        Path(folder).chmod(0o755)
        sqlite, postgresql = SqliteFactory(Path(folder)), PostgresqlFactory(place, "bench")
        factories: dict[str, SqliteFactory | PostgresqlFactory] = {
            "SQLite": sqlite,
            "PostgreSQL": postgresql,
        }
        for name, factory in factories.items():
            seconds(factory, name)
            sales(factory, name)
        memory(sqlite, Path(folder))
