"""Bodies above their limit are refused in the same shape as everything else."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web import errors
from app.web.described import describe


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

        async def told(message: Message) -> None:
            nonlocal is_told
            if message["type"] == "http.response.start" and _is_plain_413(message):
                is_told = True
                await errors.too_large(Request(scope))(scope, receive, send)
            elif not is_told:
                await send(message)

        await self.app(scope, receive, told)


def _is_plain_413(message: Message) -> bool:
    kinds = [value for name, value in message.get("headers", ()) if name.lower() == b"content-type"]
    return bool(message["status"] == 413 and kinds != [b"application/problem+json"])
