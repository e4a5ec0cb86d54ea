"""What anybody may see of the service itself."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from app.usecases.status import Status, status
from app.web.deps import OfficeDep

router = APIRouter(tags=["service"])


class HealthOut(BaseModel):
    """Whether facts can be kept now; how many notices have not arrived, the oldest so many seconds."""

    status: str
    facts: int
    now: str
    demo: bool
    notices: int
    notice_age: int


@router.get("/healthz")
def health(office: OfficeDep) -> HealthOut:
    """Answers only when the database can be read on the current schema."""
    found: Status = status(office)
    return HealthOut(
        status="ok", facts=found.facts, now=found.now, demo=found.demo, notices=found.notices,
        notice_age=found.notice_age,
    )  # fmt: skip
