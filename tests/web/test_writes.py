"""The whole life of a batch over HTTP, and every write done once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.actors import Role
from app.store import ledger
from tests.story import PRODUCT, Story
from tests.usecases.said import cells, written
from tests.web.client import Api


@pytest.fixture
def api(story: Story) -> Api:
    return Api.on(story)


def protocol(story: Story) -> dict[str, object]:
    return {
        "agent": "chlorine", "mg_per_l": 800, "contact_minutes": 30, "surface_dc": -180,
        "operator": story.people["WH-1/002"], "supervisor": story.people["WH-1/003"],
    }  # fmt: skip


def booked(api: Api) -> str:
    story = api.story
    slot = story.clock.moment + timedelta(hours=30)
    line = {
        "batch": "B-1", "product": PRODUCT, "origin": "IN", "produced": "2024-04-01",
        "plant": "IN-1", "pieces": 100, "grams": 1_000_000,
    }  # fmt: skip
    booking = {
        "no": "BK-1", "warehouse": "WH-1", "plate": "闽A00001", "declaration": "DEC-1",
        "container": "CSQU3054383", "seal": "SEAL-1", "slot": slot.isoformat(), "lines": [line],
    }  # fmt: skip
    api.post("IM-1", "/bookings", booking)
    for kind in ("customs_declaration", "ciq_cert", "goods_list"):
        paper = {"document": kind, "number": f"{kind[:2].upper()}-1", "issued": "2024-04-20"}
        api.post("IM-1", "/batches/B-1/documents", paper)
    api.post("WH-1", "/bookings/BK-1/decision", {"approved": True})
    story.clock.pass_time(hours=30)
    return "B-1"


def test_a_batch_goes_from_booking_to_sale_over_http(api: Api) -> None:
    story, no = api.story, booked(api)
    truck = {"site": "WH-1", "plate": "闽A00001", **protocol(story)}
    assert api.post("WH-1", "/disinfections", truck) == {"breach": []}
    arrival = {
        "site": "WH-1", "booking": "BK-1", "container": "CSQU3054383", "seal": "SEAL-1",
        "plate": "闽A00001", "cargo_dc": -182,
    }  # fmt: skip
    api.post("WH-1", "/arrivals", arrival)
    api.post("WH-1", "/unloadings", {"site": "WH-1", "batch": no, "pieces": 100, "grams": 1_000_000})
    api.post("WH-1", "/disinfections", {"site": "WH-1", "batch": no, **protocol(story)})
    for carton in api.post("WH-1", f"/batches/{no}/plan")["cartons"]:
        tube = {"site": "WH-1", "tube": f"T-{carton}", "part": "outer_pack", "batch": no}
        api.post("WH-1", "/samples", {**tube, "cartons": [carton]})
        api.post("LAB-1", f"/samples/T-{carton}/handling", {"outcome": "received"})
        targets = [{"name": "ORF1ab"}, {"name": "N"}]
        reading = {"kit": "kit_a", "targets": targets, "verdict": "negative"}
        report = {"report_no": f"R-{carton}", "readings": [reading], "verdict": "negative"}
        api.post("LAB-1", f"/samples/T-{carton}/results", report)
    release = {"pieces": 100, "consignee": story.usccs["ST-Z"]}
    certificate = api.post("WH-1", f"/batches/{no}/certificates", release)["certificate"]
    api.post("WH-1", "/codings", {"site": "WH-1", "batch": no, "count": 3})
    codes = api.ask("WH-1", "GET", f"/batches/{no}/packages").json()["codes"]
    goods = {"batch": no, "pieces": 50, "items": codes[:2]}
    shipment = {"site": "WH-1", "to": "ST-Z", "goods": goods}
    sent = api.post("WH-1", "/shipments", shipment)
    assert (sent["certificates"], sent["pieces"]) == ([certificate], 52)
    difference = api.post("ST-Z", f"/movements/{sent['movement']}/acceptance", {"pieces": 49})
    assert difference == {"missing_pieces": 1, "missing_items": 0, "extra_items": 0}
    api.post("ST-Z", "/displays", {"site": "ST-Z", "goods": {"batch": no, "pieces": 20}})
    api.post(
        "ST-Z", "/sales", {"site": "ST-Z", "goods": {"batch": no, "pieces": 5, "items": codes[:1]}}
    )
    assert cells(story, no)["ST-Z", "sold"] == (5, 50_000)
    assert story.unequal() == []


def test_a_retry_is_answered_the_same_and_done_once(api: Api) -> None:
    no = api.story.released(to="ST-Z")
    body = {"site": "WH-1", "to": "ST-Z", "goods": {"batch": no, "pieces": 10}}
    first = api.ask("WH-1", "POST", "/shipments", body, key="key-00001")
    before = len(written(api.story))
    again = api.ask("WH-1", "POST", "/shipments", body, key="key-00001")
    assert (again.status_code, again.content) == (201, first.content)
    assert ("idempotent-replayed" in first.headers, again.headers["idempotent-replayed"]) == (
        False,
        "true",
    )
    other = {**body, "goods": {"batch": no, "pieces": 11}}
    refused = api.ask("WH-1", "POST", "/shipments", other, key="key-00001")
    assert (refused.status_code, refused.json()["reasons"][0]["code"]) == (422, "key_reused")
    neighbour = api.ask("ST-Z", "POST", "/shipments", body, key="key-00001")
    assert neighbour.status_code == 404  # a key is the organisation's and the device's own
    bare = api.send(
        "POST", "/shipments", body, {"authorization": f"Bearer {api.token(api.story.at('WH-1'))}"}
    )
    assert (bare.status_code, bare.json()["reasons"][0]["code"]) == (422, "key_missing")
    assert len([e for e in written(api.story)[before:] if type(e.fact).__name__ == "Shipped"]) == 0
    assert api.story.unequal() == []


def test_a_refusal_is_kept_and_replayed_too(api: Api) -> None:
    no = api.story.received()
    body = {"site": "WH-1", "to": "ST-Z", "goods": {"batch": no, "pieces": 10}}
    first = api.ask("WH-1", "POST", "/shipments", body, key="key-00001")
    assert (first.status_code, first.json()["title"]) == (409, "gate_closed")
    with api.story.office.store.read() as conn:
        kept = ledger.entry(conn, first.json()["fact"])
    assert type(kept.fact).__name__ == "Refused"
    count = len(written(api.story))
    again = api.ask("WH-1", "POST", "/shipments", body, key="key-00001")
    assert (again.status_code, again.content) == (409, first.content)
    assert again.headers["content-type"] == "application/problem+json"
    assert len([e for e in written(api.story)[count:] if type(e.fact).__name__ == "Refused"]) == 0


def test_nobody_writes_without_a_session_or_without_the_role(api: Api) -> None:
    body = {"site": "WH-1", "to": "ST-Z", "goods": {"batch": "B-1", "pieces": 10}}
    bare = api.send("POST", "/shipments", body, {"idempotency-key": "key-00001"})
    assert (bare.status_code, bare.json()["title"]) == (401, "not_signed_in")
    forged = api.send(
        "POST", "/shipments", body, {"authorization": "Bearer x", "idempotency-key": "key-00001"}
    )
    assert (forged.status_code, forged.content) == (401, bare.content)
    sampler = api.story.at("WH-1", roles=frozenset({Role.SAMPLER}))
    denied = api.ask(sampler, "POST", "/shipments", body)
    assert (denied.status_code, denied.json()["reasons"][0]["code"]) == (403, "role_needed")


@pytest.mark.parametrize(
    ("field", "value"),
    [("pieces", "10"), ("pieces", 1.0), ("pieces", True), ("pieces", -1), ("owner", 1), ("items", "A")],
)
def test_nothing_in_a_body_is_guessed_or_taken_along(api: Api, field: str, value: object) -> None:
    no = api.story.released(to="ST-Z")
    goods = {"batch": no, "pieces": 10, field: value}
    answer = api.ask("WH-1", "POST", "/shipments", {"site": "WH-1", "to": "ST-Z", "goods": goods})
    assert (answer.status_code, answer.json()["reasons"][0]["field"]) == (422, f"goods.{field}")
