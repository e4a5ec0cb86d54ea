"""A small cast that every test knows, and the steps of a batch's life as one call each.

Warehouse WH-1; wholesaler Jiang (CS-1); Zhou and Lin, two stalls (ST-Z, ST-L); a kitchen (KI-1); an
importer (IM-1); a laboratory (LAB-1). Zhou and Lin are neighbours and never see each other's goods.
"""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
import weakref
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from app import wiring
from app.demo.city import made_uscc
from app.domain.actors import Actor, Role
from app.domain.policy import Policies, Policy
from app.store import rebuild
from app.store.files import Files
from app.store.keyring import Keyring
from app.store.session import Store
from app.usecases import (
    attach,
    declare,
    disinfect,
    enter_result,
    label,
    receive,
    register,
    release,
    sample,
)
from app.usecases.declare import BookingDetails, LineDetails, Paper
from app.usecases.disinfect import Protocol, Surface
from app.usecases.enter_result import KitReading, Report
from app.usecases.office import Office
from app.usecases.register import PartyDetails, ProductDetails, SiteDetails
from tests import pictures

ADMIN = Actor(person=0, party=0, roles=frozenset({Role.ADMINISTRATOR}))
SECRET = b"7Hq2-tests-only-0aZk9-QwErTy-13579-xyz"
EVERYTHING = frozenset(Role)
PRODUCT, DISH = "26901234000010", "26901234000027"
CAST = {
    "WH-1": ("warehouse", "supervision_warehouse"),
    "CS-1": ("wholesaler", "cold_store"),
    "ST-Z": ("vendor", "stall"),
    "ST-L": ("vendor", "stall"),
    "KI-1": ("caterer", "kitchen"),
    "IM-1": ("importer", "shop"),
    "LAB-1": ("laboratory", "laboratory"),
}


class Clock:
    """A clock that tests set; each look moves it on by a second."""

    def __init__(self) -> None:
        self.moment = datetime(2024, 5, 6, 0, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment

    def pass_time(self, **amount: float) -> None:
        """Let time go by."""
        self.moment += timedelta(**amount)


def simple_policy(**changes: object) -> Policy:
    """The default profile with small numbers: one person releases, two cartons, one part."""
    base = wiring.load_policies("central_warehouse_nat").profiles[0]
    sampling = dataclasses.replace(
        base.sampling,
        plan=(dataclasses.replace(base.sampling.plan[0], pieces=10_000, cartons=2),),
        parts=("outer_pack",),
    )
    rule = dataclasses.replace(base.release, two_persons=False, coding="none")
    return dataclasses.replace(base, **{"sampling": sampling, "release": rule} | changes)  # type: ignore[arg-type]


@dataclass(slots=True, weakref_slot=True)
class Story:
    """The cast with an office, and what has been done so far."""

    office: Office
    clock: Clock
    parties: dict[str, int] = field(default_factory=dict)
    usccs: dict[str, str] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    batches: int = 0

    @classmethod
    def begun(cls, store: Store, policy: Policy | None = None) -> Story:
        """Everybody registered."""
        clock = Clock()
        files = Files(Path(tempfile.gettempdir()) / f"coldtrace-files-{uuid4().hex}")
        policies = Policies((policy or simple_policy(),))
        keys = Keyring(files.folder / "keys")
        office = Office(store, policies, clock, files=files, keys=keys, secret=SECRET)
        story = cls(office, clock)
        weakref.finalize(story, shutil.rmtree, files.folder, ignore_errors=True)
        for n, (code, (party_kind, kind)) in enumerate(CAST.items()):
            uscc = made_uscc("350102", 500 + n)
            details = PartyDetails(uscc=uscc, name=code, kind=party_kind, region="350102")
            party = register.register_party(office, ADMIN, details)
            place = SiteDetails(
                code=code, party=party, kind=kind, name=code, region="350102", daily_slots=50
            )
            register.register_site(office, ADMIN, place)
            story.parties[code], story.usccs[code] = party, uscc
            for who in ("001", "002", "003"):
                person = register.register_person(office, ADMIN, party, who, "worker")
                story.people[f"{code}/{who}"] = person
        common = {"own_code": True, "category": "seafood", "storage": "frozen", "shelf_days": 700}
        for gtin, name in ((PRODUCT, "pomfret"), (DISH, "fish balls")):
            details_of = ProductDetails(code=gtin, name=name, name_en=name, **common)  # type: ignore[arg-type]
            register.register_product(office, ADMIN, details_of)
        register.register_plant(office, ADMIN, "IN", "IN-1", "Plant")
        return story

    def at(self, site: str, who: str = "001", roles: frozenset[Role] = EVERYTHING) -> Actor:
        """Somebody at work for a site. Supervising roles are left out unless asked for."""
        held = roles - {Role.SUPERVISOR, Role.INVESTIGATOR} if roles is EVERYTHING else roles
        return Actor(self.people[f"{site}/{who}"], self.parties[site], held, device=f"{site}-1")

    def photo(self, actor: Actor, text: str = "photo") -> str:
        """A small picture that somebody attached; its digest."""
        return attach.attach(self.office, actor, pictures.photo(text)).sha256

    def booked(
        self, pieces: int = 100, grams: int = 0, plant: str = "IN-1", slot_hours: int = 30,
        product: str = PRODUCT,
    ) -> str:  # fmt: skip
        """A booking with one batch and its papers, approved; the batch's number."""
        self.batches += 1
        no = f"B-{self.batches}"
        line = LineDetails(
            batch=no, product=product, origin="IN", produced="2024-04-01", plant=plant, pieces=pieces,
            grams=grams or pieces * 10_000,
        )  # fmt: skip
        slot = self.clock.moment + timedelta(hours=slot_hours)
        details = BookingDetails(
            no=f"BK-{self.batches}", warehouse="WH-1", plate=f"闽A0000{self.batches % 10}",
            declaration=f"DEC-{self.batches}", container="CSQU3054383", seal=f"SEAL-{self.batches}",
            slot=slot, lines=(line,),
        )  # fmt: skip
        declare.book(self.office, self.at("IM-1"), details)
        return self.approved(no, slot_hours)

    def protocol(self, **changes: object) -> Protocol:
        """A faultless disinfection."""
        good = Protocol(
            agent="chlorine", mg_per_l=800, contact_minutes=30, surface_dc=-180,
            operator=self.people["WH-1/002"], supervisor=self.people["WH-1/003"],
        )  # fmt: skip
        return dataclasses.replace(good, **changes)  # type: ignore[arg-type]

    def arrival(self, no: str) -> receive.Arrival:
        """What stands at the gate for a batch, exactly as booked."""
        n = no.removeprefix("B-")
        return receive.Arrival(
            site="WH-1", booking=f"BK-{n}", container="CSQU3054383", seal=f"SEAL-{n}",
            plate=f"闽A0000{int(n) % 10}",
        )  # fmt: skip

    def received(self, pieces: int = 100, grams: int = 0, **booking: object) -> str:
        """Booked, let in and unloaded; the batch's number."""
        no = self.booked(pieces, grams, **booking)  # type: ignore[arg-type]
        return self.unloaded(no, pieces, grams)

    def approved(self, no: str, slot_hours: int = 30) -> str:
        """The papers of a batch filed and its booking approved, whoever made it; the batch's number."""
        for kind in ("customs_declaration", "ciq_cert", "goods_list"):
            paper = Paper(document=kind, number=f"{kind[:2].upper()}-{no}", issued="2024-04-20")
            declare.file_document(self.office, self.at("IM-1"), no, paper)
        declare.decide_booking(
            self.office, self.at("WH-1"), f"BK-{no.removeprefix('B-')}", approved=True
        )
        self.clock.pass_time(hours=slot_hours)
        return no

    def unloaded(self, no: str, pieces: int, grams: int = 0) -> str:
        """A booked batch let in and unloaded; its number."""
        staff = self.at("WH-1")
        surface = Surface("WH-1", plate=self.arrival(no).plate)
        disinfect.disinfect(self.office, staff, surface, self.protocol())
        receive.gate_in(self.office, staff, self.arrival(no))
        weight = grams or pieces * 10_000
        receive.unload(
            self.office, staff, receive.Count(site="WH-1", batch=no, pieces=pieces, grams=weight)
        )
        return no

    def disinfected(self, no: str) -> str:
        """Every carton sprayed to protocol."""
        disinfect.disinfect(self.office, self.at("WH-1"), Surface("WH-1", no), self.protocol())
        return no

    def tubes(self, no: str) -> list[str]:
        """One tube for each drawn carton, received by the laboratory."""
        cartons = sample.draw_plan(self.office, self.at("WH-1"), no)
        tubes = []
        for carton in cartons:
            tube = f"T-{no}-{carton}"
            filled = sample.Tube("WH-1", tube, "outer_pack", no, cartons=(carton,))
            sample.take_sample(self.office, self.at("WH-1"), filled)
            sample.handle_sample(self.office, self.at("LAB-1"), tube, "received")
            tubes.append(tube)
        return tubes

    def report(
        self, tube: str, verdict: str = "negative", stage: str = "preliminary", no: str = ""
    ) -> int:
        """One round of a tube."""
        ct = 3000 if verdict == "positive" else None
        reading = KitReading(kit="kit_a", targets=(("ORF1ab", ct), ("N", ct)), verdict=verdict)
        report = Report(
            tube=tube, report_no=no or f"R-{tube}-{stage}-{self.clock.moment:%H%M%S}",
            readings=(reading,), verdict=verdict, stage=stage,
        )  # fmt: skip
        return enter_result.enter_result(self.office, self.at("LAB-1"), report)

    def tested_clean(self, no: str) -> str:
        """Sampled to plan, all negative."""
        for tube in self.tubes(no):
            self.report(tube)
        return no

    def cleared(self, pieces: int = 100, grams: int = 0) -> str:
        """Received, disinfected and tested clean, still in the warehouse."""
        return self.tested_clean(self.disinfected(self.received(pieces, grams)))

    def released(self, pieces: int = 100, to: str = "CS-1", no: str = "") -> str:
        """Cleared and certified for a consignee; the batch's number."""
        batch = no or self.cleared(pieces)
        release.release(self.office, self.at("WH-1"), batch, pieces, self.usccs[to])
        return batch

    def coded(self, no: str, count: int, site: str = "WH-1") -> tuple[str, ...]:
        """So many cartons of a batch coded; their typed codes."""
        coding = label.Coding(site=site, batch=no, count=count)
        return tuple(each[0] for each in label.code_packages(self.office, self.at(site), coding).labels)

    def unequal(self) -> list[str]:
        """Where a replay of the ledger disagrees with the live projections."""
        return rebuild.check(self.office.store)[1]
