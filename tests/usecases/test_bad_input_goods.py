"""Wrong goods, codes and register entries are named by item and field; nothing is stored."""

from __future__ import annotations

import dataclasses

import pytest

from app.domain.errors import BadInput, Conflict
from app.usecases import label, move, register, sell
from app.usecases.goods import Goods
from app.usecases.register import PartyDetails, ProductDetails, SiteDetails
from tests.story import ADMIN, Story
from tests.usecases.said import refused

GOODS = [
    (Goods("B-1", -1), "too_small", {"field": "pieces", "value": "-1", "least": "0"}),
    (Goods("B-1", 1.5), "not_whole", {"field": "pieces", "value": "1.5"}),  # type: ignore[arg-type]
    (Goods("B-1", True), "not_whole", {"field": "pieces", "value": "True"}),
    (
        Goods("B-1", 10**13),
        "too_large",
        {"field": "pieces", "value": "10000000000000", "most": "1000000000000"},
    ),
    (Goods("B-1", 1, -1), "too_small", {"field": "grams", "value": "-1", "least": "0"}),
    (Goods("B-1"), "nothing_named", {}),
    (Goods(), "nothing_named", {}),
    (
        Goods("\uff22-1", 1),
        "strange_character",
        {
            "field": "batch",
            "value": "\uff22-1",
            "character": "U+FF22 FULLWIDTH LATIN CAPITAL LETTER B",
        },
    ),
    (Goods(items=("nonsense",)), "not_ours", {"what": "code", "value": "nonsense"}),
    (Goods(items=("000000001",)), "no_such", {"what": "code", "value": "000000001"}),
    (Goods(items=("00000000T",)), "not_ours", {"what": "code", "value": "00000000T"}),
    (Goods(items=("A" * 26,)), "no_such", {"what": "code", "value": "A" * 26}),
]


@pytest.mark.parametrize(("goods", "code", "values"), GOODS)
def test_wrong_goods_are_named_before_the_gate_is_asked(
    lite: Story, goods: Goods, code: str, values: dict[str, str]
) -> None:
    lite.received()
    shipment = move.Shipment(site="WH-1", to="CS-1", goods=goods)
    said = refused(lite, move.ship, lite.at("WH-1"), shipment)
    assert said == (BadInput, [(code, values)])


def test_every_unknown_code_is_named_at_once(lite: Story) -> None:
    codes = lite.coded(lite.received(), 1)
    goods = Goods(items=("AAA", codes[0], "BBB"))
    shipment = move.Shipment(site="WH-1", to="CS-1", goods=goods)
    said = refused(lite, move.ship, lite.at("WH-1"), shipment)
    unknown = [("not_ours", {"what": "code", "value": text}) for text in ("AAA", "BBB")]
    assert said == (BadInput, unknown)


def test_the_same_item_by_code_and_by_token_is_listed_twice(lite: Story) -> None:
    coding = label.Coding(site="WH-1", batch=lite.received(), count=1)
    ((code, token, _),) = label.code_packages(lite.office, lite.at("WH-1"), coding).labels
    for items in ((code, code), (code, token), (code, code.lower())):
        shipment = move.Shipment(site="WH-1", to="CS-1", goods=Goods(items=items))
        said = refused(lite, move.ship, lite.at("WH-1"), shipment)
        assert said == (BadInput, [("listed_twice", {"what": "code", "value": items[1]})])


def test_codes_are_counted_in_whole_packages(lite: Story) -> None:
    no = lite.received()
    for count, code in (
        (0, "too_small"),
        (-3, "too_small"),
        (2.5, "not_whole"),
        (20_001, "too_many"),
    ):
        coding = label.Coding(site="WH-1", batch=no, count=count)  # type: ignore[arg-type]
        kind, said = refused(lite, label.code_packages, lite.at("WH-1"), coding)
        assert (kind, [each for each, _ in said]) == (BadInput, [code])


def test_a_buyer_with_a_wrong_check_character_is_refused(lite: Story) -> None:
    wrong = lite.usccs["CS-1"][:-1] + ("0" if lite.usccs["CS-1"][-1] != "0" else "1")
    lite.received()
    assert refused(lite, sell.sell, lite.at("WH-1"), "WH-1", Goods("B-1", 1), buyer=wrong) == (
        BadInput,
        [("wrong_check_digit", {"field": "buyer", "value": wrong})],
    )


PARTIES = [
    ({"uscc": ""}, "bad_uscc", {"field": "uscc", "value": ""}),
    ({"uscc": "", "country": "cn"}, "bad_uscc", {"field": "uscc", "value": ""}),
    ({"uscc": "", "country": "XX"}, "unknown_country", {"field": "country", "value": "XX"}),
    (
        {"uscc": "91110000802100433C"},
        "wrong_check_digit",
        {"field": "uscc", "value": "91110000802100433C"},
    ),
    ({"name": ""}, "empty", {"field": "name"}),
    (
        {"name": "Lin\u200d"},
        "strange_character",
        {"field": "name", "value": "Lin\u200d", "character": "U+200D ZERO WIDTH JOINER"},
    ),
    (
        {"kind": "smuggler"},
        "bad_choice",
        {"field": "kind", "value": "smuggler", "choices": ", ".join(register.PARTY_KINDS)},
    ),
    ({"region": "99"}, "bad_region", {"field": "region", "value": "99"}),
    (
        {"licence_expires": "2024-13-01"},
        "bad_date",
        {"field": "licence_expires", "value": "2024-13-01"},
    ),
]


@pytest.mark.parametrize(("change", "code", "values"), PARTIES)
def test_a_wrong_field_of_a_party_is_named(
    lite: Story, change: dict[str, str], code: str, values: dict[str, str]
) -> None:
    good = PartyDetails(uscc="91110000802100433B", name="Baidu", kind="vendor", region="110000")
    wrong = dataclasses.replace(good, **change)
    said = refused(lite, register.register_party, ADMIN, wrong)
    assert said == (BadInput, [(code, values)])


def test_wrong_sites_and_products_are_named(lite: Story) -> None:
    site = SiteDetails(
        code="NEW",
        party=lite.parties["CS-1"],
        kind="stall",
        name="new",
        region="3501",
        lat_e6=90_000_001,
    )
    said = refused(lite, register.register_site, ADMIN, site)
    assert said == (BadInput, [("bad_coordinates", {"field": "lat_e6", "value": "90000001"})])
    product = ProductDetails(
        code="4006381333931", name="pen", name_en="pen", category="x", storage="frozen",
        low_dc=-180, high_dc=-190,
    )  # fmt: skip
    said = refused(lite, register.register_product, ADMIN, product)
    range_said = {"field": "low_dc", "low": "-18.0", "high": "-19.0"}
    assert said == (BadInput, [("temperature_range", range_said)])


def test_registering_the_same_twice_stores_it_once_and_something_else_conflicts(
    story: Story,
) -> None:
    details = PartyDetails(uscc="91110000802100433B", name="Baidu", kind="vendor", region="110000")
    first = register.register_party(story.office, ADMIN, details)
    assert register.register_party(story.office, ADMIN, details) == first
    other = dataclasses.replace(details, name="Another")
    said = refused(story, register.register_party, ADMIN, other)
    values = {"what": "party", "value": "91110000802100433B"}
    assert said == (Conflict, [("registered_already", values)])
    assert register.register_party(story.office, ADMIN, other, change=True) == first
