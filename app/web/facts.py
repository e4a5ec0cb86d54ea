"""Single facts with their proof values."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from app.domain.quantity import MOST
from app.usecases import lists
from app.web.deps import OfficeDep, Reader

router = APIRouter(tags=["facts"])


class FactOut(BaseModel):
    """A fact exactly as stored: its leaf hash is SHA-256(0x00, envelope, line feed, body)."""

    id: int
    kind: str
    envelope: str
    body: str
    leaf: str = Field(description="Hexadecimal.")
    position: int | None = Field(description="Place in the proof order; empty until it has one.")
    corrected_by: int | None


@router.get("/facts/{fact}")
def show_fact(office: OfficeDep, reader: Reader, fact: Annotated[int, Path(ge=1, le=MOST)]) -> FactOut:
    """One fact, for people who want to check its hash themselves."""
    return FactOut.model_validate(lists.raw_fact(office, reader, fact))
