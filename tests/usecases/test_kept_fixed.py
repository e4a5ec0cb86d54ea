"""Faults of goods and gates that were found once: each test keeps one from coming back."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.actors import Role
from app.domain.errors import BadInput, NotAllowed, NotFound
from app.domain.span import Span
from app.usecases import (
    correct,
    count,
    declare,
    disinfect,
    hold,
    label,
    move,
    receive,
    register,
    release,
    sample,
    sell,
    trace,
    transform,
)
from app.usecases.disinfect import Surface
from app.usecases.goods import Goods
from app.usecases.office import When
from app.usecases.register import ProductDetails, SiteDetails
from tests.story import ADMIN, DISH, Story
from tests.usecases.said import cells, codes, refused, shut, written
from tests.usecases.test_bad_input import booking


def sent(story: Story, no: str, pieces: int, to: str) -> int:
    """Pieces of a released batch shipped and accepted."""
    shipment = move.Shipment(site="WH-1", to=to, goods=Goods(no, pieces))
    movement = move.ship(story.office, story.at("WH-1"), shipment).movement
    move.accept(story.office, story.at(to), move.Receipt(movement=movement))
    return movement


def test_a_neighbours_batch_looks_like_a_batch_that_never_was(story: Story) -> None:
    no = story.released(to="ST-L")
    sent(story, no, 100, "ST-L")
    zhou = story.at("ST-Z")
    for batch in (no, "B-9"):
        unknown = (NotFound, [("no_such", {"what": "batch", "value": batch})])
        theft = move.Shipment(site="ST-Z", to="CS-1", goods=Goods(batch, 1))
        assert refused(story, move.ship, zhou, theft) == unknown
        assert refused(story, sell.sell, zhou, "ST-Z", Goods(batch, 1)) == unknown


@pytest.mark.parametrize(("scope", "target"), [("site", "WH-1"), ("party", "USCC")])
def test_a_hold_on_a_place_stops_uncoded_goods_too(lite: Story, scope: str, target: str) -> None:
    no = lite.released(to="ST-Z")
    target = lite.usccs["WH-1"] if scope == "party" else target
    hold.place_hold(lite.office, lite.at("WH-1"), scope, target, "tip-off")
    shipment = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, 5))
    assert codes(shut(lite, move.ship, lite.at("WH-1"), shipment)) == ["on_hold"]


def test_goods_are_taken_by_weight_from_where_the_weight_is(lite: Story) -> None:
    no = lite.released(to="ST-Z")
    sent(lite, no, 10, "ST-Z")
    sell.sell(lite.office, lite.at("ST-Z"), "ST-Z", Goods(no, 0, 500))
    assert cells(lite, no)["ST-Z", "stored"] == (10, 99_500)


def test_what_was_oversold_by_word_of_mouth_is_not_sold_again(lite: Story) -> None:
    no = lite.released(to="ST-Z")
    sent(lite, no, 60, "ST-Z")
    zhou, when = lite.at("ST-Z"), When(Span.at(lite.clock.moment))
    lite.clock.pass_time(hours=1)
    sell.sell(lite.office, zhou, "ST-Z", Goods(no, 70, 700_000), when=when)
    assert cells(lite, no)["ST-Z", "sold"] == (70, 700_000)
    assert codes(shut(lite, sell.sell, zhou, "ST-Z", Goods(no, 60))) == ["not_enough"]


def test_a_certificate_is_revoked_only_by_its_warehouse_or_an_investigator(lite: Story) -> None:
    no = lite.cleared()
    paper = release.release(lite.office, lite.at("WH-1"), no, 100, lite.usccs["ST-Z"]).certificate
    lin = lite.at("ST-L", roles=frozenset({Role.RELEASE_OFFICER}))
    unknown = (NotFound, [("no_such", {"what": "certificate", "value": paper})])
    assert refused(lite, release.revoke, lin, paper, "jealous") == unknown


def test_another_firms_release_officer_does_not_lift_a_hold(lite: Story) -> None:
    no = lite.received()
    key = hold.place_hold(lite.office, lite.at("WH-1"), "batch", no, "smells")
    lin = lite.at("ST-L", roles=frozenset({Role.RELEASE_OFFICER}))
    unknown = (NotFound, [("no_such", {"what": "hold", "value": str(key)})])
    assert refused(lite, hold.lift_hold, lin, key, "mine") == unknown


def test_another_firm_does_not_draw_the_sampling_plan(lite: Story) -> None:
    no = lite.received()
    unknown = (NotFound, [("no_such", {"what": "batch", "value": no})])
    assert refused(lite, sample.draw_plan, lite.at("ST-L"), no) == unknown


def test_goods_are_sampled_where_they_are(lite: Story) -> None:
    no = lite.received()
    tube = sample.Tube("ST-L", "T-1", "outer_pack", no, cartons=(1,))
    unknown = (NotFound, [("no_such", {"what": "batch", "value": no})])
    assert refused(lite, sample.take_sample, lite.at("ST-L"), tube) == unknown


def test_goods_are_disinfected_where_they_are(lite: Story) -> None:
    no = lite.received()
    protocol = lite.protocol()
    elsewhere = (NotFound, [("no_such", {"what": "batch", "value": no})])
    stranger = lite.at("CS-1")
    assert refused(lite, disinfect.disinfect, stranger, Surface("CS-1", no), protocol) == elsewhere
    breach = disinfect.disinfect(lite.office, lite.at("IM-1"), Surface("IM-1", no), protocol)
    lacking = shut(lite, release.release, lite.at("WH-1"), no, 1, lite.usccs["CS-1"])
    assert (breach, "not_disinfected" in codes(lacking)) == (("batch_not_here",), True)


def test_a_batch_is_unloaded_only_at_the_warehouse_whose_gate_it_passed(lite: Story) -> None:
    no = lite.booked()
    staff = lite.at("WH-1")
    truck = Surface("WH-1", plate=lite.arrival(no).plate)
    disinfect.disinfect(lite.office, staff, truck, lite.protocol())
    receive.gate_in(lite.office, staff, lite.arrival(no))
    elsewhere = receive.Count(site="CS-1", batch=no, pieces=100, grams=1_000_000)
    said = refused(lite, receive.unload, lite.at("CS-1"), elsewhere)
    assert said == (NotFound, [("no_such", {"what": "batch", "value": no})])


def test_a_destructive_sample_takes_no_more_weight_than_there_is(lite: Story) -> None:
    no = lite.received(100, 1_000_000)
    policy = lite.office.policies.profiles[0]
    assert policy.sampling.destructive_parts == ("food",)
    tube = sample.Tube("WH-1", "T-1", "food", no, (1,), method="destructive", grams=1_000_001)
    assert codes(shut(lite, sample.take_sample, lite.at("WH-1"), tube)) == ["not_enough_grams"]


def test_a_count_names_a_state_that_exists(lite: Story) -> None:
    no = lite.received()
    odd = count.Counted(site="WH-1", batch=no, pieces=3, disposition="nonsense")
    kind, said = refused(lite, count.count_stock, lite.at("WH-1"), odd)
    assert (kind, codes(said)) == (BadInput, ["bad_choice"])


def test_the_same_pieces_do_not_go_into_a_process_twice(lite: Story) -> None:
    no = lite.released(to="KI-1")
    sent(lite, no, 100, "KI-1")
    making = transform.Making(
        site="KI-1", inputs=(Goods(no, 60), Goods(no, 60)), batch="DISH-1", product=DISH,
        pieces=1000, grams=1_200_000,
    )  # fmt: skip
    before = cells(lite, no)
    with pytest.raises(Exception, match=r"DISH-1|B-1|twice"):
        transform.process(lite.office, lite.at("KI-1"), making)
    assert cells(lite, no) == before


def test_a_package_does_not_go_into_a_process_beside_its_pallet(lite: Story) -> None:
    no = lite.released(to="KI-1")
    (code,) = lite.coded(no, 1)
    staff = lite.at("WH-1")
    pallet = label.build_pallet(lite.office, staff, "WH-1")
    transform.stack(lite.office, staff, "WH-1", pallet, (code,))
    shipment = move.Shipment(site="WH-1", to="KI-1", goods=Goods(items=(pallet,)))
    movement = move.ship(lite.office, staff, shipment).movement
    cook = lite.at("KI-1")
    move.accept(lite.office, cook, move.Receipt(movement=movement))
    making = transform.Making(
        site="KI-1", inputs=(Goods(items=(pallet,)), Goods(items=(code,))), batch="DISH-1",
        product=DISH, pieces=10, grams=10_001,
    )  # fmt: skip
    kind, said = refused(lite, transform.process, cook, making)
    assert (kind, codes(said)) == (BadInput, ["listed_twice"])


def test_somebody_without_any_role_corrects_nothing(lite: Story) -> None:
    lite.received()
    unloaded = written(lite)[-1].id
    idler = lite.at("WH-1", roles=frozenset())
    assert refused(lite, correct.void, idler, unloaded, "no reason")[0] is NotAllowed
    assert refused(lite, correct.correct_pieces, idler, unloaded, 1, 1)[0] is NotAllowed


def test_goods_expire_by_the_day_of_china(lite: Story) -> None:
    no = lite.released(to="ST-Z")  # produced 2024-04-01, good for 700 days: to 2026-03-02
    sent(lite, no, 10, "ST-Z")
    lite.clock.moment = datetime(2026, 3, 2, 15, 59, tzinfo=UTC)
    sell.sell(lite.office, lite.at("ST-Z"), "ST-Z", Goods(no, 1))
    lite.clock.moment = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)  # midnight in China
    said = shut(lite, sell.sell, lite.at("ST-Z"), "ST-Z", Goods(no, 1))
    assert said == [("expired", {"batch": no, "value": "2026-03-02"})]


def test_expired_goods_get_no_certificate(lite: Story) -> None:
    no = lite.cleared()
    lite.clock.moment = datetime(2027, 1, 1, tzinfo=UTC)
    said = shut(lite, release.release, lite.at("WH-1"), no, 1, lite.usccs["CS-1"])
    assert said == [("expired", {"batch": no, "value": "2026-03-02"})]


def test_a_device_time_without_a_zone_is_refused(lite: Story) -> None:
    no = lite.received()
    when = When(Span.at(lite.clock.moment), device_time=datetime(2024, 5, 7, 6))  # noqa: DTZ001
    kind, said = refused(lite, sell.sell, lite.at("WH-1"), "WH-1", Goods(no, 1), when=when)
    assert (kind, codes(said)) == (BadInput, ["time_without_zone"])


def test_a_slot_at_the_end_of_all_calendars_is_refused(lite: Story) -> None:
    details = booking(lite, slot=datetime(9999, 12, 31, 20, tzinfo=UTC))
    kind, _ = refused(lite, declare.book, lite.at("IM-1"), details)
    assert kind is BadInput


def test_a_fraction_of_a_millionth_degree_is_refused(lite: Story) -> None:
    party: Any = lite.parties["CS-1"]
    half: Any = 1.5
    site = SiteDetails(code="N", party=party, kind="stall", name="n", region="35", lat_e6=half)
    kind, _ = refused(lite, register.register_site, ADMIN, site)
    assert kind is BadInput


def test_a_fraction_of_a_tenth_degree_of_a_product_is_refused(lite: Story) -> None:
    half: Any = -18.5
    details = ProductDetails(
        code="4006381333931", name="a", name_en="a", category="c", storage="frozen", low_dc=half
    )
    kind, _ = refused(lite, register.register_product, ADMIN, details)
    assert kind is BadInput


def test_a_fraction_of_a_tenth_degree_on_a_surface_is_refused(lite: Story) -> None:
    truck = Surface("WH-1", plate="闽A00001")
    cold = lite.protocol(surface_dc=-180.5)
    kind, _ = refused(lite, disinfect.disinfect, lite.at("WH-1"), truck, cold)
    assert kind is BadInput


def test_a_fraction_of_a_tenth_degree_at_the_gate_is_refused(lite: Story) -> None:
    no = lite.booked()
    staff = lite.at("WH-1")
    truck = Surface("WH-1", plate=lite.arrival(no).plate)
    disinfect.disinfect(lite.office, staff, truck, lite.protocol())
    half: Any = -180.5
    arrival = dataclasses.replace(lite.arrival(no), cargo_dc=half)
    kind, _ = refused(lite, receive.gate_in, staff, arrival)
    assert kind is BadInput


def test_a_swab_of_an_unknown_vehicle_is_refused(lite: Story) -> None:
    tube = sample.Tube("WH-1", "T-1", "tyre", subject="vehicle", subject_id=999_999)
    kind, _ = refused(lite, sample.take_sample, lite.at("WH-1"), tube)
    assert kind is NotFound


def test_goods_are_not_accepted_before_they_were_sent(lite: Story) -> None:
    no = lite.released(to="ST-Z")
    shipment = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, 10))
    movement = move.ship(lite.office, lite.at("WH-1"), shipment).movement
    left = written(lite)[-1].happened
    early = When(Span.at(lite.clock.moment - timedelta(hours=5)))
    move.accept(lite.office, lite.at("ST-Z"), move.Receipt(movement=movement), when=early)
    assert written(lite)[-1].happened.latest == left.latest


def test_an_unloading_that_shipments_rest_on_is_not_voided(lite: Story) -> None:
    no = lite.received()
    unloaded = written(lite)[-1].id
    lite.released(no=lite.tested_clean(lite.disinfected(no)), to="ST-Z")
    sent(lite, no, 60, "ST-Z")
    _, said = refused(lite, correct.void, lite.at("WH-1"), unloaded, "typo")
    assert codes(said) == ["later_depends"]


def test_a_hold_number_beyond_every_database_is_no_hold(story: Story) -> None:
    kind, _ = refused(story, hold.lift_hold, story.at("WH-1"), 10**30, "why")
    assert kind in (NotFound, BadInput)


def test_pieces_that_came_with_packages_only_are_kept_as_surplus(lite: Story) -> None:
    no = lite.released(to="ST-Z")
    (code,) = lite.coded(no, 1)
    shipment = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(items=(code,)))
    movement = move.ship(lite.office, lite.at("WH-1"), shipment).movement
    receipt = move.Receipt(movement=movement, pieces=5)
    kind, _ = refused(lite, move.accept, lite.at("ST-Z"), receipt)
    assert kind is BadInput


def test_a_trace_still_answers_after_every_accepted_count(lite: Story) -> None:
    no = lite.received()
    for disposition in ("stored", "on_sale"):
        counted = count.Counted(site="WH-1", batch=no, pieces=99, disposition=disposition)
        count.count_stock(lite.office, lite.at("WH-1"), counted)
    assert trace.trace(lite.office, lite.at("WH-1"), no).batches[0]["balance"]["adds_up"] is True
