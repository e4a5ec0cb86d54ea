"""Many records in one request: each has its own key, its own answer and, if need be, its own worker.

A handheld that was out of reach sends what it kept. One transaction holds them all, each within a
savepoint: a refused record leaves the others alone, and what was answered before is answered again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field, JsonValue, ValidationError

from app.domain.errors import BadInput, Refusal, Unavailable
from app.usecases import devices
from app.usecases.identity import Caller
from app.usecases.office import Office
from app.web import errors, operations
from app.web.deps import OfficeDep, Signed
from app.web.malformed import reasons_of
from app.web.shapes import Id, In
from app.web.writing import Writing, asked_of

MOST = 200
router = APIRouter(tags=["records"])


class RecordIn(In):
    """A record as it would have been sent by itself: to a ``path``, with a ``body``, under a ``key``.

    ``worker``: who made it on a shared handheld, if not whoever is signed in now. They must have been
    signed in on that handheld at the moment the record tells of.
    """

    key: Annotated[str, Field(min_length=8, max_length=120, pattern=r"^[!-~]+$")]
    path: Annotated[str, Field(max_length=200, examples=["/sales"])]
    body: dict[str, JsonValue]
    worker: Id | None = None


class RecordsIn(In):
    """Records in the order in which they are to be done."""

    records: Annotated[list[RecordIn], Field(min_length=1, max_length=MOST, strict=False)]


class RecordOut(BaseModel):
    """What the record would have been answered by itself. Below 500 it is final for this key."""

    key: str
    status: int
    replayed: bool
    body: dict[str, JsonValue]


class RecordsOut(BaseModel):
    """One answer for each record, in their order."""

    answers: list[RecordOut]


@dataclass(slots=True)
class Task:
    """A record on its way: what to call once a transaction is open, or the answer it has already."""

    key: str
    call: Callable[[Office], Response]
    answer: Response | None = None


@router.post("/records", response_model=RecordsOut)
def send(body: RecordsIn, sender: Signed, office: OfficeDep, request: Request) -> Response:
    """Do up to 200 records, one answer each."""
    language = errors.language_of(request)
    tasks = [_task(office, sender, record, language) for record in body.records]
    waiting = [task for task in tasks if task.answer is None]
    try:
        with office.store.write() as tx:
            for task in waiting:
                task.answer = _done(task, office.joined(tx), language)
    except Unavailable:  # two batches wanted each other's goods: one record at a time cannot
        _one_by_one(waiting, office, language)
    return Response(
        orjson.dumps({"answers": [_told(task) for task in tasks]}), media_type="application/json"
    )


def _one_by_one(waiting: list[Task], office: Office, language: str) -> None:
    """Each record in a transaction of its own, until the store cannot be trusted with one."""
    refused: Response | None = None
    for task in waiting:
        try:
            task.answer = refused or _done(task, office, language)
        except Unavailable as refusal:
            task.answer = refused = errors.told(refusal, language)


def _told(task: Task) -> dict[str, Any]:
    answer = task.answer
    assert answer is not None  # noqa: S101 - every task was done
    return {
        "key": task.key,
        "status": answer.status_code,
        "replayed": "Idempotent-Replayed" in answer.headers,
        "body": orjson.Fragment(answer.body),
    }


def _task(office: Office, sender: Caller, record: RecordIn, language: str) -> Task:
    """A record made ready; what cannot be done at all is answered at once."""

    def nothing(_: Office) -> Response:
        raise AssertionError("this record has its answer")

    try:
        return Task(record.key, _prepared(office, sender, record, language))
    except Refusal as refusal:
        return Task(record.key, nothing, errors.told(refusal, language))
    except ValidationError as error:
        reasons = reasons_of([each | {"loc": ("body", *each["loc"])} for each in error.errors()])
        return Task(record.key, nothing, errors.told(BadInput(*reasons), language))


def _prepared(
    office: Office, sender: Caller, record: RecordIn, language: str
) -> Callable[[Office], Response]:
    operation, placed = operations.find(record.path)
    body = operation.shape.model_validate(record.body)
    at = getattr(body, "happened", None) or office.clock()
    worker = (
        sender.actor if record.worker is None else devices.worker(office, sender, record.worker, at)
    )
    actor = operation.allowed(Caller(worker))
    given, who, how = operation.names
    asked = asked_of("POST", record.path, "", orjson.dumps(record.body) if given else b"")
    values = placed | {who: actor} | ({given: body} if given else {})

    def call(joined: Office) -> Response:
        return operation.endpoint(**values, **{how: Writing(joined, language, record.key, asked)})

    return call


def _done(task: Task, office: Office, language: str) -> Response:
    """The answer to one record. A bug in one must not hold up those behind it in the queue."""
    with errors.Caught(f"record {task.key}"):
        try:
            return task.call(office)
        except Unavailable:
            raise
        except Refusal as refusal:  # about the key itself; nothing was done under it
            return errors.told(refusal, language)
    return errors.internal()
