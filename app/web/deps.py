"""What routes may ask for: the office, the caller, and the right to do something."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Annotated, Any, cast

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from app.domain.actors import Actor, Role
from app.domain.errors import NotAllowed, NotSignedIn, reason
from app.usecases import identity
from app.usecases.identity import Caller
from app.usecases.office import Office

COOKIE = "ct_session"
SAFE = {"GET", "HEAD", "OPTIONS"}

_GUEST = Actor(person=0, party=0, roles=frozenset({Role.INVESTIGATOR}), device="web")
_bearer = HTTPBearer(auto_error=False, description="A session token or the key of a system.")


def office_of(request: Request) -> Office:
    """The office the application was made with."""
    return cast(Office, request.app.state.office)


async def _office(request: Request) -> Office:
    return office_of(request)


# What waits for nothing is a coroutine: for a plain function a thread is woken, which costs more
# than all it does. ``caller_of`` asks the database and needs its thread.
OfficeDep = Annotated[Office, Depends(_office)]


def caller_of(request: Request, _: Annotated[Any, Depends(_bearer)]) -> Caller:
    """Whoever signed in, by bearer token or by cookie. Raises NotSignedIn.

    A cookie travels by itself, so whatever it may change also takes the session's own token, and a
    page of ours as the sender.
    """
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and token:
        return identity.caller(office_of(request), token.strip())
    token = request.cookies.get(COOKIE, "")
    if not token:
        raise NotSignedIn(reason("not_signed_in"))
    found = identity.caller(office_of(request), token)
    if request.method not in SAFE and not _ours(request, found):
        raise NotAllowed(reason("foreign_page"))
    return found


def _ours(request: Request, found: Caller) -> bool:
    sent = request.headers.get("x-csrf-token", "")
    site = request.headers.get("sec-fetch-site", "same-origin")
    good = bool(found.csrf) and hmac.compare_digest(sent.encode(), found.csrf.encode())
    return good and site in ("same-origin", "none")


Signed = Annotated[Caller, Depends(caller_of)]


@dataclass(frozen=True, slots=True)
class Permission:
    """Who may ask: whoever holds one of the roles, and without roles everybody who is signed in."""

    roles: tuple[Role, ...] = ()

    def allowed(self, signed: Caller) -> Actor:
        """The person who is signed in. Raises NotAllowed."""
        if self.roles and not signed.actor.holds(*self.roles):
            raise NotAllowed(reason("role_needed", role=" / ".join(self.roles)))
        return signed.actor

    async def __call__(self, signed: Signed) -> Actor:
        """The same, for a route to depend on."""
        return self.allowed(signed)


def holding(*roles: Role) -> Any:
    """A dependency on a signed-in person with one of the roles."""
    return Depends(Permission(roles))


#: the use case says what they have a part in
Anybody = Annotated[Actor, Depends(Permission())]
Administrator = Annotated[Actor, holding(Role.ADMINISTRATOR)]
Registrar = Annotated[Actor, holding(Role.ADMINISTRATOR, Role.SUPERVISOR)]
WarehouseStaff = Annotated[Actor, holding(Role.WAREHOUSE_STAFF)]
Gatekeeper = Annotated[Actor, holding(Role.WAREHOUSE_STAFF, Role.RELEASE_OFFICER)]
Keeper = Annotated[Actor, holding(Role.WAREHOUSE_STAFF, Role.VENDOR)]
Vendor = Annotated[Actor, holding(Role.VENDOR)]
Sampler = Annotated[Actor, holding(Role.SAMPLER)]
Planner = Annotated[Actor, holding(Role.SAMPLER, Role.WAREHOUSE_STAFF, Role.SUPERVISOR)]
Laboratory = Annotated[Actor, holding(Role.LABORATORY)]
Handler = Annotated[Actor, holding(Role.LABORATORY, Role.SAMPLER)]
ReleaseOfficer = Annotated[Actor, holding(Role.RELEASE_OFFICER)]
Holder = Annotated[Actor, holding(Role.RELEASE_OFFICER, Role.SUPERVISOR, Role.INVESTIGATOR)]
Finder = Annotated[
    Actor, holding(Role.WAREHOUSE_STAFF, Role.VENDOR, Role.SUPERVISOR, Role.INVESTIGATOR)
]
Counter = Annotated[Actor, holding(Role.WAREHOUSE_STAFF, Role.VENDOR, Role.SUPERVISOR)]
Ender = Annotated[
    Actor, holding(Role.RELEASE_OFFICER, Role.WAREHOUSE_STAFF, Role.VENDOR, Role.SUPERVISOR)
]
Returner = Annotated[Actor, holding(Role.RELEASE_OFFICER, Role.WAREHOUSE_STAFF)]
Printer = Annotated[Actor, holding(Role.WAREHOUSE_STAFF, Role.ADMINISTRATOR)]
Labeller = Annotated[Actor, holding(Role.WAREHOUSE_STAFF, Role.VENDOR, Role.ADMINISTRATOR)]
Corrector = Annotated[
    Actor,
    holding(
        Role.WAREHOUSE_STAFF,
        Role.VENDOR,
        Role.RELEASE_OFFICER,
        Role.SUPERVISOR,
        Role.INVESTIGATOR,
    ),
]


def reader(request: Request, bearer: Annotated[Any, Depends(_bearer)]) -> Actor:
    """Whoever is signed in, and in a demonstration anybody at all: its records are invented."""
    if "authorization" in request.headers or COOKIE in request.cookies:
        return caller_of(request, bearer).actor
    if request.app.state.is_demo:
        return _GUEST
    raise NotSignedIn(reason("not_signed_in"))


Reader = Annotated[Actor, Depends(reader)]


async def tracer(found: Reader) -> Actor:
    """Somebody who may follow goods through other people's hands."""
    if found.supervises is None:
        wanted = " / ".join((Role.SUPERVISOR, Role.INVESTIGATOR))
        raise NotAllowed(reason("role_needed", role=wanted))
    return found


#: An authority at work on an incident or a letter.
Authority = Annotated[Actor, holding(Role.SUPERVISOR, Role.INVESTIGATOR)]
#: Whoever may say what a holder has, or an authority for them.
Answerer = Annotated[
    Actor,
    holding(
        Role.VENDOR, Role.WAREHOUSE_STAFF, Role.RELEASE_OFFICER, Role.SUPERVISOR, Role.INVESTIGATOR
    ),
]
Tracer = Annotated[Actor, Depends(tracer)]
