"""Many records in one request: each answered as if it had come alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from app.domain.actors import Actor, Role
from app.domain.errors import Unavailable, reason
from app.store.session import Store, Tx
from app.usecases import devices, identity, register
from app.web import operations
from tests.openapi import described
from tests.story import ADMIN, Story
from tests.web.client import Api, stocked


@pytest.fixture
def api(story: Story) -> Api:
    """A stall with ten pieces."""
    stocked(story, 10)
    return Api.on(story)


def sale(n: int, pieces: int = 1, **more: Any) -> dict[str, Any]:
    goods = {"batch": "B-1", "pieces": pieces}
    return {"key": f"sale-{n:04d}", "path": "/sales", "body": {"site": "ST-Z", "goods": goods}} | more


def send(api: Api, *records: dict[str, Any], site: str | Actor = "ST-Z") -> list[dict[str, Any]]:
    answer = api.ask(site, "POST", "/records", {"records": list(records)})
    assert answer.status_code == 200, answer.text
    answers: list[dict[str, Any]] = answer.json()["answers"]
    assert [each["key"] for each in answers] == [each["key"] for each in records]
    return answers


def test_each_record_has_its_own_answer(api: Api) -> None:
    good, many, nowhere, shape, last = send(
        api, sale(1, 4), sale(2, 7), sale(3) | {"path": "/nothing"}, sale(4, -1), sale(5, 6)
    )
    assert [each["status"] for each in (good, many, nowhere, shape, last)] == [201, 409, 404, 422, 201]
    assert many["body"]["reasons"][0]["code"] == "not_enough"
    assert shape["body"]["reasons"][0]["field"] == "goods.pieces"
    assert last["body"]["fact"] > good["body"]["fact"]


def test_sent_again_alone_or_among_others_it_is_answered_the_same(api: Api) -> None:
    first = send(api, sale(1), sale(2, 99))
    again = send(api, sale(3), sale(1), sale(2, 99), sale(1))
    assert [each["replayed"] for each in again] == [False, True, True, True]
    assert [each["body"] for each in again[1:3]] == [each["body"] for each in first]
    alone = api.ask("ST-Z", "POST", "/sales", sale(1)["body"], key="sale-0001")
    assert (alone.json(), alone.headers["idempotent-replayed"]) == (first[0]["body"], "true")
    (other,) = send(api, sale(1, 2))
    assert (other["status"], other["body"]["reasons"][0]["code"]) == (422, "key_reused")


def test_a_record_in_the_other_language_is_refused_in_it(api: Api) -> None:
    body = {"records": [sale(1, 99)]}
    answer = api.ask("ST-Z", "POST", "/records", body, **{"accept-language": "zh"})
    assert "件" in answer.json()["answers"][0]["body"]["detail"]


def test_roles_count_for_each_record(api: Api) -> None:
    at = api.story.at("ST-Z")
    vendor = Actor(at.person, at.party, frozenset({Role.VENDOR}), at.device)
    hold = {
        "key": "hold-0001",
        "path": "/holds",
        "body": {"scope": "batch", "target": "B-1", "why": "x"},
    }
    refused, sold = send(api, hold, sale(1), site=vendor)
    assert (refused["status"], refused["body"]["title"], sold["status"]) == (403, "not_allowed", 201)


def test_a_bug_in_one_record_does_not_hold_up_the_next(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.usecases.move.put_away", lambda *_: 1 / 0)
    put = {
        "key": "put-0001",
        "path": "/put-aways",
        "body": {"site": "ST-Z", "zone": "Z", "items": ["X"]},
    }
    broken, sold = send(api, put, sale(1))
    assert (broken["status"], broken["body"]["title"], sold["status"]) == (500, "internal", 201)


@pytest.mark.parametrize(
    "records", [[], [sale(1)] * 201, [sale(1) | {"key": "short"}], [sale(1) | {"extra": 1}]]
)
def test_a_batch_of_the_wrong_shape_is_refused_whole(api: Api, records: list[Any]) -> None:
    assert api.ask("ST-Z", "POST", "/records", {"records": records}).status_code == 422


def test_every_write_of_the_work_can_be_a_record() -> None:
    found = {each.path.pattern for each in operations._operations()}
    named = {
        re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", each.strip("^$").replace("\\", "")) for each in found
    }
    work = {"intake", "testing", "decisions", "codes", "goods"}
    wanted = {
        path
        for path, methods in described()["paths"].items()
        for method, about in methods.items()
        if method == "post" and set(about["tags"]) <= work
    }
    assert named == wanted - {"/manifests"}  # a file, not a body
    assert "/movements/{movement}/acceptance" in named


def test_a_batch_that_others_were_in_the_way_of_is_done_record_by_record(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, opened = Store.write, list[int]()

    @contextmanager
    def write(self: Store) -> Iterator[Tx]:
        opened.append(1)
        with plain(self) as tx:
            yield tx
            if len(opened) == 1:
                raise Unavailable(reason("store_busy"))

    headers = {"authorization": f"Bearer {api.token(api.story.at('ST-Z'))}"}
    monkeypatch.setattr(Store, "write", write)
    body = {"records": [sale(1, 4), sale(2, 6)]}
    answers = api.send("POST", "/records", body, headers).json()["answers"]
    assert ([each["status"] for each in answers], len(opened)) == ([201, 201], 3)
    assert [each["replayed"] for each in answers] == [False, False]


def test_a_store_that_stays_away_is_asked_for_one_record_alone(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = list[int]()

    @contextmanager
    def write(self: Store) -> Iterator[Tx]:
        opened.append(1)
        raise Unavailable(reason("store_busy"))
        yield

    headers = {"authorization": f"Bearer {api.token(api.story.at('ST-Z'))}"}
    monkeypatch.setattr(Store, "write", write)
    body = {"records": [sale(n) for n in range(5)]}
    answers = api.send("POST", "/records", body, headers).json()["answers"]
    assert ([each["status"] for each in answers], len(opened)) == ([503] * 5, 2)


# records of a shared handheld keep their worker


@pytest.fixture
def two(api: Api) -> tuple[Api, Actor, Actor]:
    """Two workers of the stall on one handheld; the first has gone home."""
    story = api.story
    one = story.at("ST-Z")
    other = register.register_person(story.office, ADMIN, one.party, "777", "relief")
    devices.enrol(story.office, ADMIN, one.party, "ST-Z-HH1")
    workers = []
    for person in (one.person, other):
        identity.grant_roles(story.office, ADMIN, person, ["vendor"])
        workers.append(Actor(person, one.party, frozenset({Role.VENDOR}), "ST-Z-HH1"))
    return api, workers[0], workers[1]


def test_a_queue_keeps_each_records_worker(two: tuple[Api, Actor, Actor]) -> None:
    api, first, second = two
    api.token(first)
    then = api.story.clock()
    api.story.clock.moment += timedelta(hours=1)
    told = {"happened": then.isoformat()}
    record = sale(1)
    record["body"] |= told
    (answer,) = send(api, record | {"worker": first.person}, site=second)
    assert answer["status"] == 201
    fact = api.ask(first, "GET", f"/facts/{answer['body']['fact']}").json()
    assert f'"actor":{first.person}' in fact["envelope"]


@pytest.mark.parametrize("wrong", ["before signing in", "another firm", "nobody"])
def test_nobody_is_made_a_worker_of_what_they_did_not_do(
    two: tuple[Api, Actor, Actor], wrong: str
) -> None:
    api, first, second = two
    then = api.story.clock()
    api.story.clock.moment += timedelta(minutes=5)
    api.token(first)
    person = {"another firm": api.story.at("ST-L").person, "nobody": 10**9}.get(wrong, first.person)
    record = sale(1)
    record["body"] |= {"happened": then.isoformat()}
    (answer,) = send(api, record | {"worker": person}, site=second)
    assert (answer["status"], answer["body"]["reasons"][0]["code"]) == (404, "not_at_work")
