"""Bookings, papers, the gate and the dock."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from app.domain.quantity import MOST
from app.usecases import declare, receive
from app.usecases.goods import MOST_PIECES
from app.web.deps import Anybody, Gatekeeper, ReleaseOfficer, WarehouseStaff
from app.web.kinds import (
    Batch,
    Code,
    CodeIfAny,
    Container,
    Country,
    Day,
    DayIfAny,
    DigestIfAny,
    Gtin,
    NameIfAny,
    Plate,
    Why,
    Word,
    from_to,
)
from app.web.shapes import Count, Done, Id, In, Moment, Tenths, Text, Told
from app.web.writing import Write

router = APIRouter(tags=["intake"])

Pieces = Annotated[Count, from_to(1, MOST_PIECES)]
Grams = Annotated[Count, from_to(1, MOST)]


class LineIn(In):
    """One import batch of a booking."""

    batch: Batch
    product: Gtin
    origin: Country
    produced: Day
    expires: DayIfAny = ""
    import_lot: CodeIfAny = ""
    plant: CodeIfAny = ""
    pieces: Pieces
    grams: Grams


class BookingIn(In):
    """What an owner declares before arrival. ``slot`` is the agreed moment."""

    no: Code
    warehouse: Code
    plate: Plate
    declaration: Code
    container: Container
    seal: Code
    port: NameIfAny = ""
    slot: Moment
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=200)]


class BookedOut(BaseModel):
    """The booking's id."""

    booking: int


@router.post("/bookings", response_model=BookedOut, status_code=201)
def book(body: BookingIn, owner: Anybody, write: Write) -> Response:
    """Book a slot for a vehicle and its batches."""
    lines = tuple(declare.LineDetails(**line.model_dump()) for line in body.lines)
    plain = body.model_dump(exclude={"lines"})
    details = declare.BookingDetails(**plain, lines=lines)
    return write(owner, lambda office: {"booking": declare.book(office, owner, details)})


class DecisionIn(In):
    """Yes, or no with the reason that the owner will read."""

    approved: bool
    why: Text = ""


@router.post("/bookings/{no}/decision", response_model=Done, status_code=201)
def decide(no: Code, body: DecisionIn, staff: Gatekeeper, write: Write) -> Response:
    """Approve a booking or reject it."""
    return write(
        staff,
        lambda office: {
            "fact": declare.decide_booking(office, staff, no, approved=body.approved, why=body.why)
        },
    )


class PaperIn(Told):
    """A document of a batch; ``sha256`` addresses its stored picture."""

    document: Word
    number: Code
    issued: Day
    issuer: NameIfAny = ""
    expires: DayIfAny = ""
    sha256: DigestIfAny = ""


@router.post("/batches/{batch}/documents", response_model=Done, status_code=201)
def file_document(batch: Batch, body: PaperIn, filer: Anybody, write: Write) -> Response:
    """File a paper: by the owner of a batch or the warehouse that keeps it."""
    fields = body.model_dump(exclude={"happened", "happened_until", "device_time"})
    paper, when = declare.Paper(**fields), body.when()
    return write(
        filer, lambda office: {"fact": declare.file_document(office, filer, batch, paper, when)}
    )


class WaiverIn(In):
    """A paper that a batch may do without, and why."""

    document: Word
    why: Why


@router.post("/batches/{batch}/waivers", response_model=Done, status_code=201)
def waive(batch: Batch, body: WaiverIn, officer: ReleaseOfficer, write: Write) -> Response:
    """Let a batch do without a paper, where the policy allows it."""
    return write(
        officer,
        lambda office: {
            "fact": declare.waive_document(office, officer, batch, body.document, body.why)
        },
    )


class ArrivalIn(In):
    """What stands at the gate."""

    site: Code
    booking: Code
    container: Container
    seal: Code
    plate: Plate
    cargo_dc: Tenths | None = None


@router.post("/arrivals", response_model=Done, status_code=201)
def gate_in(body: ArrivalIn, staff: WarehouseStaff, write: Write) -> Response:
    """Let a booked vehicle in when everything agrees; every difference is named and kept."""
    arrival = receive.Arrival(**body.model_dump())
    return write(staff, lambda office: {"fact": receive.gate_in(office, staff, arrival)})


class UnloadingIn(Told):
    """What was counted off a vehicle for one batch."""

    site: Code
    batch: Batch
    pieces: Annotated[Id, from_to(1, MOST_PIECES)]
    grams: Id
    zone: CodeIfAny = ""


@router.post("/unloadings", response_model=Done, status_code=201)
def unload(body: UnloadingIn, staff: WarehouseStaff, write: Write) -> Response:
    """Record what really came off; the stock of the batch begins with this count."""
    fields = body.model_dump(exclude={"happened", "happened_until", "device_time"})
    count, when = receive.Count(**fields), body.when()
    return write(staff, lambda office: {"fact": receive.unload(office, staff, count, when)})
