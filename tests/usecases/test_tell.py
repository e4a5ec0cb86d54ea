"""A notice is written with the act it tells, for everybody who wants its kind, or not at all."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from sqlalchemy import select, update

from app.domain.errors import BadInput, reason
from app.store import rebuild, registry
from app.store.tables import table
from app.usecases.notify import tell
from tests.gateways.making import destination
from tests.story import Story

CITY = destination("city")
HOLDS = destination("holds", kinds=frozenset({"hold.placed"}))
_notice = table("notice")


def told(story: Story) -> list[Any]:
    """Every notice, in order."""
    with story.office.store.read() as conn:
        return list(conn.execute(select(_notice).order_by(_notice.c.id)))


@pytest.fixture
def wired(story: Story) -> Story:
    story.office = dataclasses.replace(story.office, destinations=(CITY, HOLDS))
    return story


def test_everybody_who_wants_the_kind_gets_one(wired: Story) -> None:
    with wired.office.act(wired.at("WH-1")) as act:
        tell(act, "hold.placed", 77, {"b": "批次", "a": [1, True]})
        tell(act, "incident.opened", 77, {"n": 1})
    assert [(n.destination, n.kind, n.subject, n.body, n.state) for n in told(wired)] == [
        ("city", "hold.placed", 77, '{"a":[1,true],"b":"批次"}', "waiting"),
        ("holds", "hold.placed", 77, '{"a":[1,true],"b":"批次"}', "waiting"),
        ("city", "incident.opened", 77, '{"n":1}', "waiting"),
    ]


def _refused_after_telling(story: Story) -> None:
    with story.office.act(story.at("WH-1")) as act:
        tell(act, "hold.placed", 77, {})
        raise BadInput(reason("nothing_named"))


def test_an_act_that_is_undone_tells_nobody(wired: Story) -> None:
    with pytest.raises(BadInput):
        _refused_after_telling(wired)
    assert told(wired) == []


def test_what_is_not_json_and_kinds_nobody_knows_are_mistakes_of_the_program(wired: Story) -> None:
    for kind, body in (("hold.placed", {"celsius": -18.5}), ("hold.placed", {"a": None})):
        with pytest.raises(TypeError), wired.office.act(wired.at("WH-1")) as act:
            tell(act, kind, 77, body)
    with pytest.raises(ValueError, match="hold_placed"), wired.office.act(wired.at("WH-1")) as act:
        tell(act, "hold_placed", 77, {})
    assert told(wired) == []


def test_a_rebuild_forgets_nothing_that_was_delivered(wired: Story) -> None:
    no = wired.received()
    with wired.office.act(wired.at("WH-1")) as act:
        batch = registry.need(act.conn, "batch", no, no=no).id
        tell(act, "hold.placed", batch, {"batch": no})
        act.tx.conn.execute(
            update(_notice).where(_notice.c.destination == "city").values(state="sent", settled=5)
        )
    before = told(wired)
    rebuild.repair(wired.office.store)
    assert told(wired) == before
    assert {(n.destination, n.state) for n in before} == {("city", "sent"), ("holds", "waiting")}
    assert wired.unequal() == []
