"""Incidents, letters and what is asked of whom by when, to be read. ``drill`` stands on every row."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from app.domain.actors import Actor
from app.usecases import lists
from app.usecases.incidents import opening, showing
from app.usecases.office import Office
from app.web.asking import Asking
from app.web.clues import CluesAsked
from app.web.deps import OfficeDep, Reader, Tracer
from app.web.incidents import IncidentNo
from app.web.rows import Page
from app.web.waiting import Waiting

router = APIRouter(tags=["incidents"])

Entered = Literal["entered", "-entered"]
Due = Literal["due", "-due", "entered", "-entered"]
No = Annotated[str, Field(max_length=60, description="An incident's number.")]
Overdue = Annotated[bool | None, Field(description="Not done and its time is over, or the others.")]


def told(answer: Any) -> Response:
    """Plain data as JSON, as it is."""
    return Response(orjson.dumps(answer), media_type="application/json")


def page(office: Office, reader: Actor, name: str, asked: Asking) -> Response:
    """A page of a list."""
    found = lists.page(office, reader, name, asked.asked())
    return told({"rows": found.rows, "next": found.next})


class StopOut(BaseModel):
    """What would be stopped within reach, the whole in figures, what other bureaus would be asked."""

    batches: list[str]
    exposed: list[str]
    reach: str
    would_stop: dict[str, int] = Field(examples=[{"pieces": 2117, "holders": 18, "stalls": 16}])
    numbers: dict[str, int]
    elsewhere: list[dict[str, Any]]


@router.get("/incidents/what-if", response_model=StopOut)
def what_if(office: OfficeDep, tracer: Tracer, asked: Annotated[CluesAsked, Query()]) -> Response:
    """What opening an incident from these clues would stop now. Nothing is written."""
    return told(opening.what_if(office, tracer, asked.clues()))


class IncidentsAsked(Asking):
    """Of incidents."""

    sort: Entered = "-entered"
    q: Annotated[str, Field(max_length=60)] = ""
    status: Literal["open", "handled", "negative", ""] = ""
    drill: bool | None = None
    batch: Annotated[str, Field(max_length=60)] = ""


class IncidentRowOut(BaseModel):
    """An incident; figures of its first look for those who see all of it."""

    no: str
    part: Literal["whole", "part"]
    cause: str
    subject: str
    region: str
    reach: str
    status: str
    drill: bool
    since: str
    until: str | None
    on_hand: int | None
    sold: int | None
    holders: int | None


@router.get("/incidents", response_model=Page[IncidentRowOut])
def list_incidents(
    office: OfficeDep, reader: Reader, asked: Annotated[IncidentsAsked, Query()]
) -> Response:
    """Incidents of the caller's region, and those that ask something of them."""
    return page(office, reader, "incidents", asked)


class IncidentOut(BaseModel):
    """An incident; ``part`` says how much of it the caller sees, the rest is empty."""

    no: str
    part: Literal["whole", "region", "holder"]
    cause: str
    region: str
    reach: str
    status: str
    drill: bool
    since: str
    until: str | None
    batches: list[str]
    proposed: list[str] = []
    asks: list[dict[str, Any]]
    requests: list[dict[str, Any]]
    subject: str
    why: str
    policy: str
    numbers: dict[str, int] | None
    answered: dict[str, int] | None
    steps: list[dict[str, Any]]
    alerts: list[dict[str, Any]]
    findings: list[int]
    rounds: list[dict[str, Any]]
    disposals: list[dict[str, Any]]
    letters: list[str]
    history: list[dict[str, Any]]


@router.get("/incidents/{no}", response_model=IncidentOut)
def show_incident(office: OfficeDep, reader: Reader, no: IncidentNo) -> Response:
    """An incident: scope, who was asked and what they said, steps, alerts, history."""
    return told(showing.show(office, reader, no))


class GoodsOut(BaseModel):
    """Where the goods of an incident are now, as far as the caller's own region goes."""

    no: str
    drill: bool
    part: str
    batches: list[str]
    numbers: dict[str, int] | None
    holders: list[dict[str, Any]]
    elsewhere: list[dict[str, Any]]
    places: list[dict[str, Any]]
    vehicles: list[dict[str, Any]]
    people: list[dict[str, Any]]


@router.get("/incidents/{no}/goods", response_model=GoodsOut)
def show_goods(office: OfficeDep, tracer: Tracer, waiting: Waiting, no: IncidentNo) -> Response:
    """Holders, places, vehicles and people of an incident's goods, in the caller's own region."""
    return told(showing.goods(office, tracer, no, waiting))


class AsksAsked(Asking):
    """Of what holders were asked."""

    sort: Due = "-entered"
    incident: No = ""
    open: bool | None = None


class AskOut(BaseModel):
    """What a holder should have and what they said, in pieces."""

    ask: int
    incident: str
    drill: bool
    status: str
    site: str | None
    firm: str
    on_hand: int
    in_transit: int
    sold: int
    packages: int
    found: int | None
    said_sold: int | None
    missing: int | None
    answers: int
    due: str
    answered: str | None
    escalated: str | None


@router.get("/asks", response_model=Page[AskOut])
def list_asks(office: OfficeDep, reader: Reader, asked: Annotated[AsksAsked, Query()]) -> Response:
    """What the caller's firm is asked about held goods, or firms of their region."""
    return page(office, reader, "asks", asked)


class ClocksAsked(Asking):
    """Of everything that has a time to be done by."""

    sort: Due = "due"
    what: Literal["step", "alert", "ask", "request", "clue", ""] = ""
    incident: No = ""
    open: bool | None = None
    overdue: Overdue = None


class ClockOut(BaseModel):
    """Something to be done by ``due``."""

    clock: int
    what: str
    name: str
    incident: str | None
    letter: str | None
    region: str
    unit: str
    firm: str | None
    staff_no: str | None
    due: str
    done: str | None
    escalated: str | None
    drill: bool


@router.get("/clocks", response_model=Page[ClockOut])
def list_clocks(office: OfficeDep, reader: Reader, asked: Annotated[ClocksAsked, Query()]) -> Response:
    """Steps, alerts, answers, requests and clues by when they are due; what is overdue."""
    return page(office, reader, "clocks", asked)


class PlantPositivesAsked(Asking):
    """Of plants with positives."""

    sort: Literal["number", "-number", "entered", "-entered"] = "number"
    country: Annotated[str, Field(max_length=2)] = ""


class PlantPositivesOut(BaseModel):
    """How many incidents with a positive a plant's goods had; no drills, none that proved negative."""

    country: str
    number: str
    name: str
    incidents: int


@router.get("/plant-positives", response_model=Page[PlantPositivesOut])
def list_plant_positives(
    office: OfficeDep, tracer: Tracer, asked: Annotated[PlantPositivesAsked, Query()]
) -> Response:
    """Plants abroad by how often their goods were positive."""
    return page(office, tracer, "plant-positives", asked)
