"""Refusals as HTTP answers: one table of statuses, one shape (RFC 9457 problem details)."""

from __future__ import annotations

import logging
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import MAX_BODY_SIZE_SCOPE_KEY
from starlette.requests import ClientDisconnect

from app.domain.errors import (
    BadInput,
    Conflict,
    GateClosed,
    NotAllowed,
    NotFound,
    NotOpen,
    NotSignedIn,
    Refusal,
    TooManyTries,
    TooMuch,
    Unavailable,
    reason,
)

STATUS: dict[type[Refusal], int] = {
    BadInput: 422,
    NotFound: 404,
    NotSignedIn: 401,
    TooManyTries: 429,
    NotAllowed: 403,
    NotOpen: 403,
    GateClosed: 409,
    Conflict: 409,
    TooMuch: 413,
    Unavailable: 503,
}

log = logging.getLogger("coldtrace")


def language_of(request: Request) -> str:
    """``zh`` when the caller prefers Chinese, else ``en``."""
    for part in request.headers.get("accept-language", "").lower().split(","):
        code = part.split(";")[0].strip()
        if code.startswith(("zh", "en")):
            return code[:2]
    return "en"


def problem(
    status: int, code: str, detail: str, headers: dict[str, str] | None = None, **more: Any
) -> Response:
    """One problem answer."""
    body = {"type": f"/help/refusals#{code}", "title": code, "status": status, "detail": detail}
    return Response(orjson.dumps(body | more), status, headers, media_type="application/problem+json")


def refuse(request: Request, refusal: Exception) -> Response:
    """A planned no."""
    assert isinstance(refusal, Refusal)  # noqa: S101 - registered for this class alone
    language = language_of(request)
    reasons = [each.as_dict(language) for each in refusal.reasons]
    more: dict[str, Any] = {"reasons": reasons}
    if refusal.item:
        more["item"] = refusal.item
    if refusal.entry is not None:
        more["fact"] = refusal.entry
    status = STATUS[type(refusal)]
    headers = {503: {"Retry-After": "5"}, 401: {"WWW-Authenticate": "Bearer"}}.get(status)
    return problem(status, refusal.code, refusal.text(language), headers, **more)


def malformed(_: Request, error: Exception) -> Response:
    """A request whose parameters have the wrong shape."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class alone
    reasons = [
        {"code": "bad_input", "field": ".".join(map(str, e["loc"][1:])), "message": e["msg"]}
        for e in error.errors()
    ]
    detail = "; ".join(f"{r['field']}: {r['message']}" for r in reasons)
    return problem(422, "bad_input", detail, reasons=reasons)


def too_large(request: Request) -> Response:
    """The answer to a body above the limit of its route, which was not read whole."""
    limit = request.scope.get(MAX_BODY_SIZE_SCOPE_KEY, 0)
    return refuse(request, TooMuch(reason("body_too_large", limit=limit)))


def gone(_: Request, __: Exception) -> Response:
    """Nobody is there any more to be answered: no fault of ours, nothing to log."""
    return problem(400, "refused", "The request broke off.")


def plain(request: Request, error: Exception) -> Response:
    """Routing's own answers (404, 405, 413) in the same shape."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
    if error.status_code == 413:
        return too_large(request)
    codes = {404: "not_found", 405: "method_not_allowed"}
    headers = dict(error.headers or {})
    return problem(
        error.status_code, codes.get(error.status_code, "refused"), str(error.detail), headers
    )


def bug(request: Request, error: Exception) -> Response:
    """Anything else is our fault: logged whole, nothing of it in the answer."""
    log.error("unhandled error on %s %s", request.method, request.url.path, exc_info=error)
    return problem(500, "internal", "Something broke here; it has been logged.")


def install(app: FastAPI) -> None:
    """Answer every failure of an application in the one shape."""
    app.add_exception_handler(Refusal, refuse)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(HTTPException, plain)
    app.add_exception_handler(ClientDisconnect, gone)
    app.add_exception_handler(Exception, bug)
