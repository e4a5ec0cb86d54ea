"""Attachments over HTTP: raw bytes in, safe headers out, bodies above a limit refused in one shape."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import Any

import orjson
import pytest
from PIL import Image
from starlette.types import Message

from app.main import create_app
from app.settings import Settings
from app.store.tables import table
from tests import pictures
from tests.story import Story
from tests.usecases.said import written
from tests.web.client import Api

PHOTO = pictures.photo("seal", exif=pictures.exif(6))
DIGEST = sha256(PHOTO).hexdigest()


@pytest.fixture
def api(story: Story) -> Api:
    return Api.on(story)


@pytest.fixture
def light(lite: Story) -> Api:
    """On SQLite alone, with limits that tests can reach."""
    settings = Settings(max_body_bytes=2_000, max_attachment_bytes=5_000)
    return Api(lite, create_app(lite.office, settings))


def count(story: Story, name: str = "attachment") -> int:
    with story.office.store.read() as conn:
        return len(conn.execute(table(name).select()).all())


def test_a_photo_goes_in_and_out_as_it_is(api: Api) -> None:
    answer = api.post("IM-1", "/attachments", PHOTO, **{"content-type": "text/html"})
    assert answer == {
        "sha256": DIGEST, "type": "image/jpeg", "bytes": len(PHOTO), "width": 64, "height": 48,
    }  # fmt: skip
    shown = api.ask("IM-1", "GET", f"/attachments/{DIGEST}")
    assert (shown.status_code, shown.content) == (200, PHOTO)
    assert {name: value for name, value in shown.headers.items() if name != "content-length"} == {
        "content-type": "image/jpeg",
        "x-content-type-options": "nosniff",
        "content-disposition": f'attachment; filename="{DIGEST}.jpg"',
        "content-security-policy": "sandbox; default-src 'none'",
        "cache-control": "private, no-cache",
        "etag": f'"{DIGEST}"',
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "same-origin",
    }
    again = api.ask("IM-1", "GET", f"/attachments/{DIGEST}", **{"if-none-match": f'W/"x", "{DIGEST}"'})
    assert (again.status_code, again.content) == (304, b"")


def test_the_public_copy_is_upright_and_says_nothing(api: Api) -> None:
    api.post("IM-1", "/attachments", PHOTO)
    shown = api.ask("IM-1", "GET", f"/attachments/{DIGEST}?public=1")
    assert shown.headers["etag"] == f'"{sha256(shown.content).hexdigest()}"'
    assert shown.headers["x-content-type-options"] == "nosniff"
    with Image.open(BytesIO(shown.content)) as copy:
        assert (copy.size, dict(copy.getexif())) == ((48, 64), {})
    assert pictures.SECRET.encode() not in shown.content
    paper = api.post("IM-1", "/attachments", pictures.paper())["sha256"]
    assert api.ask("IM-1", "GET", f"/attachments/{paper}").headers["content-type"] == "application/pdf"
    refused = api.ask("IM-1", "GET", f"/attachments/{paper}?public=1")
    assert (refused.status_code, refused.json()["reasons"][0]["code"]) == (422, "no_public_copy")


def test_another_partys_attachment_answers_exactly_like_a_missing_one(api: Api) -> None:
    api.post("IM-1", "/attachments", PHOTO)
    for suffix in ("", "?public=1"):
        theirs = api.ask("ST-L", "GET", f"/attachments/{DIGEST}{suffix}", **{"if-none-match": "*"})
        missing = api.ask("ST-L", "GET", f"/attachments/{'0' * 64}{suffix}")
        assert (theirs.status_code, missing.status_code) == (404, 404)
        assert theirs.text.replace(DIGEST, "0" * 64) == missing.text
        assert theirs.headers["content-type"] == missing.headers["content-type"]
        assert "etag" not in theirs.headers


def test_nobody_brings_or_sees_anything_without_a_session(light: Api) -> None:
    taken: list[int] = []

    async def body() -> AsyncIterator[bytes]:
        taken.append(1)
        yield PHOTO

    for method, path in (("POST", "/attachments"), ("GET", f"/attachments/{DIGEST}")):
        content = body() if method == "POST" else None
        answer = light.send(method, path, content, {"idempotency-key": "key-00001"})
        assert (answer.status_code, answer.json()["title"]) == (401, "not_signed_in")
    assert taken == []  # nor is their body read
    assert count(light.story) == 0


@pytest.mark.parametrize(
    "path",
    ["..%2f..%2fetc%2fpasswd", "%2e%2e%2fx", "%00", DIGEST.upper(), DIGEST + "0", "%ed%a0%80", "a.jpg"],
)
def test_a_path_reaches_nothing_but_attachments(api: Api, path: str) -> None:
    api.post("IM-1", "/attachments", PHOTO)
    assert api.ask("IM-1", "GET", f"/attachments/{path}").status_code == 404


def test_a_retry_is_answered_the_same_and_a_key_is_for_one_content(api: Api) -> None:
    first = api.ask("IM-1", "POST", "/attachments", PHOTO, key="key-00001")
    again = api.ask("IM-1", "POST", "/attachments", PHOTO, key="key-00001")
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    fresh = api.ask("IM-1", "POST", "/attachments", PHOTO, key="key-00002")
    assert (fresh.status_code, fresh.content) == (201, first.content)
    other = api.ask("IM-1", "POST", "/attachments", pictures.photo("other"), key="key-00001")
    assert (other.status_code, other.json()["reasons"][0]["code"]) == (422, "key_reused")
    assert count(api.story) == 1
    bare = api.send(
        "POST", "/attachments", PHOTO, {"authorization": f"Bearer {api.token(api.story.at('IM-1'))}"}
    )
    assert (bare.status_code, bare.json()["reasons"][0]["code"]) == (422, "key_missing")


def test_a_bad_file_is_refused_by_name_in_both_languages(light: Api) -> None:
    for language, said in (("en", "is animated"), ("zh-CN", "动画")):
        frames = [pictures.drawn(text) for text in "ab"]
        moving = pictures.saved(frames[0], "PNG", save_all=True, append_images=frames[1:])
        answer = light.ask("IM-1", "POST", "/attachments", moving, **{"accept-language": language})
        assert (answer.status_code, answer.json()["reasons"][0]["code"]) == (422, "picture_moves")
        assert said in answer.json()["detail"]
    assert not light.story.office.files.folder.exists()


def test_a_fact_names_what_was_brought_over_http(api: Api) -> None:
    no = api.story.booked()
    paper = {"document": "ciq_cert", "number": "Q-9", "issued": "2024-04-20", "sha256": DIGEST}
    before = len(written(api.story))
    early = api.ask("IM-1", "POST", f"/batches/{no}/documents", paper)
    assert (early.status_code, early.json()["reasons"][0]["what"]) == (422, "attachment")
    api.post("IM-1", "/attachments", PHOTO)
    assert api.ask("WH-1", "GET", f"/attachments/{DIGEST}").status_code == 404
    api.post("IM-1", f"/batches/{no}/documents", paper)
    assert api.ask("WH-1", "GET", f"/attachments/{DIGEST}").status_code == 200
    filed = [e for e in written(api.story)[before:] if type(e.fact).__name__ == "DocumentFiled"]
    assert len(filed) == 1


# ---- bodies above their limit ------------------------------------------------------------------


@dataclass
class Wire:
    """A request that is sent piece by piece, to see how much of it is asked for."""

    api: Api
    path: str
    headers: dict[str, str]
    asked: int = 0
    got: list[Message] = field(default_factory=list)

    def send(self, *messages: Message) -> tuple[int, str, dict[str, Any]]:
        """Status, content type and body of the answer; what is not there any more is a broken line."""
        named = [(name.encode(), value.encode()) for name, value in self.headers.items()]
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
            "path": self.path, "raw_path": self.path.encode(), "query_string": b"", "headers": named,
            "scheme": "http", "server": ("coldtrace", 80), "client": ("127.0.0.1", 1), "root_path": "",
        }  # fmt: skip
        coming = iter(messages)

        async def receive() -> Message:
            self.asked += 1
            return next(coming, {"type": "http.disconnect"})

        async def send(message: Message) -> None:
            self.got.append(message)

        asyncio.run(self.api.app(scope, receive, send))
        start, *bodies = self.got
        assert {message["type"] for message in bodies} == {"http.response.body"}
        kind = dict(start["headers"])[b"content-type"].decode()
        return start["status"], kind, orjson.loads(b"".join(m["body"] for m in bodies))


def wire(api: Api, path: str, **headers: str) -> Wire:
    """A write of a stall."""
    token = api.token(api.story.at("ST-Z"))
    own = {"authorization": f"Bearer {token}", "idempotency-key": "key-00001"}
    return Wire(api, path, own | {"content-type": "application/json"} | headers)


def piece(content: bytes = b"x" * 1_000) -> Message:
    return {"type": "http.request", "body": content, "more_body": True}


@pytest.mark.parametrize(
    ("path", "limit"), [("/attachments", 5_000), ("/sales", 2_000), ("/nothing", 2_000)]
)
def test_an_announced_body_above_its_limit_is_refused_unread(light: Api, path: str, limit: int) -> None:
    request = wire(light, path, **{"content-length": "100000"})
    assert told(request.send(piece()), limit)
    assert request.asked == 0


@pytest.mark.parametrize(("path", "limit"), [("/attachments", 5_000), ("/sales", 2_000)])
def test_a_body_that_grows_above_its_limit_is_refused_there(light: Api, path: str, limit: int) -> None:
    request = wire(light, path)
    assert told(request.send(*[piece()] * 100), limit)
    assert request.asked == limit // 1_000 + 1


def told(answer: tuple[int, str, dict[str, Any]], limit: int) -> bool:
    """Whether the answer is the one that names the limit."""
    status, kind, body = answer
    (why,) = body["reasons"]
    assert (status, kind, body["title"]) == (413, "application/problem+json", "too_much")
    return (why["code"], why["limit"]) == ("body_too_large", str(limit))


def test_only_attachments_have_the_larger_limit(light: Api) -> None:
    content = pictures.saved(pictures.drawn("x", (300, 200)), quality=95)
    assert 2_000 < len(content) < 5_000
    light.post("ST-Z", "/attachments", content)
    large = {"site": "x" * 2_000}
    answer = light.ask("ST-Z", "POST", "/sales", large, **{"accept-language": "zh"})
    assert (answer.status_code, answer.json()["reasons"][0]["code"]) == (413, "body_too_large")
    assert "2000 字节" in answer.json()["detail"]


def test_an_upload_that_breaks_off_is_no_fault_of_ours(
    light: Api, caplog: pytest.LogCaptureFixture
) -> None:
    assert wire(light, "/attachments").send(piece(PHOTO[:50]))[0] == 400
    assert (caplog.records, count(light.story)) == ([], 0)
