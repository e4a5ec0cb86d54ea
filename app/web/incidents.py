"""Incidents: opening them, answering them, working them off, closing them."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from app.usecases.clues import Clues
from app.usecases.incidents import answering, closing, opening, working
from app.web.deps import Answerer, Authority
from app.web.kinds import Batch, Code, Digest, Scanned, Uscc, Why
from app.web.shapes import Count, Done, Id, In, Moment, Text
from app.web.writing import Write

router = APIRouter(tags=["incidents"])

IncidentNo = Annotated[str, Path(max_length=60, examples=["IN20201117-512"])]
Key = Annotated[int, Path(ge=1, le=10**12)]
Photos = Annotated[tuple[Digest, ...], Field(strict=False, max_length=50)]
Level = Annotated[
    str, Path(max_length=6, description="Beginning of a division code.", examples=["3501"])
]


class StartIn(In):
    """What is known: keys as they are printed, or a description, a worker, a vehicle, a place; when."""

    keys: Annotated[tuple[Scanned, ...], Field(strict=False, max_length=20)] = ()
    product: Annotated[str, Field(max_length=14)] = ""
    origin: Annotated[str, Field(max_length=10)] = ""
    plant: Annotated[str, Field(max_length=60)] = ""
    supplier: Annotated[str, Field(max_length=120)] = ""
    firm: Annotated[str, Field(max_length=40)] = ""
    staff: Annotated[str, Field(max_length=60)] = ""
    plate: Annotated[str, Field(max_length=20)] = ""
    site: Annotated[str, Field(max_length=60)] = ""
    zone: Annotated[str, Field(max_length=60)] = ""
    since: Moment | None = None
    until: Moment | None = None

    def clues(self) -> Clues:
        """As the use cases take them."""
        return Clues(**self.model_dump(), whole=True)


class OpeningIn(In):
    """What is known and why it is feared. ``hold`` left out: goods are held, what only met a place,
    person or vehicle is proposed. A drill stops nothing and tells nobody outside.
    """

    start: StartIn
    why: Why
    letter: Id | None = None
    hold: bool | None = None
    drill: bool = False


class OpenedOut(BaseModel):
    """The incident's number."""

    incident: str


@router.post("/incidents", response_model=OpenedOut, status_code=201)
def open_incident(body: OpeningIn, authority: Authority, write: Write) -> Response:
    """Open an incident by hand: hold the batches, suspend their certificates, ask, alert, at once."""
    wanted = opening.Opening(
        clues=body.start.clues(), why=body.why, letter=body.letter, hold=body.hold, drill=body.drill
    )
    return write(
        authority,
        lambda office: {"incident": opening.open_incident(office, authority, wanted)},
    )


class MoreIn(In):
    """Batches to hold as well."""

    batches: Annotated[tuple[Batch, ...], Field(strict=False, min_length=1, max_length=100)]
    why: Why


class HeldMoreOut(BaseModel):
    """How many batches were added."""

    batches: int


@router.post("/incidents/{no}/batches", response_model=HeldMoreOut, status_code=201)
def hold_more(no: IncidentNo, body: MoreIn, authority: Authority, write: Write) -> Response:
    """Hold more batches under an incident, those that were proposed among them."""
    what = (no, body.batches, body.why)
    return write(authority, lambda office: {"batches": opening.hold_more(office, authority, *what)})


@router.post("/incidents/{no}/alerts/{level}", response_model=Done, status_code=201)
def acknowledge(no: IncidentNo, level: Level, authority: Authority, write: Write) -> Response:
    """Say for a level of the authority that its alert was seen."""
    return write(
        authority, lambda office: {"fact": answering.acknowledge(office, authority, no, level)}
    )


class StepIn(In):
    """How a step was done."""

    note: Why
    photos: Photos = ()


Step = Annotated[str, Path(max_length=40, examples=["area_closed"])]


@router.post("/incidents/{no}/steps/{step}/done", response_model=Done, status_code=201)
def finish_step(
    no: IncidentNo, step: Step, body: StepIn, authority: Authority, write: Write
) -> Response:
    """Say that a step was done."""
    what = ((no, step), body.note, body.photos)
    return write(authority, lambda office: {"fact": answering.finish_step(office, authority, *what)})


class AssignmentIn(In):
    """Who answers for a step: a firm or authority, and one of its people."""

    firm: Uscc
    staff: Code


@router.post("/incidents/{no}/steps/{step}/assignment", response_model=Done, status_code=201)
def assign_step(
    no: IncidentNo, step: Step, body: AssignmentIn, authority: Authority, write: Write
) -> Response:
    """Give a step to somebody."""
    what = ((no, step), body.firm, body.staff)
    return write(authority, lambda office: {"fact": answering.assign_step(office, authority, *what)})


class RoundIn(In):
    """A round of tests: so many samples, so many positive."""

    subject: Literal["people", "environment"]
    samples: Id
    positives: Count
    note: Text = ""


class RoundOut(BaseModel):
    """The round's number."""

    round: int


@router.post("/incidents/{no}/rounds", response_model=RoundOut, status_code=201)
def report_round(no: IncidentNo, body: RoundIn, authority: Authority, write: Write) -> Response:
    """Record a round of tests of people or surroundings."""
    made = working.Round(**body.model_dump())
    return write(authority, lambda office: {"round": working.report_round(office, authority, no, made)})


class DisposalIn(In):
    """How goods ended, before whom (a person's id), and what they weighed; ``facts`` of the holders."""

    manner: Literal["destroyed", "returned", "harmless"]
    pieces: Count
    grams: Id
    witness: Id
    facts: Annotated[tuple[Id, ...], Field(strict=False, max_length=500)] = ()
    photos: Photos = ()
    note: Text = ""


@router.post("/incidents/{no}/disposals", response_model=Done, status_code=201)
def dispose(no: IncidentNo, body: DisposalIn, authority: Authority, write: Write) -> Response:
    """Record the end of goods before a witness who is not the caller."""
    made = working.Disposal(**body.model_dump())
    return write(authority, lambda office: {"fact": working.dispose(office, authority, no, made)})


class ClosingIn(In):
    """``handled``: all is done. ``negative``: every specimen was resolved clean."""

    outcome: Literal["handled", "negative"]
    why: Why


class ClosedOut(BaseModel):
    """The fact that ended it, or none while it waits for a second person."""

    fact: int | None


@router.post("/incidents/{no}/closing", response_model=ClosedOut, status_code=201)
def close(no: IncidentNo, body: ClosingIn, authority: Authority, write: Write) -> Response:
    """End an incident, or propose to; a different person confirms."""
    what = (no, body.outcome, body.why)
    return write(authority, lambda office: {"fact": closing.close_incident(office, authority, *what)})


class CountIn(In):
    """Pieces set aside, sold, and missing."""

    found: Count
    sold: Count
    missing: Count = 0
    note: Text = ""
    photos: Photos = ()


@router.post("/asks/{key}/answers", response_model=Done, status_code=201)
def answer_ask(key: Key, body: CountIn, answerer: Answerer, write: Write) -> Response:
    """Say what was found, sold and is missing; the newest answer counts."""
    count = answering.Count(**body.model_dump())
    return write(answerer, lambda office: {"fact": answering.answer_ask(office, answerer, key, count)})
