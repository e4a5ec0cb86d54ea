"""Steps that all three cases share, each one or two use cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.demo import pictures
from app.demo.city import SYSTEM, City
from app.demo.telling import Telling
from app.domain.actors import Actor, Role
from app.domain.policy import CHINA
from app.usecases import attach, declare, disinfect, enter_result, label, lists, receive, sample
from app.usecases.declare import BookingDetails, LineDetails, Paper
from app.usecases.disinfect import Protocol, Surface
from app.usecases.enter_result import KitReading, Report
from app.usecases.incidents import showing
from app.usecases.receive import Arrival, Count
from app.usecases.sample import Tube

CLEAN = (("ORF1ab", None), ("N", None))
SIGNAL = (("ORF1ab", 3312), ("N", 3147))


@dataclass(frozen=True, slots=True)
class Consignment:
    """A vehicle with its import batches on the way to a warehouse."""

    city: City
    warehouse: str
    booking: BookingDetails

    @property
    def staff(self) -> Actor:
        return self.city.who(self.warehouse, Role.WAREHOUSE_STAFF, Role.SAMPLER)

    @property
    def arrival(self) -> Arrival:
        b = self.booking
        return Arrival(
            site=self.warehouse, booking=b.no, container=b.container, seal=b.seal, plate=b.plate,
            cargo_dc=-195,
        )  # fmt: skip

    def officer(self, number: str) -> Actor:
        """One of the two release officers: 004 or 005."""
        return self.city.who(self.warehouse, Role.RELEASE_OFFICER, person=f"{self.warehouse}/{number}")


def slot(text: str) -> datetime:
    """A moment of the story, China time."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def book(goods: Consignment, lines: tuple[LineDetails, ...]) -> None:
    """Book, file the papers, approve."""
    city, office = goods.city, goods.city.office
    owner = city.who("FZ-IMP", Role.VENDOR)
    declare.book(office, owner, goods.booking)
    for n, line in enumerate(lines):
        file_papers(goods, line.batch, line.produced, n + 1)
    declare.decide_booking(office, goods.staff, goods.booking.no, approved=True)


def file_papers(goods: Consignment, batch: str, issued: str, n: int = 1) -> None:
    """The declaration, the quarantine certificate and the list of goods of a batch, with scans."""
    office, owner = goods.city.office, goods.city.who("FZ-IMP", Role.VENDOR)
    for kind, prefix in (("customs_declaration", "D"), ("ciq_cert", "Q"), ("goods_list", "L")):
        number = f"{prefix}{goods.booking.declaration[-6:]}-{n}"
        if kind == "customs_declaration":
            number = goods.booking.declaration
        scan = pictures.drawn(kind.replace("_", " "), number, batch)
        paper = Paper(
            document=kind, number=number, issued=issued, issuer="海关",
            sha256=attach.attach(office, owner, scan).sha256,
        )  # fmt: skip
        declare.file_document(office, owner, batch, paper)


def spray_vehicle(goods: Consignment) -> None:
    """Disinfect the vehicle before it may pass the gate."""
    surface = Surface(site=goods.warehouse, plate=goods.booking.plate)
    sprayed = protocol(goods, 30, f"vehicle of {goods.booking.no}")
    disinfect.disinfect(goods.city.office, goods.staff, surface, sprayed)


def protocol(goods: Consignment, minutes: int, shown: str) -> Protocol:
    """Peracetic acid on a cold surface, by an operator and under a supervisor, with a photo of it."""
    people = goods.city.people
    photo = pictures.drawn("disinfection", goods.warehouse, shown)
    return Protocol(
        agent="peracetic_acid", mg_per_l=3000, contact_minutes=minutes, surface_dc=-180,
        operator=people[f"{goods.warehouse}/002"], supervisor=people[f"{goods.warehouse}/003"],
        photos=(attach.attach(goods.city.office, goods.staff, photo).sha256,),
    )  # fmt: skip


def unload(goods: Consignment, line: LineDetails, *, code: bool = True) -> tuple[str, ...]:
    """Count off a batch and code its cartons; their typed codes in carton order."""
    office, staff = goods.city.office, goods.staff
    counted = Count(
        site=goods.warehouse, batch=line.batch, pieces=line.pieces, grams=line.grams, zone="DOCK"
    )
    receive.unload(office, staff, counted)
    if not code:
        return ()
    coding = label.Coding(site=goods.warehouse, batch=line.batch, count=line.pieces)
    return tuple(each[0] for each in label.code_packages(office, staff, coding).labels)


def fill_tubes(goods: Consignment, batch: str, pool: int = 10) -> list[str]:
    """Sample the drawn cartons of a batch: outer and inner pack and food, pooled."""
    office, staff = goods.city.office, goods.staff
    cartons = sample.draw_plan(office, staff, batch)
    tubes = []
    for part, method in (("outer_pack", "swab"), ("inner_pack", "swab"), ("food", "destructive")):
        for start in range(0, len(cartons), pool):
            tube = f"{batch}-{part[0].upper()}{start // pool + 1}"
            filled = Tube(
                site=goods.warehouse, tube=tube, part=part, batch=batch, method=method,
                cartons=cartons[start : start + pool], grams=50 if method == "destructive" else 0,
            )  # fmt: skip
            sample.take_sample(office, staff, filled)
            tubes.append(tube)
    return tubes


def hand_over(goods: Consignment, laboratory: str, tubes: list[str]) -> None:
    """The laboratory receives the tubes."""
    lab = goods.city.who(laboratory, Role.LABORATORY)
    for tube in tubes:
        sample.handle_sample(goods.city.office, lab, tube, "received")


def report(
    city: City, laboratory: str, tube: str, *, positive: bool = False, stage: str = "preliminary"
) -> None:
    """One report of one kit."""
    verdict = "positive" if positive else "negative"
    reading = KitReading(kit="kit_a", targets=SIGNAL if positive else CLEAN, verdict=verdict)
    said = Report(
        tube=tube, report_no=f"R-{tube}-{stage[0].upper()}", readings=(reading,), verdict=verdict,
        stage=stage,
    )  # fmt: skip
    enter_result.enter_result(city.office, city.who(laboratory, Role.LABORATORY), said)


def tell_incident(telling: Telling, city: City, batch: str) -> str:
    """Say which incident a positive opened by itself, how far it reaches and who must be called."""
    asked = lists.Asked("-entered", filters={"batch": batch})
    (row,) = lists.page(city.office, SYSTEM, "incidents", asked).rows
    found = showing.show(city.office, SYSTEM, row["no"])
    n, levels = found["numbers"], ", ".join(alert["name"] for alert in found["alerts"])
    stalls = sum(each["on_hand"] > 0 for each in found["asks"])
    telling.say(
        f"Incident {row['no']} opened by itself: {n['on_hand']} pieces stopped at {stalls} holders, "
        f"{n['sold']} sold; levels {levels} alerted.",
        f"事件 {row['no']} 自动立案：封存 {stalls} 处 {n['on_hand']} 件，已售 {n['sold']} 件；"
        f"已同时报告 {levels}。",
    )
    phones = showing.phones(city.office, row["no"])
    calls = [f"{each['site']} {phones.get(each['site'], '')}" for each in found["asks"][:4]]
    more = max(0, len(found["asks"]) - 4)
    telling.say(
        f"To be called: {'; '.join(calls)}{f'; and {more} more' if more else ''}.",
        f"须联系：{'；'.join(calls)}{f'；另 {more} 处' if more else ''}。",
    )
    return str(row["no"])


def codes_of(goods: Consignment, batch: str) -> tuple[str, ...]:
    """Typed codes of what the warehouse holds of a batch."""
    return label.packages_of(goods.city.office, goods.staff, batch)
