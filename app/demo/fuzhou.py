"""Fuzhou, November 2020: 2 500 pieces of pomfret, 383 sold when one package tests positive.

On the public record: arrival on 11-14, positive on 11-17, 2 500 pieces and 25 t, 2 117 in stock and
383 sold, all found. Filled in by us: the earlier clean test that let goods out, who bought how many,
the numbers on the papers, the hours.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.demo import steps
from app.demo.city import POMFRET, STALLS, City
from app.demo.steps import Consignment
from app.demo.telling import Telling
from app.domain.actors import Role
from app.domain.span import Span
from app.usecases import (
    count,
    disinfect,
    hold,
    label,
    move,
    receive,
    release,
    sample,
    sell,
    transform,
    void_label,
)
from app.usecases.declare import BookingDetails, LineDetails
from app.usecases.disinfect import Surface
from app.usecases.goods import Goods
from app.usecases.office import When
from app.usecases.print_labels import How, print_batch

BATCH = "PF-20201114"
LINE = LineDetails(
    batch=BATCH, product=POMFRET, origin="IN", produced="2020-09-02", import_lot="CME-0902-A",
    plant="IN-0517", pieces=2_500, grams=25_000_000,
)  # fmt: skip
BOOKING = BookingDetails(
    no="FZ-BK-1114", warehouse="FZ-WH-1", plate="闽A8K921", declaration="350120201000917",
    container="CSQU3054383", seal="FJ882301", port="Mawei 马尾", lines=(LINE,),
    slot=steps.slot("2020-11-14 08:00"),
)  # fmt: skip


@dataclass(slots=True)
class Fuzhou:
    """The case on its way, told as it goes."""

    city: City
    telling: Telling
    lost: int = 0  #: pieces that vanish at the wholesaler without a word, for the stock count to find

    @property
    def goods(self) -> Consignment:
        return Consignment(self.city, "FZ-WH-1", BOOKING)

    def tell(self) -> None:
        """The whole case."""
        self.arrive()
        self.examine()
        self.leave()
        self.trade()
        self.positive()
        self.close()

    def arrive(self) -> None:
        """Booked two days ahead; a wrong seal is turned away, the right one let in."""
        t, goods, office = self.telling, self.goods, self.city.office
        t.head("Fuzhou: 2 500 pieces of frozen pomfret", "福州：冻鲳鱼 2 500 件")
        t.clock.at("2020-11-12 09:00")
        steps.book(goods, (LINE,))
        t.say(
            "Booked and approved: container CSQU3054383, 2 500 pieces, 25 t.",
            "预约获批：集装箱 CSQU3054383，2 500 件，25 吨。",
        )
        t.clock.at("2020-11-14 07:20")
        steps.spray_vehicle(goods)
        t.clock.at("2020-11-14 08:05")
        wrong = receive.Arrival(
            site="FZ-WH-1", booking=BOOKING.no, container=BOOKING.container, seal="FJ882307",
            plate=BOOKING.plate,
        )  # fmt: skip
        t.refused(
            "At the gate with another seal",
            "铅封不符的车辆到仓",
            lambda: receive.gate_in(office, goods.staff, wrong),
        )
        t.clock.at("2020-11-14 08:10")
        receive.gate_in(office, goods.staff, goods.arrival)
        t.clock.at("2020-11-14 09:40")
        self.codes = steps.unload(goods, LINE)
        t.say(
            f"Let in, unloaded, counted: {len(self.codes)} cartons coded.",
            f"核验入仓、卸货清点：{len(self.codes)} 箱已赋码。",
        )
        self.label()

    def label(self) -> None:
        """The first labels come off the printer: one is smeared, one is torn off and made void."""
        t, goods, office = self.telling, self.goods, self.city.office
        t.clock.at("2020-11-14 09:55")
        first = self.codes[:12]
        print_batch(office, goods.staff, BATCH, How(format="zpl"), first)
        print_batch(office, goods.staff, BATCH, How(why="ribbon smeared"), first[:1])
        torn = void_label.void_label(office, goods.staff, first[3], "torn off by a fork")
        self.codes = (*first[:3], torn.code, *self.codes[4:])
        print_batch(office, goods.staff, BATCH, How(), (torn.code,))
        t.say(
            "12 labels printed; one reprinted with a reason, one void and replaced.",
            "已打印 12 枚标签：重打 1 枚（注明原因），作废并更换 1 枚。",
        )

    codes: tuple[str, ...] = ()

    def examine(self) -> None:
        """Sampled, disinfected in two goes, refused until both are complete, then clean."""
        t, goods, office = self.telling, self.goods, self.city.office
        t.clock.at("2020-11-14 10:30")
        tubes = steps.fill_tubes(goods, BATCH)
        steps.hand_over(goods, "FZ-LAB", tubes)
        t.say(
            f"20 cartons drawn by seed, three parts each, {len(tubes)} tubes handed over.",
            f"按种子抽取 20 箱、每箱三个部位，{len(tubes)} 支试管已送检。",
        )
        t.clock.at("2020-11-14 11:10")
        first = Surface("FZ-WH-1", BATCH, cartons=((1, 2300),))
        disinfect.disinfect(office, goods.staff, first, steps.protocol(goods, 30, "cartons 1-2300"))
        t.clock.at("2020-11-14 11:50")
        t.refused("Release asked for too early", "过早申请出仓", self._release)
        t.clock.at("2020-11-14 12:40")
        rest = Surface("FZ-WH-1", BATCH, cartons=((2301, 2500),))
        disinfect.disinfect(office, goods.staff, rest, steps.protocol(goods, 30, "cartons 2301-2500"))
        t.clock.at("2020-11-14 16:20")
        for tube in tubes:
            steps.report(self.city, "FZ-LAB", tube)
        t.say(
            "All tubes negative (this clean test is filled in by us).",
            "全部阴性（此次检测为补充情节）。",
        )

    def _release(self, officer: str = "004") -> release.Certified:
        to = self.city.usccs["FZ-CS-1"]
        return release.release(self.city.office, self.goods.officer(officer), BATCH, 2_100, to)

    def leave(self) -> None:
        """Two persons release 2 100 pieces; 21 pallets go to the wholesaler, 14 stalls follow."""
        t, goods, office = self.telling, self.goods, self.city.office
        t.clock.at("2020-11-14 17:30")
        self._release("004")
        t.clock.at("2020-11-14 18:00")
        certificate = self._release("005").certificate
        t.say(
            f"Released by two persons: certificate {certificate}, 2 100 pieces.",
            f"双人审核出仓：证明 {certificate}，2 100 件。",
        )
        pallets = []
        for n in range(21):
            pallet = label.build_pallet(office, goods.staff, "FZ-WH-1")
            transform.stack(office, goods.staff, "FZ-WH-1", pallet, self.codes[n * 100 : n * 100 + 100])
            pallets.append(pallet)
        t.clock.at("2020-11-15 05:10")
        self._carry("FZ-WH-1", "FZ-CS-1", tuple(pallets), "2020-11-15 06:00", plate=BOOKING.plate)
        t.say("21 pallets at the wholesaler; both lists agree.", "21 个托盘抵达批发商，双方清单一致。")
        at = 0
        t.clock.at("2020-11-15 07:00")
        for n, (site, pieces) in enumerate(
            [*((s, 40) for s in STALLS), ("FZ-K-1", 50), ("FZ-S-1", 50)]
        ):
            arrived = f"2020-11-15 {9 + n // 6:02d}:{n % 6 * 10:02d}"
            t.clock.at(f"2020-11-15 {7 + n // 10:02d}:{n % 10 * 5:02d}")
            self._carry("FZ-CS-1", site, self.codes[at : at + pieces], arrived)
            at += pieces
        t.say(
            "14 stalls, a kitchen and a shop took over 660 pieces.",
            "14 个摊位、一家厨房、一家门店共接收 660 件。",
        )

    def _carry(self, site: str, to: str, items: tuple[str, ...], arrived: str, plate: str = "") -> None:
        office = self.city.office
        sender = self.city.who(site, Role.VENDOR, Role.WAREHOUSE_STAFF)
        shipment = move.Shipment(site=site, to=to, goods=Goods(items=items), plate=plate)
        sent = move.ship(office, sender, shipment)
        self.telling.clock.at(arrived)
        receiver = self.city.who(to, Role.VENDOR)
        move.accept(office, receiver, move.Receipt(movement=sent.movement, items=items))

    def trade(self) -> None:
        """383 pieces are sold; one stall's till was offline and reports the next morning."""
        t, office = self.telling, self.city.office
        t.clock.at("2020-11-15 11:30")
        for n, site in enumerate(STALLS):
            vendor = self.city.who(site, Role.VENDOR)
            sell.put_on_sale(office, vendor, site, Goods(items=self.codes[n * 40 : n * 40 + 40]))
        t.clock.at("2020-11-16 15:00")
        wholesaler = self.city.who("FZ-CS-1", Role.VENDOR)
        sell.sell(office, wholesaler, "FZ-CS-1", Goods(items=self.codes[2000 - 103 : 2000]))
        for n, site in enumerate(STALLS[:-1]):
            vendor = self.city.who(site, Role.VENDOR)
            sell.sell(office, vendor, site, Goods(items=self.codes[n * 40 : n * 40 + 20]))
        t.clock.at("2020-11-17 07:30")
        then = When(Span.at(steps.slot("2020-11-16 19:40")))
        last = len(STALLS) - 1
        offline = Goods(items=self.codes[last * 40 : last * 40 + 20])
        sell.sell(office, self.city.who(STALLS[-1], Role.VENDOR), STALLS[-1], offline, when=then)
        t.say(
            "383 pieces sold; one till had been offline and reported this morning.",
            "已售 383 件；一个摊位离线，今晨补报。",
        )

    def positive(self) -> None:
        """A routine swab at the wholesaler is positive: everything is held within the same second."""
        t, office = self.telling, self.city.office
        t.clock.at("2020-11-17 09:00")
        sampler = self.city.who("FZ-LAB", Role.SAMPLER, Role.SUPERVISOR)
        tube = sample.Tube("FZ-CS-1", "CDC-1117-01", "outer_pack", items=self.codes[1500:1505])
        sample.take_sample(office, sampler, tube)
        lab = self.city.who("FZ-LAB", Role.LABORATORY)
        sample.handle_sample(office, lab, "CDC-1117-01", "received")
        t.clock.at("2020-11-17 14:50")
        steps.report(self.city, "FZ-LAB", "CDC-1117-01", positive=True)
        t.say(
            "PRELIMINARY POSITIVE, outer pack, pool of 5 (tube CDC-1117-01): batch held.",
            "初筛阳性：外包装 5 合 1（试管 CDC-1117-01），批次立即封存。",
        )
        steps.tell_incident(t, self.city, BATCH)
        vendor = self.city.who(STALLS[0], Role.VENDOR)
        one_more = Goods(items=self.codes[25:26])
        t.refused(
            "A stall wants to sell one more",
            "摊位再售一件",
            lambda: sell.sell(office, vendor, STALLS[0], one_more),
        )

    def close(self) -> None:
        """Confirmed in the evening; every holder counts what is left."""
        t, office = self.telling, self.city.office
        t.clock.at("2020-11-17 16:00")
        unexplained = 0
        for site in ("FZ-WH-1", "FZ-CS-1", *STALLS, "FZ-K-1", "FZ-S-1"):
            keeper = self.city.who(site, Role.VENDOR, Role.WAREHOUSE_STAFF)
            left = label.packages_of(office, keeper, BATCH)
            if site == "FZ-CS-1" and self.lost:
                left = left[: -self.lost]
            counted = count.Counted(site=site, batch=BATCH, items=left)
            unexplained += count.count_stock(office, keeper, counted).pieces
        t.say(
            f"Every holder counted: {unexplained} pieces unexplained.",
            f"各环节盘点完成：{unexplained} 件去向不明。",
        )
        t.clock.at("2020-11-17 21:30")
        steps.report(self.city, "FZ-LAB", "CDC-1117-01", positive=True, stage="confirmed")
        t.say(
            "Confirmed positive. Nothing of the batch can move any more.",
            "复核阳性，该批次全部停止流通。",
        )
        investigator = self.city.who("FZ-LAB", Role.INVESTIGATOR)
        hold.place_hold(
            office, investigator, "plant", "IN/IN-0517", "plant of a confirmed positive batch"
        )
        t.say(
            "All batches of plant IN-0517 are held as well.",
            "同一境外企业 IN-0517 的全部批次一并封存。",
        )
