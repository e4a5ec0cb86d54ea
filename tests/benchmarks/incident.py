"""From a positive result to everything stopped: one transaction over a batch of 60 000 packages.

``--packages 1000000`` in all, in ``--rounds 3`` batches of 60 000 at 40 holders each and many others
beside; ``--database sqlite`` or postgresql. Measured is entering the result: fact, incident, holds,
certificates, notices, snapshot, asks, and the commit. The mark is two seconds.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select

from app.domain.actors import Actor, Role
from app.domain.facts import Carton, Released, SampleHandled, SampleTaken
from app.domain.notices import Destination
from app.store import gate, registry
from app.store import incident_reads as read
from app.store.session import open_store
from app.store.tables import table
from app.usecases import enter_result
from app.usecases.clues import Clues
from app.usecases.enter_result import KitReading, Report
from app.usecases.incidents import opening
from tests.benchmarks.chain import Chain, load
from tests.benchmarks.trace import bare
from tests.databases import PostgresqlFactory, SqliteFactory
from tests.story import Story

HUB, HOLDERS = 60_000, 40
CITY = Destination(name="city", url="https://city.example", secret="x", kinds=frozenset({"*"}))


def hubs(chain: Chain, rounds: int) -> list[int]:
    """Batches of 60 000 packages, each come through one wholesaler to 40 stalls, all in one city."""
    near = next(s[0] for s in chain.rows["site"] if s[3] == "cold_store")
    stalls, wholesale = chain.stalls, chain.wholesale
    chain.stalls, chain.wholesale = stalls[:HOLDERS], [near]
    made = []
    for _ in range(rounds):
        first = chain.next_item + 1
        chain._import(HUB)
        made.append(first)
    # the 60 000 lie where the wholesaler is: one authority has them all
    sites = {near, *chain.stalls}
    region = next(s[6] for s in chain.rows["site"] if s[0] == near)
    chain.rows["site"] = [
        (*s[:6], region, *s[7:]) if s[0] in sites or s[3] == "supervision_warehouse" else s
        for s in chain.rows["site"]
    ]
    chain.stalls, chain.wholesale = stalls, wholesale
    return made


def tube(story: Story, chain: Chain, batch: int, n: int) -> str:
    """A tube of the batch that waits for its result, and a certificate of the batch."""
    office, lab = story.office, story.at("LAB-1")
    site = next(s for s in chain.rows["site"] if s[3] == "cold_store")
    with office.act(lab) as act:
        taken = SampleTaken(
            sample=act.tx.new_id(), tube=f"HUB-{n}", part="outer_pack", method="swab",
            sampler=lab.person, site=site[0], party=site[2],
            cartons=(Carton(batch=batch, ordinal=1, item=batch + 1),),
        )  # fmt: skip
        act.append(taken, place=site[0])
        got = SampleHandled(
            sample=taken.sample, batches=(batch,), outcome="received", laboratory=lab.party
        )
        act.append(got)
        released = Released(
            certificate=act.tx.new_id(), no=f"EC-{n}", batch=batch, pieces=HUB, consignee=site[2],
            policy="x", deadline=act.now.isoformat(), reports=(),
        )  # fmt: skip
        act.append(released)
    return taken.tube


@contextmanager
def counted(engine: Any) -> Any:
    """How many times the transaction was committed meanwhile."""
    seen: list[int] = []
    event.listen(engine, "commit", lambda _: seen.append(1))
    yield seen


def measured(story: Story, chain: Chain, batches: list[int]) -> None:
    """Print what each positive took."""
    store, desk = story.office.store, Actor(0, 0, frozenset({Role.INVESTIGATOR}))
    print(f"{'':12}{'wall s':>8}{'cpu s':>8}{'what-if s':>11}  holders  on hand  holds  certs  notices")
    for n, batch in enumerate(batches):
        name = tube(story, chain, batch, n)
        with store.read() as conn:
            no = registry.need(conn, "batch", batch, id=batch).no
        began = time.perf_counter()
        asked = opening.what_if(story.office, desk, Clues(keys=(no,)))
        whatif = time.perf_counter() - began
        reading = KitReading(kit="kit_a", targets=(("ORF1ab", 3000), ("N", 3000)), verdict="positive")
        report = Report(tube=name, report_no=f"R-{n}", readings=(reading,), verdict="positive")
        wall, cpu = time.perf_counter(), time.process_time()
        with counted(store.engine) as commits:
            enter_result.enter_result(story.office, story.at("LAB-1"), report)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        told = checked(story, batch, len(commits))
        assert told["numbers"] == asked["numbers"]
        print(
            f"{no:12}{wall:8.2f}{cpu:8.2f}{whatif:11.2f}{told['asks']:9}{told['numbers']['on_hand']:9}"
            f"{told['holds']:7}{told['certificates']:7}{told['notices']:9}"
        )


def checked(story: Story, batch: int, commits: int) -> dict[str, Any]:
    """All of it is there after one commit, and a package at every holder is stopped."""
    assert commits == 1
    item, notice, scope = table("item"), table("notice"), table("incident_scope")
    with story.office.store.read() as conn:
        row = read.open_with(conn, 0, [batch])
        assert row is not None
        asks = read.asks(conn, row.id)
        for ask in asks:
            query = select(item.c.id).where(item.c.batch == batch, item.c.party == ask.party)
            found = conn.execute(query.limit(1)).scalar()
            if found is None:
                continue
            state = registry.item(conn, found)
            goods = gate.made_of(conn, [batch], [state])
            held = gate.holds(conn, goods, [state], story.clock())
            assert [hold.incident for hold in held] == [row.no]
        numbers = conn.execute(select(scope).where(scope.c.incident == row.id)).one()._mapping
        count = select(func.count()).select_from(notice)
        return {
            "asks": len(asks), "holds": len(read.holds(conn, row.id)),
            "certificates": len(read.suspended(conn, row.id)),
            "notices": conn.execute(count).scalar_one(),
            "numbers": {k: v for k, v in numbers.items() if k not in ("fact", "incident", "at")},
        }  # fmt: skip


def main() -> None:
    """Load a chain, then enter positives."""
    asked = argparse.ArgumentParser(prog="python -m tests.benchmarks incident", description=__doc__)
    asked.add_argument("what")
    asked.add_argument("--packages", type=int, default=1_000_000)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="coldtrace-bench-") as folder:
        path = Path(folder)
        path.chmod(0o755)
        factory: SqliteFactory | PostgresqlFactory
        if given.database == "sqlite":
            factory = SqliteFactory(path)
        else:
            factory = PostgresqlFactory(path, "bench")
        store = open_store(factory.url())
        story = Story.begun(store)
        story.office = replace(story.office, destinations=(CITY,))
        with store.read() as conn:
            last = conn.execute(select(func.max(table("fact").c.id))).scalar_one()
        people = [story.people[f"WH-1/{who}"] for who in ("001", "002", "003")]
        began = time.perf_counter()
        chain = Chain(given.packages - given.rounds * HUB).build(people, last)
        batches = hubs(chain, given.rounds)
        with closing(bare(store.engine)) as driver:
            load(chain, driver)
        print(f"{given.packages} packages on {given.database}: loaded in "
              f"{time.perf_counter() - began:.0f} s")  # fmt: skip
        measured(story, chain, batches)
        store.engine.dispose()
