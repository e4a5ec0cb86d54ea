"""Notices: what leaves the house when something has happened, to whom, and when it is tried again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.domain.errors import Reason, reason

#: Every kind of notice there is. A kind is named "what it is about" dot "what became of it".
KINDS = (
    "batch.reported",
    "batch.entered",
    "batch.released",
    "result.positive",
    "hold.placed",
    "hold.lifted",
    "certificate.revoked",
    "incident.opened",
    "incident.closed",
    "incident.escalated",
    "hold.requested",
    "certificate.suspended",
    "certificate.restored",
    "letter.sent",
)
#: A destination that wants every kind says so with this.
EVERY_KIND = "*"
#: Kinds whose batch goes before other batches when much is waiting.
URGENT = ("result.positive", "hold.placed", "certificate.revoked", "incident.opened", "letter.sent")

#: How long until a notice that failed once is tried again; doubled each time, up to the ceiling.
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=15)
#: Failures in a row after which a destination is taken for away, and then asked one question at a time.
PATIENCE = 5
FIRST_REST, LONGEST_REST = timedelta(seconds=5), timedelta(minutes=5)
#: The longest wait that a destination can ask for with Retry-After.
LONGEST_ASKED = timedelta(hours=1)
#: Statuses below 500 that say "not now" and not "never" (RFC 9110, RFC 6585, RFC 8470).
_NOT_NOW = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Somebody at the other end of a line: a name for people, an address, what proves who we are.

    ``private`` allows an address of the own network; ``ca`` is the file of a certificate authority
    that is trusted for this line alone, empty for those that everybody trusts.
    """

    name: str
    url: str
    secret: str = field(repr=False)
    private: bool = False
    ca: str = ""
    seconds: int = 10  #: for connecting, and for the whole answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination(Peer):
    """Somebody who is told. ``form``: webhook or platform; ``order``: subject, or none to keep none."""

    kinds: frozenset[str]
    form: str = "webhook"
    order: str = "subject"

    def wants(self, kind: str) -> bool:
        """Whether notices of this kind go there."""
        return kind in self.kinds or EVERY_KIND in self.kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class LabSource(Peer):
    """A laboratory whose finished reports are fetched. ``party``: its USCC; ``every`` in seconds."""

    party: str
    every: int = 60


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice as it travels. ``id`` is the same at every attempt; ``data`` is what it tells."""

    id: str
    kind: str
    made: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived."""


@dataclass(frozen=True, slots=True)
class Later:
    """It is to be tried again, with the same id. ``after``: no sooner, as the destination asked."""

    problem: Reason
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Parked:
    """The destination will not have it; it waits for a person."""

    problem: Reason


Outcome = Sent | Later | Parked


def judge(status: int, said: str = "", after: timedelta | None = None) -> Outcome:
    """What an HTTP status makes of a notice. ``said``: the beginning of the answer.

    A redirect is not followed and not final: it is how sign-in pages of networks look.
    """
    if 200 <= status < 300:
        return Sent()
    why = reason("answered", status=status, said=said or "–")
    if 400 <= status < 500 and status not in _NOT_NOW:
        return Parked(why)
    return Later(why, None if after is None else min(after, LONGEST_ASKED))


def wait(tries: int, chance: float) -> timedelta:
    """How long after its ``tries``-th failure a notice is tried again; ``chance`` from 0 to 1.

    Half of the wait is by chance, so that what failed together does not come back together.
    """
    return _doubled(FIRST_WAIT, LONGEST_WAIT, tries - 1, chance)


def rest(failures: int, chance: float) -> timedelta:
    """How long a destination is left alone after so many failures in a row; zero while few."""
    if failures < PATIENCE:
        return timedelta(0)
    return _doubled(FIRST_REST, LONGEST_REST, failures - PATIENCE, chance)


def _doubled(first: timedelta, longest: timedelta, times: int, chance: float) -> timedelta:
    full: timedelta = min(longest, first * 2 ** min(times, 20))
    return full * (0.5 + chance / 2)
