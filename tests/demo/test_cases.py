"""The three cases, against answers that were worked out by hand before the code existed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app import wiring
from app.demo.city import SYSTEM, City, build
from app.demo.fuzhou import BATCH, Fuzhou
from app.demo.others import Sanming, Yantai
from app.demo.telling import DemoClock, Telling
from app.domain.actors import Role
from app.store import find, ledger, movements, rebuild
from app.store.files import Files
from app.store.keyring import Keyring
from app.store.session import Store
from app.usecases import attach
from app.usecases.clues import Clues
from app.usecases.office import Office
from app.usecases.reached import summary
from app.usecases.trace import trace
from tests.databases import PostgresqlFactory, SqliteFactory, opened


@dataclass
class Told:
    """The city after its story."""

    city: City
    office: Office
    lines: list[str]


def told(store: Store, folder: Path, lost: int = 0) -> Told:
    clock = DemoClock()
    policies = wiring.load_policies("central_warehouse_nat")
    office = Office(store, policies, clock, files=Files(folder), keys=Keyring(folder / "keys"))
    lines: list[str] = []
    telling = Telling(clock, lines.append)
    city = build(office)
    Fuzhou(city, telling, lost).tell()
    Sanming(city, telling).tell()
    Yantai(city, telling).tell()
    return Told(city, office, lines)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    factory: SqliteFactory | PostgresqlFactory = request.getfixturevalue(f"{request.param}_factory")
    with opened(factory) as store:
        yield told(store, tmp_path_factory.mktemp("files"))


def story_of(office: Office, key: str) -> dict[str, Any]:
    (batch,) = trace(office, SYSTEM, key).as_dict()["batches"]
    assert isinstance(batch, dict)
    return batch


def a_code(office: Office, carton: int) -> str:
    with office.store.read() as conn:
        (match, *_) = find.by_key(conn, BATCH)
        packages = movements.packages(conn, match.batches[0], 10_000)
    return str(next(p.code for p in packages if p.ordinal == carton))


@pytest.mark.parametrize("name", ["fuzhou_pomfret", "yantai_squid"])
def test_the_trace_is_what_was_worked_out_by_hand(city: Told, expected: Path, name: str) -> None:
    by_hand = json.loads((expected / f"{name}.json").read_text(encoding="utf-8"))
    story = story_of(city.office, by_hand["origin"]["batch"])
    assert {k: story["origin"][k] for k in by_hand["origin"]} == by_hand["origin"]
    assert sorted([m["from"], m["to"], m["pieces"]] for m in story["moves"]) == by_hand["moves"]
    now = sorted([h["site"], h["disposition"], h["pieces"]] for h in story["now"] if h["pieces"])
    assert now == by_hand["now"]
    assert {k: story["balance"][k] for k in by_hand["balance"]} == by_hand["balance"]
    assert story["balance"]["adds_up"] is True


def test_every_key_leads_to_the_same_chain(city: Told, expected: Path) -> None:
    keys = json.loads((expected / "fuzhou_pomfret.json").read_text(encoding="utf-8"))["keys"]
    by_batch = story_of(city.office, keys["batch"])
    for key in (keys["declaration"], keys["container"], keys["plate"], a_code(city.office, 7)):
        assert story_of(city.office, key) == by_batch, key


def test_a_sold_package_shows_its_own_path(city: Told) -> None:
    (item,) = trace(city.office, SYSTEM, a_code(city.office, 1)).items
    assert [stay["site"] for stay in item["path"]] == ["FZ-WH-1", "FZ-CS-1", "FZ-A-01"]
    assert item["disposition"] == "sold"
    assert item["path"][-1]["until"] is not None  # a sold package is nowhere to be met


def test_one_tube_over_six_batches_holds_all_six(city: Told) -> None:
    batches = trace(city.office, SYSTEM, "SM-0118-MIX").batches
    assert [b["origin"]["batch"] for b in batches] == [f"BF-20210113-{n}" for n in range(1, 7)]
    whys = [[hold["why"] for hold in b["origin"]["holds"]] for b in batches]
    tube = "SM-0118-MIX"
    assert (
        whys
        == [
            [
                f"preliminary positive, tube {tube} / 初筛阳性，样管 {tube}",
                f"confirmed positive, tube {tube} / 复核阳性，样管 {tube}",
            ]
        ]
        * 6
    )
    assert sum(b["balance"]["on_hand"] for b in batches) == 897
    assert sum(b["balance"]["received_grams"] for b in batches) == 22_793_000


def test_the_story_refuses_what_it_says_it_refuses(city: Told) -> None:
    refused = [line[18:] for line in city.lines if line.endswith("REFUSED")]
    assert refused == [
        "At the gate with another seal: REFUSED",
        "Release asked for too early: REFUSED",
        "A stall wants to sell one more: REFUSED",
        "Release asked for: REFUSED",
    ]
    with city.office.store.read() as conn:
        kept = [e for e in ledger.every(conn, in_history=False) if type(e.fact).__name__ == "Refused"]
    assert len(kept) == 4


def test_the_ledger_replays_to_what_is_there(city: Told) -> None:
    count, different = rebuild.check(city.office.store)
    assert different == []
    assert count > 400


def test_seven_pieces_that_vanish_are_seven_unexplained(
    sqlite_factory: SqliteFactory, tmp_path: Path
) -> None:
    with opened(sqlite_factory) as store:
        office = told(store, tmp_path, lost=7).office
        balance = story_of(office, BATCH)["balance"]
    assert (balance["on_hand"], balance["sold"], balance["unexplained"]) == (2_110, 383, 7)
    assert balance["adds_up"] is True


def test_every_paper_and_disinfection_names_a_picture_that_is_there(city: Told) -> None:
    with city.office.store.read() as conn:
        entries = list(ledger.every(conn, in_history=False))
    named = [
        digest
        for entry in entries
        for digest in getattr(entry.fact, "photos", (getattr(entry.fact, "sha256", None),))
        if digest is not None
    ]
    assert len(named) == len(set(named)) == 30
    desk = city.city.who("FZ-LAB", Role.INVESTIGATOR)
    for digest in named:
        media_type, content = attach.attachment(city.office, desk, digest)
        assert (media_type, sha256(content).hexdigest()) == ("image/png", digest)


def test_sanming_is_what_was_worked_out_by_hand(city: Told, expected: Path) -> None:
    by_hand = json.loads((expected / "sanming_beef.json").read_text(encoding="utf-8"))
    desk = replace(city.city.who("SM-LAB", Role.INVESTIGATOR), region=by_hand["region"])
    found = summary(city.office, desk, Clues(keys=tuple(by_hand["clues"]["key"]))).value
    assert found["batches"] == by_hand["batches"]
    assert [[h["site"], h["pieces"]] for h in found["holders"]] == by_hand["holders"]
    assert found["elsewhere"] == by_hand["elsewhere"]
    assert found["numbers"]["received"] == by_hand["received"]
    assert sum(h["grams"]["on_hand"] for h in found["holders"]) <= by_hand["received_grams"]
