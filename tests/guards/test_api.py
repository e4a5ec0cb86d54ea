"""The API is what the snapshot says, and every route names who may call it."""

import orjson
import pytest
from fastapi import APIRouter
from fastapi.dependencies.utils import get_typed_signature
from fastapi.routing import APIRoute

from app.web import batches, manual, public, traces
from app.web.deps import DemoReader
from tests.openapi import SNAPSHOT, described

#: Routes that anybody may call.
OPEN = {"/healthz", "/help", "/help/{page}"}
ROUTERS = [batches.router, manual.router, public.router, traces.router]


def routes(router: APIRouter) -> list[APIRoute]:
    found = [route for route in router.routes if isinstance(route, APIRoute)]
    assert found
    return found


def test_the_api_has_not_changed_unseen() -> None:
    assert described() == orjson.loads(SNAPSHOT.read_bytes())


@pytest.mark.parametrize(
    "route", [r for router in ROUTERS for r in routes(router)], ids=lambda r: r.path
)
def test_every_route_names_its_reader(route: APIRoute) -> None:
    annotations = {p.annotation for p in get_typed_signature(route.endpoint).parameters.values()}
    assert (DemoReader in annotations) != (route.path in OPEN)


def test_nothing_in_this_version_writes_over_http() -> None:
    methods = {
        method for router in ROUTERS for route in routes(router) for method in route.methods or ()
    }
    assert methods == {"GET"}
