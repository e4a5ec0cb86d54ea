"""Who may come in: accounts, sign-ins, keys of systems, and the roles they bring."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from threading import BoundedSemaphore

from pwdlib import PasswordHash

from app.domain import ids
from app.domain.actors import Actor, Role
from app.domain.errors import BadInput, Conflict, NotAllowed, NotFound, NotSignedIn, reason
from app.domain.facts import RolesGranted
from app.domain.quantity import whole
from app.domain.span import micros
from app.store import access, registry
from app.store.session import Tx
from app.usecases.office import Act, Office

#: How long a sign-in lasts, used or not; a shift and its overtime.
LASTS = timedelta(hours=12)
PASSWORD_LENGTHS = (10, 200)
KEY_LONGEST = timedelta(days=400)
#: Argon2 takes 64 MiB a hash: two at a time, so that a hundred guesses are not six gigabytes.
_HASHING = BoundedSemaphore(2)
_KEY_MARK = "ctk"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh sign-in. The token is shown this once; only its hash is kept."""

    token: str
    csrf: str
    expires: datetime
    actor: Actor


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever a token belongs to. ``session`` is empty for the key of a system."""

    actor: Actor
    session: str = ""
    csrf: str = ""


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobodys() -> str:
    """A hash that no password fits, so that an unknown login takes as long as a known one."""
    return _hasher().hash(secrets.token_urlsafe(32))


def digest(secret: str) -> str:
    """What is kept of a secret that nobody can guess."""
    return sha256(secret.encode()).hexdigest()


def grant_roles(
    office: Office, actor: Actor, person: int, roles: Iterable[str], region: str = ""
) -> int:
    """Say what a person is trusted to do from the next request on; no roles take all of it back."""
    with office.act(actor) as act:
        act.needs(Role.ADMINISTRATOR)
        key = _person(act, person)
        reach = ids.jurisdiction(region) if region else ""
        return act.append(RolesGranted(id=key, roles=" ".join(_roles(roles)), region=reach))


def _person(act: Act, person: int) -> int:
    key = whole(person, "person")
    return int(registry.need(act.conn, "person", key, id=key).id)


def _roles(named: Iterable[str]) -> list[Role]:
    known = {role.value: role for role in Role}
    wanted = list(named)
    for name in wanted:
        if name not in known:
            raise BadInput(
                reason("bad_choice", field="roles", value=str(name)[:40], choices=", ".join(known))
            )
    return sorted({known[name] for name in wanted})


def open_account(office: Office, actor: Actor, person: int, login: str, password: str) -> None:
    """Let a person sign in. Raises Conflict for a login that is taken, BadInput for a weak password."""
    stored = _strong(password, login)
    with office.act(actor) as act:
        act.needs(Role.ADMINISTRATOR)
        key, name = _person(act, person), ids.code(login, "login")
        if registry.one(act.conn, "account", login=name) is not None:
            raise Conflict(reason("registered_already", what="login", value=name))
        if registry.one(act.conn, "account", person=key) is not None:
            raise Conflict(reason("registered_already", what="account", value=key))
        values = {"person": key, "login": name, "password": stored, "created": micros(act.now)}
        access.add(act.tx, "account", **values, disabled=None)


def _strong(password: str, login: str) -> str:
    """The hash of a password that is long and varied enough."""
    least, most = PASSWORD_LENGTHS
    if not least <= len(password) <= most:
        raise BadInput(reason("password_length", least=least, most=most))
    if len(set(password)) < 5 or login.strip().lower() in password.lower():
        raise BadInput(reason("password_weak"))
    return hashed(password)


def set_password(office: Office, actor: Actor, login: str, password: str, old: str = "") -> None:
    """A new password for an account; whoever is signed in with the old one is signed out.

    One's own takes the old one: a session left open is not an account given away. Somebody else's
    login looks like one that does not exist to all but administrators.
    """
    stored = _strong(password, login)
    with office.act(actor) as act:
        name = ids.code(login, "login")
        account = registry.need(act.conn, "account", name, login=name)
        if account.person != actor.person and not actor.holds(Role.ADMINISTRATOR):
            raise NotFound(reason("no_such", what="account", value=name))
        if account.person == actor.person and not fits(
            old[: PASSWORD_LENGTHS[1] + 1], account.password
        ):
            raise NotAllowed(reason("wrong_old"))
        access.change(act.tx, "account", {"login": name}, password=stored)
        access.end_sessions(act.tx, account.person, micros(act.now))


def disable_account(office: Office, actor: Actor, login: str) -> None:
    """Shut an account: its person's sessions, badge and keys end at once."""
    with office.act(actor) as act:
        act.needs(Role.ADMINISTRATOR)
        name = ids.code(login, "login")
        account = registry.need(act.conn, "account", name, login=name)
        person, now = account.person, micros(act.now)
        access.change(act.tx, "account", {"login": name}, disabled=now)
        access.end_sessions(act.tx, person, now)
        access.change(act.tx, "api_key", {"person": person, "revoked": None}, revoked=now)
        access.remove(act.tx, "badge", person=person)


def sign_in(office: Office, login: str, password: str) -> SignedIn:
    """Sign a person in with a password; every failure is the same refusal and takes as long."""
    with office.store.read() as conn:
        known = login.isascii() and login.isprintable() and len(login) <= 40
        account = registry.one(conn, "account", login=login.strip().upper()) if known else None
    stored = account.password if account is not None else None
    is_right = fits(password[: PASSWORD_LENGTHS[1] + 1], stored)
    if account is None or not is_right or account.disabled is not None:
        raise NotSignedIn(reason("wrong_login"))
    with office.store.write() as tx:
        return begun(tx, office.clock(), account.person, "")


def fits(secret: str, stored: str | None) -> bool:
    """Whether a secret fits its hash; without a hash it takes as long and never fits."""
    with _HASHING:
        return _hasher().verify(secret, stored or _nobodys()) and stored is not None


def hashed(secret: str) -> str:
    """The argon2id hash of a secret."""
    with _HASHING:
        return _hasher().hash(secret)


def begun(tx: Tx, now: datetime, person: int, device: str) -> SignedIn:
    """A new session of a person whose identity has been shown."""
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    expires = now + LASTS
    access.add(
        tx, "session", id=digest(token), person=person, device=device[:40], csrf=csrf,
        created=micros(now), expires=micros(expires), ended=None,
    )  # fmt: skip
    grant = access.grant(tx.conn, person)
    if grant is None:
        raise NotSignedIn(reason("wrong_login"))
    return SignedIn(token, csrf, expires, actor_of(grant, device))


def actor_of(grant: registry.Found, device: str, only: str | None = None) -> Actor:
    """A person with the roles of this moment; ``only`` are those that their key was made for."""
    held = set((grant.roles or "").split())
    if only is not None:
        held &= set(only.split())
    roles = frozenset(Role(name) for name in held)
    return Actor(grant.id, grant.party, roles, device or None, grant.region or "")


def caller(office: Office, token: str) -> Caller:
    """Whose token this is, with the roles of this moment. Raises NotSignedIn."""
    now = micros(office.clock())
    with office.store.read() as conn:
        if token.startswith(_KEY_MARK + "_"):
            prefix, _, secret = token.removeprefix(_KEY_MARK + "_").partition(".")
            key = access.api_key(conn, prefix)
            good = key is not None and hmac.compare_digest(key.secret, digest(secret))
            if good and key.revoked is None and key.expires > now:
                return Caller(actor_of(key, f"key:{prefix}", key.only))
        else:
            name = digest(token)
            session = access.session(conn, name)
            if session is not None and session.ended is None and session.expires > now:
                return Caller(actor_of(session, session.device), name, session.csrf)
    raise NotSignedIn(reason("not_signed_in"))


def known_mark(office: Office, login: str) -> str:
    """What a browser carries that somebody once signed in on; nobody else can make it."""
    return hmac.new(office.secret, b"known\n" + login.encode(), "sha256").hexdigest()


def forget(office: Office, token: str) -> None:
    """End the session of a token, if it is one."""
    sign_out(office, digest(token))


def sign_out(office: Office, session: str) -> None:
    """End a session; a token that is used afterwards is as good as none."""
    with office.store.write() as tx:
        access.change(tx, "session", {"id": session, "ended": None}, ended=micros(office.clock()))


def issue_key(
    office: Office, actor: Actor, person: int, name: str, roles: Iterable[str], days: int
) -> str:
    """A key for a system, with no more roles than named; shown this once."""
    with office.act(actor) as act:
        act.needs(Role.ADMINISTRATOR)
        longest = KEY_LONGEST.days
        lasts = timedelta(days=whole(days, "days", most=longest))
        prefix, secret, key = drawn(_KEY_MARK)
        access.add(
            act.tx, "api_key", prefix=prefix, secret=secret, person=_person(act, person),
            name=ids.name(name, "name"), roles=" ".join(_roles(roles)), created=micros(act.now),
            expires=micros(act.now + lasts), revoked=None,
        )  # fmt: skip
        return key


def drawn(mark: str) -> tuple[str, str, str]:
    """A new key: its public beginning, the hash that is kept, and the whole of it."""
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    return prefix, digest(secret), f"{mark}_{prefix}.{secret}"


def revoke_key(office: Office, actor: Actor, prefix: str) -> None:
    """Make a key worthless from the next request on."""
    with office.act(actor) as act:
        act.needs(Role.ADMINISTRATOR)
        registry.need(act.conn, "api_key", prefix, prefix=ids.plain(prefix, "prefix"))
        where = {"prefix": prefix, "revoked": None}
        access.change(act.tx, "api_key", where, revoked=micros(act.now))
