"""Coming in: passwords, badges on shared handhelds, keys of systems; and everything that must not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.domain.actors import Actor, Role
from app.domain.errors import NotFound, NotSignedIn
from app.usecases import devices, identity
from tests.story import ADMIN, Story
from tests.web.client import Api

PASSWORD = "frost-on-the-7th-dock"
PIN = "582914"


@pytest.fixture
def api(story: Story) -> Api:
    """The application, with an account for the vendor of a stall."""
    made = Api.on(story)
    person = story.at("ST-Z").person
    identity.grant_roles(story.office, ADMIN, person, ["vendor"])
    identity.open_account(story.office, ADMIN, person, "ZHOU", PASSWORD)
    return made


def sign_in(
    api: Api, login: str, password: str, headers: dict[str, str] | None = None
) -> httpx.Response:
    return api.send("POST", "/sessions", {"login": login, "password": password}, headers)


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def me(api: Api, token: str) -> httpx.Response:
    return api.send("GET", "/me", headers=bearer(token))


def told(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of the first reason."""
    return answer.status_code, answer.json()["reasons"][0]["code"]


def test_a_password_opens_a_session_that_ends(api: Api) -> None:
    found = sign_in(api, "zhou", PASSWORD)
    token = found.json()["token"]
    assert (found.status_code, found.json()["roles"]) == (201, ["vendor"])
    assert me(api, token).json()["device"] == ""
    assert api.send("DELETE", "/sessions/current", headers=bearer(token)).status_code == 204
    assert told(me(api, token)) == (401, "not_signed_in")


def test_a_session_does_not_outlive_a_shift(api: Api) -> None:
    token = sign_in(api, "ZHOU", PASSWORD).json()["token"]
    api.story.clock.moment += identity.LASTS + timedelta(minutes=1)
    assert told(me(api, token)) == (401, "not_signed_in")


def test_roles_taken_back_count_at_the_next_request(api: Api) -> None:
    token = sign_in(api, "ZHOU", PASSWORD).json()["token"]
    identity.grant_roles(api.story.office, ADMIN, api.story.at("ST-Z").person, [])
    assert me(api, token).json()["roles"] == []


@pytest.mark.parametrize("act", ["disabled", "new password"])
def test_an_account_that_is_shut_or_renewed_ends_its_sessions(api: Api, act: str) -> None:
    token = sign_in(api, "ZHOU", PASSWORD).json()["token"]
    if act == "disabled":
        identity.disable_account(api.story.office, ADMIN, "ZHOU")
    else:
        identity.set_password(api.story.office, ADMIN, "ZHOU", "another-good-one-44")
    assert told(me(api, token)) == (401, "not_signed_in")
    assert told(sign_in(api, "ZHOU", PASSWORD)) == (401, "wrong_login")


def test_who_does_not_exist_and_what_does_not_fit_read_the_same(api: Api) -> None:
    wrong, nobody = sign_in(api, "ZHOU", "not-the-password"), sign_in(api, "NOBODY", PASSWORD)
    assert wrong.json() == nobody.json()
    assert told(wrong) == (401, "wrong_login")


def test_signing_in_never_takes_over_a_session_that_was_there(api: Api) -> None:
    planted = "planted-by-somebody-else"
    found = sign_in(api, "ZHOU", PASSWORD, {"cookie": f"ct_session={planted}"})
    assert planted not in found.headers["set-cookie"]
    first = found.json()["token"]
    again = sign_in(api, "ZHOU", PASSWORD, {"cookie": f"ct_session={first}"})
    assert again.json()["token"] != first
    assert told(me(api, first)) == (401, "not_signed_in")


@pytest.mark.parametrize(
    "token",
    [
        "eyJhbGciOiJub25lIn0.eyJyb2xlcyI6WyJhZG1pbmlzdHJhdG9yIl19.",
        "eyJhbGciOiJIUzI1NiIsImtpZCI6Ii4uLy4uL2Rldi9udWxsIn0.e30.AAAA",
        "ctk_.", "ctk_000000000000.", "ctk_000000000000.x", "ctk_%.%", "ctd_000000000000.x",
        "0", "null", "' OR 1=1 --", "ÿ" * 40, "x" * 5_000,
    ],
)  # fmt: skip
def test_a_forged_token_is_nobody(api: Api, token: str) -> None:
    sent = {b"authorization": b"Bearer " + token.encode("latin-1")}
    assert told(api.send("GET", "/me", headers=sent)) == (401, "not_signed_in")  # type: ignore[arg-type]


def test_every_changed_character_of_a_token_makes_it_worthless(api: Api) -> None:
    token = sign_in(api, "ZHOU", PASSWORD).json()["token"]
    for n in range(0, len(token), 5):
        forged = token[:n] + ("A" if token[n] != "A" else "B") + token[n + 1 :]
        assert me(api, forged).status_code == 401
    assert me(api, token[:-1]).status_code == 401


def test_guesses_reach_the_hash_ten_times_a_minute(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    reached = []
    monkeypatch.setattr(identity, "fits", lambda *_: reached.append(1))
    for n in range(100):
        answer = sign_in(api, "ZHOU", f"guess-{n}", {"x-forwarded-for": f"10.0.0.{n}"})
    assert len(reached) == 10
    assert told(answer) == (429, "too_many_tries")
    assert 1 <= int(answer.headers["retry-after"]) <= 60


def test_a_hundred_accounts_do_not_help_one_address(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    reached = []
    monkeypatch.setattr(identity, "fits", lambda *_: reached.append(1))
    for n in range(100):
        sign_in(api, f"LOGIN-{n}", "guess", {"forwarded": f"for=10.0.0.{n}"})
    assert len(reached) == 60


def test_guessing_does_not_lock_the_owner_out_of_a_known_browser(api: Api) -> None:
    known = sign_in(api, "ZHOU", PASSWORD).cookies["ct_known"]
    for n in range(15):
        sign_in(api, "ZHOU", f"guess-{n}")
    assert told(sign_in(api, "ZHOU", PASSWORD)) == (429, "too_many_tries")
    assert sign_in(api, "ZHOU", PASSWORD, {"cookie": f"ct_known={known}"}).status_code == 201
    assert sign_in(api, "ZHOU", PASSWORD, {"cookie": "ct_known=forged"}).status_code == 429


@pytest.mark.parametrize("wrong", ["csrf left out", "foreign csrf", "other site", "no cookie"])
def test_a_foreign_page_changes_nothing(api: Api, wrong: str) -> None:
    found = sign_in(api, "ZHOU", PASSWORD)
    sent = {
        "cookie": f"ct_session={found.json()['token']}",
        "x-csrf-token": found.json()["csrf"],
        "idempotency-key": "0123456789",
        "sec-fetch-site": "same-origin",
    }
    assert api.send("POST", "/sightings", {"site": "ST-Z", "items": []}, sent).status_code == 422
    if wrong == "csrf left out":
        del sent["x-csrf-token"]
    elif wrong == "foreign csrf":
        sent["x-csrf-token"] = sign_in(api, "ZHOU", PASSWORD).json()["csrf"]
    elif wrong == "other site":
        sent["sec-fetch-site"] = "cross-site"
    else:
        del sent["cookie"]
    answer = api.send("POST", "/sightings", {"site": "ST-Z", "items": []}, sent)
    assert told(answer) == ((401, "not_signed_in") if wrong == "no cookie" else (403, "foreign_page"))


def test_json_dressed_as_a_form_is_not_read(api: Api) -> None:
    body = b'{"login":"ZHOU","password":"frost-on-the-7th-dock"}'
    answer = api.send("POST", "/sessions", body, {"content-type": "text/plain"})
    assert (answer.status_code, "set-cookie" in answer.headers) == (422, False)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(api: Api) -> None:
    for line in sign_in(api, "ZHOU", PASSWORD).headers.get_list("set-cookie"):
        assert "HttpOnly" in line
        assert "SameSite=lax" in line or "SameSite=strict" in line


# handhelds and badges


@pytest.fixture
def handheld(api: Api) -> dict[str, str]:
    """A handheld of the warehouse, and a worker's badge with its PIN."""
    story = api.story
    worker = story.at("WH-1")
    identity.grant_roles(story.office, ADMIN, worker.person, ["warehouse_staff"])
    enrolled = devices.enrol(story.office, ADMIN, worker.party, "WH-1-HH1")
    badge = devices.issue_badge(story.office, ADMIN, worker.person, PIN)
    return {"device": enrolled.key, "badge": badge, "pin": PIN}


def scan(api: Api, handheld: dict[str, str], **other: str) -> httpx.Response:
    return api.send("POST", "/sessions/badge", handheld | other)


def test_a_worker_signs_in_by_badge_and_their_records_name_them(
    api: Api, handheld: dict[str, str]
) -> None:
    token = scan(api, handheld, badge=handheld["badge"].lower()).json()["token"]
    mine = me(api, token).json()
    assert (mine["person"], mine["device"]) == (api.story.at("WH-1").person, "WH-1-HH1")


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"pin": "582915"}, "wrong_badge"),
        ({"badge": "0" * 40}, "wrong_badge"),
        ({"device": "ctd_000000000000.x"}, "device_unknown"),
        ({"device": "nonsense"}, "device_unknown"),
    ],
)
def test_one_of_the_three_alone_is_not_enough(
    api: Api, handheld: dict[str, str], other: dict[str, str], code: str
) -> None:
    assert told(scan(api, handheld, **other)) == (401, code)


def test_a_neighbours_badge_opens_nothing_here(api: Api, handheld: dict[str, str]) -> None:
    stranger = api.story.at("ST-Z").person
    badge = devices.issue_badge(api.story.office, ADMIN, stranger, PIN)
    assert told(scan(api, handheld, badge=badge)) == (401, "wrong_badge")


def test_ten_wrong_pins_block_a_badge_until_it_is_issued_anew(
    api: Api, handheld: dict[str, str]
) -> None:
    for _ in range(10):
        given = devices.BadgeSignIn(**handheld | {"pin": "000000"})
        with pytest.raises(NotSignedIn):
            devices.sign_in(api.story.office, given)
    assert told(scan(api, handheld)) == (401, "badge_blocked")
    fresh = devices.issue_badge(api.story.office, ADMIN, api.story.at("WH-1").person, PIN)
    assert scan(api, handheld, badge=fresh).status_code == 201
    assert told(scan(api, handheld)) == (401, "wrong_badge")


def test_a_lost_handheld_is_shut_out_at_once(api: Api, handheld: dict[str, str]) -> None:
    token = scan(api, handheld).json()["token"]
    prefix = handheld["device"].removeprefix("ctd_").partition(".")[0]
    devices.revoke(api.story.office, ADMIN, prefix)
    assert told(me(api, token)) == (401, "not_signed_in")
    assert told(scan(api, handheld)) == (401, "device_unknown")
    with pytest.raises(NotFound):
        devices.revoke(api.story.office, ADMIN, prefix)


def test_a_worker_changes_their_own_pin(api: Api, handheld: dict[str, str]) -> None:
    token = scan(api, handheld).json()["token"]
    for body, expected in (
        ({"old": "111222", "new": "907351"}, (401, "wrong_badge")),
        ({"old": PIN, "new": "123456"}, (422, "pin_weak")),
        ({"old": PIN, "new": "12345"}, (422, "bad_pin")),
    ):
        assert told(api.send("PUT", "/me/pin", body, bearer(token))) == expected
    body = {"old": PIN, "new": "907351"}
    assert api.send("PUT", "/me/pin", body, bearer(token)).status_code == 204
    assert scan(api, handheld, pin="907351").status_code == 201


def test_a_badge_taken_back_signs_its_worker_out(api: Api, handheld: dict[str, str]) -> None:
    token = scan(api, handheld).json()["token"]
    devices.take_back(api.story.office, ADMIN, api.story.at("WH-1").person)
    assert told(me(api, token)) == (401, "not_signed_in")
    assert told(scan(api, handheld)) == (401, "wrong_badge")


def test_a_stolen_database_does_not_give_pins_away(api: Api, handheld: dict[str, str]) -> None:
    elsewhere = replace(api.story.office, secret=b"another installation's")
    with pytest.raises(NotSignedIn):
        devices.sign_in(elsewhere, devices.BadgeSignIn(**handheld))


def test_administering_takes_an_administrator(api: Api) -> None:
    story = api.story
    vendor = Actor(story.at("ST-Z").person, story.parties["ST-Z"], frozenset({Role.VENDOR}))
    calls: list[tuple[str, str, Any]] = [
        ("POST", "/devices", {"party": vendor.party, "name": "X-1"}),
        ("DELETE", "/devices/000000000000", None),
        ("POST", f"/persons/{vendor.person}/badge", {"pin": PIN}),
        ("DELETE", f"/persons/{vendor.person}/badge", None),
        ("PUT", f"/persons/{vendor.person}/roles", {"roles": ["administrator"]}),
        ("POST", "/keys", {"person": vendor.person, "name": "n", "roles": ["vendor"]}),
        ("POST", "/accounts", {"person": vendor.person, "login": "X", "password": PASSWORD}),
        ("PUT", "/accounts/ZHOU/password", {"password": "another-good-one-44"}),
    ]
    for method, path, body in calls[:-1]:
        assert told(api.ask(vendor, method, path, body)) == (403, "role_needed"), path
    assert api.ask(vendor, *calls[-1]).status_code == 200  # their own


def test_an_administrator_lets_a_newcomer_in_over_the_api(api: Api) -> None:
    """A person, their roles, an account, a handheld, a badge and a key: nothing but HTTP."""
    at = api.story.at("KI-1")
    boss = Actor(at.person, at.party, frozenset({Role.ADMINISTRATOR}), "desk")
    party = api.story.parties["CS-1"]
    made = api.post(boss, "/persons", {"party": party, "staff_no": "9", "post": "dock"})
    person = made["id"]
    roles = {"roles": ["warehouse_staff", "vendor"], "region": ""}
    assert api.ask(boss, "PUT", f"/persons/{person}/roles", roles).status_code == 200
    account = {"person": person, "login": "newcomer", "password": PASSWORD}
    assert api.post(boss, "/accounts", account) == {"login": "NEWCOMER"}
    assert sign_in(api, "NEWCOMER", PASSWORD).json()["roles"] == ["vendor", "warehouse_staff"]
    device = api.post(boss, "/devices", {"party": party, "name": "cs-1-hh1"})
    badge = api.post(boss, f"/persons/{person}/badge", {"pin": PIN})
    entered = api.send("POST", "/sessions/badge", {"device": device["key"], "pin": PIN} | badge)
    assert (entered.status_code, entered.json()["person"]) == (201, person)
    key = {"person": person, "name": "till", "roles": ["vendor"]}
    token = api.post(boss, "/keys", key)["key"]
    assert me(api, token).json()["roles"] == ["vendor"]
    prefix = token.removeprefix("ctk_").partition(".")[0]
    assert api.ask(boss, "DELETE", f"/keys/{prefix}").status_code == 200
    assert me(api, token).status_code == 401
    assert api.ask(boss, "DELETE", f"/persons/{person}/badge").status_code == 200
    assert api.ask(boss, "DELETE", f"/devices/{device['prefix']}").status_code == 200
    assert api.ask(boss, "DELETE", "/accounts/newcomer").status_code == 200
    assert told(sign_in(api, "NEWCOMER", PASSWORD)) == (401, "wrong_login")
