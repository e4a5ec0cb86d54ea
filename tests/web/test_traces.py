"""Traces over HTTP: pages, clues, limits of rows and of time, and that nobody else has to wait."""

from __future__ import annotations

import asyncio
import io
import json
import threading
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection

from app.main import THREADS
from app.store import scope as scoped
from app.usecases import sample
from tests.story import Story
from tests.web.client import Api, supervisor
from tests.web.serving import stocked

_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def get(story: Story, path: str, region: str = "", **headers: str) -> httpx.Response:
    return Api.on(story).ask(supervisor(story, region), "GET", path, **headers)


def test_every_package_comes_once_however_long_the_pages(story: Story) -> None:
    no, codes = stocked(story, 5, 25)
    whole = get(story, f"/traces/goods?key={no}").json()
    at = whole["columns"].index("code")
    assert sorted(row[at] for row in whole["rows"]) == sorted(codes)
    rows, after = [], ""
    while True:
        page = get(story, f"/traces/goods?key={no}&limit=7&after={after}").json()
        rows += page["rows"]
        after = page["next"]
        if not after:
            break
    assert rows == whole["rows"]


def test_a_cursor_belongs_to_its_question(lite: Story) -> None:
    no, codes = stocked(lite, 0, 5)
    after = get(lite, f"/traces/goods?key={no}&limit=2").json()["next"]
    answer = get(lite, f"/traces/goods?key={codes[0]}&limit=2&after={after}")
    assert (answer.status_code, answer.json()["reasons"][0]["code"]) == (422, "bad_cursor")


def test_a_code_is_one_package_and_whole_the_batch(story: Story) -> None:
    _, codes = stocked(story, 5, 3)
    one = get(story, f"/traces/scope?key={codes[0]}").json()["numbers"]
    all_of_it = get(story, f"/traces/scope?key={codes[0]}&whole=true").json()["numbers"]
    assert (one["on_hand"], all_of_it["on_hand"]) == (1, 8)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "no_clue"),
        ("staff=001", "empty"),
        ("site=NOWHERE", "nothing_fits"),
        ("product=26901234000010&origin=CL", "nothing_fits"),
        ("key=B-1&since=2024-05-06T00:00:00Z", "key_goes_alone"),
        ("site=WH-1&since=2024-05-06T00:00:00", "time_without_zone"),
        ("site=WH-1&since=2024-05-06T00:00:00Z&until=2024-05-05T00:00:00Z", "time_backwards"),
        ("origin=XX", "unknown_country"),
        ("plate=%E9%97%BD", "bad_plate"),
        ("kye=B-1", "shape_unknown"),
        ("supplier=Nobody", "nothing_fits"),
    ],
)
def test_a_clue_that_cannot_be_right_is_named(lite: Story, query: str, code: str) -> None:
    stocked(lite, 5)
    answer = get(lite, f"/traces/scope?{query}")
    assert answer.status_code in (404, 422), answer.text
    assert answer.json()["reasons"][0]["code"] == code


@pytest.mark.parametrize(
    "query",
    [
        "key=B-1", "key=ｂ－１", "key=dec-1",
        "key=CSQU3054383", "key=csqu 305438 3", "key=SEAL-1", "key=CI-B-1", "key=CU-B-1", "key=IN-1",
        "key=BK-1", "key=闽A·00001", "key=T-B-1-X", "product=２６９０１２３４００００１０", "origin=in",
        "plant=IN-1", "supplier=IM-1", "supplier=im-1", "site=WH-1", "plate=闽a00001", "site=ST-Z",
        "product=26901234000010&origin=IN&since=2024-05-01T00:00:00Z&until=2024-05-09T00:00:00Z",
    ],
)  # fmt: skip
def test_every_key_leads_there_also_as_people_write_it(lite: Story, query: str) -> None:
    no, _ = stocked(lite, 5, 2)
    if "T-B-1" in query:
        filled = sample.Tube("ST-Z", "T-B-1-X", "outer_pack", no, cartons=(1,))
        sample.take_sample(lite.office, lite.at("ST-Z"), filled)
    answer = get(lite, f"/traces/scope?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["batches"] == [no]


def test_a_trace_says_what_reading_and_recording_took(lite: Story) -> None:
    no = lite.received(3)
    timing = get(lite, f"/traces/scope?key={no}").headers["server-timing"]
    names = [part.split(";")[0].strip() for part in timing.split(",")]
    assert names == ["read", "read_cpu", "record", "record_cpu"]


def test_only_the_first_page_of_a_question_goes_on_record(lite: Story) -> None:
    no, _ = stocked(lite, 0, 5)
    page = get(lite, f"/traces/goods?key={no}&limit=2").json()
    before = _asked(lite)
    get(lite, f"/traces/goods?key={no}&limit=2&after={page['next']}")
    assert _asked(lite) == before


def _asked(story: Story) -> int:
    with story.office.store.read() as conn:
        found = conn.exec_driver_sql("SELECT count(*) FROM fact WHERE kind = 'trace_asked'")
        return int(found.scalar_one())


def _endless(conn: Connection, *_: Any) -> Any:
    """A reading that never ends by itself."""
    driver = conn.connection.driver_connection
    assert driver is not None
    return driver.execute(_ENDLESS).fetchall()


def test_a_trace_that_takes_too_long_is_stopped_and_refused(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    no = story.received(3)
    monkeypatch.setattr(scoped, "holdings", _endless)
    story.office = replace(story.office, trace_seconds=0.2)
    answer = get(story, f"/traces/scope?key={no}")
    assert (answer.status_code, answer.json()["reasons"][0]["code"]) == (413, "trace_too_long")
    monkeypatch.undo()
    assert get(story, f"/traces/scope?key={no}").status_code == 200  # the store is none the worse


def test_a_trace_stops_when_its_caller_hangs_up(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    no = story.received(3)
    began = threading.Event()

    def endless(conn: Connection, *_: Any) -> Any:
        began.set()
        return _endless(conn)

    monkeypatch.setattr(scoped, "holdings", endless)
    api = Api.on(story)
    token = api.token(supervisor(story))

    async def ask() -> None:
        async def receive() -> dict[str, Any]:
            while not began.is_set():
                await asyncio.sleep(0.01)
            return {"type": "http.disconnect"}

        async def send(_: Any) -> None:
            pass

        await asyncio.wait_for(api.app(_request(f"/traces/scope?key={no}", token), receive, send), 30)

    asyncio.run(ask())  # it would never come back
    assert began.is_set()


def _request(path: str, token: str) -> dict[str, Any]:
    at, _, query = path.partition("?")
    headers = [(b"authorization", f"Bearer {token}".encode()), (b"host", b"coldtrace")]
    return {
        "type": "http", "http_version": "1.1", "method": "GET", "path": at, "raw_path": at.encode(),
        "query_string": query.encode(), "headers": headers, "scheme": "http", "root_path": "",
        "server": ("coldtrace", 80), "client": ("127.0.0.1", 1), "state": {},
    }  # fmt: skip


def test_as_many_traces_as_there_are_threads_keep_no_scan_waiting(
    lite: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each stands still until a scan is answered: were they in its way, nothing would end."""
    no, codes = stocked(lite, 0, 1)
    go_on = threading.Event()
    standing = threading.Semaphore(0)

    def still(conn: Connection, batches: Iterable[int], items: Iterable[int]) -> Any:
        standing.release()
        assert go_on.wait(30)
        return found(conn, list(batches), list(items))

    found = scoped.holdings
    monkeypatch.setattr(scoped, "holdings", still)
    api = Api.on(lite)
    token = api.token(supervisor(lite))
    scanner = api.token(lite.at("ST-Z"))

    async def ask() -> list[int]:
        transport = httpx.ASGITransport(api.app)
        async with (
            api.app.router.lifespan_context(api.app),
            httpx.AsyncClient(transport=transport, base_url="http://coldtrace") as web,
        ):
            headers = {"authorization": f"Bearer {token}"}
            asked = [
                asyncio.create_task(web.get(f"/traces/scope?key={no}", headers=headers))
                for _ in range(THREADS + 1)
            ]
            while not standing.acquire(blocking=False):
                await asyncio.sleep(0.01)
            scan = await web.get(
                f"/packages/{codes[0]}", headers={"authorization": f"Bearer {scanner}"}
            )
            go_on.set()
            return [scan.status_code, *[(await each).status_code for each in asked]]

    assert asyncio.run(asyncio.wait_for(ask(), 60)) == [200] * (THREADS + 2)


@pytest.mark.parametrize("form", ["json", "csv", "xlsx", "graphml", "geojson", "svg", "evidence"])
def test_findings_come_as_a_file_in_every_form(story: Story, form: str) -> None:
    no, _ = stocked(story, 5, 3)
    answer = get(story, f"/traces/file?key={no}&form={form}")
    assert answer.status_code == 200, answer.text
    suffix = "zip" if form == "evidence" else form
    assert answer.headers["content-disposition"] == f'attachment; filename="trace.{suffix}"'
    assert len(answer.content) >= 40


def test_every_fact_in_the_evidence_has_the_hash_it_says(story: Story) -> None:
    no, _ = stocked(story, 5, 3)
    content = get(story, f"/traces/file?key={no}&form=evidence").content
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        facts = [json.loads(line) for line in zipped.read("facts.jsonl").splitlines()]
    kinds = {fact["kind"] for fact in facts}
    assert {"booked", "unloaded", "packages_coded", "released", "shipped", "accepted"} <= kinds
    for fact in facts:
        hashed = b"\0" + fact["envelope"].encode() + b"\n" + fact["body"].encode()
        assert sha256(hashed).hexdigest() == fact["leaf"]


def test_a_file_longer_than_the_limit_is_refused_not_cut(lite: Story) -> None:
    no, _ = stocked(lite, 0, 30)
    lite.office = replace(lite.office, trace_limit=20)
    answer = get(lite, f"/traces/file?key={no}&form=csv")
    assert (answer.status_code, answer.json()["reasons"][0]["code"]) == (413, "answer_too_large")
