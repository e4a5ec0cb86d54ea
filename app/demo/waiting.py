"""A truck that waits at the gate when the story ends: for whoever wants to try the API."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import BinaryIO, cast

from app.demo import steps
from app.demo.city import SQUID, City
from app.demo.steps import Consignment
from app.demo.telling import Telling
from app.domain.actors import Role
from app.usecases import declare
from app.usecases.declare import BookingDetails
from app.usecases.import_manifest import import_manifest

BATCH = "SQ-20210126"
BOOKING = BookingDetails(
    no="FZ-BK-0126", warehouse="FZ-WH-1", plate="闽A12345", declaration="350120210000126",
    container="TGHU7654320", seal="FJ990126", port="Mawei 马尾", lines=(),
    slot=steps.slot("2021-01-26 09:00"),
)  # fmt: skip
HEADINGS = (
    "batch no", "product GTIN", "origin", "plant no", "production date", "package code",
    "pieces", "net weight kg",
)  # fmt: skip


def manifest(batch: str, cartons: int) -> bytes:
    """A packing list of frozen squid, ten kilograms a carton."""
    rows = [f"{batch},{SQUID},CN,,2020-12-20,CTN-{n:04d},1,10" for n in range(1, cartons + 1)]
    return "\n".join([",".join(HEADINGS), *rows, ""]).encode()


def tell(city: City, telling: Telling) -> None:
    """Booked from a packing list, papers filed, approved, disinfected; nobody has opened the gate."""
    office, goods = city.office, Consignment(city, "FZ-WH-1", BOOKING)
    telling.head("Fuzhou: a truck waits at the gate", "福州：门口等候的车辆")
    telling.clock.at("2021-01-25 08:00")
    owner = city.who("FZ-IMP", Role.VENDOR)
    with TemporaryFile() as file:
        file.write(manifest(BATCH, 12))
        file.seek(0)
        import_manifest(office, owner, BOOKING, cast(BinaryIO, file))
    steps.file_papers(goods, BATCH, "2020-12-20")
    declare.decide_booking(office, goods.staff, BOOKING.no, approved=True)
    telling.clock.at("2021-01-26 07:30")
    steps.spray_vehicle(goods)
    telling.say(
        f"Booking {BOOKING.no}: 12 cartons of squid from a packing list, ready for the gate.",
        f"预约 {BOOKING.no}：装箱单导入的鱿鱼 12 箱，待入仓。",
    )
