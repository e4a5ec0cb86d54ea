"""What anybody may see of the service itself."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from app.usecases.status import Status, status
from app.web.deps import OfficeDep

router = APIRouter(tags=["service"])


class HealthOut(BaseModel):
    """Whether facts can be kept now."""

    status: str
    facts: int
    now: str
    demo: bool


@router.get("/healthz")
def health(office: OfficeDep) -> HealthOut:
    """Answers only when the database can be read on the current schema."""
    found: Status = status(office)
    return HealthOut(status="ok", facts=found.facts, now=found.now, demo=found.demo)
