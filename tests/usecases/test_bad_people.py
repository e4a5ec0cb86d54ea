"""Other people's goods look like no goods, and a wrong time is no time; nothing is stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.errors import BadInput, NotFound
from app.domain.span import Span
from app.usecases import (
    declare,
    move,
    release,
    sell,
    transform,
)
from app.usecases.goods import Goods
from app.usecases.office import When
from tests.story import Story
from tests.usecases.said import refused

SOME = Goods("B-1", 1)


def test_a_neighbours_stall_looks_like_no_stall(story: Story) -> None:
    no = story.released(to="ST-L")
    sent = move.ship(
        story.office, story.at("WH-1"), move.Shipment(site="WH-1", to="ST-L", goods=Goods(no, 100))
    )
    move.accept(story.office, story.at("ST-L"), move.Receipt(movement=sent.movement))
    zhou = story.at("ST-Z")
    for site in ("ST-L", "ST-9"):
        nowhere = (NotFound, [("no_such", {"what": "site", "value": site})])
        shipment = move.Shipment(site=site, to="ST-Z", goods=Goods(no, 1))
        assert refused(story, move.ship, zhou, shipment) == nowhere
        assert refused(story, sell.sell, zhou, site, Goods(no, 1)) == nowhere


def test_a_neighbours_package_looks_like_a_package_that_never_was(story: Story) -> None:
    no = story.released(to="ST-L")
    (code,) = story.coded(no, 1)
    shipment = move.Shipment(site="WH-1", to="ST-L", goods=Goods(items=(code,)))
    sent = move.ship(story.office, story.at("WH-1"), shipment)
    move.accept(story.office, story.at("ST-L"), move.Receipt(movement=sent.movement))
    zhou = story.at("ST-Z")
    for text in (code, "000000001"):
        goods = Goods(items=(text,))
        unknown = (BadInput, [("no_such", {"what": "code", "value": text})])
        theft = move.Shipment(site="ST-Z", to="CS-1", goods=goods)
        assert refused(story, move.ship, zhou, theft) == unknown
        assert refused(story, sell.sell, zhou, "ST-Z", goods) == unknown
        assert refused(story, transform.split, zhou, "ST-Z", text, (1,)) == unknown


def test_a_movement_to_somebody_else_looks_like_none(lite: Story) -> None:
    no = lite.released(to="ST-L")
    sent = move.ship(
        lite.office, lite.at("WH-1"), move.Shipment(site="WH-1", to="ST-L", goods=Goods(no, 5))
    )
    for movement in (sent.movement, 999_999):
        assert refused(lite, move.accept, lite.at("ST-Z"), move.Receipt(movement=movement)) == (
            NotFound,
            [("no_such", {"what": "movement", "value": str(movement)})],
        )


def test_another_warehouses_batch_and_booking_look_like_none(lite: Story) -> None:
    no = lite.booked()
    for batch in (no, "B-9"):
        unknown = (NotFound, [("no_such", {"what": "batch", "value": batch})])
        paper = declare.Paper(document="ciq_cert", number="X", issued="2024-04-20")
        zhou = lite.at("ST-Z")
        assert refused(lite, declare.file_document, zhou, batch, paper) == unknown
        assert (
            refused(
                lite,
                declare.waive_document,
                zhou,
                batch,
                "goods_list",
                "why",
            )
            == unknown
        )
        assert refused(lite, release.release, zhou, batch, 1, lite.usccs["CS-1"]) == unknown
        assert refused(lite, release.reject, zhou, batch, "why") == unknown
    for booking in ("BK-1", "BK-9"):
        assert refused(lite, declare.decide_booking, lite.at("ST-Z"), booking, approved=True) == (
            NotFound,
            [("no_such", {"what": "booking", "value": booking})],
        )


WRONG_TIMES = [
    (timedelta(minutes=6), timedelta(minutes=6), "time_in_future"),
    (timedelta(hours=-1), timedelta(days=1), "time_in_future"),
    (timedelta(hours=-1), timedelta(hours=-2), "time_backwards"),
]


@pytest.mark.parametrize(("early", "late", "code"), WRONG_TIMES)
def test_an_observation_cannot_lie_in_the_future_or_run_backwards(
    lite: Story, early: timedelta, late: timedelta, code: str
) -> None:
    no = lite.released(to="ST-Z")
    now = lite.clock.moment
    when = When(Span(now + early, now + late))
    value = (now + late).isoformat()
    assert refused(lite, sell.sell, lite.at("WH-1"), "WH-1", Goods(no, 1), when=when) == (
        BadInput,
        [(code, {"field": "happened", "value": value})],
    )


def test_an_observation_without_a_zone_or_from_another_age_is_refused(lite: Story) -> None:
    lite.received()
    naive = datetime(2024, 5, 6, 12)  # noqa: DTZ001
    old = datetime(1999, 12, 31, 23, 59, tzinfo=UTC)
    for moment, code in ((naive, "time_without_zone"), (old, "time_too_old")):
        when = When(Span.at(moment))
        values = {"field": "happened", "value": moment.isoformat()}
        assert refused(lite, sell.sell, lite.at("WH-1"), "WH-1", SOME, when=when) == (
            BadInput,
            [(code, values)],
        )
