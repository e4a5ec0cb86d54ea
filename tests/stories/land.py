"""Firms and places in many regions, and a batch's way from the gate to the stalls in a call or two."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.demo.city import made_uscc
from app.domain.actors import Actor, Role
from app.domain.policy import CHINA
from app.store.session import Store
from app.usecases import declare, disinfect, move, receive, register, release, sample, sell
from app.usecases.declare import BookingDetails, LineDetails, Paper
from app.usecases.disinfect import Surface
from app.usecases.goods import Goods
from app.usecases.register import PartyDetails, ProductDetails, SiteDetails
from tests.story import ADMIN, EVERYTHING, Story


def china(text: str) -> datetime:
    """A moment of the story, China time."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@dataclass(slots=True)
class Land:
    """A story whose firms lie in many regions."""

    story: Story
    regions: dict[str, str] = field(default_factory=dict)
    landed: int = 0

    @classmethod
    def begun(cls, store: Store, places: dict[str, tuple[str, str]], products: dict[str, str]) -> Land:
        """``places``: site code to (kind of site, region); ``products``: code to name."""
        land = cls(Story.begun(store))
        land.at("2020-06-25 08:00")
        office, story = land.story.office, land.story
        for n, (code, (kind, region)) in enumerate(places.items()):
            uscc = made_uscc(region, 700 + n)
            firm = {"supervision_warehouse": "warehouse"}.get(kind, "vendor")
            details = PartyDetails(uscc=uscc, name=f"{code} firm", kind=firm, region=region)
            story.parties[code] = register.register_party(office, ADMIN, details)
            story.usccs[code] = uscc
            site = SiteDetails(
                code=code, party=story.parties[code], kind=kind, name=code, region=region,
                daily_slots=50,
            )  # fmt: skip
            register.register_site(office, ADMIN, site)
            land.regions[code] = region
            for who in ("001", "002", "003"):
                land.hire(code, who)
        for code, name in products.items():
            product = ProductDetails(
                code=code, name=name, name_en=name, own_code=True, category="seafood", storage="frozen",
                shelf_days=700,
            )  # fmt: skip
            register.register_product(office, ADMIN, product)
        return land

    def hire(self, site: str, who: str) -> None:
        """One more worker of a site's firm."""
        person = register.register_person(
            self.story.office, ADMIN, self.story.parties[site], who, "worker"
        )
        self.story.people[f"{site}/{who}"] = person

    def at(self, text: str) -> None:
        """The story goes on at a time, China time."""
        self.story.clock.moment = china(text)

    def who(self, site: str, person: str = "001") -> Actor:
        """Somebody at work for a site's firm."""
        roles = EVERYTHING - {Role.SUPERVISOR, Role.INVESTIGATOR}
        key = self.story.people[f"{site}/{person}"]
        return Actor(key, self.story.parties[site], roles, device=f"{site}-1")

    def investigator(self, region: str) -> Actor:
        """Somebody of the authority of a region, who belongs to no firm of the story."""
        party = self.story.parties["LAB-1"]
        person = self.story.people["LAB-1/003"]
        return Actor(person, party, frozenset({Role.INVESTIGATOR}), "desk", region)

    def land(
        self, warehouse: str, batch: str, pieces: int, product: str, origin: str, plant: str = ""
    ) -> str:
        """Booked, let in, unloaded and disinfected at a warehouse, tested clean; its number."""
        self.landed += 1
        office, staff, n = self.story.office, self.who(warehouse), self.landed
        line = LineDetails(
            batch=batch, product=product, origin=origin, produced="2020-06-01", plant=plant,
            pieces=pieces, grams=pieces * 10_000,
        )  # fmt: skip
        arrived = self.story.clock.moment
        self.story.clock.pass_time(hours=-30)
        details = BookingDetails(
            no=f"BK-{n}", warehouse=warehouse, plate=f"沪A{n:05d}", declaration=f"DEC-{n}",
            container="CSQU3054383", seal=f"SEAL-{n}", slot=arrived, lines=(line,),
        )  # fmt: skip
        declare.book(office, self.story.at("IM-1"), details)
        for kind in ("customs_declaration", "ciq_cert", "goods_list"):
            paper = Paper(document=kind, number=f"{kind[:2].upper()}-{batch}", issued="2020-06-20")
            declare.file_document(office, self.story.at("IM-1"), batch, paper)
        declare.decide_booking(office, staff, f"BK-{n}", approved=True)
        self.story.clock.moment = arrived
        protocol = self.story.protocol(
            operator=self.story.people[f"{warehouse}/002"],
            supervisor=self.story.people[f"{warehouse}/003"],
        )
        disinfect.disinfect(office, staff, Surface(warehouse, plate=details.plate), protocol)
        arrival = receive.Arrival(
            site=warehouse, booking=f"BK-{n}", container="CSQU3054383", seal=f"SEAL-{n}",
            plate=details.plate,
        )  # fmt: skip
        receive.gate_in(office, staff, arrival)
        count = receive.Count(site=warehouse, batch=batch, pieces=pieces, grams=pieces * 10_000)
        receive.unload(office, staff, count)
        disinfect.disinfect(office, staff, Surface(warehouse, batch), protocol)
        for tube in self.tubes(warehouse, batch):
            self.story.report(tube)
        return batch

    def tubes(self, warehouse: str, batch: str) -> list[str]:
        """One tube for each drawn carton, received by the laboratory."""
        found = []
        for carton in sample.draw_plan(self.story.office, self.who(warehouse), batch):
            found.append(self.tube(warehouse, batch, f"T-{batch}-{carton}", carton))
        return found

    def tube(self, site: str, batch: str, tube: str, carton: int) -> str:
        """One more tube of a carton."""
        filled = sample.Tube(site, tube, "outer_pack", batch, cartons=(carton,))
        sample.take_sample(self.story.office, self.who(site), filled)
        sample.handle_sample(self.story.office, self.story.at("LAB-1"), tube, "received")
        return tube

    def sent(
        self, batch: str, source: str, to: str, pieces: int, *, by: str = "001", plate: str = ""
    ) -> int:
        """So many pieces go off, certified when they leave a warehouse; the movement."""
        if "-WH-" in source:
            release.release(self.story.office, self.who(source), batch, pieces, self.story.usccs[to])
        shipment = move.Shipment(site=source, to=to, goods=Goods(batch, pieces), plate=plate)
        return move.ship(self.story.office, self.who(source, by), shipment).movement

    def carried(
        self, batch: str, source: str, to: str, pieces: int, *, by: str = "001", plate: str = ""
    ) -> None:
        """So many pieces go off and arrive two hours later."""
        movement = self.sent(batch, source, to, pieces, by=by, plate=plate)
        self.story.clock.pass_time(hours=2)
        move.accept(self.story.office, self.who(to), move.Receipt(movement=movement))

    def sold(self, batch: str, site: str, pieces: int, by: str = "001") -> None:
        """So many pieces sold."""
        sell.sell(self.story.office, self.who(site, by), site, Goods(batch, pieces))
