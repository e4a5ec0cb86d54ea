"""Real cases that begin without a code: a letter's words, a worker's shift, three plants, a truck.

The answers were worked out by hand and committed before the code; see ``tests/expected/README.md``.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.domain.actors import Actor
from app.domain.errors import GateClosed, NotFound
from app.store.session import Store
from app.usecases import move, register, sell
from app.usecases.clues import Clues
from app.usecases.goods import Goods
from app.usecases.office import Office
from app.usecases.reached import summary
from app.usecases.trace import trace
from tests.stories.land import Land
from tests.story import ADMIN

WAREHOUSE = "supervision_warehouse"


def by_hand(expected: Path, case: str) -> dict[str, Any]:
    found = json.loads((expected / f"{case}.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def asked(office: Office, actor: Actor, told: dict[str, Any], **more: str) -> dict[str, Any]:
    """The summary for the clues of a case."""
    given: dict[str, Any] = {**told, **more}
    keys = tuple(given.pop("key", ()))
    for name in ("since", "until"):
        if name in given:
            given[name] = datetime.fromisoformat(given[name])
    return summary(office, actor, Clues(keys=keys, **given)).value


def agree(found: dict[str, Any], answer: dict[str, Any]) -> None:
    assert found["batches"] == answer["batches"]
    assert sorted([h["site"], h["pieces"]] for h in found["holders"]) == answer["holders"]
    told = [[b["region"], b["holders"], b["pieces"].get("on_hand", 0)] for b in found["elsewhere"]]
    assert told == answer["elsewhere"]
    assert {b["ask"] for b in found["elsewhere"]} <= {"request_hold"}
    for number in ("received", "received_grams"):
        if number in answer:
            assert found["numbers"][number] == answer[number]


CHERRY, BLUEBERRY = "26901234000201", "26901234000218"


def jiaxing(store: Store) -> Land:
    land = Land.begun(
        store,
        {
            "SH-WH-1": (WAREHOUSE, "310115"), "WX-CS-1": ("cold_store", "320205"),
            "JX-CS-1": ("cold_store", "330402"), "JX-S-1": ("shop", "330402"),
            "JX-S-2": ("shop", "330411"), "JX-S-3": ("shop", "330402"),
        },
        {CHERRY: "cherries", BLUEBERRY: "blueberries"},
    )  # fmt: skip
    for who in ("004", "005"):
        land.hire("JX-CS-1", who)
    land.at("2020-12-20 09:00")
    land.land("SH-WH-1", "CH-1220", 500, CHERRY, "CL")
    land.at("2020-12-28 09:00")
    land.carried("CH-1220", "SH-WH-1", "JX-CS-1", 500)
    land.at("2020-12-31 09:00")
    land.sold("CH-1220", "JX-CS-1", 500)
    land.at("2021-01-02 09:00")
    port = land.land("SH-WH-1", "CH-0102", 2_400, CHERRY, "CL")
    land.at("2021-01-10 09:00")
    land.land("SH-WH-1", "CH-AU", 300, CHERRY, "AU")
    land.at("2021-01-14 09:00")
    land.land("SH-WH-1", "BB-0114", 200, BLUEBERRY, "CL")
    land.at("2021-01-15 06:00")
    land.carried(port, "SH-WH-1", "WX-CS-1", 800, plate="苏B15001")
    land.at("2021-01-16 06:00")
    land.carried(port, "SH-WH-1", "JX-CS-1", 600, plate="浙F16001")
    for batch, pieces in (("CH-AU", 300), ("BB-0114", 200)):
        land.carried(batch, "SH-WH-1", "JX-CS-1", pieces, plate="浙F16001")
    land.at("2021-01-17 07:00")
    for by, shop in (("002", "JX-S-1"), ("003", "JX-S-2"), ("004", "JX-S-3")):
        land.carried(port, "JX-CS-1", shop, 100, by=by)
    sell.put_on_sale(land.story.office, land.who("JX-CS-1", "005"), "JX-CS-1", Goods(port, 50))
    land.at("2021-01-18 10:00")
    for shop, pieces in (("JX-S-1", 60), ("JX-S-2", 50), ("JX-S-3", 40)):
        land.sold(port, shop, pieces, by="002")
    land.at("2021-01-25 20:00")
    return land


def test_jiaxing_begins_with_the_words_of_a_letter(store: Store, expected: Path) -> None:
    answer, land = by_hand(expected, "jiaxing_cherries"), jiaxing(store)
    found = asked(land.story.office, land.investigator(answer["region"]), answer["clues"])
    agree(found, answer)
    assert len(found["people"]) == answer["people"]
    assert {person["firm"][:2] for person in found["people"]} == {"JX"}
    assert "WX-CS-1" not in str(found)  # who has it in Wuxi is for Wuxi to know
    assert {place["site"] for place in found["places"]} == {"JX-CS-1", "JX-S-1", "JX-S-2", "JX-S-3"}
    assert land.story.unequal() == []


PORK = "26901234000225"
CITIES = {
    "HRB-CS-1": ("230110", 300), "QQ-CS-1": ("230202", 250), "MDJ-CS-1": ("231002", 200),
    "JMS-CS-1": ("230803", 150), "SY-CS-1": ("210102", 200), "CC-CS-1": ("220102", 250),
    "DZ-CS-1": ("371402", 250),
}  # fmt: skip


def heilongjiang(store: Store) -> Land:
    places = {code: ("cold_store", region) for code, (region, _) in CITIES.items()}
    land = Land.begun(store, {"TJ-WH-1": (WAREHOUSE, "120116"), **places}, {PORK: "pork"})
    for who in ("017", "018"):
        land.hire("TJ-WH-1", who)
    land.at("2020-11-01 09:00")
    for batch, pieces in (("PK-1101", 500), ("PK-1102", 300)):
        land.land("TJ-WH-1", batch, pieces, PORK, "DE")
    land.at("2020-11-06 09:00")
    land.land("TJ-WH-1", "PK-1107", 1_800, PORK, "DE")
    land.at("2020-11-06 14:00")
    land.carried("PK-1102", "TJ-WH-1", "HRB-CS-1", 300, by="017")
    land.at("2020-11-08 20:30")
    movements = []
    for code, (_, pieces) in CITIES.items():
        movements.append((code, land.sent("PK-1107", "TJ-WH-1", code, pieces, by="017")))
        land.story.clock.pass_time(minutes=40)
    movements.append(("HRB-CS-1", land.sent("PK-1101", "TJ-WH-1", "HRB-CS-1", 500, by="018")))
    land.at("2020-11-10 08:00")
    for code, movement in movements:
        move.accept(land.story.office, land.who(code), move.Receipt(movement=movement))
    land.sold("PK-1107", "HRB-CS-1", 120)
    land.sold("PK-1107", "QQ-CS-1", 50)
    land.at("2020-11-18 18:16")
    return land


def test_heilongjiang_begins_with_a_worker_a_shift_and_a_place(store: Store, expected: Path) -> None:
    answer, land = by_hand(expected, "heilongjiang_worker"), heilongjiang(store)
    firm = land.story.usccs["TJ-WH-1"]
    actor = land.investigator(answer["region"])
    found = asked(land.story.office, actor, answer["clues"], firm=firm)
    agree(found, answer)
    assert found["found"] == ["person"]
    # nobody of Tianjin is named: whoever asks learns no more of the worker than they said
    assert {person["firm"].split("-")[0] for person in found["people"]} == {"HRB", "QQ", "MDJ", "JMS"}
    for wrong in ({"staff": "099"}, {"site": "HRB-CS-1"}, {"until": "2020-11-08T20:10:00+08:00"}):
        with pytest.raises(NotFound):
            asked(land.story.office, actor, answer["clues"] | wrong, firm=firm)


SHRIMP = "26901234000232"


def lanxi(store: Store) -> Land:
    places = {
        "JH-WH-1": (WAREHOUSE, "330702"), "LX-CS-1": ("cold_store", "330781"),
        "LX-S-1": ("shop", "330781"),
    }  # fmt: skip
    land = Land.begun(store, places, {SHRIMP: "shrimp"})
    for number in ("EC-654", "EC-681", "EC-24887", "EC-999"):
        register.register_plant(land.story.office, ADMIN, "EC", number, f"Plant {number}")
    land.at("2020-07-01 09:00")
    for batch, plant, pieces, to in (
        ("SH-01", "EC-654", 400, {"LX-CS-1": 300}), ("SH-02", "EC-654", 200, {"LX-S-1": 150}),
        ("SH-03", "EC-681", 350, {"LX-CS-1": 350}), ("SH-04", "EC-24887", 120, {}),
        ("SH-05", "EC-999", 500, {"LX-CS-1": 500}),
    ):  # fmt: skip
        land.land("JH-WH-1", batch, pieces, SHRIMP, "EC", plant)
        for site, count in to.items():
            land.carried(batch, "JH-WH-1", site, count)
    land.sold("SH-03", "LX-CS-1", 30)
    return land


def test_lanxi_begins_with_three_plants(store: Store, expected: Path) -> None:
    answer, land = by_hand(expected, "lanxi_shrimp"), lanxi(store)
    found = asked(land.story.office, land.investigator(answer["region"]), answer["clues"])
    agree(found, answer)
    assert found["found"] == ["plant"]


PRAWN = "26901234000249"


def shenyang(store: Store) -> tuple[Land, int]:
    """Everything until the result is in, and the movement that is on the road."""
    places = {"DL-WH-1": (WAREHOUSE, "210211"), "SY-CS-1": ("cold_store", "210102")}
    land = Land.begun(store, places, {PRAWN: "prawns"})
    land.at("2020-12-16 09:00")
    batch = land.land("DL-WH-1", "PR-1219", 800, PRAWN, "EC")
    land.at("2020-12-18 20:00")
    movement = land.sent(batch, "DL-WH-1", "SY-CS-1", 500, plate="辽B21900")
    land.at("2020-12-18 22:00")
    land.tube("DL-WH-1", batch, "SY-1218-X", 700)
    land.at("2020-12-19 06:00")
    land.story.report("SY-1218-X", "positive")
    return land, movement


def test_shenyang_is_held_while_it_is_on_the_truck(store: Store, expected: Path) -> None:
    answer = by_hand(expected, "shenyang_truck")
    land, movement = shenyang(store)
    office, batch = land.story.office, "PR-1219"
    asker = land.investigator(answer["region"])
    found = asked(office, asker, answer["clues"])
    agree(found, answer)
    assert answer["vehicles"][0] in [vehicle["plate"] for vehicle in found["vehicles"]]
    (told,) = trace(office, asker, "SY-1218-X").batches
    assert [move_["arrived"] for move_ in told["moves"]] == [None]
    assert told["origin"]["holds"]  # before anybody received it
    land.at("2020-12-19 09:00")
    move.accept(office, land.who("SY-CS-1"), move.Receipt(movement=movement))
    with pytest.raises(GateClosed):
        sell.put_on_sale(office, land.who("SY-CS-1"), "SY-CS-1", Goods(batch, 10))
    after = asked(office, asker, answer["clues"])
    assert sorted([h["site"], h["pieces"]] for h in after["holders"]) == answer["afterwards"]
