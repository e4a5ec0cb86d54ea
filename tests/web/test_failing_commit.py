"""A commit that fails is never answered as done, and the same key brings the act to its one end."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson
import psycopg
import pytest
from sqlalchemy import event, func, select

from app.store.tables import table
from tests.story import Story
from tests.usecases.said import written
from tests.web.client import Api
from tests.web.serving import stocked

KEY = "key-00001"
Commit = Callable[[Any], None]


@dataclass
class Till:
    """Zhou's till: the application, something to sell, and who sells it."""

    api: Api
    batch: str
    token: str

    @classmethod
    def of(cls, story: Story) -> Till:
        """The till at the stall of a story, with ten pieces."""
        no, _ = stocked(story, 10)
        api = Api.on(story)
        return cls(api, no, api.token(story.at("ST-Z")))

    @property
    def story(self) -> Story:
        return self.api.story

    def sell(self, pieces: int = 1) -> httpx.Response:
        """One sale, always under the same key."""
        return self.api.send("POST", "/sales", self.body(pieces), self.headers())

    def body(self, pieces: int = 1) -> dict[str, Any]:
        """A sale."""
        return {"site": "ST-Z", "goods": {"batch": self.batch, "pieces": pieces}}

    def headers(self) -> dict[str, str]:
        """Who sells, under which key."""
        told = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        return told | {"idempotency-key": KEY}

    def stored(self) -> tuple[int, int]:
        """How many facts and how many answers there are."""
        with self.story.office.store.read() as conn:
            answers = conn.execute(select(func.count()).select_from(table("answer"))).scalar_one()
        return len(written(self.story)), int(answers)

    def must_have_failed(self, answer: httpx.Response, before: tuple[int, int]) -> None:
        """The client was told to come again, and nothing is stored."""
        self.must_say_come_again(answer)
        assert self.stored() == before

    def must_say_come_again(self, answer: httpx.Response) -> None:
        """503 in the one shape of refusals."""
        kind = answer.headers["content-type"]
        assert (answer.status_code, kind) == (503, "application/problem+json")
        assert answer.headers["retry-after"] == "5"
        assert answer.json()["reasons"][0]["code"] == "store_failed"

    def must_work_once(self, before: tuple[int, int]) -> None:
        """The same key later: done, once, and told again on demand."""
        first, again = self.sell(), self.sell()
        assert (first.status_code, "idempotent-replayed" in first.headers) == (201, False)
        assert (again.status_code, again.content) == (201, first.content)
        assert self.stored() == (before[0] + 1, before[1] + 1)
        assert self.story.unequal() == []


@pytest.fixture
def till(story: Story) -> Till:
    return Till.of(story)


@contextmanager
def commits(story: Story, instead: Callable[[Commit, Any], None]) -> Iterator[None]:
    """Something else happens where a transaction that writes would be committed."""
    engine = story.office.store.engine
    real, is_read = engine.dialect.do_commit, [False]

    def look(conn: Any) -> None:
        is_read[0] = bool(conn.get_execution_options().get("coldtrace_read"))

    def commit(connection: Any) -> None:
        if is_read[0]:
            real(connection)
        else:
            instead(real, connection)

    event.listen(engine, "commit", look)
    engine.dialect.do_commit = commit  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        engine.dialect.do_commit = real  # type: ignore[method-assign]
        event.remove(engine, "commit", look)


def lost(story: Story) -> Exception:
    """What a driver says when the disk or the connection is gone."""
    if story.office.store.sqlite:
        return sqlite3.OperationalError("disk I/O error")
    return psycopg.OperationalError("server closed the connection unexpectedly")


@contextmanager
def nothing_is_committed(story: Story) -> Iterator[None]:
    """The error comes in place of the commit."""

    def fail(_: Commit, __: Any) -> None:
        raise lost(story)

    with commits(story, fail):
        yield


@contextmanager
def commits_are_not_confirmed(story: Story) -> Iterator[None]:
    """The database commits, and the word of it is lost on the way: the worst case of all."""

    def fail(real: Commit, connection: Any) -> None:
        real(connection)
        raise lost(story)

    with commits(story, fail):
        yield


def test_a_failed_commit_is_never_answered_as_done(till: Till) -> None:
    before = till.stored()
    with nothing_is_committed(till.story):
        for _ in range(3):
            till.must_have_failed(till.sell(), before)
    till.must_work_once(before)


def test_a_refusal_that_could_not_be_kept_is_not_told_as_one(till: Till) -> None:
    before = till.stored()
    with nothing_is_committed(till.story):
        till.must_have_failed(till.sell(11), before)
    refused = till.sell(11)
    assert (refused.status_code, refused.json()["reasons"][0]["code"]) == (409, "not_enough")
    assert till.stored() == (before[0] + 1, before[1] + 1)


def test_a_commit_that_was_kept_but_not_confirmed_is_not_done_again(till: Till) -> None:
    facts, answers = till.stored()
    with commits_are_not_confirmed(till.story):
        till.must_say_come_again(till.sell())
    assert till.stored() == (facts + 1, answers + 1)
    again = till.sell()
    assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert again.json() == {"fact": written(till.story)[-1].id}
    assert till.stored() == (facts + 1, answers + 1)
    assert till.story.unequal() == []


def test_an_sqlite_file_that_cannot_grow_fails_the_commit(lite: Story) -> None:
    """In WAL the pages are written by the commit: a real failure there, from the file system."""
    till, file = Till.of(lite), lite.office.store.engine.url.database
    assert file is not None
    before = till.stored()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (Path(f"{file}-wal").stat().st_size, hard))
    try:
        failed = till.sell()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    till.must_have_failed(failed, before)
    till.must_work_once(before)


_FULL = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN {} END $$;
CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON answer
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION no_room()
"""


@pytest.mark.parametrize(
    "what",
    [
        "RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full';",
        "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5); RETURN NULL;",
    ],
    ids=["disk full", "server ends"],
)
@pytest.mark.parametrize("factory", ["postgresql"], indirect=True)
def test_a_postgresql_that_fails_at_the_commit_is_not_believed(till: Till, what: str) -> None:
    before = till.stored()
    with till.story.office.store.engine.begin() as conn:
        conn.exec_driver_sql(_FULL.format(what))
    till.must_have_failed(till.sell(), before)
    with till.story.office.store.engine.begin() as conn:
        conn.exec_driver_sql("DROP FUNCTION no_room CASCADE")
    till.must_work_once(before)


def test_a_client_that_is_gone_after_the_commit_gets_its_answer_later(till: Till) -> None:
    facts, answers = till.stored()
    body = orjson.dumps(till.body())
    scope = {
        "type": "http", "method": "POST", "path": "/sales", "raw_path": b"/sales", "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in till.headers().items()],
        "http_version": "1.1", "scheme": "http", "client": ("127.0.0.1", 1), "server": ("t", 80),
        "root_path": "",
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(_: Any) -> None:
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        asyncio.run(till.api.app(scope, receive, send))
    assert till.stored() == (facts + 1, answers + 1)
    again = till.sell()
    assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert again.json() == {"fact": written(till.story)[-1].id}
    assert till.stored() == (facts + 1, answers + 1)
