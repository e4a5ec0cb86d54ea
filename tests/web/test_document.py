"""The API document says what the code does: examples fit, patterns fit, links lead somewhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import ids
from app.domain.actors import Actor, Role
from app.domain.errors import BadInput
from app.web import kinds
from app.web.samples import BODIES, LINKS
from tests.openapi import described
from tests.story import Story
from tests.web.client import Api

DOCUMENT = described()
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
READERS = [
    (kinds.Code, ids.code), (kinds.Plate, ids.plate), (kinds.Container, ids.container),
    (kinds.Gtin, ids.gtin), (kinds.Uscc, ids.uscc), (kinds.Region, ids.region),
    (kinds.HsIfAny, ids.hs_code),
]  # fmt: skip


@pytest.fixture
def api(lite: Story) -> Api:
    return Api.on(lite)


@pytest.fixture
def administrator(lite: Story) -> Actor:
    at = lite.at("WH-1", "003")
    return Actor(at.person, at.party, frozenset({Role.ADMINISTRATOR}))


def pattern(kind: Any) -> str:
    (field,) = kind.__metadata__
    return str(field.json_schema_extra["pattern"])


def faults(read: Any, text: str) -> set[str]:
    """Why the domain refuses a text; empty when it does not."""
    try:
        read(text, "field")
    except BadInput as refusal:
        return {each.code for each in refusal.reasons}
    return set()


@pytest.mark.parametrize(("kind", "read"), READERS, ids=lambda each: getattr(each, "__name__", ""))
@given(data=st.data())
def test_what_fits_a_pattern_is_refused_for_its_check_digit_alone(
    kind: Any, read: Any, data: st.DataObject
) -> None:
    text = data.draw(st.from_regex(pattern(kind), fullmatch=True).filter(bool))
    assert faults(read, text) <= {"wrong_check_digit"}


@pytest.mark.parametrize(("kind", "read"), READERS, ids=lambda each: getattr(each, "__name__", ""))
@given(text=st.text(max_size=24) | st.text("0123456789ABCXYZ闽 ·.", max_size=24))
def test_what_does_not_fit_a_pattern_is_refused(kind: Any, read: Any, text: str) -> None:
    assert re.search(pattern(kind), text) or faults(read, text)


def test_every_json_body_has_an_example_and_every_link_an_operation() -> None:
    takes = {
        label for label, each in OPERATIONS.items()
        if "application/json" in each.get("requestBody", {}).get("content", ())
    }  # fmt: skip
    assert set(BODIES) == takes
    for label, links in LINKS.items():
        for link in links.values():
            _, path, method = link["operationRef"].removeprefix("#/").split("/")
            named = f"{method.upper()} {path.replace('~1', '/')}"
            assert set(link["parameters"]) == {
                each["name"] for each in OPERATIONS[named]["parameters"] if each["in"] == "path"
            }, label


def test_roles_are_granted_and_keys_issued_over_http(api: Api, administrator: Actor) -> None:
    person = api.story.people["ST-Z/002"]
    granted = api.ask(administrator, "PUT", f"/persons/{person}/roles", {"roles": ["vendor"]})
    assert (granted.status_code, set(granted.json())) == (200, {"fact"})
    asked = {"person": person, "name": "till", "roles": ["vendor"]}
    issued = api.post(administrator, "/keys", asked)
    me = api.send("GET", "/me", None, {"authorization": f"Bearer {issued['key']}"})
    assert (me.status_code, me.json()["roles"]) == (200, ["vendor"])
    shut = api.ask(administrator, "DELETE", f"/keys/{issued['prefix']}")
    assert (shut.status_code, shut.json()) == (200, {"prefix": issued["prefix"]})


@pytest.mark.parametrize("role", ["boss", "VENDOR", 1, None, ["vendor"]])
def test_what_is_no_role_is_refused(api: Api, administrator: Actor, role: object) -> None:
    path = f"/persons/{api.story.people['ST-Z/002']}/roles"
    answer = api.ask(administrator, "PUT", path, {"roles": [role]})
    assert (answer.status_code, answer.json()["reasons"][0]["code"]) == (422, "shape_choice")


@pytest.mark.parametrize("path", ["/holds", "/bookings", "/parties"])
def test_a_wrong_method_is_told_every_right_one(api: Api, path: str) -> None:
    answer = api.send("PATCH", path)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


def test_a_body_that_is_no_text_is_refused_as_such(api: Api) -> None:
    answer = api.ask("WH-1", "POST", "/shipments", b"\x80\x81", **{"content-type": "application/json"})
    assert (answer.status_code, answer.json()["title"]) == (422, "bad_input")
    assert answer.json()["reasons"][0]["field"] == "body"


@pytest.mark.parametrize("moment", [0, 1_600_000_000, "1600000000", 1.5, "2020-11-16"])
def test_a_count_of_seconds_is_no_moment(api: Api, moment: object) -> None:
    body = {"site": "ST-Z", "goods": {"batch": "B-1", "pieces": 1}, "happened": moment}
    answer = api.ask("ST-Z", "POST", "/sales", body)
    assert (answer.status_code, answer.json()["reasons"][0]["field"]) == (422, "happened")
