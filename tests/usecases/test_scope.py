"""Everything that goods have become and reached, in the figures of stories worked out by hand."""

from __future__ import annotations

from app.domain.actors import Role
from app.store import find, registry
from app.usecases import label, move, sell, transform
from app.usecases.goods import Goods
from app.usecases.scope import Scope, Start, scope
from tests.story import DISH, Story


def scope_of(story: Story, *batches: str, codes: tuple[str, ...] = ()) -> Scope:
    with story.office.store.read() as conn:
        ids = tuple(registry.need(conn, "batch", no, no=no).id for no in batches)
        items = tuple(registry.items_by(conn, "code", codes).values())
        return scope(conn, Start(ids, items))


def carried(story: Story, site: str, to: str, goods: Goods, plate: str = "") -> int:
    shipment = move.Shipment(site=site, to=to, goods=goods, plate=plate)
    sent = move.ship(story.office, story.at(site), shipment)
    move.accept(story.office, story.at(to), move.Receipt(movement=sent.movement))
    return sent.movement


def by_site(found: Scope) -> dict[str, dict[str, int]]:
    """What each place holds, without the zeros."""
    return {
        found.places[h.site].code: {part: n for part, n in h.pieces.items() if n} for h in found.holders
    }


def test_a_batch_by_count_and_by_code_at_three_holders(story: Story) -> None:
    no = story.cleared(100)
    story.released(100, to="CS-1", no=no)
    codes = story.coded(no, 20)
    first = carried(story, "WH-1", "CS-1", Goods(no, 60, items=codes), plate="闽A11111")
    on = carried(story, "CS-1", "ST-Z", Goods(no, 10, items=codes[:5]), plate="闽B22222")
    sell.sell(story.office, story.at("ST-Z"), "ST-Z", Goods(no, 4, items=codes[:2]))
    found = scope_of(story, no)
    # 100 = 20 in the warehouse + (60 - 10) + (20 - 5) at the wholesaler + 10 - 4 + 5 - 2 at the stall
    assert by_site(found) == {
        "WH-1": {"on_hand": 20}, "CS-1": {"on_hand": 65}, "ST-Z": {"on_hand": 9, "sold": 6},
    }  # fmt: skip
    assert found.received == (100, 1_000_000)
    assert {h.packages for h in found.holders} == {0, 15, 3}
    assert [(v.plate, v.movements) for v in found.vehicles] == [
        ("闽A00001", ()), ("闽A11111", (first,)), ("闽B22222", (on,)),
    ]  # fmt: skip
    numbers = found.numbers()
    assert numbers | {"people": 0} == {
        "batches": 1, "received": 100, "on_hand": 94, "in_transit": 0, "sold": 6, "consumed": 0,
        "returned": 0, "destroyed": 0, "unexplained": 0, "packages_on_hand": 18, "holders": 3,
        "holders_with_stock": 3, "places": 3, "vehicles": 3, "people": 0,
    }  # fmt: skip
    # the warehouse's worker, its sprayer and the one who watched; the wholesaler's and the stall's
    hands = {f"{found.firms[p.party].name}/{p.staff_no}" for p in found.people}
    assert hands == {"WH-1/001", "WH-1/002", "WH-1/003", "CS-1/001", "ST-Z/001"}


def test_one_package_reaches_what_was_made_of_it_and_not_its_neighbours(story: Story) -> None:
    no = story.cleared(100)
    story.released(100, to="KI-1", no=no)
    one, other = story.coded(no, 2)
    carried(story, "WH-1", "KI-1", Goods(items=(one, other)))
    kitchen = story.at("KI-1", roles=frozenset({Role.VENDOR}))
    made = transform.Making(
        site="KI-1", inputs=(Goods(items=(one,)),), batch="DISH-1", product=DISH, pieces=40, grams=9_000
    )
    transform.process(story.office, kitchen, made)
    found = scope_of(story, codes=(one,))
    with story.office.store.read() as conn:
        dish = registry.need(conn, "batch", "DISH-1", no="DISH-1").id
        assert found.items == tuple(registry.items_by(conn, "code", (one,)).values())
    assert found.batches == (dish,)
    assert by_site(found) == {"KI-1": {"on_hand": 40, "consumed": 1}}
    whole = scope_of(story, no)
    assert by_site(whole) == {"WH-1": {"on_hand": 98}, "KI-1": {"on_hand": 41, "consumed": 1}}
    assert whole.items == ()  # the packages are of a batch that is meant whole


def test_a_pallet_stands_for_everything_that_was_ever_on_it(story: Story) -> None:
    no = story.cleared(10)
    story.released(10, to="CS-1", no=no)
    first, second, third = story.coded(no, 3)
    staff = story.at("WH-1")
    pallet = label.build_pallet(story.office, staff, "WH-1")
    transform.stack(story.office, staff, "WH-1", pallet, (first, second))
    transform.unstack(story.office, staff, "WH-1", pallet, (second,))
    with story.office.store.read() as conn:
        (match,) = find.by_label(conn, "code", pallet)
        found = scope(conn, Start(items=match.items))
        named = registry.items_by(conn, "code", (first, second, third))
    assert set(found.items) == {named[first], named[second]}
    shipped = carried(story, "WH-1", "CS-1", Goods(items=(pallet,)), plate="闽C33333")
    assert [v.movements for v in scope_of(story, codes=(first,)).vehicles] == [(shipped,)]
    assert scope_of(story, codes=(second,)).vehicles == ()  # it had been taken off before


def test_goods_swept_along_count_for_their_vehicle(story: Story) -> None:
    no = story.cleared(10)
    story.released(10, to="CS-1", no=no)
    (one,) = story.coded(no, 1)
    shipment = move.Shipment(site="WH-1", to="CS-1", goods=Goods(no), plate="闽D44444", everything=True)
    move.ship(story.office, story.at("WH-1"), shipment)
    found = scope_of(story, codes=(one,))
    assert [v.plate for v in found.vehicles] == ["闽D44444"]
    assert by_site(found) == {"CS-1": {"in_transit": 1}}
