"""Live screens ask what is new: nothing is told twice, nothing skipped, nothing of a neighbour's."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, insert

from app.domain.actors import Actor, Role
from app.domain.errors import GateClosed
from app.store.tables import table
from app.usecases import correct, hold, lists, move, sell
from app.usecases.goods import Goods
from tests.story import Story
from tests.usecases.said import written
from tests.web.client import supervisor
from tests.web.town import Town


@pytest.fixture
def town(story: Story) -> Town:
    town = Town.built(story)
    town.integrated()
    return town


def news(
    town: Town, who: Actor | str, after: int, limit: int = 200
) -> tuple[list[dict[str, Any]], int]:
    answer = town.get(who, f"/changes?after={after}&limit={limit}")
    return answer["rows"], answer["last"]


def now(town: Town, who: Actor | str) -> int:
    """Where the log ends, after whoever asks has signed in."""
    town.api.token(town.story.at(who) if isinstance(who, str) else who)
    town.get(who, "/changes")
    town.integrated()
    answer = town.get(who, "/changes")
    town.integrated()
    assert answer["rows"] == []
    return int(town.get(who, "/changes")["last"])


def kinds(rows: list[dict[str, Any]]) -> list[str]:
    """What happened, without what signing in for a test grants."""
    return [row["kind"] for row in rows if row["kind"] != "roles_granted"]


def reads(town: Town, who: Actor, after: int, limit: int = 200) -> lists.News:
    """The use case itself, without the roles that a request of a test would grant."""
    return lists.news(town.story.office, who, after, limit)


def test_everything_is_told_once_and_in_order(town: Town) -> None:
    everywhere, after, told = supervisor(town.story), -1, list[dict[str, Any]]()
    while (found := reads(town, everywhere, after, 7)).last != after:
        assert [row["position"] for row in found.rows] == list(range(after + 1, found.last + 1))
        told, after = told + found.rows, found.last
    assert [row["fact"] for row in told] == [entry.id for entry in written(town.story)]
    shipped = next(row for row in told if row["kind"] == "shipped")
    assert (shipped["place"], shipped["batches"]) == ("WH-1", [town.no])
    assert shipped["actor"] == town.story.people["WH-1/001"]


def test_a_fact_that_gets_its_position_late_is_not_skipped(town: Town) -> None:
    story = town.story
    zhou, office = story.at("ST-Z"), story.office
    after = reads(town, zhou, -1).last
    late = sell.sell(office, zhou, "ST-Z", Goods(town.no, 1))
    if not office.store.sqlite:  # nothing has a position before the integrator came
        found = reads(town, zhou, after)
        assert (found.rows, found.last) == ([], after)
    later = sell.sell(office, zhou, "ST-Z", Goods(town.no, 1))
    town.integrated()
    found = reads(town, zhou, after)
    assert [row["fact"] for row in found.rows] == [late, later]
    assert reads(town, zhou, found.last).rows == []


def test_a_lower_fact_with_a_later_position_is_told_too(lite: Story) -> None:
    """Two writers: the one with the lower id commits after the other was integrated."""
    town = Town.built(lite)
    everywhere = supervisor(lite)
    end = reads(town, everywhere, -1).last
    log, fact = table("log_entry"), table("fact")
    with lite.office.store.write() as tx:
        values: dict[str, object] = {column.name: None for column in fact.columns}
        values |= {"id": 10**6, "kind": "seen", "body": "{}", "happened_from": 1, "happened_to": 1}
        values |= {"entered": 1, "leaf": b"", "party": 1}
        tx.conn.execute(insert(fact).values(**values))
        tx.conn.execute(insert(log).values(position=end + 1, fact=10**6))
        tx.conn.execute(insert(fact).values(**(values | {"id": 10**6 - 1})))
        tx.conn.execute(insert(log).values(position=end + 2, fact=10**6 - 1))
    assert [row["fact"] for row in reads(town, everywhere, end).rows] == [10**6, 10**6 - 1]


def test_nothing_new_is_one_cheap_question(town: Town) -> None:
    story, said = town.story, list[str]()
    zhou = story.at("ST-Z")
    end = reads(town, zhou, -1).last
    engine = story.office.store.engine

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert reads(town, zhou, end) == lists.News([], end)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len([each for each in said if "log_entry" in each]) == 1
    assert len([each for each in said if not each.startswith("BEGIN")]) == 1
    assert reads(town, zhou, end + 100) == lists.News([], end)  # a position from before a restore


def test_who_sees_little_of_a_long_log_still_moves_on(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    zhou = town.story.at("ST-Z")
    whole = reads(town, zhou, -1)
    monkeypatch.setattr(lists, "WINDOW", 5)
    after, told = -1, list[dict[str, Any]]()
    while (found := reads(town, zhou, after)).last != after:
        assert found.last <= after + 5
        told, after = told + found.rows, found.last
    assert (told, after) == (whole.rows, whole.last)


def test_a_vendor_is_told_of_its_own_goods_and_never_of_a_neighbours(town: Town) -> None:
    story = town.story
    zhou, lin = story.at("ST-Z"), story.at("ST-L")
    told = [(row["kind"], row["place"], row["actor"]) for row in reads(town, zhou, -1).rows]
    assert told == [
        ("released", None, None),
        ("shipped", "WH-1", None),
        ("accepted", "ST-Z", story.people["ST-Z/001"]),
    ]
    end = reads(town, zhou, -1).last
    sell.sell(story.office, lin, "ST-L", Goods(town.no, 3))
    hold.place_hold(story.office, supervisor(story), "item", town.codes[2], "Lin's alone")
    hold.place_hold(story.office, supervisor(story), "item", town.codes[0], "Zhou's alone")
    hold.place_hold(story.office, supervisor(story), "batch", town.no, "everybody's")
    with pytest.raises(GateClosed):
        sell.sell(story.office, zhou, "ST-Z", Goods(town.no, 3))
    with pytest.raises(GateClosed):
        sell.sell(story.office, lin, "ST-L", Goods(town.no, 3))
    town.integrated()
    found = reads(town, zhou, end).rows
    assert kinds(found) == ["hold_placed", "hold_placed", "refused"]
    assert [row["actor"] for row in found] == [None, None, zhou.person]
    assert [row["batches"] for row in found] == [[town.no]] * 3


def test_sender_and_receiver_are_told_of_both_ends(town: Town) -> None:
    story = town.story
    zhou, kitchen, lin = story.at("ST-Z"), story.at("KI-1"), story.at("ST-L")
    end = reads(town, zhou, -1).last
    shipment = move.Shipment(site="ST-Z", to="KI-1", goods=Goods(items=town.codes[:2]))
    movement = move.ship(story.office, zhou, shipment).movement
    move.accept(story.office, kitchen, move.Receipt(movement=movement))
    town.integrated()
    for who in (zhou, kitchen):
        assert kinds(reads(town, who, end).rows) == ["shipped", "accepted"]
    assert reads(town, lin, end).rows == []
    assert reads(town, story.at("IM-1"), end).rows == []


def test_the_owner_is_told_of_its_batch_in_the_warehouse_and_no_further(town: Town) -> None:
    told = kinds(reads(town, town.story.at("IM-1"), -1).rows)
    for kind in ("booked", "booking_decided", "gated_in", "unloaded", "sample_taken", "result_reported",
                 "released"):  # fmt: skip
        assert kind in told
    assert {"shipped", "accepted", "sold"} & set(told) == set()
    laboratory = set(kinds(reads(town, town.story.at("LAB-1"), -1).rows))
    assert laboratory == {"sample_handled", "result_reported"}


def test_what_others_correct_is_told_to_whom_it_concerns(town: Town) -> None:
    story = town.story
    zhou = story.at("ST-Z")
    sold = sell.sell(story.office, zhou, "ST-Z", Goods(town.no, 2))
    town.integrated()
    end = reads(town, zhou, -1).last
    correct.void(story.office, supervisor(story), sold, "never happened")
    town.integrated()
    (row,) = reads(town, zhou, end).rows
    assert (row["kind"], row["corrects"], row["actor"]) == ("voided", sold, None)


def test_a_region_is_told_what_happens_in_it(town: Town) -> None:
    story = town.story
    near, far = town.watching("3501"), town.far_away()
    town.integrated()
    told = reads(town, near, -1).rows
    assert {"shipped", "accepted", "result_reported", "released"} <= set(kinds(told))
    assert all(row["actor"] is not None for row in told)
    assert reads(town, far, -1).rows == []
    guest = Actor(0, 0, frozenset({Role.INVESTIGATOR}))
    assert len(reads(town, guest, -1).rows) == min(200, len(written(story)))


def test_positions_are_checked_and_asking_without_one_begins_now(town: Town) -> None:
    for bad in ("-2", "x", str(2**60)):
        answer = town.api.ask("ST-Z", "GET", f"/changes?after={bad}")
        assert (answer.status_code, answer.json()["reasons"][0]["field"]) == (422, "after")
    end = now(town, "ST-Z")
    town.api.post("ST-Z", "/displays", {"site": "ST-Z", "goods": {"batch": town.no, "pieces": 2}})
    town.integrated()
    rows, last = news(town, "ST-Z", end)
    assert kinds(rows) == ["put_on_sale"]
    assert last > end
