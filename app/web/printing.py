"""Labels on paper: prints, sending them to printers, and labels made void."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import orjson
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field
from starlette.background import BackgroundTask

from app.domain.errors import NotFound, reason
from app.domain.printing import FORMATS, LANGUAGES
from app.domain.quantity import MOST
from app.usecases import lists, send_print, void_label
from app.usecases.label_drawing import LAYOUTS
from app.usecases.lists import Asked
from app.usecases.office import Office
from app.usecases.print_labels import How, Printed, print_batch, print_pallets, print_roll
from app.web import asking, kinds, rows
from app.web.deps import Keeper, Labeller, OfficeDep, Printer, Reader
from app.web.kinds import Batch, Code, Scanned, Why
from app.web.rows import Moment
from app.web.shapes import Codes, In
from app.web.writing import Write

router = APIRouter(tags=["labels"])

Layout = Annotated[str, Field(max_length=40), kinds.one_of("", *LAYOUTS)]
Language = Annotated[str, Field(max_length=10), kinds.one_of(*LANGUAGES)]
#: Prints on their way to printers; the threads that answer requests are not for waiting.
_SENDING = CapacityLimiter(4)


class HowIn(In):
    """What a print looks like. With ``why`` labels may be printed that were printed before."""

    layout: Layout = ""
    format: Annotated[str, Field(max_length=10), kinds.one_of(*FORMATS)] = "pdf"
    language: Language = "zh+en"
    why: Annotated[str, Field(max_length=500)] = ""

    def how(self) -> How:
        """As the use cases take it."""
        return How(layout=self.layout, format=self.format, language=self.language, why=self.why)


class PrintIn(HowIn):
    """All labels, those named by ``codes``, or with ``missing`` those that were never printed."""

    codes: Codes = ()
    missing: bool = False


class PalletPrintIn(HowIn):
    """Labels of pallets."""

    codes: Annotated[tuple[Scanned, ...], Field(strict=False, min_length=1, max_length=500)]


class PrintedOut(BaseModel):
    """A print: how many labels it has, how many of them were printed before, where its files are."""

    print: int
    labels: int
    reprints: int
    file: str = Field(examples=["/prints/1207/labels.pdf"])


def _told(made: Printed, body: HowIn) -> dict[str, object]:
    kind = "zip" if body.format == "png" else body.format
    return {
        "print": made.printing, "labels": made.labels, "reprints": made.reprints,
        "file": f"/prints/{made.printing}/labels.{kind}",
    }  # fmt: skip


@router.post("/batches/{batch}/prints", response_model=PrintedOut, status_code=201)
def print_packages(batch: Batch, body: PrintIn, keeper: Keeper, write: Write) -> Response:
    """Print labels of a batch's packages in the caller's hands; thousands in one call."""
    how = (body.how(), body.codes)
    return write(
        keeper,
        lambda office: _told(print_batch(office, keeper, batch, *how, missing=body.missing), body),
    )


@router.post("/pallets/prints", response_model=PrintedOut, status_code=201)
def print_pallet_labels(body: PalletPrintIn, keeper: Keeper, write: Write) -> Response:
    """Print labels of pallets in the caller's hands: what is on them now."""
    return write(
        keeper, lambda office: _told(print_pallets(office, keeper, body.codes, body.how()), body)
    )


@router.post("/rolls/{roll}/prints", response_model=PrintedOut, status_code=201)
def print_roll_labels(roll: Code, body: PrintIn, printer: Printer, write: Write) -> Response:
    """Print labels of a roll that no goods carry yet: codes and places on the roll alone."""
    how = (body.how(), body.codes)
    return write(
        printer,
        lambda office: _told(print_roll(office, printer, roll, *how, missing=body.missing), body),
    )


class SendingOut(BaseModel):
    """A print at a printer. An empty ``result`` long after ``since``: nobody knows what came out."""

    sending: int
    printer: str = Field(examples=["DOCK"])
    since: Moment
    until: Moment | None
    bytes: int = Field(description="What the printer took.")
    result: str = Field(examples=["ok"], description="ok, refused, timeout, broken, failed.")
    why: str


class PrintOut(BaseModel):
    """A print. ``void``: how many of its labels have been made void since."""

    print: int
    batch: str | None
    roll: str
    layout: str = Field(examples=["carton"])
    format: str = Field(examples=["pdf"])
    language: str
    why: str
    labels: int
    reprints: int
    void: int
    at: Moment
    fact: int
    firm: str
    sendings: list[SendingOut]


Key = Annotated[int, Path(ge=1, le=MOST)]


@router.get("/prints", response_model=rows.Page[PrintOut])
def list_prints(
    office: OfficeDep, reader: Reader, asked: Annotated[asking.PrintsAsked, Query()]
) -> Response:
    """Prints of the caller's firm, of a batch or a roll."""
    found = lists.page(office, reader, "prints", asked.asked())
    return _json({"rows": found.rows, "next": found.next})


@router.get("/prints/{printing}", response_model=PrintOut)
def show_print(printing: Key, office: OfficeDep, reader: Reader) -> Response:
    """One print, and what became of it at printers."""
    found = lists.page(office, reader, "prints", Asked("entered", limit=1, filters={"print": printing}))
    if not found.rows:
        raise NotFound(reason("no_such", what="print", value=printing))
    return _json(found.rows[0])


def _json(answer: object) -> Response:
    return Response(orjson.dumps(answer), media_type="application/json")


class SendingIn(In):
    """The printer by its name in the settings."""

    printer: Code


class SendingBegunOut(BaseModel):
    """On its way. How it ended is told by the print."""

    sending: int
    print: str = Field(examples=["/prints/1207"])


@router.post("/prints/{printing}/sendings", response_model=SendingBegunOut, status_code=202)
def send(
    printing: Key, body: SendingIn, labeller: Labeller, office: OfficeDep, write: Write
) -> Response:
    """Send a print to a printer, as ZPL at its resolution. Answered at once, sent afterwards."""

    def begun(joined: Office) -> dict[str, object]:
        sending = send_print.begin(joined, labeller, printing, body.printer)
        return {"sending": sending, "print": f"/prints/{printing}"}

    answer = write(labeller, begun, 202)
    if answer.status_code == 202 and "idempotent-replayed" not in answer.headers:
        sending = orjson.loads(answer.body)["sending"]
        work = (office, labeller, printing, sending, body.printer)
        deliver = partial(send_print.deliver, *work)
        answer.background = BackgroundTask(to_thread.run_sync, deliver, limiter=_SENDING)
    return answer


class VoidIn(In):
    """A label by its token, address or typed code, and why it is void."""

    label: Scanned
    why: Why


class VoidOut(BaseModel):
    """The typed code that is there instead; empty for a label that was on nothing yet."""

    fact: int
    code: str


@router.post("/label-voids", response_model=VoidOut, status_code=201)
def void(body: VoidIn, labeller: Labeller, write: Write) -> Response:
    """Make a label void. What it was on has a fresh code at once; print that label next."""

    def voided(office: Office) -> dict[str, object]:
        made = void_label.void_label(office, labeller, body.label, body.why)
        return {"fact": made.fact, "code": made.code}

    return write(labeller, voided)
