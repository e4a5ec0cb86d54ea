"""Two smaller real cases: one found just in time, one stopped at the gate.

Sanming, January 2021: from Shanghai on 01-13, six products, 897 pieces, 22.793 t; sampled 01-18,
city re-check positive early on 01-19, none sold. Yantai squid, January 2021: port on 12-27, warehouse
on 01-24, one tube positive on 01-25. Weights by product, pieces of squid, hours and numbers on papers
are filled in by us.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.demo import steps
from app.demo.city import BEEF, SQUID, City
from app.demo.steps import Consignment
from app.demo.telling import Telling
from app.usecases import disinfect, receive, release, sample
from app.usecases.declare import BookingDetails, LineDetails
from app.usecases.disinfect import Surface

_PIECES = (150, 150, 150, 150, 150, 147)
_GRAMS = (3_811_000,) * 5 + (3_738_000,)
BEEF_LINES = tuple(
    LineDetails(
        batch=f"BF-20210113-{n}", product=product, origin="BR", produced="2020-10-20",
        plant="BR-0385", pieces=_PIECES[n - 1], grams=_GRAMS[n - 1],
    )
    for n, product in enumerate(BEEF, start=1)
)  # fmt: skip
BEEF_BOOKING = BookingDetails(
    no="SM-BK-0113", warehouse="SM-WH-1", plate="沪B60713", declaration="220120211000113",
    container="MSCU1234566", seal="SH004417", port="Shanghai 上海", lines=BEEF_LINES,
    slot=steps.slot("2021-01-13 10:00"),
)  # fmt: skip
SQUID_LINE = LineDetails(
    batch="SQ-20210124", product=SQUID, origin="AR", produced="2020-11-05", plant="AR-2091",
    pieces=1_200, grams=24_000_000,
)  # fmt: skip
SQUID_BOOKING = BookingDetails(
    no="YT-BK-0124", warehouse="YT-WH-1", plate="鲁F3D508", declaration="370620211000126",
    container="TGHU8712652", seal="YT551907", port="Yantai 烟台 (2020-12-27)", lines=(SQUID_LINE,),
    slot=steps.slot("2021-01-24 09:00"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sanming:
    """Six products in one vehicle; one pooled tube holds all six batches."""

    city: City
    telling: Telling

    def tell(self) -> None:
        t, office = self.telling, self.city.office
        goods = Consignment(self.city, "SM-WH-1", BEEF_BOOKING)
        t.head(
            "Sanming: six beef products from Shanghai, 897 pieces",
            "三明：上海来货牛肉 6 个品种 897 件",
        )
        t.clock.at("2021-01-12 08:00")
        steps.book(goods, BEEF_LINES)
        t.clock.at("2021-01-13 09:10")
        steps.spray_vehicle(goods)
        t.clock.at("2021-01-13 10:05")
        receive.gate_in(office, goods.staff, goods.arrival)
        t.clock.at("2021-01-13 11:30")
        for line in BEEF_LINES:
            steps.unload(goods, line)
        t.say("Unloaded: 897 pieces of six products, 22.793 t.", "卸货：6 个品种 897 件，22.793 吨。")
        t.clock.at("2021-01-18 09:00")
        tubes = [tube for line in BEEF_LINES for tube in steps.fill_tubes(goods, line.batch)]
        mixed = tuple(self._first_drawn(goods, line) for line in BEEF_LINES)
        sample.take_sample(
            office, goods.staff, sample.Tube("SM-WH-1", "SM-0118-MIX", "outer_pack", items=mixed)
        )
        steps.hand_over(goods, "SM-LAB", [*tubes, "SM-0118-MIX"])
        t.clock.at("2021-01-18 23:40")
        steps.report(self.city, "SM-LAB", "SM-0118-MIX", positive=True)
        t.say(
            "One mixed tube positive: all six batches held at once.",
            "一支混采管初筛阳性：6 个批次全部封存。",
        )
        t.clock.at("2021-01-19 03:20")
        steps.report(self.city, "SM-LAB", "SM-0118-MIX", positive=True, stage="confirmed")
        t.say(
            "City re-check positive. None was sold: 897 of 897 in the warehouse.",
            "市级复核阳性，未售出：897 件全部在仓。",
        )

    def _first_drawn(self, goods: Consignment, line: LineDetails) -> str:
        """The typed code of a batch's first carton."""
        return steps.codes_of(goods, line.batch)[0]


@dataclass(frozen=True, slots=True)
class Yantai:
    """The gate works: the container waits, one tube is positive, nothing ever leaves."""

    city: City
    telling: Telling

    def tell(self) -> None:
        t, office = self.telling, self.city.office
        goods = Consignment(self.city, "YT-WH-1", SQUID_BOOKING)
        t.head("Yantai: squid that never left the warehouse", "烟台：未出仓的鱿鱼")
        t.clock.at("2021-01-22 10:00")
        steps.book(goods, (SQUID_LINE,))
        t.clock.at("2021-01-24 08:20")
        steps.spray_vehicle(goods)
        t.clock.at("2021-01-24 09:10")
        receive.gate_in(office, goods.staff, goods.arrival)
        t.clock.at("2021-01-24 10:30")
        steps.unload(goods, SQUID_LINE)
        tubes = steps.fill_tubes(goods, SQUID_LINE.batch, pool=5)
        steps.hand_over(goods, "YT-LAB", tubes)
        t.clock.at("2021-01-24 12:30")
        everything = Surface("YT-WH-1", SQUID_LINE.batch)
        disinfect.disinfect(office, goods.staff, everything, steps.protocol(goods, 35, "all cartons"))
        t.clock.at("2021-01-25 02:10")
        for tube in tubes[1:]:
            steps.report(self.city, "YT-LAB", tube)
        steps.report(self.city, "YT-LAB", tubes[0], positive=True)
        t.say(
            f"Tube {tubes[0]} positive, all others clean: batch held.",
            f"试管 {tubes[0]} 阳性，其余阴性：批次封存。",
        )
        officer = goods.officer("004")
        to = self.city.usccs["FZ-CS-1"]
        t.refused(
            "Release asked for", "申请出仓",
            lambda: release.release(office, officer, SQUID_LINE.batch, 1_200, to),
        )  # fmt: skip
