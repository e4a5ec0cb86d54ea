"""What waits to go out or could not come in."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from app.domain.errors import Reason
from app.usecases import backlog, fetch_reports
from app.web.deps import Administrator, OfficeDep, Registrar
from app.web.errors import language_of
from app.web.kinds import Code
from app.web.shapes import Id
from app.web.writing import Write

router = APIRouter(tags=["outbox"])


class DestinationOut(BaseModel):
    """What waits for a destination. Not ``configured``: it was taken out of the gateways file."""

    name: str
    configured: bool
    waiting: int
    failing: int = Field(description="Of the waiting: tried before, to be tried again.")
    parked: int
    oldest_seconds: int = Field(description="Age of the oldest that has not arrived; 0 for none.")
    last_sent: datetime | None
    problem: str = Field(description="How the last attempt of a failing one ended.")


class ParkedNoticeOut(BaseModel):
    """A notice that its destination will not have, and how many of its subject wait behind it."""

    notice: int
    destination: str
    kind: str
    made: datetime
    tries: int
    behind: int
    problem: str


class LaboratoryOut(BaseModel):
    """When a laboratory was last asked for reports, and what was wrong then."""

    name: str
    asked: datetime | None
    problem: str


class ParkedReportOut(BaseModel):
    """A fetched report that was not taken; ``ref`` is the laboratory's name for it."""

    report: int
    laboratory: str
    ref: str
    came: datetime
    problem: str


class BacklogOut(BaseModel):
    """Everything that waits; of what is parked the oldest 200."""

    destinations: list[DestinationOut]
    parked: list[ParkedNoticeOut]
    laboratories: list[LaboratoryOut]
    reports: list[ParkedReportOut]


class AgainOut(BaseModel):
    """How many notices are sent again."""

    count: int


class ReportAgainOut(BaseModel):
    """The fact that the report became; none when it stays parked."""

    fact: int | None


@router.get("/backlog", response_model=BacklogOut)
def show_backlog(request: Request, office: OfficeDep, overseer: Registrar) -> BacklogOut:
    """What has not arrived and why, by destination; reports of laboratories that were not taken."""
    found, language = backlog.backlog(office, overseer), language_of(request)
    return BacklogOut(
        destinations=[
            DestinationOut(
                name=each.name, configured=each.configured, waiting=each.waiting,
                failing=each.failing, parked=each.parked, last_sent=each.last_sent,
                oldest_seconds=_age(found.now, each.oldest), problem=_text(each.problem, language),
            )
            for each in found.destinations
        ],
        parked=[
            ParkedNoticeOut(
                notice=each.id, destination=each.destination, kind=each.kind, made=each.made,
                tries=each.tries, behind=each.behind, problem=_text(each.problem, language),
            )
            for each in found.parked
        ],
        laboratories=[
            LaboratoryOut(name=each.name, asked=each.asked, problem=_text(each.problem, language))
            for each in found.laboratories
        ],
        reports=[
            ParkedReportOut(
                report=each.id, laboratory=each.laboratory, ref=each.ref, came=each.came,
                problem=_text(each.problem, language),
            )
            for each in found.reports
        ],
    )  # fmt: skip


def _age(now: datetime, made: datetime | None) -> int:
    return 0 if made is None else max(0, int((now - made).total_seconds()))


def _text(problem: Reason | None, language: str) -> str:
    return "" if problem is None else problem.text(language)


@router.post("/notices/{notice}/again", response_model=AgainOut, status_code=201)
def send_again(notice: Id, administrator: Administrator, write: Write) -> Response:
    """Send a parked notice again at once, with the id it had."""
    return write(
        administrator,
        lambda office: {"count": backlog.try_notice_again(office, administrator, notice)},
    )


@router.post("/destinations/{destination}/again", response_model=AgainOut, status_code=201)
def send_all_again(destination: Code, administrator: Administrator, write: Write) -> Response:
    """Send everything again that is parked for a destination."""
    return write(
        administrator,
        lambda office: {"count": backlog.try_all_again(office, administrator, destination)},
    )


@router.post("/lab-reports/{report}/again", response_model=ReportAgainOut, status_code=201)
def take_again(report: Id, administrator: Administrator, write: Write) -> Response:
    """Take a parked report again, now that what was wrong may be right."""
    return write(
        administrator,
        lambda office: {"fact": fetch_reports.try_again(office, administrator, report)},
    )
