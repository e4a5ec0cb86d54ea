"""The outermost layer: headers that every answer has, and one shape for bodies above their limit."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web import errors
from app.web.described import describe

#: Answers are for whoever asked, now, and are never run, framed or guessed at by a browser.
_ALWAYS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
}
_DATA = {
    b"cache-control": b"no-store",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
}
_SAFE = {b"strict-transport-security": b"max-age=31536000; includeSubDomains"}


class ToldInOneShape(FastAPI):
    """An application whose every 413 is a problem answer; the framework's own is plain text."""

    def openapi(self) -> dict[str, Any]:
        """The document, finished once."""
        if self.openapi_schema is None:
            self.openapi_schema = describe(super().openapi())
        return self.openapi_schema

    def build_middleware_stack(self) -> ASGIApp:
        """The framework's layers, and ours around them: it refuses outside all of its handlers."""
        return _Told(super().build_middleware_stack())


class _Told:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_told = False

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _headers(message, scope["scheme"])
            await send(message)

        async def told(message: Message) -> None:
            nonlocal is_told
            if message["type"] == "http.response.start" and _is_plain_413(message):
                is_told = True
                await errors.too_large(Request(scope))(scope, receive, headed)
            elif not is_told:
                await headed(message)

        await self.app(scope, receive, told)


def _is_plain_413(message: Message) -> bool:
    kinds = [value for name, value in message.get("headers", ()) if name.lower() == b"content-type"]
    return bool(message["status"] == 413 and kinds != [b"application/problem+json"])


def _headers(message: Message, scheme: str) -> list[tuple[bytes, bytes]]:
    """The headers of an answer and those that it has not said anything about itself."""
    said = [(name.lower(), value) for name, value in message.get("headers", ())]
    kind = dict(said).get(b"content-type", b"")
    ours = _ALWAYS | (_SAFE if scheme == "https" else {}) | (_DATA if b"json" in kind else {})
    return said + [(name, value) for name, value in ours.items() if name not in dict(said)]
