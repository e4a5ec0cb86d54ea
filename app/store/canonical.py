"""One way to write a fact as bytes, and the hash over it.

Canonical JSON, after RFC 8785 in the part of it we use: keys sorted (all our keys are ASCII), no
white space, UTF-8, strings in NFC, whole numbers only and at most 2^53 - 1 in size, no floats, no
nulls. Moments are ISO 8601 in UTC with six decimals. Defaults are left out.

Leaf hash: SHA-256 of 0x00, the envelope, one line feed, the body. The 0x00 is the leaf prefix of
RFC 6962, so that a Merkle log can be laid over the facts. Neither part can hold a line feed.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import Any
from unicodedata import is_normalized, normalize

import orjson
from pydantic import TypeAdapter

from app.domain.facts import KINDS, Fact
from app.domain.ledger import Entry
from app.domain.span import iso_of

_LARGEST = 2**53 - 1
_SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


def canonical(value: object) -> bytes:
    """Canonical JSON of plain data. Raises TypeError for what has no canonical form."""
    return orjson.dumps(_plain(value), option=orjson.OPT_SORT_KEYS)


def _plain(value: Any) -> Any:
    match value:
        case str():
            return value if is_normalized("NFC", value) else normalize("NFC", value)
        case bool():
            return value
        case int():
            if abs(value) > _LARGEST:
                raise TypeError(f"{value} is too large for canonical JSON")
            return value
        case dict():
            return {key: _plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


@cache
def adapter(kind: str) -> TypeAdapter[Fact]:
    """The reader and writer of one kind of facts."""
    return TypeAdapter(KINDS[kind])


def body_of(fact: Fact, kind: str) -> bytes:
    """The stored body of a fact."""
    plain = adapter(kind).dump_python(fact, exclude_defaults=True, exclude_none=True, warnings="error")
    return _quick(plain)


def _quick(plain: dict[str, Any]) -> bytes:
    """``canonical`` of data that is known to hold no float and no null: ASCII is always in NFC."""
    written = orjson.dumps(plain, option=_SORTED)
    return written if written.isascii() else canonical(plain)


def read_body(kind: str, body: str) -> Fact:
    """The fact behind a stored body."""
    return adapter(kind).validate_json(body)


def envelope_of(entry: Entry, kind: str) -> bytes:
    """Everything about a fact but its body, as it goes into the hash."""
    fields = {
        "actor": entry.actor,
        "corrects": entry.corrects,
        "device": entry.device,
        "device_time": None if entry.device_time is None else iso_of(entry.device_time),
        "entered": iso_of(entry.entered),
        "happened": [iso_of(entry.happened.earliest), iso_of(entry.happened.latest)],
        "id": entry.id,
        "kind": kind,
        "party": entry.party,
        "place": entry.place,
        "sent_by": entry.sent_by,
        "v": 1,
    }
    return _quick({name: value for name, value in fields.items() if value is not None})


def leaf(envelope: bytes, body: bytes) -> bytes:
    """The leaf hash, 32 bytes."""
    return sha256(b"\x00" + envelope + b"\n" + body).digest()
