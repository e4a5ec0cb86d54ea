"""Public keys as files people pass on: a JWK (RFC 7517, 8037) or a set of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from app.domain.certificate import PublicKey


def jwk(key: PublicKey) -> dict[str, Any]:
    """A key with its dates as NumericDates, named as in OpenID Federation's history of keys.

    ``iat``: since when it signs; ``exp``: until when it did, absent while it does.
    """
    dates = {"iat": key.since, "exp": key.until}
    told = {name: int(at.timestamp()) for name, at in dates.items() if at is not None}
    what = {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA"}
    return what | {"kid": key.kid, "x": key.x} | told


def keys_of(text: str) -> tuple[PublicKey, ...]:
    """The Ed25519 keys in a JWK or JWK set; none when it is neither. Other kinds are passed over."""
    try:
        told = json.loads(text)
        each = told["keys"] if isinstance(told, dict) and "keys" in told else [told]
        return tuple(_key(one) for one in each if one.get("crv") == "Ed25519")
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return ()


def _key(told: dict[str, Any]) -> PublicKey:
    since, until = (_moment(told.get(name)) for name in ("iat", "exp"))
    key = PublicKey(told["x"], since, until)
    key.raw  # noqa: B018 - raises for what is no key
    return key


def _moment(at: int | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at, UTC)
