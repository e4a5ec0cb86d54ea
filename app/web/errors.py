"""Refusals as HTTP answers: one table of statuses, one shape (RFC 9457 problem details)."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from types import TracebackType
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import MAX_BODY_SIZE_SCOPE_KEY
from starlette.requests import ClientDisconnect

from app.domain.errors import (
    BadInput,
    Conflict,
    GateClosed,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Refusal,
    TooManyTries,
    TooMuch,
    Unavailable,
    reason,
)
from app.web.malformed import reasons_of

STATUS: dict[type[Refusal], int] = {
    BadInput: 422,
    NotFound: 404,
    NotSignedIn: 401,
    TooManyTries: 429,
    NotAllowed: 403,
    GateClosed: 409,
    Conflict: 409,
    TooMuch: 413,
    Unavailable: 503,
}

log = logging.getLogger("coldtrace")


class ProblemOut(BaseModel):
    """A refusal (RFC 9457). ``type`` is where the manual explains it; ``fact`` keeps it on record."""

    type: str
    title: str
    status: int
    detail: str
    reasons: list[dict[str, str]] = []
    item: str = ""
    fact: int | None = None


#: What a refusal of each status means.
MEANING = {
    401: "Nobody is signed in, or no longer.",
    403: "The caller's roles do not cover this.",
    404: "Nothing of that name, or nothing that the caller may know of.",
    409: "The rules say no, or something else happened first; every reason is named.",
    405: "Not with this method; `Allow` names those that can be.",
    413: "More than the stated limit.",
    422: "A value cannot be right; the field is named.",
    429: "Too many attempts to sign in or look-ups; `Retry-After` says for how long.",
    503: "The store cannot be trusted just now; try again.",
}


def language_of(request: Request) -> str:
    """``zh`` when the caller prefers Chinese (RFC 9110, weights heeded), else ``en``."""
    wanted: list[tuple[float, str]] = []
    for part in request.headers.get("accept-language", "").lower().split(","):
        code, _, rest = part.strip().partition(";")
        weight = re.fullmatch(r"\s*q=([01](?:\.[0-9]{0,3})?)\s*", rest)
        share = float(weight[1]) if weight else 1.0
        if code.startswith(("zh", "en")) and share > 0:
            wanted.append((share, code[:2]))
    return max(wanted, key=lambda each: each[0], default=(0.0, "en"))[1]


def problem(
    status: int, code: str, detail: str, headers: dict[str, str] | None = None, **more: Any
) -> Response:
    """One problem answer."""
    body = {"type": f"/help/refusals#{code}", "title": code, "status": status, "detail": detail}
    return Response(orjson.dumps(body | more), status, headers, media_type="application/problem+json")


def refuse(request: Request, refusal: Exception) -> Response:
    """A planned no."""
    assert isinstance(refusal, Refusal)  # noqa: S101 - registered for this class alone
    return told(refusal, language_of(request))


def told(refusal: Refusal, language: str) -> Response:
    """A refusal in the caller's language."""
    reasons = [each.as_dict(language) for each in refusal.reasons]
    more: dict[str, Any] = {"reasons": reasons}
    if refusal.item:
        more["item"] = refusal.item
    if refusal.entry is not None:
        more["fact"] = refusal.entry
    status = STATUS[type(refusal)]
    headers = {503: {"Retry-After": "5"}, 401: {"WWW-Authenticate": "Bearer"}}.get(status)
    if status == 429:
        headers = {"Retry-After": dict(refusal.reasons[0].values)["seconds"]}
    return problem(status, refusal.code, refusal.text(language), headers, **more)


def malformed(request: Request, error: Exception) -> Response:
    """A request whose parameters have the wrong shape."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class alone
    return refuse(request, BadInput(*reasons_of(error.errors())))


def too_large(request: Request) -> Response:
    """The answer to a body above the limit of its route, which was not read whole."""
    limit = request.scope.get(MAX_BODY_SIZE_SCOPE_KEY, 0)
    return refuse(request, TooMuch(reason("body_too_large", limit=limit)))


def gone(_: Request, __: Exception) -> Response:
    """Nobody is there any more to be answered: no fault of ours, nothing to log."""
    return problem(400, "refused", "The request broke off.")


def plain(request: Request, error: Exception) -> Response:
    """Routing's own answers (404, 405) in the same shape."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
    if error.status_code == 413:
        return too_large(request)
    if error.status_code == 400:  # the framework could not read the body at all
        why = reason("bad_parameter", field="body", value="–", why=str(error.detail))
        return refuse(request, BadInput(why))
    language, path = language_of(request), request.url.path[:80]
    why, headers = reason("no_page", value=path), dict(error.headers or {})
    if error.status_code == 405:
        why = reason("wrong_method", value=path, method=request.method)
        headers["Allow"] = ", ".join(_allowed(request))
    reasons = [why.as_dict(language)]
    return problem(error.status_code, "not_found", why.text(language), headers, reasons=reasons)


def _allowed(request: Request) -> list[str]:
    """Every method that this path can be asked with; the framework names those of one route alone."""
    places: Sequence[tuple[re.Pattern[str], set[str]]] = request.app.state.places
    path = request.scope["path"]
    return sorted({method for place, methods in places if place.match(path) for method in methods})


def bug(request: Request, error: Exception) -> Response:
    """Anything else is our fault: logged whole, nothing of it in the answer."""
    log.error("unhandled error on %s %s", request.method, request.url.path, exc_info=error)
    return internal()


def internal() -> Response:
    """The answer to what is our fault."""
    return problem(500, "internal", "Something broke here; it has been logged.")


class Caught:
    """The edge of one piece of work among many: a bug in it is logged, and the others go on."""

    def __init__(self, what: str) -> None:
        self.what = what

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> bool:
        """Planned refusals and interruptions go on upwards."""
        is_bug = isinstance(error, Exception) and not isinstance(error, Refusal)
        if is_bug:
            log.error("unhandled error in %s", self.what, exc_info=error)
        return is_bug


def install(app: FastAPI) -> None:
    """Answer every failure of an application in the one shape."""
    app.add_exception_handler(Refusal, refuse)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(HTTPException, plain)
    app.add_exception_handler(ClientDisconnect, gone)
    app.add_exception_handler(Exception, bug)
