"""Who sees what in lists: one's own, never a neighbour's, and supervisors what lies in their region."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.actors import Actor, Role
from app.usecases import hold, label, move, register, release, sample, transform
from app.usecases.goods import Goods
from app.usecases.register import SiteDetails
from labels import payload
from tests.story import ADMIN, CAST, Story
from tests.web.client import Api, supervisor
from tests.web.town import ORDINARY, SHAPES, Town


@pytest.fixture
def town(story: Story) -> Town:
    return Town.built(story)


#: Rows of the town that each of them sees.
SEEN = {
    "batches": {"ST-Z": 1, "ST-L": 1, "IM-1": 1, "WH-1": 1, "LAB-1": 0, "KI-1": 0, "near": 1},
    "bookings": {"ST-Z": 0, "ST-L": 0, "IM-1": 1, "WH-1": 1, "LAB-1": 0, "KI-1": 0, "near": 1},
    "movements": {"ST-Z": 1, "ST-L": 1, "IM-1": 0, "WH-1": 2, "LAB-1": 0, "KI-1": 0, "near": 2},
    "stock": {"ST-Z": 1, "ST-L": 1, "IM-1": 0, "WH-1": 1, "LAB-1": 0, "KI-1": 0, "near": 3},
    "packages": {"ST-Z": 2, "ST-L": 1, "IM-1": 0, "WH-1": 1, "LAB-1": 0, "KI-1": 0, "near": 4},
    "certificates": {"ST-Z": 1, "ST-L": 1, "IM-1": 2, "WH-1": 2, "LAB-1": 0, "KI-1": 0, "near": 2},
    "samples": {"ST-Z": 0, "ST-L": 0, "IM-1": 2, "WH-1": 2, "LAB-1": 2, "KI-1": 0, "near": 2},
}


def test_everybody_sees_their_own_and_another_region_nothing(town: Town) -> None:
    people: dict[str, Actor | str] = {code: code for code in CAST}
    people |= {"near": town.watching("3501"), "far": town.far_away()}
    for name, expected in SEEN.items():
        for who, count in (expected | {"CS-1": 0, "far": 0}).items():
            assert len(town.rows(people[who], f"/{name}")) == count, (name, who)


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_nothing_is_read_without_signing_in(lite: Story, name: str) -> None:
    api = Api.on(lite)
    for path in (f"/{name}", "/packages/AM24XVYGB", "/changes"):
        answer = api.send("GET", path)
        assert (answer.status_code, answer.json()["title"]) == (401, "not_signed_in")


def test_a_holder_sees_a_batch_but_only_its_own_goods_of_it(town: Town) -> None:
    (zhous,) = town.rows("ST-Z", "/batches")
    assert (zhous["no"], zhous["pieces"], zhous["grams"]) == (town.no, None, None)
    (owners,) = town.rows("IM-1", "/batches")
    assert (owners["pieces"], owners["grams"]) == (100, 1_000_000)
    assert town.rows("ST-Z", "/batches?site=ST-L") == town.rows("ST-Z", "/stock?site=ST-L") == []
    assert town.rows("ST-Z", "/packages?site=ST-L") == []
    told = str([town.get("ST-Z", f"/{name}") for name in SEEN])
    assert "ST-L" not in told
    assert [row["pieces"] for row in town.rows("ST-Z", "/stock")] == [20]


def test_somebody_elses_package_looks_like_none(town: Town) -> None:
    def told(who: Actor | str, code: str) -> dict[str, Any]:
        answer = town.api.ask(who, "GET", f"/packages/{code}")
        assert answer.status_code == 404
        body: dict[str, Any] = answer.json()
        return {
            **body,
            "detail": "",
            "reasons": [r | {"value": "", "message": ""} for r in body["reasons"]],
        }

    missing = told("ST-Z", payload.new_code())
    assert told("ST-Z", town.codes[2]) == told("ST-Z", town.codes[3]) == missing
    assert told("IM-1", town.codes[0]) == told(town.far_away(), town.codes[0]) == missing
    assert told("ST-Z", "%00") == told("ST-Z", "x" * 200) == told("ST-Z", "PL-UNKNOWN") == missing
    assert town.get(town.watching("35"), f"/packages/{town.codes[0]}")["holder"] == "ST-Z"


def test_what_is_on_its_way_is_known_at_both_ends(town: Town) -> None:
    town.sent("ST-Z", items=town.codes[3:])
    for who in ("WH-1", "ST-Z"):
        shown = town.get(who, f"/packages/{town.codes[3]}")
        assert (shown["disposition"], shown["going_to"], shown["site"]) == ("in_transit", "ST-Z", None)
    assert town.api.ask("ST-L", "GET", f"/packages/{town.codes[3]}").status_code == 404
    assert len(town.rows("ST-Z", "/packages")) == 2


def test_goods_sent_to_another_region_are_seen_there(town: Town) -> None:
    story, far = town.story, town.far_away()
    party = story.parties["KI-1"]
    place = SiteDetails(code="XM-1", party=party, kind="kitchen", name="XM-1", region="350203")
    register.register_site(story.office, ADMIN, place)
    goods = Goods(town.no, 5, items=town.codes[:1])
    shipment = move.Shipment(site="ST-Z", to="XM-1", goods=goods)
    movement = move.ship(story.office, story.at("ST-Z"), shipment).movement
    assert [row["movement"] for row in town.rows(far, "/movements")] == [movement]
    assert [row["disposition"] for row in town.rows(far, "/stock")] == ["in_transit"]
    assert town.get(far, f"/packages/{town.codes[0]}")["going_to"] == "XM-1"
    move.accept(story.office, story.at("KI-1"), move.Receipt(movement=movement))
    assert [row["pieces"] for row in town.rows(far, "/stock")] == [5]
    assert [row["site"] for row in town.rows(far, "/packages")] == ["XM-1"]
    assert [row["no"] for row in town.rows(far, "/batches")] == [town.no]
    assert town.rows(far, "/certificates") == town.rows(far, "/samples") == []
    assert "ST-L" not in str([town.get(far, f"/{name}") for name in ("movements", "stock", "packages")])


def test_a_hold_is_seen_by_those_whose_goods_it_stops(town: Town) -> None:
    story, everywhere = town.story, supervisor(town.story)
    register.register_site(
        story.office, ADMIN,
        SiteDetails(code="MK-1", party=story.parties["CS-1"], kind="market", name="M", region="350102"),
    )  # fmt: skip
    register.register_site(
        story.office, ADMIN,
        SiteDetails(code="ST-L", party=story.parties["ST-L"], kind="stall", name="L", region="350102",
                    within="MK-1"),
        change=True,
    )  # fmt: skip
    targets = {
        "item": town.codes[0], "batch": town.no, "plant": "IN/IN-1", "site": "MK-1",
        "party": story.usccs["ST-Z"],
    }  # fmt: skip
    for scope, target in targets.items():
        hold.place_hold(story.office, everywhere, scope, target, f"{scope} is held")

    def scopes(who: Actor | str) -> set[str]:
        found = town.rows(who, "/holds")
        assert all(targets[row["scope"]] == row["target"] for row in found)
        return {row["scope"] for row in found}

    assert scopes("ST-Z") == {"item", "batch", "plant", "party"}
    assert scopes("ST-L") == {"batch", "plant", "site"}
    assert scopes("CS-1") == {"site"}
    assert scopes("IM-1") == {"batch", "plant"}
    assert scopes("KI-1") == set()
    assert scopes("WH-1") == set(targets)  # the supervisor of the story works there and placed them
    assert scopes(town.watching("350102")) == set(targets)
    assert scopes(town.far_away()) == {"plant"}


def test_a_hold_on_a_firm_is_told_to_those_who_have_its_goods(town: Town) -> None:
    story = town.story
    hold.place_hold(story.office, town.watching("35"), "party", story.usccs["IM-1"], "licence ended")
    for who, count in {"IM-1": 1, "ST-Z": 1, "WH-1": 1, "KI-1": 0, "CS-1": 0}.items():
        assert len(town.rows(who, "/holds")) == count, who


def registered(town: Town) -> None:
    """Things that are somebody's own."""
    story = town.story
    party = story.parties["ST-L"]
    register.register_site(
        story.office, ADMIN,
        SiteDetails(code="ST-L", party=party, kind="stall", name="ST-L", region="350102",
                    duty_phone="139-0000", lat_e6=1, lon_e6=2, capacity=3, daily_slots=4),
        change=True,
    )  # fmt: skip
    details = register.PartyDetails(
        uscc=story.usccs["ST-L"], name="ST-L", kind="vendor", region="350102", licence="JY-1",
        licence_expires="2030-01-01",
    )  # fmt: skip
    register.register_party(story.office, ADMIN, details, change=True)
    register.register_person(story.office, ADMIN, party, "001", "seller", "林小明")
    register.register_vehicle(story.office, ADMIN, "闽A77777", party, refrigerated=True)
    register.register_zone(story.office, ADMIN, "ST-L", "Z-1", "cold_room")


def test_registers_tell_addresses_to_all_and_the_rest_to_few(town: Town) -> None:
    registered(town)
    story = town.story
    keeper = Actor(
        story.people["CS-1/002"], story.parties["CS-1"], frozenset({Role.ADMINISTRATOR}), "desk"
    )
    near, far = town.watching("3501"), town.far_away()
    knows: dict[Actor | str, bool] = {
        "ST-L": True, near: True, keeper: True, "ST-Z": False, "WH-1": False, far: False,
    }  # fmt: skip
    for who, private in knows.items():
        (site,) = town.rows(who, "/sites?q=ST-L")
        assert (site["name"], site["kind"], site["party_name"]) == ("ST-L", "stall", "ST-L")
        details = [site[n] for n in ("duty_phone", "lat_e6", "lon_e6", "capacity", "daily_slots")]
        assert details == (["139-0000", 1, 2, 3, 4] if private else [None] * 5), who
        (party,) = town.rows(who, "/parties?q=ST-L")
        assert party["licence"] == ("JY-1" if private else None)
        assert party["licence_expires"] == ("2030-01-01" if private else None)
        for path in ("/vehicles?q=77777", "/zones?site=ST-L"):
            assert len(town.rows(who, path)) == private, (who, path)
        assert len(town.rows(who, f"/persons?party={story.parties['ST-L']}")) == 3 * private
        assert len(town.rows(who, "/products")) == 2
        assert len(town.rows(who, "/plants")) == 1


def test_names_are_for_colleagues_and_administrators(town: Town) -> None:
    registered(town)
    story = town.story
    asked = f"/persons?party={story.parties['ST-L']}&staff_no=001"
    admin = Actor(
        story.people["CS-1/002"], story.parties["CS-1"], frozenset({Role.ADMINISTRATOR}), "desk"
    )
    told = {
        who: (row["name"], row["roles"] is not None)
        for who in ("ST-L", town.watching(""), admin)
        for row in town.rows(who, asked)
    }
    assert list(told.values()) == [("林小明", False), (None, False), ("林小明", True)]
    assert {row["party_name"] for row in town.rows("ST-Z", "/persons")} == {"ST-Z"}


def test_a_tube_names_the_batches_that_are_the_readers(story: Story) -> None:
    town = Town.built(story)
    other = story.released(10, to="CS-1")
    codes = story.coded(other, 1)
    tube = sample.Tube("WH-1", "T-POOL", "outer_pack", items=(town.codes[3], codes[0]))
    sample.take_sample(story.office, story.at("WH-1"), tube)
    (row,) = town.rows("IM-1", "/samples?q=POOL")
    assert row["batches"] == [town.no, other]
    assert (row["outcome"], row["verdict"], row["laboratory"]) == ("taken", "", None)
    sample.handle_sample(story.office, story.at("LAB-1"), "T-POOL", "received")
    (row,) = town.rows("LAB-1", "/samples?pending=true")
    assert (row["outcome"], row["laboratory"], row["batches"]) == ("received", "LAB-1", [])
    assert [each["tube"] for each in town.rows("WH-1", "/samples?pending=true")] == ["T-POOL"]


def test_a_revoked_certificate_is_no_longer_open(town: Town) -> None:
    (mine,) = town.rows("ST-Z", "/certificates?open=true")
    release.revoke(town.story.office, town.story.at("WH-1"), mine["no"], "wrong name")
    assert town.rows("ST-Z", "/certificates?open=true") == []
    (mine,) = town.rows("ST-Z", "/certificates?open=false")
    assert mine["revoked"] is not None


def test_in_a_demonstration_anybody_reads_everything_but_names(town: Town) -> None:
    town.api.app.state.is_demo = True
    for name in SHAPES:
        answer = town.api.send("GET", f"/{name}?limit=200")
        assert answer.status_code == 200
    people = town.api.send("GET", "/persons").json()["rows"]
    assert {row["name"] for row in people} == {None}
    assert len(town.api.send("GET", "/packages").json()["rows"]) == 4


@pytest.mark.parametrize("how", ["packages", "pallet", "everything"])
def test_whoever_had_packages_of_a_batch_still_sees_it(story: Story, how: str) -> None:
    no = story.released(20, to="CS-1")
    codes, api = story.coded(no, 20), Api.on(story)
    goods = Goods(items=codes)
    if how == "pallet":
        pallet = label.build_pallet(story.office, story.at("WH-1"), "WH-1")
        transform.stack(story.office, story.at("WH-1"), "WH-1", pallet, codes)
        goods = Goods(items=(pallet,))
    for n, (site, to) in enumerate((("WH-1", "CS-1"), ("CS-1", "ST-Z"), ("ST-Z", "ST-L"))):
        swept = how == "everything" and n > 0
        shipment = move.Shipment(
            site=site, to=to, goods=Goods(no) if swept else goods, everything=swept
        )
        movement = move.ship(story.office, story.at(site), shipment).movement
        move.accept(story.office, story.at(to), move.Receipt(movement=movement))
    for site, seen in {"CS-1": 1, "ST-Z": 1, "ST-L": 1, "KI-1": 0}.items():
        answer = api.ask(story.at(site, roles=ORDINARY), "GET", "/batches")
        assert len(answer.json()["rows"]) == seen, site


@pytest.mark.parametrize("given", ["350200", "350000", "35", "3502"])
def test_a_city_or_province_given_whole_has_its_districts(town: Town, given: str) -> None:
    story, watching = town.story, town.watching(given)
    place = SiteDetails(
        code="XM-1", party=story.parties["KI-1"], kind="kitchen", name="XM-1", region="350203",
        duty_phone="139-0000",
    )  # fmt: skip
    register.register_site(story.office, ADMIN, place)
    (site,) = town.rows(watching, "/sites?q=XM-1")
    assert site["duty_phone"] == "139-0000"
    assert town.get(watching, "/me")["region"] == given.rstrip("0")
