"""A server in a process of its own, on a story's database, and plain clients that talk to it.

The server keeps the story's calendar: its clock is the real one, so many days back. Processes are
forked from one that has everything imported; what an interpreter takes to load is not in a restart.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Barrier
from typing import Any, TypeVar

import orjson
import uvicorn
from fastapi import Response

from app import wiring
from app.main import create_app
from app.settings import Settings
from app.store.session import open_store
from app.usecases import move
from app.usecases.goods import Goods
from app.usecases.office import Office
from app.web.tries import Lookups, Tries
from tests.store.writing import CONTEXT
from tests.story import Story

T = TypeVar("T")


def _nothing() -> Response:
    return Response(b"{}", media_type="application/json")


@dataclass(frozen=True)
class Place:
    """Where a server finds its data, how far back its calendar is, and the rest of its office."""

    url: str
    back: timedelta
    rest: dict[str, Any]
    #: Sign-ins a minute; none: as many as anybody may try.
    tries: int = 0

    @classmethod
    def of(cls, story: Story) -> Place:
        """The place of a story, from its present moment on."""
        return cls.at(story.office, wiring.clock() - story.clock())

    @classmethod
    def at(cls, office: Office, back: timedelta, tries: int = 0) -> Place:
        """The place of an office, on a calendar that is so far back."""
        url = office.store.engine.url.render_as_string(hide_password=False)
        own = {"store", "clock", "tx"}
        rest = {f.name: getattr(office, f.name) for f in fields(Office) if f.name not in own}
        return cls(url, back, rest, tries)


def _serve(place: Place, told: Connection) -> None:
    """Serve, and tell the port. Meant to be killed."""
    office = Office(
        store=open_store(place.url), clock=lambda: wiring.clock() - place.back, **place.rest
    )
    app = create_app(office, Settings())
    if place.tries:
        app.state.tries = Tries(place.tries, place.tries)
        app.state.lookups = Lookups(place.tries)
    app.add_api_route("/nothing", _nothing)  # what a request costs before it does anything
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listening:
        told.send(listening.getsockname()[1])
        uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[listening])


@dataclass
class Server:
    """A server that can be started, killed and started again, each time on another port."""

    place: Place
    port: int = 0
    process: BaseProcess | None = None

    def start(self) -> None:
        """Start it; it listens when this returns."""
        here, there = CONTEXT.Pipe(duplex=False)
        self.process = CONTEXT.Process(target=_serve, args=(self.place, there), daemon=True)
        self.process.start()
        there.close()
        with here:
            self.port = here.recv()

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self.process is not None
        assert self.process.pid is not None
        return self.process.pid

    def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Kill it, or ask it to end."""
        os.kill(self.pid, how)
        assert self.process is not None
        self.process.join(20)


@contextmanager
def served(story: Story) -> Iterator[Server]:
    """A running server on a story."""
    server = Server(Place.of(story))
    server.start()
    try:
        yield server
    finally:
        server.end()


@dataclass(frozen=True)
class Told:
    """An answer as it came over the wire."""

    status: int
    body: bytes
    replayed: bool = False

    @property
    def reason(self) -> str:
        """Why not, for a refusal."""
        return "" if self.status < 400 else str(orjson.loads(self.body)["reasons"][0]["code"])

    @property
    def fact(self) -> int | None:
        """The fact that was written, if one was."""
        found = orjson.loads(self.body).get("fact")
        return None if found is None else int(found)

    @property
    def digest(self) -> str:
        """What was attached, if something was."""
        return str(orjson.loads(self.body).get("sha256", ""))


@dataclass
class Wire:
    """One client with one connection, which it opens again when the server has been away."""

    server: Server
    token: str
    seconds: float = 30
    _line: http.client.HTTPConnection | None = field(default=None, repr=False)

    def ask(self, method: str, path: str, body: Any = None, key: str = "") -> Told:
        """One request; bytes as they are. Raises OSError or HTTPException when no whole answer came."""
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        if key:
            headers["idempotency-key"] = key
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=self.seconds)
        sent = body if body is None or isinstance(body, bytes) else orjson.dumps(body)
        try:
            self._line.request(method, path, sent, headers)
            answer = self._line.getresponse()
            replayed = answer.getheader("idempotent-replayed") == "true"
            return Told(answer.status, answer.read(), replayed)
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def timed(self, path: str) -> dict[str, float]:
        """A read that must succeed: its Server-Timing in milliseconds."""
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=self.seconds)
        self._line.request("GET", path, headers={"authorization": f"Bearer {self.token}"})
        answer = self._line.getresponse()
        answer.read()
        assert answer.status == 200, path
        told = (part.strip().split(";dur=") for part in answer.headers["server-timing"].split(","))
        return {name: float(value) for name, value in told}

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.close()
            self._line = None


def at_once(count: int, do: Callable[[int], T]) -> list[T]:
    """What so many clients were told, all of which started together."""
    barrier = Barrier(count)

    def one(n: int) -> T:
        barrier.wait()
        return do(n)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def stocked(story: Story, pieces: int, coded: int = 0) -> tuple[str, tuple[str, ...]]:
    """A batch at Zhou's stall, so many pieces without a code and with; its number and the codes."""
    no = story.released(pieces + coded, to="ST-Z")
    codes = story.coded(no, coded) if coded else ()
    shipment = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, pieces, items=codes))
    sent = move.ship(story.office, story.at("WH-1"), shipment)
    move.accept(story.office, story.at("ST-Z"), move.Receipt(movement=sent.movement))
    story.clock.pass_time(hours=1)
    return no, codes
