"""What lies in each town of the world: a batch at every step of its way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from app.domain.actors import Actor, Role
from app.usecases import (
    attach,
    declare,
    disinfect,
    enter_result,
    hold,
    label,
    move,
    print_labels,
    receive,
    release,
    sample,
    sell,
    transform,
)
from app.usecases.goods import Goods
from app.usecases.office import Office
from app.usecases.print_labels import How
from tests import pictures
from tests.permissions import alarm
from tests.story import PRODUCT, Clock

if TYPE_CHECKING:
    from tests.permissions.world import Town

#: Bookings, and the batches in them. NEW waits for a decision, GATE stands at the gate, DOCK was let
#: in, RAW was unloaded, HELD is held, CLEAR may be released, OUT was and lies at the stall too.
BOOKINGS = {
    "NEW": ("NEW",),
    "GATE": ("GATE",),
    "DOCK": ("DOCK",),
    "IN": ("RAW", "HELD", "CLEAR", "OUT"),
}
PAPERS = ("customs_declaration", "ciq_cert")
PIECES, GRAMS = 100, 1_000_000


def deliver(office: Office, clock: Clock, towns: list[Town]) -> None:
    """Bring the goods of all towns to where they are."""
    for town in towns:
        for no in ("GATE", "DOCK", "IN"):
            _book(office, clock, town, no)
            declare.decide_booking(office, town.at("WH"), town.name(f"BK-{no}"), approved=True)
    clock.pass_time(hours=30)
    for town in towns:
        _book(office, clock, town, "NEW")
        _unload(office, town)
        for batch in ("CLEAR", "OUT"):
            _clear(office, town, town.name(batch))
        _tubes(office, town)
        _trade(office, town)
        _sell(office, town)
        _photos(office, town)
        alarm.raise_in(office, town)


def _book(office: Office, clock: Clock, town: Town, no: str) -> None:
    lines = tuple(
        declare.LineDetails(
            batch=town.name(batch), product=PRODUCT, origin="IN", produced="2024-04-01", plant="IN-1",
            pieces=PIECES, grams=GRAMS,
        )
        for batch in BOOKINGS[no]
    )  # fmt: skip
    owner = town.at("IM")
    details = declare.BookingDetails(
        no=town.name(f"BK-{no}"), warehouse=town.name("WH"), plate=town.plate["IM"],
        declaration=town.name(f"DEC-{no}"), container="CSQU3054383", seal=town.name("SEAL"),
        slot=clock.moment + timedelta(hours=30), lines=lines,
    )  # fmt: skip
    declare.book(office, owner, details)
    for batch in BOOKINGS[no]:
        for kind in (*PAPERS, "goods_list"):
            if (batch, kind) != ("RAW", "goods_list"):  # that one is for the officer to waive
                paper = declare.Paper(
                    document=kind, number=f"{kind[:2].upper()}-{town.name(batch)}", issued="2024-04-20"
                )
                declare.file_document(office, owner, town.name(batch), paper)


def protocol(town: Town) -> disinfect.Protocol:
    """A faultless disinfection."""
    return disinfect.Protocol(
        agent="chlorine", mg_per_l=800, contact_minutes=30, surface_dc=-180,
        operator=town.person["WS"], supervisor=town.person["RO"],
    )  # fmt: skip


def arrival(town: Town, no: str) -> receive.Arrival:
    """What stands at the gate."""
    return receive.Arrival(
        site=town.name("WH"), booking=town.name(f"BK-{no}"), container="CSQU3054383",
        seal=town.name("SEAL"), plate=town.plate["IM"],
    )  # fmt: skip


def _unload(office: Office, town: Town) -> None:
    staff, site = town.at("WH"), town.name("WH")
    disinfect.disinfect(office, staff, disinfect.Surface(site, plate=town.plate["IM"]), protocol(town))
    waived = town.name("RAW")
    declare.waive_document(office, staff, waived, "goods_list", "known importer")
    for no in ("DOCK", "IN"):
        receive.gate_in(office, staff, arrival(town, no))
    for batch in BOOKINGS["IN"]:
        count = receive.Count(site=site, batch=town.name(batch), pieces=PIECES, grams=GRAMS)
        town.fact[batch] = receive.unload(office, staff, count)
    town.fact["WH"] = town.fact["RAW"]


def _clear(office: Office, town: Town, batch: str) -> None:
    staff, site = town.at("WH"), town.name("WH")
    disinfect.disinfect(office, staff, disinfect.Surface(site, batch), protocol(town))
    for carton in sample.draw_plan(office, staff, batch):
        tube = f"T-{batch}-{carton}"
        sample.take_sample(
            office, staff, sample.Tube(site, tube, "outer_pack", batch, cartons=(carton,))
        )
        sample.handle_sample(office, town.at("LAB"), tube, "received")
        reading = enter_result.KitReading(
            kit="kit_a", targets=(("ORF1ab", None), ("N", None)), verdict="negative"
        )
        report = enter_result.Report(
            tube=tube, report_no=f"R-{tube}", readings=(reading,), verdict="negative"
        )
        enter_result.enter_result(office, town.at("LAB"), report)


def _tubes(office: Office, town: Town) -> None:
    """TAKEN waits to be received, GOT for its result, SENT was received and is not reported either."""
    staff, batch = town.at("WH"), town.name("HELD")
    for n, tube in enumerate(("TAKEN", "GOT"), 1):
        filled = sample.Tube(town.name("WH"), town.name(tube), "outer_pack", batch, cartons=(n,))
        sample.take_sample(office, staff, filled)
    town.fact["LAB"] = sample.handle_sample(office, town.at("LAB"), town.name("GOT"), "received")


def _trade(office: Office, town: Town) -> None:
    """OUT goes to the stall, some of it packed in cartons; more of it is under way, both ways."""
    staff, keeper, no = town.at("WH"), town.at("ST"), town.name("OUT")
    release.release(office, staff, no, 60, town.uscc["ST"])
    town.certificate = release.release(office, staff, no, 5, town.uscc["ST"]).certificate
    coding = label.Coding(site=town.name("WH"), batch=no, count=12)
    codes = tuple(each[0] for each in label.code_packages(office, staff, coding).labels)
    town.codes = {"WH": codes[:6], "ST": codes[6:]}
    sent = _sent(office, town, ("WH", "ST"), Goods(no, 30, items=codes[6:]))
    move.accept(office, keeper, move.Receipt(movement=sent))
    town.movement["ST"] = _sent(office, town, ("WH", "ST"), Goods(no, 5))
    town.movement["WH"] = _sent(office, town, ("ST", "WH"), Goods(no, 5))
    for firm in ("WH", "ST"):
        keeps, site = town.at(firm), town.name(firm)
        town.pallet[firm] = label.build_pallet(office, keeps, site)
        town.pallet[f"{firm} empty"] = label.build_pallet(office, keeps, site)
        transform.stack(office, keeps, site, town.pallet[firm], town.codes[firm][:1])
    roll = label.print_roll(office, staff, town.name("R"), 5)
    town.codes["R"] = tuple(code for code, _, _ in roll.labels)
    for firm in ("WH", "ST"):
        made = print_labels.print_batch(office, town.at(firm), no, How(), town.codes[firm][:1])
        town.printing[firm] = made.printing


def _sent(office: Office, town: Town, ends: tuple[str, str], goods: Goods) -> int:
    site, to = (town.name(end) for end in ends)
    return move.ship(office, town.at(ends[0]), move.Shipment(site=site, to=to, goods=goods)).movement


def _sell(office: Office, town: Town) -> None:
    """Something on the counter, a held batch, and a held package at the stall."""
    goods = Goods(town.name("OUT"), 10)
    town.fact["ST"] = sell.put_on_sale(office, town.at("ST"), town.name("ST"), goods)
    town.hold["WH"] = hold.place_hold(office, town.at("WH"), "batch", town.name("HELD"), "torn seal")
    inspector = Actor(
        town.person["SU"], town.firm["BU"], frozenset({Role.SUPERVISOR}), region=town.region
    )
    last = town.codes["ST"][-1]
    town.hold["ST"] = hold.place_hold(office, inspector, "item", last, "smells")


def _photos(office: Office, town: Town) -> None:
    """One that a paper of RAW names, and one that each of the others brought."""
    for firm in ("WH", "ST", "LAB", "OF"):
        picture = pictures.photo(town.name(firm))
        town.photo[firm] = attach.attach(office, town.at(firm), picture).sha256
    paper = declare.Paper(
        document="photo", number=town.name("PH"), issued="2024-04-20", sha256=town.photo["WH"]
    )
    declare.file_document(office, town.at("WH"), town.name("RAW"), paper)
