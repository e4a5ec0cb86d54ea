"""Asking every line of the table as everybody, each time of a world that nobody has touched."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import httpx
import orjson
import pytest
from fastapi import FastAPI
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Connection

from app.main import create_app
from app.settings import Settings
from app.store.session import Store, Tx
from app.usecases import identity
from app.web.tries import Lookups, Tries
from tests.databases import PostgresqlFactory, SqliteFactory, opened
from tests.permissions.asking import Ask
from tests.permissions.world import World

LETTERS = {401: "U", 403: "F", 404: "N", 409: "D", 422: "B"}


@dataclass(frozen=True, slots=True)
class Rehearsal(Store):
    """A store inside one transaction that is taken back in the end. It answers like a real one."""

    tx: Tx

    @contextmanager
    def write(self) -> Iterator[Tx]:
        with self.guarded(), self.tx.savepoint():
            yield self.tx

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self.guarded():
            yield self.tx.conn


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: what somebody sees of it."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def letter(self) -> str:
        """As the table writes it: Y for done."""
        return "Y" if self.status < 300 else LETTERS.get(self.status, str(self.status))


class Walker:
    """The application on a world."""

    def __init__(self, world: World, runner: asyncio.Runner) -> None:
        self.world, self.runner = world, runner
        self.app: FastAPI = create_app(world.office, Settings())
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        self.web = httpx.AsyncClient(transport=transport, base_url="http://coldtrace")
        self.begun = world.clock.moment
        self.cells = 0

    @contextmanager
    def rehearsed(self) -> Iterator[None]:
        """Whatever is written within did not happen afterwards."""
        world = self.world
        world.clock.moment = self.begun
        self.app.state.tries, self.app.state.lookups = Tries(), Lookups()
        store = world.office.store
        with store.engine.connect() as conn:
            outer = conn.begin()
            staged = Rehearsal(store.engine, Tx(conn, store.sqlite))
            self.app.state.office = replace(world.office, store=staged)
            try:
                yield
            finally:
                self.app.state.office = world.office
                outer.rollback()

    def send(self, who: str, method: str, ask: Ask) -> httpx.Response:
        """One request of somebody, in whatever state the world is now."""
        headers = {"idempotency-key": str(uuid4()), **ask.headers}
        if who in self.world.tokens:
            headers["authorization"] = f"Bearer {self.world.tokens[who]}"
        raw = isinstance(ask.body, bytes)
        if not raw and ask.body is not None:
            headers.setdefault("content-type", "application/json")
        body = ask.body if raw or ask.body is None else orjson.dumps(ask.body)
        self.cells += 1
        return self.runner.run(self.web.request(method, ask.path, headers=headers, content=body))

    def told(self, who: str, method: str, ask: Ask) -> Told:
        """What somebody is told who asks for the first time."""
        with self.rehearsed():
            answer = self.send(who, method, ask)
        if ask.within and answer.status_code == 200:
            (one,) = answer.json()["answers"]
            return Told(one["status"], {}, orjson.dumps(one["body"]).decode())
        headers = {k: v for k, v in answer.headers.items() if k not in ("content-length", "set-cookie")}
        return Told(answer.status_code, headers, answer.text if answer.status_code >= 400 else "")

    def letter(self, who: str, method: str, ask: Ask) -> str:
        """A cell of a list: whether it shows what it was asked for."""
        with self.rehearsed():
            answer = self.send(who, method, ask)
            if answer.status_code != 200:
                return LETTERS.get(answer.status_code, str(answer.status_code))
            rows = answer.json()["rows"]
            while "last" in answer.json() and len(answer.json()["rows"]) == 200:
                path = f"/changes?after={answer.json()['last']}&limit=200"
                answer = self.send(who, method, replace(ask, path=path))
                rows += answer.json()["rows"]
        return "s" if any(ask.shown in row.values() for row in rows) else "h"


@contextmanager
def walking(factory: SqliteFactory | PostgresqlFactory) -> Iterator[Walker]:
    """A walker over a fresh world. Secrets are hashed lightly: there are hundreds."""
    with pytest.MonkeyPatch.context() as patch, opened(factory) as store, asyncio.Runner() as runner:
        light = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
        patch.setattr(identity, "_hasher", lambda: light)
        yield Walker(World.built(store), runner)


def leaves(value: Any) -> Iterator[str]:
    """Every name and number of a request, in order."""
    match value:
        case dict():
            for each in value.values():
                yield from leaves(each)
        case list() | tuple():
            for each in value:
                yield from leaves(each)
        case _:
            yield str(value)


def names_of(ask: Ask) -> list[str]:
    """What a request names."""
    return [each for leaf in (ask.path, *leaves(ask.body)) for each in re.split(r"[/?&=]", leaf)]


def blanked(told: Told, ask: Ask, like: Ask) -> Told:
    """An answer with what only this request named left out. Fact numbers run on: they are left out."""
    pairs = zip(names_of(ask), names_of(like), strict=True)
    text = re.sub(r'"fact":\d+', '"fact":0', told.text)
    for mine in sorted({a for a, b in pairs if a != b}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(mine)}(?!\w)", "<name>", text)
    return replace(told, text=text)
