"""Every act takes its role, and says which."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.actors import Actor, Role
from app.domain.errors import NotAllowed
from app.usecases import (
    count,
    declare,
    disinfect,
    enter_result,
    hold,
    label,
    move,
    receive,
    register,
    release,
    sample,
    sell,
    transform,
)
from app.usecases.disinfect import Surface
from app.usecases.enter_result import KitReading, Report
from app.usecases.goods import Goods
from tests.story import Story
from tests.usecases.said import refused

NOBODY: frozenset[Role] = frozenset()
SOME = Goods("B-1", 1)
NEGATIVE = Report(
    tube="T-1",
    report_no="R-1",
    readings=(KitReading(kit="kit_a", targets=(("ORF1ab", None), ("N", None)), verdict="negative"),),
    verdict="negative",
)
Doing = Callable[[Story, Actor], object]

ROLES: list[tuple[str, str, Doing]] = [
    (
        "register_plant",
        "administrator / supervisor",
        lambda s, a: register.register_plant(s.office, a, "IN", "IN-2", "P"),
    ),
    (
        "register_person",
        "administrator",
        lambda s, a: register.register_person(s.office, a, s.parties["WH-1"], "9", "x"),
    ),
    (
        "decide_booking",
        "warehouse_staff / release_officer",
        lambda s, a: declare.decide_booking(s.office, a, "BK-1", approved=True),
    ),
    (
        "waive_document",
        "release_officer",
        lambda s, a: declare.waive_document(s.office, a, "B-1", "goods_list", "lost"),
    ),
    ("gate_in", "warehouse_staff", lambda s, a: receive.gate_in(s.office, a, s.arrival("B-1"))),
    (
        "unload",
        "warehouse_staff",
        lambda s, a: receive.unload(
            s.office, a, receive.Count(site="WH-1", batch="B-1", pieces=1, grams=1)
        ),
    ),
    (
        "disinfect",
        "warehouse_staff",
        lambda s, a: disinfect.disinfect(s.office, a, Surface("WH-1", "B-1"), s.protocol()),
    ),
    (
        "draw_plan",
        "sampler / warehouse_staff / supervisor",
        lambda s, a: sample.draw_plan(s.office, a, "B-1"),
    ),
    (
        "take_sample",
        "sampler",
        lambda s, a: sample.take_sample(s.office, a, sample.Tube("WH-1", "T-1", "food", "B-1", (1,))),
    ),
    (
        "handle_sample",
        "laboratory / sampler",
        lambda s, a: sample.handle_sample(s.office, a, "T-1", "received"),
    ),
    ("enter_result", "laboratory", lambda s, a: enter_result.enter_result(s.office, a, NEGATIVE)),
    (
        "release",
        "release_officer",
        lambda s, a: release.release(s.office, a, "B-1", 1, s.usccs["CS-1"]),
    ),
    (
        "revoke",
        "release_officer / supervisor / investigator",
        lambda s, a: release.revoke(s.office, a, "EC1", "why"),
    ),
    ("reject", "release_officer", lambda s, a: release.reject(s.office, a, "B-1", "why")),
    (
        "place_hold",
        "release_officer / supervisor / investigator",
        lambda s, a: hold.place_hold(s.office, a, "batch", "B-1", "why"),
    ),
    (
        "lift_hold",
        "release_officer / supervisor / investigator",
        lambda s, a: hold.lift_hold(s.office, a, 1, "why"),
    ),
    (
        "ship",
        "warehouse_staff / vendor",
        lambda s, a: move.ship(s.office, a, move.Shipment(site="WH-1", to="CS-1", goods=SOME)),
    ),
    (
        "accept",
        "warehouse_staff / vendor",
        lambda s, a: move.accept(s.office, a, move.Receipt(movement=1)),
    ),
    (
        "put_away",
        "warehouse_staff / vendor",
        lambda s, a: move.put_away(s.office, a, "WH-1", "Z", ("X",)),
    ),
    (
        "see",
        "warehouse_staff / vendor / supervisor / investigator",
        lambda s, a: move.see(s.office, a, "WH-1", ("X",)),
    ),
    (
        "put_on_sale",
        "vendor / warehouse_staff",
        lambda s, a: sell.put_on_sale(s.office, a, "WH-1", SOME),
    ),
    ("sell", "vendor", lambda s, a: sell.sell(s.office, a, "WH-1", SOME)),
    (
        "return_abroad",
        "release_officer / warehouse_staff",
        lambda s, a: sell.return_abroad(s.office, a, "WH-1", SOME, "P-1"),
    ),
    (
        "destroy",
        "release_officer / warehouse_staff / vendor / supervisor",
        lambda s, a: sell.destroy(
            s.office, a, "WH-1", SOME, sell.Disposal(witness=1, weighed=1, method="burnt")
        ),
    ),
    (
        "stack",
        "warehouse_staff / vendor",
        lambda s, a: transform.stack(s.office, a, "WH-1", "P", ("X",)),
    ),
    (
        "unstack",
        "warehouse_staff / vendor",
        lambda s, a: transform.unstack(s.office, a, "WH-1", "P", ("X",)),
    ),
    (
        "split",
        "warehouse_staff / vendor",
        lambda s, a: transform.split(s.office, a, "WH-1", "X", (1,)),
    ),
    (
        "merge",
        "warehouse_staff / vendor",
        lambda s, a: transform.merge(s.office, a, "WH-1", ("X", "Y")),
    ),
    (
        "process",
        "warehouse_staff / vendor",
        lambda s, a: transform.process(
            s.office,
            a,
            transform.Making(site="WH-1", inputs=(SOME,), batch="P-1", product="1", pieces=1, grams=1),
        ),
    ),
    (
        "count_stock",
        "warehouse_staff / vendor / supervisor",
        lambda s, a: count.count_stock(s.office, a, count.Counted(site="WH-1", batch="B-1")),
    ),
    (
        "code_packages",
        "warehouse_staff / vendor",
        lambda s, a: label.code_packages(s.office, a, label.Coding(site="WH-1", batch="B-1", count=1)),
    ),
    (
        "print_roll",
        "warehouse_staff / administrator",
        lambda s, a: label.print_roll(s.office, a, "ROLL", 5),
    ),
    (
        "build_pallet",
        "warehouse_staff / vendor",
        lambda s, a: label.build_pallet(s.office, a, "WH-1"),
    ),
]


@pytest.mark.parametrize(("role", "act"), [case[1:] for case in ROLES], ids=[case[0] for case in ROLES])
def test_somebody_without_the_role_is_told_which_it_takes(lite: Story, role: str, act: Doing) -> None:
    lite.received()
    actor = lite.at("WH-1", roles=NOBODY)
    said = refused(lite, lambda _: act(lite, actor))
    assert said == (NotAllowed, [("role_needed", {"role": role})])


def test_one_role_does_not_stand_for_another(lite: Story) -> None:
    no = lite.cleared()
    for role in frozenset(Role) - {Role.RELEASE_OFFICER}:
        actor = lite.at("WH-1", roles=frozenset({role}))
        said = refused(lite, release.release, actor, no, 1, lite.usccs["CS-1"])
        assert said == (NotAllowed, [("role_needed", {"role": "release_officer"})])
