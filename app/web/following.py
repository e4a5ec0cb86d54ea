"""Traces beyond the goods themselves: the way back, whom they met, and what several cases share."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from app.domain.trace.reach import Switches
from app.usecases import contaminated, exposed, sources
from app.web.clues import CluesAsked, Key, PageAsked
from app.web.deps import OfficeDep, Tracer
from app.web.traces import ColumnsOut, answered
from app.web.waiting import Waiting

router = APIRouter(prefix="/traces", tags=["traces"])

Way = Literal["room", "pallet", "vehicle", "disinfection", "people"]


class TableOut(BaseModel):
    """Rows as columns. Moments are microseconds since 1970 UTC."""

    columns: list[str]
    rows: list[list[Any]]


class OriginsOut(BaseModel):
    """Everything goods were made of, the papers of every batch among it, and the facts on the way."""

    found: list[str]
    items: TableOut
    made_of: TableOut
    batches: TableOut
    facts: TableOut


class ExposureOut(BaseModel):
    """Whom the goods met. Windows are sites and times; ``goods`` is a page of those met in them.

    Only asked ways are there; from the second page on only ``goods`` and ``lots``.
    """

    found: list[str]
    windows: list[dict[str, Any]] | None = None
    elsewhere: list[dict[str, Any]] | None = None
    goods: ColumnsOut | None = None
    lots: list[dict[str, Any]] | None = None
    pallets: TableOut | None = None
    vehicles: dict[str, Any] | None = None
    disinfections: list[dict[str, Any]] | None = None
    people: list[dict[str, Any]] | None = None


class SourceOut(BaseModel):
    """A node upstream. ``score``: share of the positives it leads to; ``against``: of the negatives."""

    kind: str = Field(examples=["plant"])
    name: str = Field(examples=["EC/EC-654"])
    score: float
    against: float
    combined: float
    explains: list[str]
    clean: list[str]


class SourcesOut(BaseModel):
    """The ranking, and what cannot be ruled out: never one name alone."""

    positives: list[str]
    negatives: list[str]
    ranked: list[SourceOut]
    not_excluded: list[dict[str, str]]
    unexplained: list[str]


class ExposureAsked(PageAsked):
    """Clues, ways of meeting, and which page."""

    way: Annotated[list[Way], Field(default=[], max_length=5, description="None named: all of them.")]
    sure: Annotated[
        bool, Field(description="Leave out those met where the room of only one is known.")
    ] = False
    shift_hours: Annotated[
        int, Field(ge=0, le=72, description="So long before and after counts as the same hands.")
    ] = 12


class SourcesAsked(BaseModel):
    """Cases: any key each; a tube stands for what it touched, until it was taken."""

    model_config = ConfigDict(extra="forbid")

    positive: Annotated[list[Key], Field(max_length=200, examples=[["CDC-1117-01"]])] = []
    negative: Annotated[list[Key], Field(max_length=200)] = []


class ReachAsked(CluesAsked):
    """Clues, and what is taken to pass contamination on or to end it."""

    cross: Annotated[
        bool, Field(description="Goods share with the rooms and pallets that they are in.")
    ] = True
    kill: Annotated[bool, Field(description="A disinfection to protocol ends it.")] = True
    start: Annotated[
        datetime | None, Field(description="Since when it counts; with a zone. None: always.")
    ] = None


class ReachOut(BaseModel):
    """What can have taken it up, each with since when and the chain of ways and facts to it."""

    found: list[str]
    packages: list[dict[str, Any]]
    lots: list[dict[str, Any]]
    places: list[dict[str, Any]]
    elsewhere: list[dict[str, Any]]


@router.get("/reach", response_model=ReachOut)
def trace_reach(
    office: OfficeDep, reader: Tracer, asked: Annotated[ReachAsked, Query()], patience: Waiting
) -> Response:
    """How far contamination can have come: a walk that respects time, ring by ring."""
    switches = Switches(asked.cross, asked.kill)
    clues = asked.clues()
    answer = contaminated.spread(office, reader, clues, switches, asked.start, patience)
    return answered(answer, answer.value)


@router.get("/origins", response_model=OriginsOut)
def trace_origins(
    office: OfficeDep, reader: Tracer, asked: Annotated[CluesAsked, Query()], patience: Waiting
) -> Response:
    """Back to import batch, plant and container, with every fact on the way, corrected ones too."""
    answer = sources.origins(office, reader, asked.clues(), patience)
    return answered(answer, answer.value)


@router.get("/exposure", response_model=ExposureOut, response_model_exclude_none=True)
def trace_exposure(
    office: OfficeDep, reader: Tracer, asked: Annotated[ExposureAsked, Query()], patience: Waiting
) -> Response:
    """What was in the same room in the same hours, on the same pallet or vehicle, in the same hands."""
    ways = tuple(asked.way) or exposed.WAYS
    question = exposed.Asked(
        clues=asked.clues(), ways=ways, sure=asked.sure, shift_hours=asked.shift_hours,
        after=asked.after, limit=asked.limit,
    )  # fmt: skip
    answer = exposed.exposure(office, reader, question, patience)
    return answered(answer, answer.value)


@router.get("/sources", response_model=SourcesOut)
def trace_sources(
    office: OfficeDep, reader: Tracer, asked: Annotated[SourcesAsked, Query()], patience: Waiting
) -> Response:
    """What several positives have in common upstream, ranked; negatives speak against a node."""
    answer = sources.common(office, reader, asked.positive, asked.negative, patience)
    return answered(answer, answer.value)
