"""A server that is killed in the middle of its work, again and again, loses and doubles nothing.

Four clients write without pause. Each makes a key, keeps it until it has an answer, and sends the
same request under the same key to whichever server is there next. ``COLDTRACE_KILLS`` is how often
the server is killed.
"""

from __future__ import annotations

import os
import random
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPException
from itertools import cycle, islice
from typing import Any
from uuid import uuid4

import orjson
import pytest
from sqlalchemy import select

from app import wiring
from app.domain.ledger import Entry
from app.store import ledger
from app.store.tables import table
from tests import pictures
from tests.story import Story
from tests.usecases.said import written
from tests.web.client import Api
from tests.web.serving import Server, Told, Wire, served, stocked

KILLS = int(os.environ.get("COLDTRACE_KILLS", "3"))
CLIENTS, CODED_EACH = 4, 25
QUEUED = 5  #: records in a batch
SEED = 20201117
#: Seconds of work between two kills; the short form has fewer.
PAUSE = (0.05, 0.5) if KILLS < 10 else (0.05, 1.5)


@dataclass
class History:
    """What one client tried and was told, kept outside the server."""

    attempted: dict[str, datetime | None] = field(default_factory=dict)
    acknowledged: dict[str, Told] = field(default_factory=dict)
    other: list[Told] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    broken: int = 0


@dataclass
class Client:
    """One handheld at Zhou's stall, with packages of its own."""

    server: Server
    token: str
    batch: str
    codes: tuple[str, ...]
    stop: threading.Event
    history: History = field(default_factory=History)

    def requests(self) -> Iterator[tuple[str, Any, datetime | None]]:
        """Sales asked for, photos, sales and sightings told of; what is told has its own moment."""
        for code in cycle(self.codes):
            piece = {"site": "ST-Z", "goods": {"batch": self.batch, "pieces": 1}}
            yield "/sales", piece, None
            yield "/attachments", pictures.photo(str(uuid4())), None
            for path, body in (("/sales", piece), ("/sightings", {"site": "ST-Z", "items": [code]})):
                moment = wiring.clock() - self.server.place.back
                yield path, {**body, "happened": moment.isoformat()}, moment

    def work(self) -> None:
        """Write until told to stop, and end with nothing open."""
        wire, turn = Wire(self.server, self.token, seconds=10), cycle(range(6))
        for path, body, moment in self.requests():
            if self.stop.is_set():
                break
            key = str(uuid4())
            self.history.attempted[key] = moment
            self.history.acknowledged[key] = self.insist(wire, path, body, key)
            self.history.answers.append(time.monotonic())
            if next(turn) == 0:
                self.empty_queue(wire)
        wire.close()

    def empty_queue(self, wire: Wire) -> None:
        """Records that were kept for a while, sent in one request, each under its own key."""
        records = []
        for _ in range(QUEUED):
            moment, key = wiring.clock() - self.server.place.back, str(uuid4())
            body = {"site": "ST-Z", "goods": {"batch": self.batch, "pieces": 1}}
            body["happened"] = moment.isoformat()
            records.append({"key": key, "path": "/sales", "body": body})
            self.history.attempted[key] = moment
        told = self.insist(wire, "/records", {"records": records}, str(uuid4()))
        for each in orjson.loads(told.body)["answers"]:
            assert each["status"] == 201, each
            answer = Told(201, orjson.dumps(each["body"]), each["replayed"])
            self.history.acknowledged[each["key"]] = answer
        self.history.answers.append(time.monotonic())

    def insist(self, wire: Wire, path: str, body: Any, key: str) -> Told:
        """The same request under the same key until it is done."""
        while True:
            try:
                told = wire.ask("POST", path, body, key)
            except (OSError, HTTPException):
                self.history.broken += 1
                time.sleep(0.01)
                continue
            if told.status == 201 or (path, told.status) == ("/records", 200):
                return told
            self.history.other.append(told)
            assert (told.status, told.reason) in ((409, "still_running"), (503, "store_busy")), told
            time.sleep(0.01)


@dataclass
class Campaign:
    """A server, its clients, and when it came back."""

    story: Story
    server: Server
    clients: list[Client]
    stop: threading.Event
    restarted: list[float] = field(default_factory=list)

    @classmethod
    def on(cls, story: Story, server: Server, no: str, codes: tuple[str, ...]) -> Campaign:
        """Four clients, each with a quarter of the codes."""
        token, stop = Api.on(story).token(story.at("ST-Z")), threading.Event()
        coded = iter(codes)
        clients = [
            Client(server, token, no, tuple(islice(coded, CODED_EACH)), stop) for _ in range(CLIENTS)
        ]
        return cls(story, server, clients, stop)

    def run(self, kills: int) -> None:
        """Kill the server so often, at moments nobody chose."""
        chance = random.Random(SEED)
        threads = [threading.Thread(target=each.work) for each in self.clients]
        for each in threads:
            each.start()
        try:
            for _ in range(kills):
                time.sleep(chance.uniform(*PAUSE))
                self.server.end()
                began = time.monotonic()
                self.server.start()
                self.restarted.append(self._answered(began) - began)
        finally:
            self.stop.set()
            for each in threads:
                each.join(60)
        assert not any(each.is_alive() for each in threads)

    def _answered(self, since: float) -> float:
        """When the first client was answered after that."""
        while time.monotonic() < since + 30:
            last = [c.history.answers[-1] for c in self.clients if c.history.answers]
            later = [moment for moment in last if moment > since]
            if later:
                return min(later)
            time.sleep(0.002)
        raise AssertionError("nobody was answered for half a minute")


def judged(campaign: Campaign, before: int) -> dict[str, int]:
    """Set algebra over what clients remember and what is stored; the figures of the run."""
    histories = [each.history for each in campaign.clients]
    attempted = {key: at for each in histories for key, at in each.attempted.items()}
    told = {key: answer for each in histories for key, answer in each.acknowledged.items()}
    facts: dict[int, Entry] = {e.id: e for e in written(campaign.story)[before:]}
    by_fact = {answer.fact: key for key, answer in told.items() if answer.fact is not None}
    acknowledged = set(by_fact)
    assert acknowledged - facts.keys() == set(), "lost"
    known = {at for at in attempted.values() if at is not None}
    extra = facts.keys() - acknowledged
    doubled = {fact for fact in extra if facts[fact].happened.earliest in known}
    assert doubled == set(), "duplicates"
    assert extra == set(), "unexpected"
    for fact, key in by_fact.items():  # each answer names the fact of its own request
        at = attempted[key]
        assert at is None or facts[fact].happened.earliest == at
    photos = {answer.digest for answer in told.values()} - {""}
    assert len(by_fact) + len(photos) == len(told), "one fact or photo for two keys"
    assert attached(campaign.story) == photos
    assert answers_of(campaign.story) == {key: answer.body for key, answer in told.items()}
    return {
        "attempted": len(attempted),
        "acknowledged": len(told),
        "recovered": sum(answer.replayed for answer in told.values()),
        "broken off": sum(each.broken for each in histories),
        "still running or busy": sum(len(each.other) for each in histories),
    }


def answers_of(story: Story) -> dict[str, bytes]:
    """Every stored answer by its key."""
    rows = table("answer")
    with story.office.store.read() as conn:
        return {r.key: bytes(r.body) for r in conn.execute(select(rows.c.key, rows.c.body))}


def attached(story: Story) -> set[str]:
    """Every attachment on record, each read from its file, which must hold what it is named by."""
    with story.office.store.read() as conn:
        found = set(conn.execute(select(table("attachment").c.sha256)).scalars())
    for digest in found:
        story.office.files.read(digest)
    return found


@pytest.mark.slow
def test_a_killed_server_loses_and_doubles_nothing(story: Story) -> None:
    no, codes = stocked(story, 200_000, CLIENTS * CODED_EACH)
    with served(story) as server:
        campaign = Campaign.on(story, server, no, codes)
        before = len(written(story))
        campaign.run(KILLS)
    with story.office.store.write() as tx:
        ledger.integrate(tx)
    found = judged(campaign, before)
    assert story.unequal() == []  # what `rebuild --check` says
    assert found["attempted"] == found["acknowledged"] >= KILLS
    name = "SQLite" if story.office.store.sqlite else "PostgreSQL"
    p95 = statistics.quantiles(campaign.restarted, n=20)[-1] if KILLS > 1 else campaign.restarted[0]
    figures = ", ".join(f"{value} {what}" for what, value in found.items())
    print(
        f"\n{name}: {KILLS} kills; {figures}; lost 0, doubled 0, unexpected 0; restart to the first "
        f"answer p50 {statistics.median(campaign.restarted):.2f} s, p95 {p95:.2f} s"
    )
