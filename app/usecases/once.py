"""A write that is asked for twice is done once, and answered the same both times.

The client makes the key and keeps it until it has an answer. The answer is stored in the transaction
of the facts it tells of, so there is no moment at which one is there without the other. Keys never
expire: a handheld may come back after a winter in a drawer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

from app.domain.actors import Actor
from app.domain.errors import BadInput, Conflict, Refusal, Unavailable, reason
from app.domain.span import micros
from app.store import answers
from app.usecases.office import Office

LARGEST = 65_536  #: bytes of a stored answer; larger ones are read again from the facts they name
_KEY = re.compile(r"[\x21-\x7e]{8,120}")
_running: set[tuple[int, str, str]] = set()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client is told: an HTTP-like status and the bytes. ``replayed``: not done again."""

    status: int
    body: bytes
    replayed: bool = False


def once(
    office: Office,
    actor: Actor,
    key: str,
    asked: bytes,
    do: Callable[[Office], Answer],
    told: Callable[[Refusal], Answer],
) -> Answer:
    """Do something in one transaction under a key of the client, or repeat what was answered.

    ``asked`` is the whole request in one way of writing it: the same key with another one is
    refused. A refusal is an answer too (``told`` words it): the client corrects and takes a new key.
    Raises Conflict while the first attempt is still running.
    """
    if _KEY.fullmatch(key) is None:
        raise BadInput(reason("bad_key", value=key[:40]))
    scope = (actor.party, actor.device or "", key)
    with _lock:
        if scope in _running:
            raise Conflict(reason("still_running", value=key))
        _running.add(scope)
    try:
        return _done(office, scope, sha256(asked).hexdigest(), do, told)
    finally:
        with _lock:
            _running.discard(scope)


def _done(
    office: Office,
    scope: tuple[int, str, str],
    fingerprint: str,
    do: Callable[[Office], Answer],
    told: Callable[[Refusal], Answer],
) -> Answer:
    with office.open() as tx:
        if not answers.claim(tx, *scope):
            raise Conflict(reason("still_running", value=scope[2]))
        earlier = answers.find(tx.conn, *scope)
        if earlier is not None:
            if earlier.fingerprint != fingerprint:
                raise BadInput(reason("key_reused", value=scope[2]))
            return Answer(earlier.status, bytes(earlier.body), replayed=True)

        def kept(answer: Answer) -> Answer:
            if len(answer.body) > LARGEST:
                raise RuntimeError(f"an answer of {len(answer.body)} bytes cannot be kept")
            party, device, key = scope
            answers.keep(
                tx, party=party, device=device, key=key, fingerprint=fingerprint,
                status=answer.status, body=answer.body, entered=micros(office.clock()),
            )  # fmt: skip
            return answer

        try:
            with tx.savepoint():
                return kept(do(office.joined(tx)))
        except Unavailable:
            raise  # nothing was decided: the same key may be tried again
        except Refusal as refusal:
            with tx.savepoint():
                return kept(told(refusal))
