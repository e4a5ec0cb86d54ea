"""Lists page without gaps or repetitions, in the order asked for, and refuse what cannot be asked."""

from __future__ import annotations

import base64
from typing import Any, get_args

import pytest
from sqlalchemy import event

from app.domain.facts import PackagesCoded
from app.store.lists import LISTS
from app.usecases import hold, label, move, print_labels, register
from app.usecases.goods import Goods
from app.usecases.print_labels import How
from app.web import asking
from tests.incidents.test_lists import ROWS as INCIDENT_LISTS
from tests.story import ADMIN, PRODUCT, Story
from tests.usecases.said import written
from tests.web.client import Api, supervisor
from tests.web.town import SHAPES, Town


@pytest.fixture
def town(story: Story) -> Town:
    return Town.built(story)


QUESTIONS = {
    name: next(
        model
        for model in asking.Asking.__subclasses__()
        if model.__name__ == f"{name.title().replace('-', '')}Asked"
    )
    for name in LISTS
}


@pytest.mark.parametrize("name", sorted(LISTS))
def test_what_may_be_asked_is_what_the_list_answers(name: str) -> None:
    fields = QUESTIONS[name].model_fields
    sorts = set(get_args(fields["sort"].annotation))
    assert sorts == {mark + each for each in LISTS[name].sorts for mark in ("", "-")}
    assert set(fields) - {"after", "limit", "sort", "q"} == set(LISTS[name].filters)
    assert ("q" in fields) == bool(LISTS[name].search)


def test_every_list_pages_in_every_order_without_gap_or_repetition(town: Town) -> None:
    story, api = town.story, town.api
    everywhere = supervisor(story)
    town.sent("ST-Z", 5)
    story.booked()
    for n in range(3):
        register.register_zone(story.office, ADMIN, "WH-1", f"Z-{n}", "cold_room")
        register.register_plant(story.office, ADMIN, "IN", f"IN-{n + 7}", "Plant")
        register.register_vehicle(
            story.office, ADMIN, f"闽A9000{n}", story.parties["WH-1"], refrigerated=True
        )
        hold.place_hold(story.office, everywhere, "site", "ST-L", f"reason {n}")
    warehouse = story.at("WH-1")
    label.print_roll(story.office, warehouse, "R-1", 4)
    for n in range(3):
        print_labels.print_roll(story.office, warehouse, "R-1", How(why=f"torn {n}"))
    for name, listing in ((n, each) for n, each in LISTS.items() if n not in INCIDENT_LISTS):
        whole = api.ask(everywhere, "GET", f"/{name}?limit=200&sort=entered").json()["rows"]
        assert len(whole) > 1, name
        for sort in listing.sorts:
            there = town.walked(everywhere, f"/{name}?sort={sort}", 2)
            back = town.walked(everywhere, f"/{name}?sort=-{sort}", 3)
            assert there == back[::-1], (name, sort)
            assert sorted(map(str, there)) == sorted(map(str, whole)), (name, sort)
            if sort != "entered" and sort in there[0]:
                assert [row[sort] for row in there] == sorted(row[sort] for row in there)


def test_rows_that_come_in_between_make_no_gap_and_no_repetition(story: Story) -> None:
    api = Api.on(story)
    for _ in range(4):
        story.booked(10)
    first = api.ask("IM-1", "GET", "/batches?sort=-no&limit=2").json()
    story.booked(10)
    second = api.ask("IM-1", "GET", f"/batches?sort=-no&limit=2&after={first['next']}").json()
    assert [row["no"] for row in first["rows"] + second["rows"]] == ["B-4", "B-3", "B-2", "B-1"]
    assert second["next"] == ""


def refused(api: Api, path: str, field: str) -> None:
    answer = api.ask("WH-1", "GET", path)
    assert answer.status_code == 422, (path, answer.text)
    body = answer.json()
    assert (body["title"], body["reasons"][0]["field"]) == ("bad_input", field), path


def test_a_cursor_is_good_for_its_own_question_alone(lite: Story) -> None:
    api = Api.on(lite)
    lite.booked(10)
    lite.booked(10)
    after = api.ask("WH-1", "GET", "/batches?limit=1").json()["next"]
    api_ok = api.ask("WH-1", "GET", f"/batches?limit=2&after={after}")
    assert [row["no"] for row in api_ok.json()["rows"]] == ["B-2"]
    forged = base64.urlsafe_b64encode(b"01234567" + b'["B-1",1]').decode().rstrip("=")
    flipped = ("A" if after[0] != "A" else "B") + after[1:]
    for bad in (after[:-1], after + "A", after + "=", flipped, forged, "x", "B-1", "%00", "ü", "W10"):
        refused(api, f"/batches?after={bad}", "after")
    for other in ("/batches?sort=-no", "/batches?sort=entered", "/batches?held=true", "/batches?q=B",
                  "/bookings?sort=no"):  # fmt: skip
        mark = "&" if "?" in other else "?"
        refused(api, f"{other}{mark}after={after}", "after")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=ten", "limit"),
        ("sort=weight", "sort"),
        ("colour=red", "colour"),
        ("held=perhaps", "held"),
        ("q=%00", "q"),
        ("site=WH%00", "site"),
        ("q=" + "x" * 61, "q"),
    ],
)
def test_a_parameter_that_cannot_be_right_is_refused_by_name(
    lite: Story, query: str, field: str
) -> None:
    refused(Api.on(lite), f"/batches?{query}", field)


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_every_filter_is_answered(lite: Story, name: str) -> None:
    """Filters that nothing meets give an empty page, and none breaks."""
    api = Api.on(lite)
    values: dict[str, Any] = {"party": 999, "status": "rejected", "direction": "in", "scope": "plant",
                              "outcome": "lost", "verdict": "invalid", "disposition": "missing",
                              "storage": "ambient"}  # fmt: skip
    for field in LISTS[name].filters:
        wide = QUESTIONS[name].model_fields[field].annotation
        value = "true" if bool in get_args(wide) else values.get(field, "XX")
        answer = api.ask("WH-1", "GET", f"/{name}?{field}={value}")
        assert answer.status_code == 200, (field, answer.text)
        known = field in ("refrigerated", "key_product", "direction", "open", "held", "pending")
        assert answer.json()["rows"] == [] or known
    if LISTS[name].search:
        assert api.ask("WH-1", "GET", f"/{name}?q=100%25_").json()["rows"] == []


def test_filters_and_search_find_what_they_name(town: Town) -> None:
    story, no = town.story, town.no
    other = story.booked(7)
    hold.place_hold(story.office, story.at("WH-1"), "batch", no, "smells")
    everywhere = supervisor(story)

    def found(path: str, name: str) -> list[Any]:
        return [row[name] for row in town.rows(everywhere, path)]

    assert found("/batches?held=true", "no") == [no]
    assert found("/batches?held=false", "no") == [other]
    assert found("/batches?site=ST-Z", "no") == [no]
    assert found("/batches?site=KI-1", "no") == []
    assert found("/batches?warehouse=WH-1&origin=IN&plant=IN-1", "no") == [no, other]
    assert found(f"/batches?product={PRODUCT}&q=b-2", "no") == [other]
    assert found("/batches?q=POMFRET", "no") == [no, other]
    assert found("/bookings?status=approved", "no") == ["BK-2"]
    assert found("/bookings?q=DEC-1", "no") == ["BK-1"]
    assert found("/stock?disposition=stored&site=ST-L", "pieces") == [30]
    assert found(f"/packages?batch={no}&site=ST-Z", "carton") == [1, 2]
    assert found("/holds?open=true&scope=batch", "target") == [no]
    assert found("/holds?open=false", "target") == []
    assert found("/holds?q=SMELL", "why") == ["smells"]
    assert found(f"/certificates?consignee={story.usccs['ST-L']}", "used") == [31]
    assert found("/samples?pending=true", "tube") == []
    assert len(found(f"/samples?pending=false&batch={no}&verdict=negative", "tube")) == 2
    assert found("/sites?kind=stall", "code") == ["ST-L", "ST-Z"]
    assert found("/sites?q=wh-", "code") == ["WH-1"]
    assert found("/parties?kind=importer", "name") == ["IM-1"]
    assert found("/parties?q=im-", "name") == ["IM-1"]
    assert found(f"/persons?party={story.parties['ST-Z']}&staff_no=002", "staff_no") == ["002"]


def test_what_is_on_its_way_to_me_can_be_accepted_by_its_number(town: Town) -> None:
    movement = town.sent("ST-Z", 5, town.codes[3:])
    (coming,) = town.rows("ST-Z", "/movements?direction=in&open=true")
    assert (coming["movement"], coming["site"], coming["arrived"]) == (movement, "WH-1", None)
    assert coming["goods"] == [{"batch": town.no, "pieces": 5, "grams": 50_000, "packages": 1}]
    assert [row["movement"] for row in town.rows("WH-1", "/movements?direction=out&open=true")] == [
        movement
    ]
    assert town.rows("ST-Z", "/movements?direction=out") == []
    town.api.post("ST-Z", f"/movements/{movement}/acceptance", {})
    assert town.rows("ST-Z", "/movements?direction=in&open=true") == []
    assert len(town.rows("ST-Z", f"/movements?direction=in&open=false&batch={town.no}")) == 2


def test_a_movement_counts_what_rode_on_its_pallet(town: Town) -> None:
    story, zhou = town.story, town.story.at("ST-Z")
    pallet = label.build_pallet(story.office, zhou, "ST-Z")
    town.api.post("ST-Z", "/stackings", {"site": "ST-Z", "pallet": pallet, "items": town.codes[:2]})
    (first, second) = town.rows("ST-Z", f"/packages?pallet={pallet}")
    assert (first["pallet"], second["pallet"]) == (pallet, pallet)
    shown = town.get("ST-Z", f"/packages/{pallet}")
    assert (shown["kind"], shown["pieces"], shown["grams"], shown["batch"]) == (
        "pallet", 2, 20_000, None,
    )  # fmt: skip
    shipment = move.Shipment(site="ST-Z", to="KI-1", goods=Goods(items=(pallet,)))
    move.ship(story.office, zhou, shipment)
    (coming,) = town.rows("KI-1", "/movements")
    assert coming["goods"] == [{"batch": town.no, "pieces": 0, "grams": 0, "packages": 2}]


def test_a_scan_shows_what_a_handheld_needs(town: Town) -> None:
    story, code = town.story, town.codes[0]
    shown = town.get("ST-Z", f"/packages/{code}")
    assert shown | {"as_of": ""} == {
        "code": code, "kind": "package", "batch": town.no, "product": "pomfret",
        "product_en": "pomfret", "carton": 1, "pieces": 1, "grams": 10_000, "site": "ST-Z",
        "zone": None, "going_to": None, "holder": "ST-Z", "disposition": "stored", "pallet": None,
        "held": False, "as_of": "",
    }  # fmt: skip
    assert shown["as_of"].startswith("2024-05-07T")
    (token,) = [e.fact.tokens[0] for e in written(story) if isinstance(e.fact, PackagesCoded)]
    grouped = f"{code[:3]}-{code[3:6]}-{code[6:]}".lower()
    for text in (
        token,
        f"HTTPS://COLDTRACE.EXAMPLE/Q/{token}",
        f"https:%2F%2Fx%2FQ%2F{token}",
        grouped,
    ):
        assert town.get("ST-Z", f"/packages/{text}") == shown
    hold.place_hold(story.office, supervisor(story), "site", "ST-Z", "rats")
    assert town.get("ST-Z", f"/packages/{code}")["held"] is True


def test_lists_and_scans_answer_in_few_statements(town: Town) -> None:
    story = town.story
    everywhere, said = supervisor(story), list[str]()
    token = town.api.token(everywhere)
    headers = {"authorization": f"Bearer {token}"}

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        said.append(statement)

    event.listen(story.office.store.engine, "before_cursor_execute", note)
    try:
        for name in LISTS:
            said.clear()
            assert town.api.send("GET", f"/{name}", None, headers).status_code == 200
            reading = [each for each in said if "FROM session" not in each and "BEGIN" not in each]
            own = [each for each in reading if "role_grant" not in each or name == "persons"]
            assert len(own) <= 2, (name, own)
    finally:
        event.remove(story.office.store.engine, "before_cursor_execute", note)
