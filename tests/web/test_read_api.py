"""The read-only API: open in a demonstration, shut elsewhere, one shape for every no."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import event

from app.main import create_app
from app.settings import Settings
from app.store import meta
from app.usecases import move
from app.usecases.goods import Goods
from tests.story import Story


def get(story: Story, path: str, language: str = "en", content: bytes = b"") -> httpx.Response:
    """One request to an application on the story's office."""
    return ask_app(create_app(story.office, Settings()), path, language, content)


def ask_app(app: FastAPI, path: str, language: str = "en", content: bytes = b"") -> httpx.Response:
    """One request to an application; what breaks inside is answered, not raised."""

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://coldtrace") as client:
            headers = {"accept-language": language}
            return await client.request("GET", path, headers=headers, content=content)

    return asyncio.run(ask())


@pytest.fixture
def demo(story: Story) -> Story:
    with story.office.store.write() as tx:
        meta.put(tx, "demo", "complete")
    return story


def problem(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == answer.status_code
    return body


def test_a_batch_is_traced_over_http(demo: Story) -> None:
    no = demo.received(100)
    answer = get(demo, f"/traces?key={no}&direction=balance")
    assert answer.status_code == 200
    (batch,) = answer.json()["batches"]
    assert batch["balance"]["on_hand"] == 100


def test_goods_that_moved_are_traced_over_http(demo: Story) -> None:
    no = demo.released(to="ST-Z")
    shipment = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, 10))
    move.ship(demo.office, demo.at("WH-1"), shipment)
    answer = get(demo, f"/traces?key={no}")
    assert answer.status_code == 200
    (batch,) = answer.json()["batches"]
    assert [(each["pieces"], each["grams"]) for each in batch["moves"]] == [(10, 100_000)]


@pytest.mark.parametrize("path", ["/traces?key=B-1", "/batches", "/facts/1"])
def test_outside_the_demonstration_the_api_is_shut(story: Story, path: str) -> None:
    body = problem(get(story, path))
    assert (body["status"], body["title"], body["reasons"][0]["code"]) == (
        401,
        "not_signed_in",
        "not_signed_in",
    )
    assert get(story, "/docs").status_code == get(story, "/openapi.json").status_code == 404
    assert get(story, "/healthz").json()["status"] == "ok"


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/traces?key=NOWHERE", 404, "not_found"),
        ("/traces", 422, "bad_input"),
        ("/traces?key=B-1&direction=sideways", 422, "bad_input"),
        ("/traces?key=" + "9" * 121, 422, "bad_input"),
        ("/facts/0", 422, "bad_input"),
        ("/facts/999999", 404, "not_found"),
        ("/batches?limit=201", 422, "bad_input"),
        ("/nothing", 404, "not_found"),
        ("/help/nothing", 404, "not_found"),
    ],
)
def test_every_no_has_one_shape(demo: Story, path: str, status: int, title: str) -> None:
    body = problem(get(demo, path))
    assert (body["status"], body["title"]) == (status, title)
    assert body["type"] == f"/help/refusals#{title}"


def test_a_no_is_said_in_the_readers_language(demo: Story) -> None:
    detail = problem(get(demo, "/traces?key=NOWHERE", "zh-CN"))["detail"]
    assert detail.startswith("没有找到“NOWHERE”。请按原样输入追溯码")
    detail = problem(get(demo, "/traces?key=NOWHERE", "fr"))["detail"]
    assert detail.startswith("Nothing here is called “NOWHERE”. Enter a code, batch")


def test_a_body_of_ten_megabytes_is_not_read(demo: Story) -> None:
    assert get(demo, "/traces?key=B-1", content=b"x" * 10_000_000).status_code == 413


def test_a_failing_commit_never_answers_yes(demo: Story) -> None:
    no = demo.received(10)
    app, engine = create_app(demo.office, Settings()), demo.office.store.engine

    def fail(_: object) -> None:
        raise RuntimeError("the disk is gone")

    event.listen(engine, "commit", fail)
    try:
        answer = ask_app(app, f"/traces?key={no}")
    finally:
        event.remove(engine, "commit", fail)
    body = problem(answer)
    assert (body["status"], body["title"]) == (500, "internal")
    assert "disk" not in answer.text


def test_the_question_itself_is_on_record(demo: Story) -> None:
    no = demo.received(10)
    before = get(demo, "/healthz").json()["facts"]
    get(demo, f"/traces?key={no}")
    assert get(demo, "/healthz").json()["facts"] == before + 1


def test_batches_are_paged_by_number(demo: Story) -> None:
    for _ in range(3):
        demo.booked(10)
    first = get(demo, "/batches?limit=2").json()
    assert [batch["no"] for batch in first["rows"]] == ["B-1", "B-2"]
    second = get(demo, f"/batches?limit=2&after={first['next']}").json()
    assert ([batch["no"] for batch in second["rows"]], second["next"]) == (["B-3"], "")


def test_the_manual_is_served_in_both_languages(story: Story) -> None:
    english, chinese = get(story, "/help/refusals"), get(story, "/help/refusals", "zh")
    assert '<h3 id="gate_closed">' in english.text
    assert "系统拒绝时" in chinese.text


@pytest.mark.parametrize("path", ["/healthz", "/batches", "/nothing", "/help", "/traces?key=NOWHERE"])
def test_no_answer_is_framed_guessed_at_or_kept(demo: Story, path: str) -> None:
    headers = get(demo, path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    if "json" in headers["content-type"]:
        assert headers["cache-control"] == "no-store"
        assert headers["content-security-policy"].startswith("default-src 'none'")


def test_a_body_that_is_refused_unread_has_the_same_headers(demo: Story) -> None:
    answer = get(demo, "/traces?key=B-1", content=b"x" * 10_000_000)
    assert (answer.status_code, answer.headers["x-content-type-options"]) == (413, "nosniff")
