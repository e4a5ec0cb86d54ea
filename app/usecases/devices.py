"""Shared handhelds: enrolled once for a firm, then used by whoever scans a badge and enters a PIN.

Every record a handheld sends keeps its worker. A badge is 160 random bits on paper; the PIN beside it
is short, so it is hashed together with the installation's secret, and ten misses block the badge.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from app.domain import ids
from app.domain.actors import Actor, Role
from app.domain.errors import BadInput, Conflict, NotFound, NotSignedIn, reason
from app.domain.span import micros
from app.store import access, registry
from app.store.registry import Found
from app.usecases import identity
from app.usecases.identity import Caller, SignedIn
from app.usecases.office import Office

#: Wrong PINs in a row after which a badge has to be issued anew.
MISSES = 10
_MARK = "ctd"
_PIN = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A handheld that was let in. The key is shown this once; only its hash is kept."""

    prefix: str
    key: str


@dataclass(frozen=True, slots=True)
class BadgeSignIn:
    """What a worker brings: the key of the handheld, the badge in capitals, six digits."""

    device: str
    badge: str
    pin: str


def enrol(office: Office, actor: Actor, party: int, name: str) -> Enrolled:
    """Let a handheld of a firm in. Raises Conflict when the firm has one of that name."""
    with office.act(actor) as act:
        act.needs(Role.ADMINISTRATOR)
        registry.need(act.conn, "party", party, id=party)
        plain = ids.code(name, "name")
        if registry.one(act.conn, "device", party=party, name=plain, revoked=None) is not None:
            raise Conflict(reason("registered_already", what="device", value=plain))
        prefix, secret, key = identity.drawn(_MARK)
        access.add(
            act.tx, "device", prefix=prefix, secret=secret, party=party, name=plain,
            enrolled=micros(act.now), enroller=actor.person, revoked=None,
        )  # fmt: skip
        return Enrolled(prefix, key)


def revoke(office: Office, actor: Actor, prefix: str) -> None:
    """Shut a handheld out; whoever is signed in on it is signed out at once."""
    with office.act(actor) as act:
        act.needs(Role.ADMINISTRATOR)
        plain = ids.plain(prefix, "prefix")
        device = registry.one(act.conn, "device", prefix=plain, revoked=None)
        if device is None:
            raise NotFound(reason("no_such", what="device", value=prefix[:40]))
        access.change(act.tx, "device", {"prefix": prefix}, revoked=micros(act.now))
        access.end_sessions_on(act.tx, device.party, device.name, micros(act.now))


def issue_badge(office: Office, actor: Actor, person: int, pin: str) -> str:
    """A new badge for a worker, shown this once; one that they had before is worthless."""
    hashed = _pin_hash(office, pin)
    with office.act(actor) as act:
        act.needs(Role.ADMINISTRATOR)
        key = int(registry.need(act.conn, "person", person, id=person).id)
        code = secrets.token_hex(20).upper()
        access.remove(act.tx, "badge", person=key)
        access.add(
            act.tx,
            "badge",
            person=key,
            code=identity.digest(code),
            pin=hashed,
            issued=micros(act.now),
            misses=0,
        )
        access.end_sessions(act.tx, key, micros(act.now))
        return code


def take_back(office: Office, actor: Actor, person: int) -> None:
    """Make a badge worthless and sign its worker out."""
    with office.act(actor) as act:
        act.needs(Role.ADMINISTRATOR)
        if not access.remove(act.tx, "badge", person=person):
            raise NotFound(reason("no_such", what="badge", value=person))
        access.end_sessions(act.tx, person, micros(act.now))


def change_pin(office: Office, actor: Actor, old: str, new: str) -> None:
    """A worker's own new PIN."""
    hashed = _pin_hash(office, new)
    with office.store.read() as conn:
        badge = registry.one(conn, "badge", person=actor.person)
    _check_pin(office, badge, old)
    with office.act(actor) as act:
        access.change(act.tx, "badge", {"person": actor.person}, pin=hashed, misses=0)


def device_of(office: Office, key: str) -> Found:
    """The handheld a key belongs to. Raises NotSignedIn; costs one look-up and no hashing."""
    prefix, _, secret = key.removeprefix(_MARK + "_").partition(".")
    with office.store.read() as conn:
        known = prefix.isalnum()
        device = registry.one(conn, "device", prefix=prefix, revoked=None) if known else None
    if device is None or not hmac.compare_digest(device.secret, identity.digest(secret)):
        raise NotSignedIn(reason("device_unknown"))
    return device


def sign_in(office: Office, given: BadgeSignIn) -> SignedIn:
    """Sign a worker of the handheld's firm in. Badge and PIN fail alike; a blocked badge says so."""
    device = device_of(office, given.device)
    with office.store.read() as conn:
        badge = registry.one(conn, "badge", code=identity.digest(given.badge))
        worker = None if badge is None else registry.one(conn, "person", id=badge.person)
    if worker is not None and worker.party != device.party:
        badge = None  # a neighbour's badge opens nothing here
    _check_pin(office, badge, given.pin)
    assert badge is not None  # noqa: S101 - no PIN fits nobody's badge
    with office.store.write() as tx:
        access.change(tx, "badge", {"person": badge.person}, misses=0)
        return identity.begun(tx, office.clock(), badge.person, device.name)


def worker(office: Office, sender: Caller, person: int, at: datetime) -> Actor:
    """The worker of a record that a handheld kept until somebody could send it.

    They must have been signed in on that very handheld at the moment it tells of. Raises NotFound.
    """
    mine = sender.actor
    if person == mine.person:
        return mine
    with office.store.read() as conn:
        grant = access.grant(conn, person)
        known = grant is not None and grant.party == mine.party and mine.device is not None
        if not known or not access.was_signed_in(conn, person, mine.device or "", micros(at)):
            raise NotFound(reason("not_at_work", person=person, device=mine.device or "–"))
        return identity.actor_of(grant, mine.device or "")


def _check_pin(office: Office, badge: Found | None, pin: str) -> None:
    """Raises NotSignedIn for a PIN that does not fit, after counting the miss."""
    if badge is not None and badge.misses >= MISSES:
        raise NotSignedIn(reason("badge_blocked", most=MISSES))
    stored = badge.pin if badge is not None else None
    if identity.fits(_peppered(office, pin[:12]), stored):
        return
    if badge is not None:
        with office.store.write() as tx:
            access.count_miss(tx, badge.person)
    raise NotSignedIn(reason("wrong_badge"))


def _pin_hash(office: Office, pin: str) -> str:
    if _PIN.fullmatch(pin) is None:
        raise BadInput(reason("bad_pin"))
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    if len(set(pin)) < 3 or (len(steps) == 1 and steps <= {0, 1, 9}):
        raise BadInput(reason("pin_weak"))
    return identity.hashed(_peppered(office, pin))


def _peppered(office: Office, pin: str) -> str:
    """A PIN that a stolen database alone does not let anybody try out."""
    return hmac.new(office.secret, b"pin\n" + pin.encode(), "sha256").hexdigest()
