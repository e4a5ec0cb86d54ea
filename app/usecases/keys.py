"""Signing keys: the first one, the next one, and all public ones.

A key is drawn when somebody asks for it (``coldtrace keys make``, the first ``coldtrace user add``, the
demonstration), and never because one is missing: whoever lost a key file is told so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.domain.actors import Actor, Role
from app.domain.certificate import PublicKey
from app.domain.errors import Conflict, NotFound, Refusal, reason
from app.domain.facts import SigningKeyPublished
from app.exchange.jwk import jwk
from app.store import certified
from app.usecases.office import Act, Office


@dataclass(frozen=True, slots=True)
class Published:
    """A published key, and why its file cannot sign here: None when it can."""

    key: PublicKey
    fault: Refusal | None


def make(office: Office, actor: Actor) -> PublicKey:
    """The key that signs; the first one is drawn and published when there never was any.

    Many processes may ask at once: one key is published and all of them are told the same. A key file
    that no ledger knows yet, left by a call that was cut short, is published instead of another one.
    """
    try:
        with office.act(actor) as act:
            act.needs(Role.ADMINISTRATOR)
            known = certified.keys(act.conn)
            return known[-1] if known else _publish(act, [*office.keys.found(), ""][0], 1, office)
    except Conflict:  # somebody else published the first one meanwhile
        with office.store.read() as conn:
            return certified.keys(conn)[-1]


def rotate(office: Office, actor: Actor) -> PublicKey:
    """Draw a new key that signs from now on. What the ones before it signed goes on being verified."""
    with office.act(actor) as act:
        act.needs(Role.ADMINISTRATOR)
        known = certified.keys(act.conn)
        if not known:
            raise NotFound(reason("no_signing_key"))
        return _publish(act, "", len(known) + 1, office)


def _publish(act: Act, x: str, number: int, office: Office) -> PublicKey:
    """Publish a key that is on the disk already, or is drawn and put there first."""
    key = PublicKey(x or office.keys.draw(), act.now)
    act.append(SigningKeyPublished(number=number, kid=key.kid, x=key.x))
    return key


def public(office: Office) -> tuple[PublicKey, ...]:
    """Every key that was ever published, oldest first."""
    with office.store.read() as conn:
        return certified.keys(conn)


def public_set(office: Office) -> list[dict[str, Any]]:
    """The same as JWKs."""
    return [jwk(key) for key in public(office)]


def published(office: Office) -> list[Published]:
    """Every published key, and whether its file is here and can sign."""
    found = []
    for key in public(office):
        try:
            office.keys.key(key.kid)
            found.append(Published(key, None))
        except Refusal as fault:
            found.append(Published(key, fault))
    return found
