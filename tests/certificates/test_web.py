"""The public page, the public API and the paper over HTTP."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import httpx
import pytest

from app.usecases import keys, release
from app.web.tries import Lookups
from tests.certificates.making import issued, text_of
from tests.certificates.test_print import HOSTILE, codes, renamed
from tests.story import ADMIN, Story
from tests.web.client import Api

ROUTES = ("/C", "/C/{text}", "/verification?text={text}")


def got(api: Api, path: str, language: str = "en") -> httpx.Response:
    return api.send("GET", path, headers={"accept-language": language})


class Page(HTMLParser):
    """The elements of a page, the attributes that may run or load something, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.loads, self.text, self.at = list[str](), list[str](), "", ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.at = tag
        risky = ("src", "srcset", "style", "data", "poster", "background")
        self.loads += [f"{tag} {n}" for n, _ in attrs if n in risky or n.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data if self.at not in ("style", "title") else ""


def test_the_page_says_it_first_and_shows_both_sides(story: Story) -> None:
    no, batch = issued(story)
    api = Api.on(story)
    answer = got(api, f"/C/{text_of(story, no).rpartition('/')[2]}")
    page = Page(answer.text)
    assert answer.status_code == 200
    assert "Genuine" in page.text.partition("Exit certificate")[2][:10]
    assert [page.tags.count(each) for each in ("h2", "table")] == [2, 2]
    for line in ("Signed content", "Our records", "100 pieces, 1000.000 kg", batch, "闽A00001"):
        assert line in page.text
    assert len(answer.content) < 30_000


def test_the_page_runs_and_loads_nothing(story: Story) -> None:
    no, _ = issued(story)
    answer = got(Api.on(story), f"/C/{no}")
    page, policy = Page(answer.text), answer.headers["content-security-policy"]
    assert page.loads == []
    assert {"script", "img", "iframe", "link", "object"}.isdisjoint(page.tags)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def test_it_is_told_in_the_readers_language_and_in_the_other_on_request(story: Story) -> None:
    no, _ = issued(story)
    api = Api.on(story)
    english, chinese = (Page(got(api, f"/C/{no}", each).text) for each in ("en", "zh"))
    assert "出仓证明" in chinese.text
    assert "compare every line" in english.text
    assert "请将纸质证明逐行与此核对" in chinese.text
    here = re.search(r'<a href="(/C\?[^"]*)" lang="zh"', got(api, f"/C/{no}").text)
    assert here is not None
    assert "请将纸质证明逐行与此核对" in Page(got(api, unescape(here[1])).text).text
    for word in (
        "Product",
        "Quantity",
        "Consignee",
        "Signed",
        "records",
        "pieces",
        "negative",
        "Check",
    ):
        assert (word in chinese.text, word in english.text) == (False, True), word


@pytest.mark.parametrize("route", ROUTES)
def test_no_person_and_no_telephone_is_shown(story: Story, route: str) -> None:
    no, _ = issued(story)
    told = got(Api.on(story), route.format(text=no)).text
    for hidden in ("worker", "139-", "phone", "actor", "person"):
        assert hidden not in told


@pytest.mark.parametrize("name", HOSTILE)
def test_names_from_registers_are_text_on_the_page(story: Story, name: str) -> None:
    renamed(story, name)
    no, _ = issued(story)
    answer = got(Api.on(story), f"/C/{no}")
    page = Page(answer.text)
    assert name in page.text
    assert "script" not in page.tags


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "%00", "%E2%80%AEevil",
        "A" * 6_000, "..%2F..%2Fetc%2Fpasswd", "javascript:alert(1)", "%ED%A0%80", "%FF%FE",
        "' OR 1=1 --",
    ],
)  # fmt: skip
def test_whatever_is_in_the_address_is_only_text(story: Story, text: str) -> None:
    api = Api.on(story)
    for path in (f"/C/{text}", f"/C?text={text}"):
        answer = got(api, path)
        assert answer.status_code in (200, 404)  # a slash makes another address of it
        if answer.status_code == 200:
            assert Page(answer.text).loads == []
            assert "script" not in Page(answer.text).tags
    assert got(api, f"/verification?text={text}").status_code in (200, 422)


def test_a_revoked_one_says_so_on_the_page_and_in_the_answer(story: Story) -> None:
    no, _ = issued(story)
    text = text_of(story, no)
    release.revoke(story.office, story.at("WH-1"), no, "wrong consignee")
    api = Api.on(story)
    page = Page(got(api, "/C/" + text.rpartition("/")[2]).text)
    assert "Revoked" in page.text
    assert "REVOKED on 2024-05-07" in page.text
    answer = api.send("POST", "/verification", {"text": text}).json()
    assert (answer["verdict"], answer["signed"]["no"]) == ("revoked", no)
    assert answer["record"]["revoked"].startswith("2024-05-07T")
    forged = got(api, f"/C/{text.rpartition('/')[2][:-1]}").text
    assert "Do not rely on this paper" in forged
    assert no not in Page(forged).text


def test_the_answer_has_exactly_these_fields(story: Story) -> None:
    no, batch = issued(story)
    key = keys.public(story.office)[0].kid
    answer = got(Api.on(story), f"/verification?text={text_of(story, no)}").json()
    assert set(answer) == {"verdict", "message", "key", "signed", "record"}
    assert (answer["verdict"], answer["key"]) == ("valid", key)
    assert answer["record"] | {"issued": "", "deadline": ""} == {
        "no": no, "batch": batch, "pieces": 100, "consignee": story.usccs["ST-Z"],
        "consignee_name": "ST-Z", "policy": "central_warehouse_nat@2020.1", "issued": "",
        "deadline": "", "used": 0, "revoked": None, "departures": [],
    }  # fmt: skip
    assert answer["signed"]["issued"][:19] == answer["record"]["issued"][:19]


def test_keys_are_where_everybody_looks_for_them(story: Story) -> None:
    api = Api.on(story)
    assert got(api, "/.well-known/jwks.json").json() == {"keys": []}
    first = keys.make(story.office, ADMIN)
    second = keys.rotate(story.office, ADMIN)
    old, new = got(api, "/.well-known/jwks.json").json()["keys"]
    assert first.since is not None
    assert second.since is not None
    assert old == {
        "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": first.kid, "x": first.x,
        "iat": int(first.since.timestamp()), "exp": int(second.since.timestamp()),
    }  # fmt: skip
    assert (new["kid"], "exp" in new, "d" in new) == (second.kid, False, False)


@pytest.mark.parametrize("path", ["/C/EC20240506-00000000", "/verification?text=EC20240506-00000000"])
def test_guessing_is_slowed_down(story: Story, path: str) -> None:
    api = Api.on(story)
    api.app.state.lookups = Lookups(3)
    answers = [got(api, path) for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[3].headers["retry-after"]) <= 60
    assert "content-security-policy" in answers[3].headers


def test_the_paper_over_http_is_a_numbered_copy(story: Story) -> None:
    no, _ = issued(story)
    api = Api.on(story)
    path = f"/certificates/{no}/certificate.pdf"
    first, second = api.ask("WH-1", "GET", path), api.ask("ST-Z", "GET", f"{path}?size=a4")
    assert (first.headers["content-type"], first.content[:5]) == ("application/pdf", b"%PDF-")
    assert first.headers["content-disposition"] == f'attachment; filename="{no}-1.pdf"'
    assert [each.headers["coldtrace-copy"] for each in (first, second)] == ["1", "2"]
    assert codes(second.content) == [text_of(story, no)]
    assert api.ask("ST-L", "GET", path).status_code == 404
    assert api.ask("ST-Z", "GET", f"{path}?size=a3").status_code == 422
    assert api.send("GET", path).status_code == 401
    release.revoke(story.office, story.at("WH-1"), no, "wrong consignee")
    refused = api.ask("ST-Z", "GET", path)
    assert (refused.status_code, refused.json()["reasons"][0]["code"]) == (409, "certificate_revoked")
