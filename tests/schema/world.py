"""The demonstration city after its story, and goods at every station for the campaign to work on.

It is no demonstration any more: the mark that lets anybody read is taken away, so that every answer
is one to somebody who signed in.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app import wiring
from app.demo import accounts, pictures, run, steps
from app.demo.city import SQUID, SYSTEM, City, build
from app.demo.fuzhou import BOOKING
from app.demo.steps import Consignment
from app.demo.telling import DemoClock, Telling
from app.domain.actors import Actor, Role
from app.domain.facts import HoldRequested
from app.domain.printers import Printer
from app.domain.span import iso_of
from app.store import ledger, registry
from app.store.files import Files
from app.store.keyring import Keyring
from app.store.session import Store
from app.usecases import (
    attach,
    declare,
    devices,
    disinfect,
    hold,
    identity,
    label,
    move,
    print_labels,
    receive,
    register,
    release,
    sample,
    sell,
    transform,
)
from app.usecases import keys as signing
from app.usecases.clues import Clues
from app.usecases.declare import LineDetails
from app.usecases.disinfect import Surface
from app.usecases.goods import Goods
from app.usecases.incidents import letters, opening, showing
from app.usecases.office import Office
from app.usecases.print_labels import How
from tests.gateways import waiting
from tests.story import SECRET

WAREHOUSE, STALL, NEIGHBOUR, LABORATORY = "FZ-WH-1", "FZ-A-01", "FZ-A-02", "FZ-LAB"
PIN = "582914"
#: Pieces of a batch; others have 40.
PIECES = {10: 400}


@dataclass(slots=True)
class World:
    """A city, its clock, and batches that are on their way."""

    city: City
    clock: DemoClock
    slot: datetime = field(init=False)

    @property
    def office(self) -> Office:
        return self.city.office

    @classmethod
    def opened(cls, store: Store, folder: Path, *, told: bool) -> World:
        """The city with its accounts, and when it is to be told with its three cases."""
        clock = DemoClock()
        policies = wiring.load_policies(run.POLICY)
        dock = Printer("DOCK", "127.0.0.1", 9, 203)  # nothing listens on the discard port
        office = Office(
            store, policies, clock, files=Files(folder), keys=Keyring(folder / "keys"), secret=SECRET,
            printers=(dock,),
        )  # fmt: skip
        office = waiting.at_the_doors(office)
        signing.make(office, SYSTEM)
        city = build(office)
        clock.at("2021-01-20 08:00")
        if told:
            run._cases(city, Telling(clock, lambda _: None), 0)
        accounts.open_all(city)
        register.register_plant(office, SYSTEM, "EC", "EC-1301", "Guayaquil Frio")
        return cls(city, clock)

    def staff(self) -> Actor:
        return self.city.who(WAREHOUSE, Role.WAREHOUSE_STAFF, Role.SAMPLER)

    def stall(self) -> Actor:
        return self.city.who(STALL, Role.VENDOR)

    def truck(self, n: int) -> Consignment:
        """The n-th vehicle with its one batch CT-n."""
        pieces = PIECES.get(n, 40)
        line = LineDetails(
            batch=f"CT-{n}", product=SQUID, origin="EC", produced="2020-12-01", plant="EC-1301",
            pieces=pieces, grams=pieces * 10_000,
        )  # fmt: skip
        booking = replace(
            BOOKING, no=f"CT-BK-{n}", declaration=f"3501202010019{n:02d}", seal=f"CT{n:06d}",
            plate=f"闽A8K9{n:02d}", slot=self.slot, lines=(line,),
        )  # fmt: skip
        return Consignment(self.city, WAREHOUSE, booking)

    def approved(self) -> None:
        """All vehicles declared for the same hour, all but the first approved; that hour comes."""
        self.slot = self.clock.moment + timedelta(hours=30)
        declare.book(self.office, self.city.who("FZ-IMP", Role.VENDOR), self.truck(1).booking)
        for n in range(2, 14):
            steps.book(self.truck(n), self.truck(n).booking.lines)
        self.clock.moment = self.slot

    def at_the_dock(self, n: int) -> Consignment:
        """Disinfected and let in."""
        goods = self.truck(n)
        steps.spray_vehicle(goods)
        receive.gate_in(self.office, goods.staff, goods.arrival)
        return goods

    def unloaded(self, n: int, *, coded: bool = False) -> Consignment:
        """Counted off."""
        goods = self.at_the_dock(n)
        steps.unload(goods, goods.booking.lines[0], code=coded)
        return goods

    def counted(self, n: int) -> int:
        """Counted off; the fact that says so."""
        goods = self.at_the_dock(n)
        count = receive.Count(site=WAREHOUSE, batch=f"CT-{n}", pieces=40, grams=400_000)
        return receive.unload(self.office, goods.staff, count)

    def tubes(self, n: int) -> list[str]:
        """Unloaded and sampled to plan; the tubes."""
        return steps.fill_tubes(self.unloaded(n), f"CT-{n}")

    def cleared(self, n: int) -> Consignment:
        """Everything done that a release asks for."""
        goods, pieces = self.unloaded(n, coded=True), PIECES.get(n, 40)
        surface = Surface(WAREHOUSE, f"CT-{n}", cartons=((1, pieces),))
        disinfect.disinfect(self.office, goods.staff, surface, steps.protocol(goods, 30, f"CT-{n}"))
        tubes = steps.fill_tubes(goods, f"CT-{n}")
        steps.hand_over(goods, LABORATORY, tubes)
        for tube in tubes:
            steps.report(self.city, LABORATORY, tube)
        return goods

    def certified(self, n: int) -> str:
        """Released to the stall by two persons; the certificate."""
        goods, pieces = self.cleared(n), PIECES.get(n, 40)
        certificate = ""
        for officer in ("004", "005"):
            who, uscc = goods.officer(officer), self.city.usccs[STALL]
            certificate = release.release(self.office, who, f"CT-{n}", pieces, uscc).certificate
        return certificate

    def shipped(self, items: tuple[str, ...]) -> int:
        """On the way from the warehouse to the stall; the movement."""
        shipment = move.Shipment(site=WAREHOUSE, to=STALL, goods=Goods(items=items))
        return move.ship(self.office, self.staff(), shipment).movement

    def stocked(self) -> dict[str, Any]:
        """What the stall has: packages, a pallet, a sale; and what is coming."""
        paper = self.certified(10)
        office, stall = self.office, self.stall()
        codes = label.packages_of(office, self.staff(), "CT-10")
        move.accept(office, stall, move.Receipt(movement=self.shipped(codes[:350])))
        coming = self.shipped(codes[350:])
        sold = sell.sell(office, stall, STALL, Goods(items=codes[:3]))
        pallets = [label.build_pallet(office, stall, STALL) for _ in range(2)]
        transform.stack(office, stall, STALL, pallets[1], codes[340:350])
        big = transform.merge(office, stall, STALL, codes[330:332])
        spoiled = codes[332]
        made = print_labels.print_batch(office, stall, "CT-10", How(), codes[333:336])
        label.print_roll(office, self.staff(), "ROLL-8", 5)
        photo = attach.attach(office, stall, pictures.drawn("stall", STALL)).sha256
        return {
            "codes": codes[3:330], "big": big, "photo": photo, "movement": coming, "sold": sold,
            "printing": made.printing, "spoiled": spoiled, "pallets": pallets,
            "stacked": codes[340:350], "paper": paper,
        }  # fmt: skip

    def alarmed(self) -> dict[str, Any]:
        """A drill that asks the stall, an incident that stops a booked batch, a letter, a request."""
        desk = replace(self.city.who(LABORATORY, Role.INVESTIGATOR), region="3501")
        made = {}
        for what, no, drill in (("drill", "CT-10", True), ("incident", "CT-13", False)):
            wanted = opening.Opening(clues=Clues(keys=(no,)), why="feared", drill=drill)
            made[what] = opening.open_incident(self.office, desk, wanted)
        asks = showing.show(self.office, desk, made["drill"])["asks"]
        told = letters.Letter(other="Wuxi", no="WX-2021-1", clues=(letters.Told("who has it?"),))
        letter = letters.receive_letter(self.office, desk, told)
        with self.office.act(desk) as act:
            incident = registry.need(act.conn, "incident", "", no=made["drill"])
            asked = HoldRequested(
                request=act.tx.new_id(), incident=incident.id, letter=letter, region="3501",
                holders=1, on_hand=1, in_transit=0, due=iso_of(act.now),
            )  # fmt: skip
            act.append(asked)
        here = (each for each in asks if each["site"] == STALL)
        mine = next(each["ask"] for each in here if each["on_hand"])
        return {**made, "letter": letter, "request": asked.request, "ask": mine}

    def secrets(self) -> dict[str, Any]:
        """Keys, handhelds, badges and accounts that somebody may use up."""
        office, city, people = self.office, self.city, self.city.people
        enrolled = [devices.enrol(office, SYSTEM, city.parties[STALL], f"HH-{n}") for n in (1, 2)]
        second = register.register_person(office, SYSTEM, city.parties[STALL], "002", "店员")
        identity.grant_roles(office, SYSTEM, second, ["vendor"], "")
        badge = devices.issue_badge(office, SYSTEM, second, PIN)
        devices.issue_badge(office, SYSTEM, people["FZ-B-02"], PIN)
        devices.issue_badge(office, SYSTEM, people[STALL], PIN)
        for site, login in (("FZ-B-03", "FZ-FORGOT"), ("FZ-B-04", "FZ-LEFT")):
            identity.open_account(office, SYSTEM, people[site], login, accounts.PASSWORD)
        key = identity.issue_key(office, SYSTEM, people[STALL], "till", ["vendor"], 30)
        return {
            "device": enrolled[0].key, "prefix": enrolled[1].prefix, "badge": badge,
            "second": second,
            "key": key.removeprefix("ctk_").partition(".")[0],
        }  # fmt: skip

    def prepared(self) -> dict[str, Any]:
        """Goods at every station; what they are called."""
        self.approved()
        gate = self.truck(2)
        steps.spray_vehicle(gate)
        self.at_the_dock(3)
        self.unloaded(4)
        counted = self.counted(12)
        self.unloaded(5)
        cartons = sample.draw_plan(self.office, self.staff(), "CT-5")
        tubes = self.tubes(6)
        steps.hand_over(self.truck(6), LABORATORY, tubes[:1])
        self.cleared(7)
        self.cleared(8)
        revoked = self.certified(9)
        self.unloaded(11, coded=True)
        inside = label.packages_of(self.office, self.staff(), "CT-11")
        officer = self.truck(4).officer("004")
        held = hold.place_hold(self.office, officer, "batch", "CT-4", "a paper is looked for")
        stocked, secrets = self.stocked(), self.secrets()
        stocked |= self.alarmed()
        with self.office.store.write() as tx:
            ledger.integrate(tx)
        return {
            "plate": gate.booking.plate, "seal": gate.booking.seal, "cartons": cartons,
            "tubes": tubes,
            "certificate": revoked, "inside": inside, "hold": held,
            "unloaded": counted, "waivable": "goods_list",
            "now": self.clock.moment.isoformat(),
            "people": self.city.people, "parties": self.city.parties, "usccs": self.city.usccs,
            **stocked, **secrets,
        }  # fmt: skip
