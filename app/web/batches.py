"""The batches there are, and single facts with their proof values."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from app.usecases import lists
from app.web.deps import OfficeDep, Reader

router = APIRouter(tags=["batches"])


class BatchOut(BaseModel):
    """A batch in a list. ``held``: a hold on it is open."""

    no: str
    product: str
    product_en: str
    origin: str
    pieces: int
    grams: int
    held: bool


class BatchesOut(BaseModel):
    """A page of batches; ``next`` is the cursor of the following page, empty on the last one."""

    batches: list[BatchOut]
    next: str


class FactOut(BaseModel):
    """A fact exactly as stored: its leaf hash is SHA-256(0x00, envelope, line feed, body)."""

    id: int
    kind: str
    envelope: str
    body: str
    leaf: str = Field(description="Hexadecimal.")
    position: int | None = Field(description="Place in the proof order; empty until it has one.")
    corrected_by: int | None


@router.get("/batches")
def list_batches(
    office: OfficeDep,
    reader: Reader,
    after: Annotated[str, Query(max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> BatchesOut:
    """Batches by number, a page at a time."""
    page = lists.batches(office, reader, after, limit)
    return BatchesOut.model_validate({"batches": page.rows, "next": page.next})


@router.get("/facts/{fact}")
def show_fact(office: OfficeDep, reader: Reader, fact: Annotated[int, Path(ge=1, le=2**53)]) -> FactOut:
    """One fact, for people who want to check its hash themselves."""
    return FactOut.model_validate(lists.raw_fact(office, reader, fact))
