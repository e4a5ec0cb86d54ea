"""Long readings: only some at a time, and none that nobody waits for any more.

A trace runs in a thread of its own, as every handler does. Were all threads busy with traces, a scan
would wait for them; so they take turns for half of the threads, and wait outside of any.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

import anyio.to_thread
from fastapi import Depends, Request

from app.usecases.inquiry import Patience
from app.web.deps import office_of


async def _waiting(request: Request) -> AsyncIterator[Patience]:
    """The patience of this caller, once it is their turn."""
    async with request.app.state.turns:
        patience = Patience(office_of(request).trace_seconds)
        watch = asyncio.create_task(_watch(request, patience))
        try:
            yield patience
        finally:
            watch.cancel()


async def _watch(request: Request, patience: Patience) -> None:
    """Stop the reading when the caller hangs up, or when all of its time is over."""
    try:
        async with asyncio.timeout(patience.seconds):
            while (await request.receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        pass
    await anyio.to_thread.run_sync(patience.leave)


#: Ends with the handler, before the answer is sent.
Waiting = Annotated[Patience, Depends(_waiting, scope="function")]
