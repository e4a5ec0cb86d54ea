"""What the machine turned up once, each as one small story."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

from app.domain import disinfection
from app.domain.errors import Refusal
from app.domain.span import Span
from app.store import registry
from app.usecases import correct, disinfect, gate, hold, label, move, sample, sell, transform
from app.usecases.disinfect import Surface
from app.usecases.goods import Goods
from app.usecases.label import Coding
from app.usecases.office import When
from app.usecases.transform import Making
from tests.machine.raw import Raw, read
from tests.story import DISH, Story


def shipped(story: Story, site: str, to: str, goods: Goods, *, everything: bool = False) -> int:
    """A shipment on its way; its movement."""
    shipment = move.Shipment(site=site, to=to, goods=goods, everything=everything)
    return move.ship(story.office, story.at(site), shipment).movement


def delivered(story: Story, site: str, to: str, goods: Goods, *, everything: bool = False) -> None:
    """Shipped and accepted."""
    movement = shipped(story, site, to, goods, everything=everything)
    move.accept(story.office, story.at(to), move.Receipt(movement=movement))


def earlier(story: Story) -> When:
    """This moment, for an act that is entered later."""
    moment = story.clock.moment
    story.clock.pass_time(minutes=5)
    return When(Span.at(moment))


def newest(story: Story, kind: str) -> Raw:
    """The last fact of a kind."""
    with story.office.store.read() as conn:
        return [fact for fact in read(conn) if fact.kind == kind][-1]


def coded(
    story: Story, no: str, site: str, count: int, each: int = 1, when: When | None = None
) -> list[str]:
    """Packages of several pieces; their codes."""
    order = Coding(site=site, batch=no, count=count, pieces_each=each)
    made = label.code_packages(story.office, story.at(site), order, when)
    return [code for code, _, _ in made.labels]


def pieces(story: Story, no: str, site: str) -> dict[str, int]:
    """Uncoded pieces of a batch at a site."""
    with story.office.store.read() as conn:
        batch = registry.need(conn, "batch", no, no=no).id
        rows = registry.many(conn, "stock", "batch", [batch])
        place = registry.need(conn, "site", site, code=site).id
    return {row.disposition: row.pieces for row in rows if row.site == place and row.pieces}


def states(story: Story, codes: list[str]) -> list[tuple[str, int]]:
    """Disposition and pieces of items by their codes."""
    with story.office.store.read() as conn:
        keys = registry.items_by(conn, "code", codes)
        found = registry.item_states(conn, list(keys.values()))
    return [(found[keys[code]].disposition, found[keys[code]].pieces) for code in codes]


def test_a_voided_shipment_of_everything_replays_the_same(
    lite: Story,
) -> None:
    no = lite.released(10, to="ST-Z")
    lite.coded(no, 2)
    shipped(lite, "WH-1", "ST-Z", Goods(no), everything=True)
    correct.void(lite.office, lite.at("WH-1"), newest(lite, "shipped").id, "never left")
    assert lite.unequal() == []


def test_packages_coded_late_leave_with_a_later_shipment_of_everything(
    lite: Story,
) -> None:
    no = lite.released(10, to="CS-1")
    delivered(lite, "WH-1", "CS-1", Goods(no, 5))
    lite.coded(no, 2, "CS-1")
    before = earlier(lite)
    shipped(lite, "CS-1", "ST-Z", Goods(no), everything=True)
    delivered(lite, "WH-1", "CS-1", Goods(no, 5))
    coded(lite, no, "CS-1", 2, when=before)
    assert lite.unequal() == []


def test_a_processing_that_broke_the_rules_is_recorded_and_flagged(lite: Story) -> None:
    no = lite.received(10)  # not disinfected, not tested, no certificate
    making = Making(
        site="WH-1", inputs=(Goods(no, 1),), batch="P-1", product=DISH, pieces=1, grams=10_000
    )
    before = earlier(lite)
    transform.process(lite.office, lite.at("WH-1"), making, before)
    assert newest(lite, "processed").body.get("breach")


def test_an_empty_pallet_of_a_held_firm_stays(lite: Story) -> None:
    staff = lite.at("WH-1")
    pallet = label.build_pallet(lite.office, staff, "WH-1")
    hold.place_hold(lite.office, staff, "party", lite.usccs["WH-1"], "tip-off")
    with pytest.raises(Refusal, match="tip-off"):
        shipped(lite, "WH-1", "ST-Z", Goods(items=(pallet,)))


def test_a_merge_takes_from_each_package_what_that_one_had(lite: Story) -> None:
    no = lite.received(10)
    big, small = (*coded(lite, no, "WH-1", 1, each=3), *coded(lite, no, "WH-1", 1, each=1))
    merged = transform.merge(lite.office, lite.at("WH-1"), "WH-1", (small, big))
    assert states(lite, [big, small, merged]) == [("merged", 0), ("merged", 0), ("stored", 4)]
    assert lite.unequal() == []


def test_a_late_merge_before_a_split_is_recorded(lite: Story) -> None:
    no = lite.received(10)
    codes = coded(lite, no, "WH-1", 2, each=3)
    before = earlier(lite)
    transform.split(lite.office, lite.at("WH-1"), "WH-1", codes[0], (1,))
    transform.merge(lite.office, lite.at("WH-1"), "WH-1", tuple(codes), before)
    assert sum(pieces for _, pieces in states(lite, codes)) == 0


def test_a_late_merge_keeps_the_grams_of_a_package_that_was_sampled_since(lite: Story) -> None:
    no = lite.received(2, 20_000)
    codes = tuple(coded(lite, no, "WH-1", 2))
    before = earlier(lite)
    staff = lite.at("WH-1")
    tube = sample.Tube("WH-1", "T-1", "food", items=codes[:1], method="destructive", grams=7)
    sample.take_sample(lite.office, staff, tube)
    transform.merge(lite.office, staff, "WH-1", codes, before)
    assert grams_in_packages(lite, no) == 20_000 - 7


def test_a_late_sample_of_a_package_that_was_merged_since_takes_its_grams(lite: Story) -> None:
    no = lite.received(2, 20_000)
    codes = tuple(coded(lite, no, "WH-1", 2))
    before = earlier(lite)
    staff = lite.at("WH-1")
    transform.merge(lite.office, staff, "WH-1", codes)
    tube = sample.Tube("WH-1", "T-1", "food", items=codes[:1], method="destructive", grams=7)
    sample.take_sample(lite.office, staff, tube, before)
    assert grams_in_packages(lite, no) == 20_000 - 7


def grams_in_packages(story: Story, no: str) -> int:
    with story.office.store.read() as conn:
        batch = registry.need(conn, "batch", no, no=no).id
        found = registry.many(conn, "item", "batch", [batch])
    return sum(row.grams for row in found if row.kind == "package")


def test_a_merged_package_does_not_vouch_for_cartons_that_were_never_in_it(lite: Story) -> None:
    no = lite.received(4)
    one, _unsprayed, three, four = coded(lite, no, "WH-1", 4)
    staff = lite.at("WH-1")

    def spray(item: str) -> None:
        disinfect.disinfect(lite.office, staff, Surface("WH-1", items=(item,)), lite.protocol())

    spray(four)
    merged = transform.merge(lite.office, staff, "WH-1", (one, four))
    with pytest.raises(Refusal, match="name the carton numbers"):
        spray(merged)
    one_row = Surface("WH-1", no, cartons=((1, 1), (4, 4)))
    disinfect.disinfect(lite.office, staff, one_row, lite.protocol())
    spray(three)
    with lite.office.act(staff) as act:
        batch = registry.need(act.conn, "batch", no, no=no).id
        entries = gate.facts_of(act, batch).entries
        assert disinfection.lacking(entries, batch, 4, gate.policy_of(act, batch)) != []


def test_carton_numbers_are_not_given_twice_after_a_split(lite: Story) -> None:
    no = lite.received(8)
    (code,) = coded(lite, no, "WH-1", 1, each=5)  # cartons 1 to 5
    transform.split(lite.office, lite.at("WH-1"), "WH-1", code, (2,))
    order = Coding(site="WH-1", batch=no, count=1)
    ((_, _, carton),) = label.code_packages(lite.office, lite.at("WH-1"), order).labels
    assert carton == 6


def test_everything_takes_the_stored_and_the_displayed_pieces(lite: Story) -> None:
    no = lite.released(10, to="ST-Z")
    delivered(lite, "WH-1", "ST-Z", Goods(no, 8))
    sell.put_on_sale(lite.office, lite.at("ST-Z"), "ST-Z", Goods(no, 5))
    shipped(lite, "ST-Z", "ST-L", Goods(no), everything=True)
    assert pieces(lite, no, "ST-Z") == {}


def test_a_package_named_beside_everything_counts_once_against_the_certificate(lite: Story) -> None:
    no = lite.released(10, to="ST-Z")
    code, _ = coded(lite, no, "WH-1", 2)
    shipped(lite, "WH-1", "ST-Z", Goods(no, items=(code,)), everything=True)
    (use,) = newest(lite, "shipped").body["uses"]
    assert use["pieces"] == 10


def test_a_correction_that_sells_more_than_there_was_is_flagged_or_refused(lite: Story) -> None:
    no = lite.released(10, to="ST-Z")
    delivered(lite, "WH-1", "ST-Z", Goods(no, 5))
    sold = sell.sell(lite.office, lite.at("ST-Z"), "ST-Z", Goods(no, 1))
    flagged_or_refused(
        lambda: correct.correct_pieces(lite.office, lite.at("ST-Z"), sold, 50, 500_000),
        lambda: newest(lite, "sold"),
    )


def flagged_or_refused(act: Callable[[], object], written: Callable[[], Raw]) -> None:
    """Either a refusal, or a fact that owns up to what it broke."""
    try:
        act()
    except Refusal:
        return
    assert written().body.get("breach")


def test_an_acceptance_told_too_early_does_not_leave_the_goods_on_the_road(lite: Story) -> None:
    no = lite.released(10, to="ST-Z")
    codes = coded(lite, no, "WH-1", 1)
    before = earlier(lite)
    movement = shipped(lite, "WH-1", "ST-Z", Goods(items=tuple(codes)))
    move.accept(lite.office, lite.at("ST-Z"), move.Receipt(movement=movement), before)
    assert states(lite, codes) == [("stored", 1)]


def test_an_observed_processing_of_an_empty_pallet_is_not_called_taken_already(lite: Story) -> None:
    before = earlier(lite)
    pallet = label.build_pallet(lite.office, lite.at("WH-1"), "WH-1")
    goods = Goods(items=(pallet,))
    making = Making(site="WH-1", inputs=(goods,), batch="P-1", product=DISH, pieces=1, grams=1)
    with pytest.raises(Refusal) as refused:
        transform.process(lite.office, lite.at("WH-1"), making, before)
    assert [each.code for each in refused.value.reasons] != ["taken_meanwhile"]


def test_a_split_told_late_of_a_package_on_the_road_makes_no_package_on_the_road(
    lite: Story,
) -> None:
    no = lite.released(10, to="ST-Z")
    (code,) = coded(lite, no, "WH-1", 1, each=4)
    before = earlier(lite)
    shipped(lite, "WH-1", "ST-Z", Goods(items=(code,)))
    (child,) = transform.split(lite.office, lite.at("WH-1"), "WH-1", code, (1,), before)
    assert states(lite, [child]) == [("stored", 1)]


def test_a_late_split_before_a_shipment_of_everything_replays_the_same(lite: Story) -> None:
    no = lite.released(10, to="ST-Z")
    (code,) = coded(lite, no, "WH-1", 1, each=4)
    before = earlier(lite)
    shipped(lite, "WH-1", "ST-Z", Goods(no), everything=True)
    transform.split(lite.office, lite.at("WH-1"), "WH-1", code, (1,), before)
    assert lite.unequal() == []


def test_a_sample_of_a_package_destroyed_with_its_pallet_leaves_it_on_the_pallet(
    lite: Story,
) -> None:
    no = lite.received(4)
    codes = coded(lite, no, "WH-1", 2)
    staff = lite.at("WH-1")
    pallet = label.build_pallet(lite.office, staff, "WH-1")
    transform.stack(lite.office, staff, "WH-1", pallet, tuple(codes))
    disposal = sell.Disposal(witness=lite.people["WH-1/002"], weighed=1000, method="burnt")
    sell.destroy(lite.office, staff, "WH-1", Goods(items=(pallet,)), disposal)
    tube = sample.Tube("WH-1", "T-1", "food", items=tuple(codes[:1]), method="destructive", grams=7)
    with suppress(Refusal):  # saying no to sampling what is destroyed would be right as well
        sample.take_sample(lite.office, staff, tube)
    with lite.office.store.read() as conn:
        keys = registry.items_by(conn, "code", codes)
        (one, two) = registry.item_states(conn, list(keys.values())).values()
    assert one.container == two.container
