"""Manifests: a booking and its packages from one file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import Annotated, BinaryIO, cast

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool

from app.domain.errors import BadInput, Unavailable, reason
from app.usecases.declare import BookingDetails
from app.usecases.import_manifest import How, Imported, import_manifest
from app.web import errors
from app.web.deps import Anybody, OfficeDep
from app.web.kinds import Code, Container, NameIfAny, Plate
from app.web.shapes import Moment

router = APIRouter(tags=["intake"])

#: What a file may be sent as; what it is, its bytes say.
KINDS = (
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/octet-stream",
)


class ManifestIn(BaseModel):
    """The booking that the file belongs to, as query parameters. ``slot`` is the agreed moment."""

    model_config = ConfigDict(extra="forbid")

    no: Code
    warehouse: Code
    plate: Plate
    declaration: Code
    container: Container
    seal: Code
    port: NameIfAny = ""
    slot: Moment
    dry_run: bool = False
    keep_good: bool = False

    def details(self) -> BookingDetails:
        """As the use case takes it; the file has the lines."""
        return BookingDetails(**self.model_dump(exclude={"dry_run", "keep_good"}), lines=())


class MistakeOut(BaseModel):
    """One mistake: where it stands in the file, and what to do about it."""

    row: int
    column: str
    value: str
    rows: int
    code: str
    message: str


class ManifestOut(BaseModel):
    """What came of a file. ``known``: it was imported for this booking before and nothing was added.

    ``mistakes`` are the first 1 000 of ``total``; ``left_out`` rows had some.
    """

    outcome: str
    no: str
    booking: int | None
    rows: int
    batches: list[str]
    left_out: int
    total: int
    mistakes: list[MistakeOut]


async def _file(request: Request) -> AsyncIterator[BinaryIO]:
    """The body as a temporary file, so that its size is never the size of this process."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in KINDS:
        choices = ", ".join(KINDS)
        raise BadInput(reason("bad_choice", field="Content-Type", value=kind[:80], choices=choices))
    with TemporaryFile() as file:
        async for part in request.stream():
            await run_in_threadpool(file.write, part)
        yield cast(BinaryIO, file)


#: Files that are worked on at a time; the other threads are for scans, which do not wait.
AT_A_TIME = 2
FREE = BoundedSemaphore(AT_A_TIME)

FileDep = Annotated[BinaryIO, Depends(_file)]
_BODY = {"required": True, "content": {kind: {"schema": {"type": "string"}} for kind in KINDS}}


@router.post(
    "/manifests",
    response_model=ManifestOut,
    status_code=201,
    responses={200: {"model": ManifestOut, "description": "Nothing was added."}},
    openapi_extra={"requestBody": _BODY},
)
def send_manifest(
    request: Request, owner: Anybody, asked: Annotated[ManifestIn, Query()], file: FileDep,
    office: OfficeDep,
) -> Response:  # fmt: skip
    """Book a vehicle and announce its packages from an .xlsx or CSV file, sent as it is.

    The file is its own key: sent again for the same booking it adds nothing, so an Idempotency-Key is
    not needed. Its packages are kept in many short transactions, which one stored answer cannot span.
    """
    how = How(keep_good=asked.keep_good, dry_run=asked.dry_run)
    if not FREE.acquire(blocking=False):
        raise Unavailable(reason("store_busy"))
    try:
        done = import_manifest(office, owner, asked.details(), file, how)
    finally:
        FREE.release()
    body = _told(done, errors.language_of(request))
    if done.outcome == "refused":
        detail = reason("manifest_refused", total=done.total).text(errors.language_of(request))
        plain = body.model_dump(exclude={"outcome"})
        return errors.problem(422, BadInput.code, detail, **plain)
    status = 201 if done.outcome == "imported" else 200
    return Response(body.model_dump_json(), status, media_type="application/json")


def _told(done: Imported, language: str) -> ManifestOut:
    mistakes = [
        MistakeOut(
            row=each.row, column=each.column, value=each.value, rows=each.rows,
            code=each.reason.code, message=each.reason.text(language),
        )
        for each in done.mistakes
    ]  # fmt: skip
    return ManifestOut(
        outcome=done.outcome, no=done.no, booking=done.booking, rows=done.rows,
        batches=list(done.batches), left_out=done.left_out, total=done.total, mistakes=mistakes,
    )  # fmt: skip
