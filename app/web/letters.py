"""Letters between authorities 协查, their clues, and requests to hold what lies in another region."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from app.usecases.incidents import bureau_answer, letters, showing
from app.usecases.office import Office
from app.web.asking import Asking
from app.web.deps import Authority, OfficeDep, Reader
from app.web.incident_reads import Entered, No, Overdue, page, told
from app.web.incidents import Key, StartIn
from app.web.kinds import Name, RegionIfAny, Why, Word
from app.web.rows import Page
from app.web.shapes import Done, In, Text
from app.web.writing import Write

router = APIRouter(tags=["letters"])


class HoldRequestsAsked(Asking):
    """Of hold requests."""

    sort: Entered = "-entered"
    incident: No = ""
    open: bool | None = None


class RequestOut(BaseModel):
    """What a bureau was asked to hold, in pieces."""

    request: int
    incident: str
    letter: str
    region: str
    holders: int
    on_hand: int
    in_transit: int
    accepted: bool | None
    due: str
    answered: str | None


@router.get("/hold-requests", response_model=Page[RequestOut])
def list_requests(
    office: OfficeDep, reader: Reader, asked: Annotated[HoldRequestsAsked, Query()]
) -> Response:
    """Requests to the caller's bureau, and those that incidents of their region made."""
    return page(office, reader, "hold-requests", asked)


class LettersAsked(Asking):
    """Of letters."""

    sort: Entered = "-entered"
    q: Annotated[str, Field(max_length=60)] = ""
    direction: Literal["in", "out", ""] = ""
    overdue: Overdue = None


class LetterRowOut(BaseModel):
    """A letter, and how many of its clues have no answer."""

    letter: int
    no: str
    direction: Literal["in", "out"]
    other: str
    region: str
    to_region: str
    drill: bool
    at: str
    incident: str | None
    open_clues: int


@router.get("/letters", response_model=Page[LetterRowOut])
def list_letters(
    office: OfficeDep, reader: Reader, asked: Annotated[LettersAsked, Query()]
) -> Response:
    """Letters that came to the caller's authority or went out from it."""
    return page(office, reader, "letters", asked)


class LetterShownOut(BaseModel):
    """A letter with its clues, their clocks and answers."""

    letter: int
    no: str
    direction: str
    other: str
    region: str
    to_region: str
    drill: bool
    at: str
    incident: str | None
    evidence: str
    clues: list[dict[str, Any]]


@router.get("/letters/{key}", response_model=LetterShownOut)
def show_letter(office: OfficeDep, reader: Reader, key: Key) -> Response:
    """A letter with its clues and answers."""
    return told(showing.show_letter(office, reader, key))


class RequestIn(In):
    """Held as was asked, or why not."""

    accept: bool
    why: Why


@router.post("/hold-requests/{key}/answer", response_model=Done, status_code=201)
def answer_request(key: Key, body: RequestIn, authority: Authority, write: Write) -> Response:
    """Answer another bureau's request: hold the goods in the own region, or say why not."""

    def answered(office: Office) -> dict[str, object]:
        given = {"accept": body.accept, "why": body.why}
        return {"fact": bureau_answer.answer_request(office, authority, key, **given)}  # type: ignore[arg-type]

    return write(authority, answered)


class ClueIn(In):
    """One clue in words, and what a trace may begin with."""

    text: Why
    start: StartIn | None = None

    def told(self) -> letters.Told:
        """As the use cases take it."""
        return letters.Told(self.text, None if self.start is None else self.start.clues())


Clueslist = Annotated[tuple[ClueIn, ...], Field(strict=False, min_length=1, max_length=100)]


class LetterIn(In):
    """A letter that came in: whose, its number there, and its clues."""

    no: Annotated[Word, Field(examples=["锡协查2021-12"])]
    sender: Name
    clues: Clueslist
    drill: bool = False


class LetterOut(BaseModel):
    """The letter's id."""

    letter: int


@router.post("/letters", response_model=LetterOut, status_code=201)
def receive_letter(body: LetterIn, authority: Authority, write: Write) -> Response:
    """Put an incoming letter on record; every clue is to be answered within 24 hours."""
    letter = letters.Letter(
        other=body.sender, no=body.no, drill=body.drill, clues=tuple(c.told() for c in body.clues)
    )
    return write(
        authority, lambda office: {"letter": letters.receive_letter(office, authority, letter)}
    )


class SentLetterIn(In):
    """A letter to another authority, with the number of an incident or another piece of evidence."""

    addressee: Name
    to_region: RegionIfAny
    clues: Clueslist
    incident: Annotated[str, Field(max_length=60)] = ""
    evidence: Text = ""
    drill: bool = False


@router.post("/letters/sent", response_model=LetterOut, status_code=201)
def send_letter(body: SentLetterIn, authority: Authority, write: Write) -> Response:
    """Put an outgoing letter on record and tell those who are told of letters."""
    letter = letters.Letter(
        other=body.addressee, to_region=body.to_region, incident=body.incident, drill=body.drill,
        evidence=body.evidence, clues=tuple(c.told() for c in body.clues),
    )  # fmt: skip
    return write(authority, lambda office: {"letter": letters.send_letter(office, authority, letter)})


class ClueAnswerIn(In):
    """What became of a clue."""

    outcome: Literal["found", "nothing", "passed_on"]
    text: Why


@router.post("/letters/{key}/clues/{n}/answers", response_model=Done, status_code=201)
def answer_clue(
    key: Key, n: Annotated[int, Path(ge=1, le=100)], body: ClueAnswerIn, authority: Authority,
    write: Write,
) -> Response:  # fmt: skip
    """Answer a clue of a letter; the newest answer counts."""
    what = ((key, n), body.outcome, body.text)
    return write(authority, lambda office: {"fact": letters.answer_clue(office, authority, *what)})
