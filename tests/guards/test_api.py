"""The API is what the snapshot says, every route names who may call it, every write is done once."""

from typing import Annotated, get_args, get_origin

import orjson
import pytest
from fastapi import APIRouter
from fastapi.dependencies.utils import get_typed_signature
from fastapi.routing import APIRoute

from app.domain.actors import Actor
from app.usecases.identity import Caller
from app.web import (
    access,
    attachments,
    certificates,
    coding,
    decisions,
    deps,
    devices,
    drawing,
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
    registers,
    testing,
    traces,
    trade,
)
from app.web.writing import Write
from tests.openapi import SNAPSHOT, described

#: Routes that anybody may call.
OPEN = {
    "/healthz", "/help", "/help/{page}", "/sessions", "/sessions/badge", "/.well-known/jwks.json",
    "/verification", "/C", "/C/{text}",
}  # fmt: skip
#: Writes that are not under an Idempotency-Key of ours: what they do twice they do once, or a secret.
BARE = {
    "POST /sessions", "POST /sessions/badge", "DELETE /sessions/current", "PUT /me/pin",
    "POST /keys", "POST /devices", "POST /persons/{person}/badge", "POST /attachments",
    "POST /manifests", "POST /records", "POST /verification",
}  # fmt: skip
MODULES = (
    access, attachments, certificates, coding, decisions, devices, drawing, facts, following,
    incident_reads, incidents, intake, letters, lists, manifests, manual, outbox, printing, public,
    records, registers, testing, traces, trade,
)  # fmt: skip
PERMISSIONS = [
    found
    for found in vars(deps).values()
    if get_origin(found) is Annotated and get_args(found)[0] in (Actor, Caller)
]


def routes(router: APIRouter) -> list[APIRoute]:
    found = [route for route in router.routes if isinstance(route, APIRoute)]
    assert found
    return found


ROUTES = [route for module in MODULES for route in routes(module.router)]


def annotations(route: APIRoute) -> list[object]:
    """The types of a route's parameters."""
    return [p.annotation for p in get_typed_signature(route.endpoint).parameters.values()]


def test_the_api_has_not_changed_unseen() -> None:
    assert described() == orjson.loads(SNAPSHOT.read_bytes())


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: f"{min(r.methods)} {r.path}")
def test_every_route_names_who_may_call_it(route: APIRoute) -> None:
    named = [each for each in annotations(route) if each in PERMISSIONS]
    if route.path in OPEN:
        assert named == []
    else:
        assert len(named) == 1


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: f"{min(r.methods)} {r.path}")
def test_every_write_is_done_once(route: APIRoute) -> None:
    (method,) = route.methods or {""}
    writes = method != "GET" and f"{method} {route.path}" not in BARE
    assert (Write in annotations(route)) == writes
