"""One way to write over HTTP: under a key of the client, answered after the commit, once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from fastapi import Depends, Header, Request, Response

from app.domain.actors import Actor
from app.domain.errors import BadInput, Refusal, reason
from app.usecases.office import Office
from app.usecases.once import Answer, once
from app.web import errors
from app.web.deps import office_of


@dataclass(frozen=True, slots=True)
class Writing:
    """A request that is to be done once. Call it with what to do; it gives the response."""

    office: Office
    language: str
    key: str
    asked: bytes

    def __call__(
        self, actor: Actor, do: Callable[[Office], dict[str, Any]], status: int = 201
    ) -> Response:
        """Do it in one transaction, or repeat the earlier answer with ``Idempotent-Replayed``."""

        def answered(office: Office) -> Answer:
            return Answer(status, orjson.dumps(do(office)))

        def told(refusal: Refusal) -> Answer:
            response = errors.told(refusal, self.language)
            return Answer(response.status_code, bytes(response.body))

        answer = once(self.office, actor, self.key, self.asked, answered, told)
        kind = "application/json" if answer.status < 400 else "application/problem+json"
        headers = {"Idempotent-Replayed": "true"} if answer.replayed else None
        return Response(answer.body, answer.status, headers, media_type=kind)


async def _key(
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=8,
            max_length=120,
            description="A fresh one for each act, the same one for a retry.",
            examples=["5f0c7f9e-6f0a-4a57-9c3e-2b8f8a1f9d10"],
        ),
    ] = None,
) -> str:
    if not idempotency_key:
        raise BadInput(reason("key_missing"))
    return idempotency_key.strip('"')


Key = Annotated[str, Depends(_key)]


async def _writing(request: Request, key: Key) -> Writing:
    asked = asked_of(request.method, request.url.path, request.url.query, await request.body())
    return Writing(office_of(request), errors.language_of(request), key, asked)


def asked_of(method: str, path: str, query: str, body: bytes) -> bytes:
    """A request in one way of writing it."""
    with suppress(orjson.JSONDecodeError):  # what is no JSON is refused elsewhere
        body = orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS)
    return f"{method} {path}?{query}\n".encode() + body


Write = Annotated[Writing, Depends(_writing)]
