"""Asking where things came from and went. Big answers go from the driver's rows to JSON as they are."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from app.usecases import exported, reached
from app.usecases.inquiry import Answer
from app.usecases.trace import told as story
from app.web.clues import CluesAsked, PageAsked
from app.web.deps import OfficeDep, Tracer
from app.web.waiting import Waiting

router = APIRouter(prefix="/traces", tags=["traces"])


class TraceOut(BaseModel):
    """Origin, facts, movements, present places and balance of every batch the clues lead to."""

    key: str
    direction: str
    found: list[dict[str, str]] = Field(description="What the key was recognised as.")
    items: list[dict[str, Any]] = Field(description="The coded item itself, when the key is a code.")
    batches: list[dict[str, Any]]


class HolderOut(BaseModel):
    """What one firm has at one site. Pieces and grams by part of the balance, without the zeros."""

    site: str | None
    firm: str
    call: str = Field(description="The duty phone of the site.")
    pieces: dict[str, int] = Field(examples=[{"on_hand": 180, "sold": 120}])
    grams: dict[str, int]
    packages: int = Field(description="Coded packages on hand.")


class BureauOut(BaseModel):
    """Goods in a region that the caller does not supervise: figures, and what to ask of its bureau."""

    region: str = Field(description="First four digits (GB/T 2260).", examples=["3202"])
    holders: int
    people: int
    packages: int
    pieces: dict[str, int]
    ask: Literal["request_hold", "request_inquiry"]


class PlaceOut(BaseModel):
    """A point on the map: where goods are or have been. Coordinates in millionths of a degree."""

    site: str
    name: str
    kind: str
    region: str
    lat_e6: int | None
    lon_e6: int | None
    since: str | None = Field(description="The first moment that goods can have been there.")


class ScopeOut(BaseModel):
    """Everything the goods have become and reached, in figures."""

    found: list[str]
    batches: list[str]
    numbers: dict[str, int] = Field(description="Totals, other regions included.")
    holders: list[HolderOut]
    elsewhere: list[BureauOut]
    places: list[PlaceOut]
    vehicles: list[dict[str, Any]]
    people: list[dict[str, Any]]


class ColumnsOut(BaseModel):
    """Many rows as columns; ``next`` is the cursor of the next page, empty on the last."""

    columns: list[str]
    rows: list[list[Any]]
    next: str


Direction = Literal["all", "back", "forward", "batch", "balance"]


def timing(answer: Answer[Any]) -> dict[str, str]:
    """A header with what reading and recording took, in milliseconds of wall clock and of CPU."""
    spans = (("read", answer.read), ("record", answer.record))
    told = ", ".join(
        f"{name};dur={wall * 1000:.3f}, {name}_cpu;dur={cpu * 1000:.3f}" for name, (wall, cpu) in spans
    )
    return {"Server-Timing": told}


def answered(answer: Answer[Any], value: Any) -> Response:
    """JSON, with what it took."""
    return Response(orjson.dumps(value), headers=timing(answer), media_type="application/json")


class TraceAsked(CluesAsked):
    """Clues, and what is wanted."""

    direction: Direction = "all"


class FileAsked(CluesAsked):
    """Clues, and the form of the file."""

    form: Literal["json", "csv", "xlsx", "graphml", "geojson", "svg", "evidence"] = "xlsx"


@router.get("", response_model=TraceOut)
def trace_key(
    office: OfficeDep, reader: Tracer, asked: Annotated[TraceAsked, Query()], patience: Waiting
) -> Response:
    """Trace from any clue, batch by batch, for reading. The question itself goes on record."""
    answer = story(office, reader, asked.clues(), asked.direction, patience)
    return answered(answer, answer.value.as_dict())


@router.get("/scope", response_model=ScopeOut)
def trace_scope(
    office: OfficeDep, reader: Tracer, asked: Annotated[CluesAsked, Query()], patience: Waiting
) -> Response:
    """Everything the goods have become and reached: what would have to be stopped, and where."""
    answer = reached.summary(office, reader, asked.clues(), patience)
    return answered(answer, answer.value)


@router.get("/file", response_class=Response)
def trace_file(
    office: OfficeDep, reader: Tracer, asked: Annotated[FileAsked, Query()], patience: Waiting
) -> Response:
    """What was found as a file; ``evidence`` is a zip of all of them with facts and digests."""
    answer = exported.export(office, reader, asked.clues(), asked.form, patience)
    form, content = answer.value
    name = f'attachment; filename="trace.{form.suffix}"'
    headers = timing(answer) | {"Content-Disposition": name, "X-Content-Type-Options": "nosniff"}
    return Response(content, headers=headers, media_type=form.media_type)


@router.get("/goods", response_model=ColumnsOut)
def trace_goods(
    office: OfficeDep, reader: Tracer, asked: Annotated[PageAsked, Query()], patience: Waiting
) -> Response:
    """Every coded package the goods have become, where it is, whose and in what state."""
    page = (asked.after, asked.limit)
    answer = reached.packages(office, reader, asked.clues(), page, patience)
    return answered(answer, answer.value.as_dict())
