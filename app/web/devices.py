"""Shared handhelds, and the badges of those who work with them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from app.usecases import devices, identity
from app.usecases.office import Office
from app.web.access import Prefix, SignedInOut, begun
from app.web.deps import Administrator, Anybody, OfficeDep
from app.web.kinds import Code, Pin
from app.web.shapes import Id, In
from app.web.writing import Write

router = APIRouter(tags=["access"])

Secret = Annotated[str, Field(min_length=1, max_length=120)]


class DeviceIn(In):
    """A handheld of a firm, by a name that its records will carry."""

    party: Id
    name: Annotated[Code, Field(max_length=40)]


class DeviceOut(BaseModel):
    """The key of the handheld. It is shown this once and kept only as a hash."""

    prefix: str
    key: str


@router.post("/devices", status_code=201)
def enrol(body: DeviceIn, administrator: Administrator, office: OfficeDep) -> DeviceOut:
    """Enrol a handheld. Not repeatable under an Idempotency-Key: a secret is never stored."""
    made = devices.enrol(office, administrator, body.party, body.name)
    return DeviceOut(prefix=made.prefix, key=made.key)


class PrefixOut(BaseModel):
    """The public beginning of a handheld's key."""

    prefix: str


@router.delete("/devices/{prefix}", response_model=PrefixOut)
def revoke(prefix: Prefix, administrator: Administrator, write: Write) -> Response:
    """Shut a handheld out; whoever is signed in on it is signed out at once."""

    def revoked(office: Office) -> dict[str, object]:
        devices.revoke(office, administrator, prefix)
        return {"prefix": prefix}

    return write(administrator, revoked, 200)


class BadgeIn(In):
    """The first PIN of a badge: six digits, which its worker changes."""

    pin: Pin


class BadgeOut(BaseModel):
    """What is printed on the badge as a QR code. It is shown this once."""

    badge: str


@router.post("/persons/{person}/badge", status_code=201)
def issue_badge(person: Id, body: BadgeIn, administrator: Administrator, office: OfficeDep) -> BadgeOut:
    """Issue a badge; an earlier one is worthless from now on. Not under an Idempotency-Key."""
    return BadgeOut(badge=devices.issue_badge(office, administrator, person, body.pin))


class PersonOut(BaseModel):
    """The worker."""

    person: int


@router.delete("/persons/{person}/badge", response_model=PersonOut)
def take_back(person: Id, administrator: Administrator, write: Write) -> Response:
    """Make a badge worthless and sign its worker out."""

    def taken(office: Office) -> dict[str, object]:
        devices.take_back(office, administrator, person)
        return {"person": person}

    return write(administrator, taken, 200)


class PinIn(In):
    """The PIN so far, and the next one."""

    old: Pin
    new: Pin


@router.put("/me/pin", status_code=204)
def change_pin(body: PinIn, worker: Anybody, office: OfficeDep, request: Request) -> Response:
    """Change one's own PIN."""
    request.app.state.tries.allow(f"pin:{worker.person}")
    devices.change_pin(office, worker, body.old, body.new)
    return Response(status_code=204)


class BadgeSignInIn(In):
    """The key of the handheld, the badge as it was scanned, and its PIN."""

    device: Secret
    badge: Secret
    pin: Pin


@router.post("/sessions/badge", status_code=201)
def sign_in(
    body: BadgeSignInIn, request: Request, response: Response, office: OfficeDep
) -> SignedInOut:
    """Sign a worker in on a shared handheld."""
    devices.device_of(office, body.device)  # what is no handheld of ours reaches no hash and no limit
    given = devices.BadgeSignIn(body.device, body.badge.strip().upper(), body.pin)
    request.app.state.tries.allow("badge:" + identity.digest(given.badge))
    found = devices.sign_in(office, given)
    return begun(office, request, response, found)
