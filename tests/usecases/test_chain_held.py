"""What a hold stops and what it does not; rooms, ends, and goods that are somewhere else."""

from __future__ import annotations

import dataclasses

from app.domain.errors import BadInput, Conflict, NotFound
from app.usecases import hold, label, move, register, release, sample, sell, transform
from app.usecases.goods import Goods
from tests.story import ADMIN, DISH, EVERYTHING, Story
from tests.usecases.said import cells, codes, kinds_since, refused, shut, state_of, written


def test_held_packages_are_neither_split_nor_merged_nor_put_on_sale(lite: Story) -> None:
    no = lite.released(to="CS-1")
    one, two = lite.coded(no, 2)
    staff = lite.at("WH-1")
    key = hold.place_hold(lite.office, staff, "batch", no, "tip-off")
    held = [("on_hold", {"hold": str(key), "scope": "batch", "why": "tip-off"})]
    assert shut(lite, transform.split, staff, "WH-1", one, (1,)) == held
    assert shut(lite, transform.merge, staff, "WH-1", (one, two)) == held
    inside = [("trade_in_warehouse", {"site": "WH-1"}), *held]
    assert shut(lite, sell.put_on_sale, staff, "WH-1", Goods(items=(one,))) == inside
    assert shut(lite, sell.sell, staff, "WH-1", Goods(no, 1)) == inside
    making = transform.Making(
        site="WH-1", inputs=(Goods(no, 1),), batch="D-1", product=DISH, pieces=1, grams=1
    )
    assert shut(lite, transform.process, staff, making) == inside


def test_held_goods_may_go_back_over_the_border_or_be_destroyed(story: Story) -> None:
    no = story.received()
    staff = story.at("WH-1")
    hold.place_hold(story.office, staff, "batch", no, "tip-off")
    before = len(written(story))
    sell.return_abroad(story.office, staff, "WH-1", Goods(no, 99), "RT-1")
    witness = sell.Disposal(witness=story.people["WH-1/002"], weighed=10_000, method="burnt")
    sell.destroy(story.office, staff, "WH-1", Goods(no, 1), witness)
    assert kinds_since(story, before) == ["returned_abroad", "destroyed"]
    assert cells(story, no) == {
        ("WH-1", "returned"): (99, 990_000),
        ("WH-1", "destroyed"): (1, 10_000),
    }
    again = shut(story, sell.return_abroad, staff, "WH-1", Goods(no, 1), "RT-2")
    assert codes(again) == ["not_enough"]
    assert story.unequal() == []


def test_goods_are_laid_into_rooms_of_the_site_they_are_at(story: Story) -> None:
    no = story.released(to="CS-1")
    here, gone = story.coded(no, 2)
    staff = story.at("WH-1")
    register.register_zone(story.office, ADMIN, "WH-1", "COLD-1", "cold_room", (-250, -180))
    shipment = move.Shipment(site="WH-1", to="CS-1", goods=Goods(items=(gone,)))
    move.ship(story.office, staff, shipment)
    before = len(written(story))
    move.put_away(story.office, staff, "WH-1", "COLD-1", (here,))
    assert kinds_since(story, before) == ["put_away"]
    assert (state_of(story, here).zone is None, state_of(story, gone).zone) == (False, None)
    on_its_way = [("item_in_transit", {"item": gone})]
    assert shut(story, move.put_away, staff, "WH-1", "COLD-1", (gone,)) == on_its_way
    no_room = (NotFound, [("no_such", {"what": "zone", "value": "COLD-9"})])
    assert refused(story, move.put_away, staff, "WH-1", "COLD-9", (here,)) == no_room
    assert story.unequal() == []


def test_goods_are_taken_only_from_where_they_are(lite: Story) -> None:
    no = lite.released(to="CS-1")
    (code,) = lite.coded(no, 1)
    site = register.SiteDetails(
        code="CS-2", party=lite.parties["CS-1"], kind="cold_store", name="two", region="350102"
    )
    register.register_site(lite.office, ADMIN, site)
    shipment = move.Shipment(site="WH-1", to="CS-1", goods=Goods(items=(code,)))
    sent = move.ship(lite.office, lite.at("WH-1"), shipment)
    keeper = lite.at("CS-1")
    move.accept(lite.office, keeper, move.Receipt(movement=sent.movement))
    elsewhere = {"item": code, "site": "CS-2", "where": "CS-1"}
    said = shut(lite, sell.sell, keeper, "CS-2", Goods(items=(code,)))
    assert said == [("item_not_here", elsewhere)]


def test_a_hold_names_a_scope_and_a_target_that_exist(lite: Story) -> None:
    staff = lite.at("WH-1")
    choices = "batch, item, site, plant, party"
    scope = {"field": "scope", "value": "moon", "choices": choices}
    said = refused(lite, hold.place_hold, staff, "moon", "B-1", "why")
    assert said == (BadInput, [("bad_choice", scope)])
    staff = dataclasses.replace(staff, roles=EVERYTHING)
    for scope_of, target, what in (
        ("batch", "B-9", "batch"),
        ("site", "WH-9", "site"),
        ("plant", "IN/IN-9", "plant"),
    ):
        unknown = (NotFound, [("no_such", {"what": what, "value": target})])
        assert refused(lite, hold.place_hold, staff, scope_of, target, "why") == unknown
    unknown = (NotFound, [("no_such", {"what": "hold", "value": "77"})])
    assert refused(lite, hold.lift_hold, staff, 77, "why") == unknown


def test_a_lost_tube_leaves_its_place_in_the_plan_empty(lite: Story) -> None:
    no = lite.disinfected(lite.received())
    first, second = lite.tubes(no)
    lite.report(second)
    staff = lite.at("WH-1")
    sample.handle_sample(lite.office, lite.at("LAB-1"), first, "lost", "van stolen")
    few = [("too_few_samples", {"part": "outer_pack", "have": "1", "need": "2"})]
    asked = (no, 100, lite.usccs["CS-1"])
    assert shut(lite, release.release, staff, *asked) == few
    carton = int(first.rsplit("-", 1)[1])
    again = sample.Tube("WH-1", "T-NEW", "outer_pack", no, (carton,))
    sample.take_sample(lite.office, staff, again)
    assert codes(shut(lite, release.release, staff, *asked)) == ["result_pending"]
    sample.handle_sample(lite.office, lite.at("LAB-1"), "T-NEW", "received")
    lite.report("T-NEW")
    before = len(written(lite))
    release.release(lite.office, staff, *asked)
    assert kinds_since(lite, before) == ["released"]


def test_a_positive_pool_that_singles_cleared_releases_after_its_hold_is_lifted(
    story: Story,
) -> None:
    no = story.disinfected(story.received())
    cartons = sample.draw_plan(story.office, story.at("WH-1"), no)
    pool = sample.Tube("WH-1", "POOL", "outer_pack", no, cartons)
    sample.take_sample(story.office, story.at("WH-1"), pool)
    sample.handle_sample(story.office, story.at("LAB-1"), "POOL", "received")
    story.report("POOL", "positive")
    first, second = story.at("WH-1"), story.at("WH-1", "002")
    asked = (no, 100, story.usccs["CS-1"])
    assert codes(shut(story, release.release, first, *asked)) == ["result_positive", "held_by_incident"]
    for carton in cartons:
        single = sample.Tube("WH-1", f"S-{carton}", "outer_pack", no, (carton,))
        sample.take_sample(story.office, first, single)
        sample.handle_sample(story.office, story.at("LAB-1"), single.tube, "received")
        story.report(single.tube)
    ((_, on_hold),) = shut(story, release.release, first, *asked)
    key = int(on_hold["hold"])
    assert hold.lift_hold(story.office, first, key, "singles clean") is None
    hold.lift_hold(story.office, second, key, "agreed")
    before = len(written(story))
    release.release(story.office, first, *asked)
    assert kinds_since(story, before) == ["released"]
    assert story.unequal() == []


def test_a_revoked_or_unknown_certificate_is_not_revoked(lite: Story) -> None:
    staff = lite.at("WH-1")
    unknown = (NotFound, [("no_such", {"what": "certificate", "value": "EC-9"})])
    assert refused(lite, release.revoke, staff, "EC-9", "why") == unknown
    no = lite.cleared()
    paper = release.release(lite.office, staff, no, 10, lite.usccs["CS-1"]).certificate
    nothing = (BadInput, [("empty", {"field": "why"})])
    assert refused(lite, release.revoke, staff, paper, " ") == nothing
    release.revoke(lite.office, staff, paper, "typo")
    assert refused(lite, release.revoke, staff, paper, "typo")[0] is Conflict


def test_a_pallet_is_held_by_a_hold_on_itself_and_so_is_what_stands_on_it(lite: Story) -> None:
    no = lite.released(to="CS-1")
    (code,) = lite.coded(no, 1)
    staff = lite.at("WH-1")
    pallet = label.build_pallet(lite.office, staff, "WH-1")
    transform.stack(lite.office, staff, "WH-1", pallet, (code,))
    key = hold.place_hold(lite.office, staff, "item", pallet, "leaking")
    held = [("on_hold", {"hold": str(key), "scope": "item", "why": "leaking"})]
    for named in (pallet, code):
        shipment = move.Shipment(site="WH-1", to="CS-1", goods=Goods(items=(named,)))
        assert shut(lite, move.ship, staff, shipment) == held
