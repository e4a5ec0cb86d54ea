"""The web application. ``uvicorn app.main:app`` serves the installation of the environment."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import anyio.to_thread
from fastapi import FastAPI
from starlette.routing import Route

from app import secret, wiring
from app.demo.run import clock_of
from app.settings import Settings
from app.store import meta
from app.usecases.office import Office
from app.web import (
    access,
    attachments,
    certificates,
    coding,
    decisions,
    devices,
    drawing,
    errors,
    facts,
    following,
    incident_reads,
    incidents,
    intake,
    letters,
    lists,
    manifests,
    manual,
    outbox,
    printing,
    public,
    records,
    reference,
    registers,
    testing,
    traces,
    trade,
)
from app.web.edge import ToldInOneShape
from app.web.tries import Lookups, Tries
from app.worker import integrating, outside, watching

#: Threads that answer requests. More only wait for the same write lock: with 40 the slowest
#: hundredth of writes took thirteen times as long as with 4.
THREADS = 4


#: A request is held against one route after the other: scans first, then traces.
_MODULES = (
    trade, records, traces, following, access, public, devices, registers, intake, testing, decisions,
    coding, printing, drawing, facts, lists, certificates, incident_reads, incidents, letters, manual,
    outbox, manifests, attachments,
)  # fmt: skip


def create_app(office: Office, settings: Settings) -> FastAPI:
    """The application on an office. Its API is open for reading in a demonstration alone."""
    with office.store.read() as conn:
        is_demo = meta.get(conn, "demo") == "complete"
    fault = secret.fault(office.secret.decode(errors="replace"), settings.language)
    if fault:
        raise wiring.SetupError(fault)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        office.files.sweep()
        with integrating(office.store), outside(office), watching(office):
            yield

    app = ToldInOneShape(
        title="Coldtrace",
        version="0.1.0",
        summary="Cold-chain food traceability from the central supervision warehouse to the last sale",
        description="DEMONSTRATION: invented firms, on the clock of their story." if is_demo else "",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json" if is_demo else None,
        max_body_size=settings.max_body_bytes,
    )
    app.state.office, app.state.is_demo = office, is_demo
    app.state.tries, app.state.lookups = Tries(), Lookups()
    app.state.turns = anyio.Semaphore(THREADS // 2)
    errors.install(app)
    routes = (route for module in _MODULES for route in module.router.routes)
    app.state.places = [(each.path_regex, each.methods) for each in routes if isinstance(each, Route)]
    for module in _MODULES[:-2]:
        app.include_router(module.router)
    app.include_router(manifests.router, max_body_size=settings.max_file_bytes)
    app.include_router(attachments.router, max_body_size=settings.max_attachment_bytes)
    if is_demo:
        reference.install(app)
    return app


def _from_environment() -> FastAPI:
    settings = Settings()
    store = wiring.open_database(settings)
    return create_app(wiring.office(settings, store, clock_of(store) or wiring.clock), settings)


def __getattr__(name: str) -> FastAPI:
    """``app`` is built when somebody asks for it, so importing this module opens no database."""
    if name == "app":
        return _from_environment()
    raise AttributeError(name)
