"""Opaque cursors: where a page ended, bound to the list, order and filters it was asked with."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import orjson

from app.domain.errors import BadInput, reason

_MARK = 8  #: bytes of the mark in front of the values


def written(question: object, values: tuple[Any, ...]) -> str:
    """The cursor of a question (plain data) after these values; empty when there are none."""
    if not values:
        return ""
    told = orjson.dumps(values)
    return base64.urlsafe_b64encode(_mark(question, told) + told).decode().rstrip("=")


def read(text: str, question: object, kinds: Sequence[type]) -> tuple[Any, ...]:
    """The values in a cursor. Raises BadInput for one of another question, or of nobody's making.

    The mark keeps mistakes out, not people: a cursor grants nothing, since every page is judged
    anew by who asks for it.
    """
    if not text:
        return ()
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        mark, told = raw[:_MARK], raw[_MARK:]
        values = orjson.loads(told)
    except (binascii.Error, ValueError) as error:
        raise _bad(text) from error
    fits = isinstance(values, list) and [type(each) for each in values] == list(kinds)
    if not fits or mark != _mark(question, told) or written(question, tuple(values)) != text:
        raise _bad(text)
    for each in values:
        if (isinstance(each, str) and "\0" in each) or (isinstance(each, int) and abs(each) >= 2**63):
            raise _bad(text)
    return tuple(values)


def _mark(question: object, told: bytes) -> bytes:
    return sha256(orjson.dumps(question, option=orjson.OPT_SORT_KEYS) + b"\n" + told).digest()[:_MARK]


def _bad(text: str) -> BadInput:
    return BadInput(reason("bad_cursor", field="after", value=text[:40]))
