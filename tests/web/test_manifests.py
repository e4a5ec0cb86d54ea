"""A manifest over HTTP: the file as it is, the booking beside it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.domain.facts import RolesGranted
from app.main import create_app
from app.settings import Settings
from app.web import manifests
from tests.exchange.sheets import comma, row, rows, workbook
from tests.story import Story
from tests.usecases.said import written
from tests.web.client import Api

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def api(story: Story) -> Api:
    return Api.on(story)


def asked(story: Story, **changes: Any) -> dict[str, Any]:
    slot = (story.clock.moment + timedelta(hours=30)).isoformat()
    return {
        "no": "BK-1", "warehouse": "WH-1", "plate": "闽A00001", "declaration": "DEC-1",
        "container": "CSQU3054383", "seal": "SEAL-1", "slot": slot,
    } | changes  # fmt: skip


def send(
    api: Api, data: bytes, kind: str = "text/csv", *, who: str = "IM-1", app: FastAPI | None = None,
    language: str = "en", **changes: Any,
) -> httpx.Response:  # fmt: skip
    headers = {"content-type": kind, "accept-language": language}
    if who:
        headers["authorization"] = f"Bearer {api.token(api.story.at(who))}"

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app or api.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://coldtrace") as web:
            query = asked(api.story, **changes)
            return await web.post("/manifests", params=query, content=data, headers=headers)

    return asyncio.run(ask())


def facts(api: Api) -> int:
    """How many facts there are, but for the roles that a test's sign-in grants."""
    return sum(not isinstance(entry.fact, RolesGranted) for entry in written(api.story))


@pytest.mark.parametrize(
    ("data", "kind"),
    [(comma(rows(3)), "text/csv; charset=utf-8"), (workbook(rows(3)), XLSX),
     (workbook(rows(3)), "application/octet-stream")],
    ids=["csv", "xlsx", "bytes"],
)  # fmt: skip
def test_a_file_is_a_booking_and_sent_again_it_is_known(api: Api, data: bytes, kind: str) -> None:
    first = send(api, data, kind)
    assert first.status_code == 201, first.text
    body = first.json()
    assert body == {
        "outcome": "imported", "no": "BK-1", "booking": body["booking"], "rows": 3,
        "batches": ["B-1"], "left_out": 0, "total": 0, "mistakes": [],
    }  # fmt: skip
    before = facts(api)
    again = send(api, data, kind)
    assert (again.status_code, again.json()) == (200, body | {"outcome": "known"})
    assert facts(api) == before
    assert api.story.unequal() == []


def test_mistakes_come_as_a_problem_in_the_readers_language(api: Api) -> None:
    data = comma([row(1), row(2, origin="XX"), row(3, pieces="?")])
    before = facts(api)
    for language, said in (("en", "country code"), ("zh-CN", "国家代码")):
        answer = send(api, data, language=language)
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
        body = answer.json()
        assert (body["title"], body["total"], body["left_out"], body["rows"]) == ("bad_input", 2, 2, 1)
        assert [(m["row"], m["column"], m["value"], m["code"]) for m in body["mistakes"]] == [
            (3, "原产国", "XX", "unknown_country"), (4, "件数", "?", "not_whole"),
        ]  # fmt: skip
        assert said in body["mistakes"][0]["message"]
    assert facts(api) == before
    kept = send(api, data, keep_good="true")
    assert (kept.status_code, kept.json()["rows"], len(kept.json()["mistakes"])) == (201, 1, 2)


def test_at_most_a_thousand_mistakes_are_told_and_all_are_counted(api: Api) -> None:
    body = send(api, comma(rows(1_200, origin="XX"))).json()
    assert (len(body["mistakes"]), body["total"], body["left_out"]) == (1_000, 1_200, 1_200)


def test_a_dry_run_keeps_nothing(api: Api) -> None:
    before = facts(api)
    answer = send(api, comma(rows(3)), dry_run="true")
    assert (answer.status_code, answer.json()["outcome"], answer.json()["rows"]) == (200, "checked", 3)
    assert facts(api) == before


@pytest.mark.parametrize(
    ("changes", "status", "title"),
    [
        ({"slot": "2024-05-07T08:00:00"}, 422, "bad_input"),
        ({"owner": "1"}, 422, "bad_input"),
        ({"warehouse": "NOWHERE"}, 404, "not_found"),
        ({"plate": "X"}, 422, "bad_input"),
        ({"dry_run": "perhaps"}, 422, "bad_input"),
    ],
)
def test_a_wrong_booking_has_the_one_shape_of_a_no(
    api: Api, changes: dict[str, Any], status: int, title: str
) -> None:
    answer = send(api, comma(rows(2)), **changes)
    assert (answer.status_code, answer.json()["title"]) == (status, title)


def test_nobody_sends_a_file_without_a_session(api: Api) -> None:
    answer = send(api, comma(rows(2)), who="")
    assert (answer.status_code, answer.json()["title"]) == (401, "not_signed_in")


def test_other_kinds_of_content_are_named_and_refused(api: Api) -> None:
    answer = send(api, comma(rows(2)), "application/json")
    assert (answer.status_code, answer.json()["reasons"][0]["code"]) == (422, "bad_choice")
    answer = send(api, b"PK\x03\x04 not really", XLSX)
    assert (answer.status_code, answer.json()["reasons"][0]["code"]) == (422, "manifest_broken")


def test_a_file_may_be_larger_than_other_bodies_up_to_its_own_limit(api: Api) -> None:
    settings = Settings(max_body_bytes=1_000, max_file_bytes=20_000)
    app = create_app(api.story.office, settings)
    assert send(api, comma(rows(100)), app=app).status_code == 201
    assert send(api, comma(rows(400)), app=app, no="BK-2").status_code == 413
    api.app = app
    assert api.ask("WH-1", "POST", "/rolls", {"roll": "R" * 2_000, "count": 1}).status_code == 413


def test_more_files_at_a_time_than_there_are_hands_for_are_asked_to_come_back(api: Api) -> None:
    for _ in range(manifests.AT_A_TIME):
        manifests.FREE.acquire()
    try:
        answer = send(api, comma(rows(2)))
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    finally:
        for _ in range(manifests.AT_A_TIME):
            manifests.FREE.release()
    assert send(api, comma(rows(2))).status_code == 201
