"""What the incidents of the seven real cases say when they open, against answers worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.alarm import levels
from app.store import incident_reads as read
from app.store import registry
from app.store.session import Store
from app.store.tables import table
from app.usecases import move
from tests.databases import opened
from tests.demo.test_cases import told
from tests.stories import test_real_cases as cases

WAREHOUSE = "supervision_warehouse"


def by_hand(expected: Path, case: str) -> dict[str, Any]:
    found = json.loads((expected / "incidents.json").read_text(encoding="utf-8"))[case]
    assert isinstance(found, dict)
    return found


def record(store: Store, batch: str) -> dict[str, Any]:
    """All that was stored of the incident that stopped a batch."""
    with store.read() as conn:
        (of,) = conn.execute(
            select(table("incident_batch").c.incident)
            .join(table("batch"), table("batch").c.id == table("incident_batch").c.batch)
            .where(table("batch").c.no == batch)
        )
        row = registry.need(conn, "incident", of[0], id=of[0])
        batches = registry.many(conn, "batch", "id", read.batches(conn, row.id))
        first = read.rows(conn, "incident_scope", row.id)[0]
        return {
            "batches": sorted(each.no for each in batches),
            "region": row.region,
            "reach": row.reach,
            "alerts": sorted(each.region for each in read.clocks(conn, row.id, "alert")),
            "findings": len(read.rows(conn, "incident_finding", row.id, "because")),
            "numbers": dict(first._mapping),
            "asked": {a.code: [a.on_hand, a.sold] for a in read.asks(conn, row.id)},
            "suspended": len(read.suspended(conn, row.id)),
            "requests": sorted(
                [r.region, r.on_hand + r.in_transit]
                for r in read.rows(conn, "hold_request", row.id, "id")
            ),
        }


def agree(found: dict[str, Any], answer: dict[str, Any]) -> None:
    found["numbers"] = {name: found["numbers"][name] for name in answer["numbers"]}
    if "stalls" in answer["asked"]:
        count, on_hand, sold = answer["asked"].pop("stalls")
        stalls = [code for code in found["asked"] if code[:5] in ("FZ-A-", "FZ-B-", "FZ-C-")]
        assert len(stalls) == count
        assert {tuple(found["asked"].pop(code)) for code in stalls} == {(on_hand, sold)}
    assert found == answer


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with opened(request.getfixturevalue(f"{request.param}_factory")) as store:
        told(store, tmp_path_factory.mktemp("files"))
        yield store


@pytest.mark.parametrize("case", ["fuzhou_pomfret", "sanming_beef", "yantai_squid"])
def test_a_positive_result_opens_its_incident_by_itself(city: Store, expected: Path, case: str) -> None:
    answer = by_hand(expected, case)
    agree(record(city, answer["batches"][0]), answer)


def test_shenyang_is_asked_to_hold_what_is_on_the_truck(store: Store, expected: Path) -> None:
    answer = by_hand(expected, "shenyang_truck")
    land, movement = cases.shenyang(store)
    agree(record(store, "PR-1219"), answer)
    land.at("2020-12-19 09:00")
    move.accept(land.story.office, land.who("SY-CS-1"), move.Receipt(movement=movement))
    assert land.story.unequal() == []


def test_levels_are_county_city_and_province() -> None:
    assert levels("350111") == ("350111", "3501", "35")
    assert levels("3304") == ("3304", "33")
    assert levels("23") == ("23",)
