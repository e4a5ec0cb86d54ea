"""Certificates, holds and corrections."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from app.usecases import correct, hold, release
from app.usecases.goods import MOST_PIECES
from app.usecases.office import Office
from app.web.deps import Corrector, Holder, ReleaseOfficer
from app.web.kinds import Batch, Code, Scanned, Uscc, Why, from_to
from app.web.shapes import Count, Done, Id, In, Told
from app.web.writing import Write

router = APIRouter(tags=["decisions"])

Key = Annotated[int, Path(ge=1, le=10**12)]


class ReleaseIn(In):
    """So many pieces to one consignee, by USCC."""

    pieces: Id
    consignee: Annotated[Uscc, Field(min_length=18)]


class CertifiedOut(BaseModel):
    """A certificate, or (the first of two persons) a proposal that waits for somebody else."""

    certificate: str
    proposal: int | None


@router.post("/batches/{batch}/certificates", response_model=CertifiedOut, status_code=201)
def certify(batch: Batch, body: ReleaseIn, officer: ReleaseOfficer, write: Write) -> Response:
    """Issue an exit certificate; where the policy asks for two persons the first call proposes."""

    def certified(office: Office) -> dict[str, object]:
        made = release.release(office, officer, batch, body.pieces, body.consignee)
        return {"certificate": made.certificate, "proposal": made.proposal}

    return write(officer, certified)


class WhyIn(In):
    """The reason, which stays on record."""

    why: Why


@router.post("/certificates/{no}/revocation", response_model=Done, status_code=201)
def revoke(no: Code, body: WhyIn, officer: Holder, write: Write) -> Response:
    """Make a certificate worthless; what left under it is held."""
    return write(officer, lambda office: {"fact": release.revoke(office, officer, no, body.why)})


@router.post("/batches/{batch}/rejection", response_model=Done, status_code=201)
def reject(batch: Batch, body: WhyIn, officer: ReleaseOfficer, write: Write) -> Response:
    """Decide that a batch will never be released."""
    return write(officer, lambda office: {"fact": release.reject(office, officer, batch, body.why)})


class HoldIn(WhyIn):
    """What is to be held, by the name people use: batch, code, site, COUNTRY/NUMBER or USCC."""

    scope: Literal["batch", "item", "site", "plant", "party"]
    target: Annotated[Scanned, Field(examples=["PF-20201114"])]


class HeldOut(BaseModel):
    """The hold's id."""

    hold: int


@router.post("/holds", response_model=HeldOut, status_code=201)
def place_hold(body: HoldIn, holder: Holder, write: Write) -> Response:
    """Hold goods at once."""
    what = (body.scope, body.target, body.why)
    return write(holder, lambda office: {"hold": hold.place_hold(office, holder, *what)})


class LiftedOut(BaseModel):
    """The fact that ended the hold, or none while it waits for a second person."""

    fact: int | None


@router.post("/holds/{key}/lifting", response_model=LiftedOut, status_code=201)
def lift_hold(key: Key, body: WhyIn, holder: Holder, write: Write) -> Response:
    """End a hold, or propose to."""
    return write(holder, lambda office: {"fact": hold.lift_hold(office, holder, key, body.why)})


@router.post("/facts/{key}/void", response_model=Done, status_code=201)
def void(key: Key, body: WhyIn, corrector: Corrector, write: Write) -> Response:
    """Record that a fact did not happen."""
    return write(corrector, lambda office: {"fact": correct.void(office, corrector, key, body.why)})


class AmountIn(Told):
    """How much it really was, and with ``happened`` also when."""

    pieces: Annotated[Count, from_to(0, MOST_PIECES)]
    grams: Count


@router.post("/facts/{key}/correction", response_model=Done, status_code=201)
def correct_amount(key: Key, body: AmountIn, corrector: Corrector, write: Write) -> Response:
    """Correct how much was unloaded, sold, destroyed, returned or put on sale."""
    what = (key, body.pieces, body.grams, body.when())
    return write(corrector, lambda office: {"fact": correct.correct_pieces(office, corrector, *what)})
