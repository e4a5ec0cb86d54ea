"""What goes out about a batch's life, field by field, worked out by hand from what was done."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from sqlalchemy import select

from app.domain.actors import Role
from app.store import registry
from app.store.tables import table
from app.usecases import correct, hold, release
from tests.gateways.making import destination, wired
from tests.story import PRODUCT, Story


def told(story: Story) -> list[tuple[str, int, dict[str, Any]]]:
    """(kind, subject, body) of every notice, in order."""
    rows = table("notice")
    with story.office.store.read() as conn:
        found = conn.execute(select(rows).order_by(rows.c.id)).all()
    return [(each.kind, each.subject, orjson.loads(each.body)) for each in found]


BATCH = {
    "batch": "B-1", "product": PRODUCT, "origin": "IN", "declaration": "DEC-1",
    "container": "CSQU3054383", "warehouse": "WH-1", "region": "350102",
}  # fmt: skip


@pytest.fixture
def telling(story: Story) -> Story:
    return wired(story, destination())


def plain(found: list[tuple[str, int, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    """Without what numbers run on: facts, holds, moments."""
    run_on = {"fact", "happened", "hold", "because", "deadline", "certificate", "report"}
    return [(kind, {k: v for k, v in body.items() if k not in run_on}) for kind, _, body in found]


def test_a_batch_is_reported_entered_and_released(telling: Story) -> None:
    no = telling.released(100, to="CS-1")
    with telling.office.store.read() as conn:
        batch = registry.need(conn, "batch", no, no=no).id
        certificate = registry.need(conn, "certificate", "", batch=batch)
    found = told(telling)
    assert {subject for _, subject, _ in found} == {batch}
    declared = {"pieces": 100, "grams": 1_000_000}
    # 700 days after 2024-04-01: 365 to 2025-04-01, and 335 more to 2026-03-02
    days = {"produced": "2024-04-01", "expires": "2026-03-02"}
    assert plain(found) == [
        ("batch.reported", BATCH | declared | days),
        ("batch.entered", BATCH | declared),
        ("batch.released", BATCH | {"pieces": 100, "consignee": telling.usccs["CS-1"]}),
    ]
    assert found[2][2]["certificate"] == certificate.no
    assert found[2][2]["deadline"].endswith("Z")


def test_a_positive_tube_its_hold_and_the_end_of_both_are_told(telling: Story) -> None:
    no = telling.received()
    before = len(told(telling))
    tube = telling.tubes(no)[0]
    fact = telling.report(tube, "positive", no="R-77")
    placed = hold.place_hold(telling.office, telling.at("WH-1"), "batch", no, "Zhang 13900000000")
    hold.lift_hold(telling.office, telling.at("WH-1", "002"), placed, "found nothing")
    hold.lift_hold(telling.office, telling.at("WH-1", "003"), placed, "found nothing")
    everything = told(telling)[before:]
    alarm = [body for kind, _, body in everything if kind == "incident.opened"]
    # county, city, province: all at once, none by way of another
    assert [body["level"] for body in alarm] == ["350102", "3501", "35"]
    assert {(body["drill"], *body["batches"]) for body in alarm} == {(False, no)}
    found = [each for each in everything if each[0] != "incident.opened"]
    positive = {
        "stage": "preliminary", "round": 1, "laboratory": telling.usccs["LAB-1"], "tube": tube,
    }  # fmt: skip
    batch_hold = BATCH | {"scope": "batch"}
    assert plain(found) == [
        ("result.positive", BATCH | positive),
        ("hold.placed", batch_hold),
        ("hold.placed", batch_hold),
        ("hold.lifted", batch_hold),
    ]
    assert found[0][2]["report"] == "R-77"
    assert found[1][2]["because"] == fact
    assert "because" not in found[2][2]
    assert found[3][2]["hold"] == placed
    assert "Zhang" not in str(found)  # free text stays inside


def test_revoking_and_holding_other_things_name_what_people_call_them(telling: Story) -> None:
    no = telling.released(100)
    with telling.office.store.read() as conn:
        batch = registry.need(conn, "batch", no, no=no).id
        certificate = registry.need(conn, "certificate", "", batch=batch).no
    code = telling.coded(no, 1)[0]
    before = len(told(telling))
    officer, visitor = telling.at("WH-1"), telling.at("WH-1", roles=frozenset({Role.SUPERVISOR}))
    release.revoke(telling.office, officer, certificate, "wrong name")
    for scope, target in (
        ("item", code), ("site", "WH-1"), ("plant", "IN/IN-1"), ("party", telling.usccs["WH-1"]),
    ):  # fmt: skip
        hold.place_hold(telling.office, visitor, scope, target, "smells")
    found = told(telling)[before:]
    assert plain(found) == [
        ("certificate.revoked", BATCH),
        ("hold.placed", BATCH | {"scope": "item"}),
        ("hold.placed", {"scope": "site", "site": "WH-1"}),
        ("hold.placed", {"scope": "plant", "plant": "IN/IN-1"}),
        ("hold.placed", {"scope": "party", "party": telling.usccs["WH-1"]}),
    ]
    assert [subject for _, subject, _ in found[:2]] == [batch, batch]


def test_a_corrected_entry_is_told_again_and_says_what_it_corrects(telling: Story) -> None:
    no = telling.received(100)
    entered = told(telling)[-1][2]["fact"]
    fact = correct.correct_pieces(telling.office, telling.at("WH-1"), entered, 90, 900_000)
    kind, _, body = told(telling)[-1]
    assert (kind, body["pieces"], body["corrects"], body["fact"]) == (
        "batch.entered", 90, entered, fact,
    )  # fmt: skip
    correct.void(telling.office, telling.at("WH-1"), fact, "never came")
    kind, _, body = told(telling)[-1]
    assert (kind, body["pieces"], body["corrects"], body["voided"]) == ("batch.entered", 0, fact, True)
    assert body["batch"] == no


def test_only_the_kinds_that_are_wanted(story: Story) -> None:
    wired(story, destination(kinds=frozenset({"batch.released", "hold.placed"})))
    story.released(100)
    assert [kind for kind, _, _ in told(story)] == ["batch.released"]
