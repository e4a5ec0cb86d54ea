"""What routes may ask for."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

from app.domain.actors import Actor, Role
from app.domain.errors import NotOpen, reason
from app.usecases.office import Office

_GUEST = Actor(person=0, party=0, roles=frozenset({Role.INVESTIGATOR}), device="web")


def office_of(request: Request) -> Office:
    """The office the application was made with."""
    return cast(Office, request.app.state.office)


def demo_reader(request: Request) -> Actor:
    """A reader of the demonstration. Outside it the API waits for identities and stays shut."""
    if not request.app.state.is_demo:
        raise NotOpen(reason("api_closed"))
    return _GUEST


OfficeDep = Annotated[Office, Depends(office_of)]
DemoReader = Annotated[Actor, Depends(demo_reader)]
