"""Asking where things came from and went."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from app.usecases.trace import trace
from app.web.deps import OfficeDep, Tracer

router = APIRouter(prefix="/traces", tags=["traces"])


class TraceOut(BaseModel):
    """Origin, facts, movements, present places and balance of every batch the key leads to."""

    key: str
    direction: str
    found: list[dict[str, str]] = Field(description="What the key was recognised as.")
    items: list[dict[str, Any]] = Field(description="The coded item itself, when the key is a code.")
    batches: list[dict[str, Any]]


Direction = Literal["all", "back", "forward", "batch", "balance"]


@router.get("", response_model=TraceOut)
def trace_key(
    office: OfficeDep,
    reader: Tracer,
    key: Annotated[
        str,
        Query(
            min_length=1,
            max_length=120,
            examples=["PF-20201114", "CSQU3054383"],
            description="Code, batch, booking, declaration, container, seal, certificate, plate, …",
        ),
    ],
    direction: Direction = "all",
) -> Response:
    """Trace from any key. The question itself goes on record."""
    answer = trace(office, reader, key, direction).as_dict()
    return Response(orjson.dumps(answer), media_type="application/json")
