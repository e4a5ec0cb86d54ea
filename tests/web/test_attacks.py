"""What somebody with a token and bad intentions tries: fields that are not theirs, roles, bodies."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import MetaData, select

from app.domain.actors import Actor, Role
from app.usecases import identity
from tests.databases import SqliteFactory
from tests.permissions import acting, trading  # noqa: F401 - they enter how their lines are asked
from tests.permissions.asking import ASKED, Ask
from tests.permissions.test_table import EXPECTED, WHO
from tests.permissions.walking import Walker, walking
from tests.permissions.world import PASSWORD, PIN
from tests.story import ADMIN, Story
from tests.web.client import Api, stocked

#: Fields that the server alone fills in.
OWNED = (
    "id", "owner", "actor", "person_id", "role", "entered", "created", "hash", "leaf", "fact",
    "released", "held", "org_id", "sampler", "position", "leaf_hash", "sent_by", "is_command",
)  # fmt: skip
#: And those that some bodies have by right.
SOMETIMES = ("party", "roles", "region", "device", "person", "supervisor", "pin", "key")


@pytest.fixture(scope="module")
def walker(sqlite_factory: SqliteFactory) -> Iterator[Walker]:
    with walking(sqlite_factory) as made:
        yield made


def asked(walker: Walker, line: str) -> tuple[str, Ask]:
    """Somebody who may do it, and how they ask for what is their own."""
    groups = dict(zip(WHO, EXPECTED[line], strict=True))
    who = next((who for who in WHO[1:] if groups[who][0] in "YD"), "--")
    town = walker.world.towns["A"]
    return who, ASKED[line](town, town, who)


WRITES = [line for line in EXPECTED if line.split()[0] in ("POST", "PUT") and ":" not in line]
#: Those that take no JSON: nothing of it is read.
BARE = (
    "POST /manifests", "POST /attachments", "POST /batches/{batch}/plan",
    "POST /incidents/{no}/alerts/{level}", "POST /notices/{notice}/again",
    "POST /destinations/{destination}/again", "POST /lab-reports/{report}/again",
)  # fmt: skip
BODIES = [line for line in WRITES if line not in BARE]


def parts(body: Any, where: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where in a body there are objects, the body itself first."""
    if isinstance(body, dict):
        yield where
    for key, value in body.items() if isinstance(body, dict) else enumerate(body):
        if isinstance(value, dict | list):
            yield from parts(value, (*where, key))


def dump(walker: Walker) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with walker.app.state.office.store.read() as conn:
        tables = MetaData()
        tables.reflect(conn)
        for name, rows in tables.tables.items():
            found[name] = [tuple(row) for row in conn.execute(select(rows))]
    return found


@pytest.mark.parametrize("line", BODIES)
def test_a_field_that_the_server_fills_in_is_refused_by_name(walker: Walker, line: str) -> None:
    who, ask = asked(walker, line)
    given = ask.body
    for where in parts(given):
        inner = given
        for step in where:
            inner = inner[step]
        if ask.within and where[-1:] == ("body",):
            continue  # that is a record's own body, told in the record's own answer
        for name in (*OWNED, *(each for each in SOMETIMES if each not in inner)):
            if (line, name) in LEGITIMATE:
                continue
            body = deepcopy(given)
            target = body
            for step in where:
                target = target[step]
            target[name] = 1
            with walker.rehearsed():
                before = _facts(walker)
                answer = walker.send(who, line.split()[0], replace(ask, body=body))
                assert _facts(walker) == before, (line, name)
            assert answer.status_code == 422, (line, where, name, answer.text)
            named = {each.get("field", "") for each in answer.json()["reasons"]}
            assert ".".join(map(str, (*where, name))) in named, (line, named)


#: Optional fields of a body that a person may well set.
LEGITIMATE = {("PUT /persons/{person}/roles", "region")}


def _facts(walker: Walker) -> int:
    with walker.app.state.office.store.read() as conn:
        return int(conn.exec_driver_sql("SELECT count(*) FROM fact").scalar_one())


CLAIMS = {
    "x-forwarded-user": "ADMIN", "x-user": "1", "x-role": "administrator", "x-roles": "administrator",
    "x-party": "4", "x-actor": "22", "x-region": "", "x-original-url": "/keys",
    "x-http-method-override": "DELETE", "forwarded": "for=127.0.0.1", "x-forwarded-for": "127.0.0.1",
}  # fmt: skip


def test_claims_in_the_query_and_in_headers_change_nothing(walker: Walker) -> None:
    query = "?party=4&actor=22&roles=administrator&released=true&id=1&region="
    for who in WHO[1:]:
        plain = Ask("/me")
        with walker.rehearsed():
            told = walker.send(who, "GET", plain).json()
            again = walker.send(who, "GET", replace(plain, path="/me" + query, headers=CLAIMS))
        assert again.json() == told
    refused = Ask("/plants" + query, {"country": "IN", "number": "IN-9", "name": "n"}, CLAIMS)
    assert walker.told("VE", "POST", refused).status == 403
    unknown = Ask("/batches?party=4")
    assert walker.told("VE", "GET", unknown).status == 422


# what answers tell


#: No answer to a read has these, whoever asks.
NEVER = {
    "password", "secret", "pin", "salt", "token", "csrf", "badge", "commitment", "misses", "proposer",
    "hash", "key_hash", "login", "device_time", "sent_by",
}  # fmt: skip
READS = [line for line in EXPECTED if line.startswith("GET /")]


def keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from keys(each)


def test_no_read_tells_secrets_other_peoples_phones_or_names(walker: Walker) -> None:
    towns = walker.world.towns
    for line in READS:
        for who in WHO[1:]:
            ask = ASKED[line](towns["A"], towns["A"], who)
            with walker.rehearsed():
                answer = walker.send(who, "GET", ask)
            if "json" not in answer.headers["content-type"]:
                continue
            assert not NEVER & set(keys(answer.json())), (line, who)
            assert "$argon2" not in answer.text
            if ask.shown is None or answer.status_code != 200:
                continue
            for row in answer.json()["rows"]:
                _only_for_few(who, line, row)


def _only_for_few(who: str, line: str, row: dict[str, Any]) -> None:
    """Telephones and licences: one's own, one's region's, or all for administrators. Names: fewer."""
    mine = {"WS": "WH", "SA": "WH", "RO": "WH", "VE": "ST", "LA": "LAB"}.get(who, "-") + "-A"
    near = who in ("SU", "IN") and row.get("region") == "350102"
    if line in ("GET /sites", "GET /parties"):
        private = {"duty_phone", "lat_e6", "lon_e6", "capacity", "daily_slots"} & row.keys()
        private |= {"licence", "licence_expires"} & row.keys()
        whose = row.get("party_name", row["name"])
        told = whose == mine or near or who == "AD" or whose in ("BU-A", "OF-A")
        assert told or {row[name] for name in private} == {None}, (who, row)
    if line == "GET /persons":
        colleague = row["party_name"] in (mine, "BU-A" if who in ("SU", "IN") else mine)
        assert colleague or who == "AD" or row["name"] is None, (who, row)
        assert who == "AD" or row["roles"] is None


# roles


def test_nobody_gives_themselves_a_role(walker: Walker) -> None:
    town = walker.world.towns["A"]
    for who in WHO[1:-1]:
        mine = town.person[who]
        for ask, method in (
            (Ask(f"/persons/{mine}/roles", {"roles": ["administrator"]}), "PUT"),
            (Ask("/keys", {"person": mine, "name": "n", "roles": ["administrator"]}), "POST"),
            (Ask("/keys", {"person": town.person["AD"], "name": "n", "roles": []}), "POST"),
        ):
            assert walker.told(who, method, ask).status == 403


def test_a_key_never_has_more_roles_than_its_person_has_now(lite: Story) -> None:
    api, person = Api.on(lite), lite.at("ST-Z").person
    identity.grant_roles(lite.office, ADMIN, person, ["vendor"])
    key = identity.issue_key(lite.office, ADMIN, person, "till", ["administrator", "vendor"], 30)

    def roles() -> tuple[int, list[str]]:
        answer = api.send("GET", "/me", headers={"authorization": f"Bearer {key}"})
        return answer.status_code, answer.json().get("roles", [])

    assert roles() == (200, ["vendor"])
    identity.grant_roles(lite.office, ADMIN, person, ["laboratory"])
    assert roles() == (200, [])
    identity.grant_roles(lite.office, ADMIN, person, ["vendor", "supervisor"])
    assert roles() == (200, ["vendor"])
    identity.revoke_key(lite.office, ADMIN, key.removeprefix("ctk_").partition(".")[0])
    assert roles()[0] == 401


def test_a_role_taken_back_refuses_the_next_request(lite: Story) -> None:
    api = Api.on(lite)
    vendor = Actor(lite.at("ST-Z").person, lite.parties["ST-Z"], frozenset({Role.VENDOR}))
    token = api.token(vendor)
    sale = {"site": "ST-Z", "goods": {"batch": "B-1", "pieces": 1}}

    def status() -> int:
        sent = {"authorization": f"Bearer {token}", "idempotency-key": "0123456789"}
        return api.send("POST", "/sales", sale, sent).status_code

    assert status() == 404
    identity.grant_roles(lite.office, ADMIN, vendor.person, [])
    assert status() == 403


# secrets at rest


def test_no_table_keeps_a_secret_in_clear(walker: Walker) -> None:
    town = walker.world.towns["A"]
    with walker.rehearsed():
        given = [PASSWORD, PIN, *walker.world.tokens.values(), town.key, *town.handheld.values()]
        given += town.badge.values()
        for line, name in (
            ("POST /keys", "key"), ("POST /devices", "key"), ("POST /persons/{person}/badge", "badge"),
            ("POST /sessions", "token"),
        ):  # fmt: skip
            answer = walker.send("AD", "POST", ASKED[line](town, town, "AD"))
            given.append(answer.json()[name])
        every = dump(walker)
    text = repr(every)
    found = [secret for secret in given for part in (secret, secret.rpartition(".")[2]) if part in text]
    assert found == []
    assert every["account"]
    assert every["badge"]
    for name in ("account", "badge"):
        assert all(any("$argon2id$" in str(cell) for cell in row) for row in every[name])


# keys of retries


def test_a_key_tells_nobody_else_what_was_answered(lite: Story) -> None:
    stocked(lite, 10)
    api, path = Api.on(lite), "/sales"
    sale = {"site": "ST-Z", "goods": {"batch": "B-1", "pieces": 1}}
    first = api.ask("ST-Z", "POST", path, sale, key="one-and-the-same")
    stranger = api.ask("ST-L", "POST", path, sale, key="one-and-the-same")
    fresh = api.ask("ST-L", "POST", path, sale)
    assert (first.status_code, stranger.status_code) == (201, 404)
    assert stranger.json() == fresh.json()
    assert "idempotent-replayed" not in stranger.headers
    again = api.ask("ST-Z", "POST", path, sale, key="one-and-the-same")
    assert (again.json(), again.headers["idempotent-replayed"]) == (first.json(), "true")
    other = replace(lite.at("ST-Z", "002"), device="another")
    elsewhere = api.ask(other, "POST", path, sale, key="one-and-the-same")
    assert elsewhere.status_code == 201
    assert elsewhere.json() != first.json()
