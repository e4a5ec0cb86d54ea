"""Signing in and out, accounts, roles and keys."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field

from app.domain.actors import Role
from app.domain.span import iso_of
from app.usecases import identity
from app.usecases.identity import SignedIn
from app.usecases.office import Office
from app.web.deps import COOKIE, Administrator, Anybody, OfficeDep, Signed
from app.web.kinds import Code, Name, Password, RegionIfAny
from app.web.shapes import Done, Id, In
from app.web.writing import Write

router = APIRouter(tags=["access"])

#: The cookie of a browser that somebody signed in on, and how long it is known (seconds).
KNOWN, KNOWN_FOR = "ct_known", 400 * 86_400
#: JSON has no roles: their names are read as such, and nothing else is.
Roles = Annotated[list[Annotated[Role, Field(strict=False)]], Field(max_length=len(Role))]
Secret = Annotated[str, Field(min_length=1, max_length=200)]
Prefix = Annotated[str, Path(max_length=120, examples=["5f0c7f9e6f0a"])]


class SignInIn(In):
    """A login and its password."""

    login: Annotated[str, Field(min_length=1, max_length=40, examples=["FZ-STALL-A1"])]
    password: Secret


class SignedInOut(BaseModel):
    """The token for ``Authorization: Bearer``; the same sits in a cookie that scripts cannot read.

    With the cookie, send ``csrf`` as ``X-CSRF-Token`` on everything that writes.
    """

    token: str
    csrf: str
    expires: str
    person: int
    roles: list[str]


@router.post("/sessions", status_code=201)
def sign_in(body: SignInIn, request: Request, response: Response, office: OfficeDep) -> SignedInOut:
    """Sign in. Every failure reads the same and takes as long.

    A browser that signed in before is known by a cookie and has tries of its own: whoever guesses a
    login from elsewhere cannot lock its owner out.
    """
    login = body.login.strip().upper()
    mark = identity.known_mark(office, login)
    known = hmac.compare_digest(request.cookies.get(KNOWN, "").encode(), mark.encode())
    who = f"known:{login}" if known else f"login:{login}"
    request.app.state.tries.allow(who, "" if known else _address(request))
    found = identity.sign_in(office, body.login, body.password)
    response.set_cookie(
        KNOWN, mark, max_age=KNOWN_FOR, httponly=True, samesite="strict", secure=_is_safe(request)
    )
    return begun(office, request, response, found)


def begun(office: Office, request: Request, response: Response, found: SignedIn) -> SignedInOut:
    """The answer to a sign-in. It is always a new session; the one the browser had before ends."""
    earlier = request.cookies.get(COOKIE, "")
    if earlier:
        identity.forget(office, earlier)
    response.set_cookie(
        COOKIE, found.token, max_age=int(identity.LASTS.total_seconds()), httponly=True,
        samesite="lax", secure=_is_safe(request),
    )  # fmt: skip
    return SignedInOut(
        token=found.token, csrf=found.csrf, expires=iso_of(found.expires),
        person=found.actor.person, roles=sorted(found.actor.roles),
    )  # fmt: skip


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _is_safe(request: Request) -> bool:
    return request.url.scheme == "https"


@router.delete("/sessions/current", status_code=204)
def sign_out(signed: Signed, office: OfficeDep) -> Response:
    """End this session."""
    identity.sign_out(office, signed.session)
    response = Response(status_code=204)
    response.delete_cookie(COOKIE)
    return response


class MeOut(BaseModel):
    """Who this token speaks for now."""

    person: int
    party: int
    roles: list[str]
    region: str
    device: str


@router.get("/me")
def me(actor: Anybody) -> MeOut:
    """Who I am to the service, with the roles of this moment."""
    return MeOut(
        person=actor.person, party=actor.party, roles=sorted(actor.roles), region=actor.region,
        device=actor.device or "",
    )  # fmt: skip


class AccountIn(In):
    """A way for a registered person to sign in."""

    person: Id
    login: Code
    password: Password


class LoginOut(BaseModel):
    """The login as it is kept."""

    login: str


@router.post("/accounts", response_model=LoginOut, status_code=201)
def open_account(body: AccountIn, administrator: Administrator, write: Write) -> Response:
    """Let a person sign in."""

    def opened(office: Office) -> dict[str, object]:
        identity.open_account(office, administrator, body.person, body.login, body.password)
        return {"login": body.login.strip().upper()}

    return write(administrator, opened)


class PasswordIn(In):
    """A new password; one's own takes the ``old`` one as well."""

    password: Password
    old: Annotated[str, Field(max_length=200)] = ""


@router.put("/accounts/{login}/password", response_model=LoginOut)
def set_password(
    login: Code, body: PasswordIn, actor: Anybody, write: Write, request: Request
) -> Response:
    """Set one's own password, or as an administrator anybody's; old sessions end."""
    request.app.state.tries.allow(f"password:{actor.person}")

    def changed(office: Office) -> dict[str, object]:
        identity.set_password(office, actor, login, body.password, body.old)
        return {"login": login.strip().upper()}

    return write(actor, changed, 200)


@router.delete("/accounts/{login}", response_model=LoginOut)
def disable_account(login: Code, administrator: Administrator, write: Write) -> Response:
    """Shut an account; its person's sessions, badge and keys end at once."""

    def shut(office: Office) -> dict[str, object]:
        identity.disable_account(office, administrator, login)
        return {"login": login.strip().upper()}

    return write(administrator, shut, 200)


class RolesIn(In):
    """All roles of a person from now on, and how far a supervisor sees."""

    roles: Roles
    region: RegionIfAny = ""


@router.put("/persons/{person}/roles", response_model=Done)
def grant_roles(person: Id, body: RolesIn, administrator: Administrator, write: Write) -> Response:
    """Say what a person is trusted to do, from the next request on."""
    roles = [role.value for role in body.roles]
    return write(
        administrator,
        lambda office: {
            "fact": identity.grant_roles(office, administrator, person, roles, body.region)
        },
        200,
    )


class KeyIn(In):
    """A key for a system: it acts as a registered person, with no more roles than named."""

    person: Id
    name: Name
    roles: Roles
    days: Annotated[int, Field(ge=1, le=identity.KEY_LONGEST.days)] = 365


class KeyOut(BaseModel):
    """The key. It is shown this once and kept only as a hash."""

    prefix: str
    key: str


@router.post("/keys", status_code=201)
def issue_key(body: KeyIn, administrator: Administrator, office: OfficeDep) -> KeyOut:
    """Issue a key. Not repeatable under an Idempotency-Key: a secret is never stored."""
    roles = [role.value for role in body.roles]
    key = identity.issue_key(office, administrator, body.person, body.name, roles, body.days)
    return KeyOut(prefix=key.partition("_")[2].partition(".")[0], key=key)


class PrefixOut(BaseModel):
    """The public beginning of a key."""

    prefix: str


@router.delete("/keys/{prefix}", response_model=PrefixOut)
def revoke_key(prefix: Prefix, administrator: Administrator, write: Write) -> Response:
    """Make a key worthless from the next request on."""

    def revoked(office: Office) -> dict[str, object]:
        identity.revoke_key(office, administrator, prefix)
        return {"prefix": prefix}

    return write(administrator, revoked, 200)
