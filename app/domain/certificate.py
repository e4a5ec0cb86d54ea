"""What an exit certificate 出仓证明 says, and the keys that sign it. No bytes here, no signatures.

The fields are those of the real document (Shaanxi, Shandong, Lanzhou: number, batch, quantity,
consignee, vehicle, issuer, time, pick-up deadline), with the papers, tests and disinfection that it
rests on. No person and no telephone is in it: it is for anybody who holds the paper.
"""

from __future__ import annotations

import json
from base64 import b32encode, urlsafe_b64decode
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

#: Reports that are named; of more of them the certificate has the number and a digest of them all.
MOST_REPORTS = 3
#: How long after its successor a key may still sign: another process may not know of it yet.
GRACE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class LabResults:
    """What the laboratories said. ``last`` in seconds since 1970 UTC; 0 when nothing was reported.

    ``reports`` are the first report numbers, ``more`` how many others there are, ``digest`` what
    ``digest_of`` makes of all of them; empty when all are named.
    """

    hazard: str
    tubes: int
    verdict: str
    last: int
    reports: tuple[str, ...]
    more: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Disinfection:
    """The last faultless disinfection of the batch. ``at`` in seconds since 1970 UTC."""

    agent: str
    mg_per_l: int
    contact_minutes: int
    at: int
    certificate_no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that is signed, in the order in which it is written. Times are seconds since 1970 UTC.

    ``host`` serves the online page and the keys. ``signed`` is 0 unless it was signed after it had been
    issued. ``documents`` are (kind, number), the number empty where the paper was waived.
    ``vehicle``, ``container`` and ``seal`` as booked. ``consignee`` is a USCC, ``product`` a GTIN.
    """

    host: str
    no: str
    issued: int
    deadline: int
    signed: int
    batch: str
    product: str
    product_name: str
    product_name_en: str
    origin: str
    produced: str
    expires: str
    import_lot: str
    pieces: int
    grams: int
    consignee: str
    consignee_name: str
    warehouse: str
    warehouse_name: str
    vehicle: str
    container: str
    seal: str
    documents: tuple[tuple[str, str], ...]
    tests: LabResults
    disinfection: Disinfection | None
    policy: str

    @property
    def signed_at(self) -> datetime:
        """The moment at which the key was used."""
        return datetime.fromtimestamp(self.signed or self.issued, UTC)


def digest_of(reports: Iterable[str]) -> str:
    """16 base32 characters of the SHA-256 over all report numbers, one a line, in order of entry."""
    return b32encode(sha256("\n".join(reports).encode()).digest()[:10]).decode()


def written(content: Content) -> bytes:
    """The one way to write a content: a JSON list without white space, UTF-8, in the order above."""
    return json.dumps(
        _listed(content), ensure_ascii=False, separators=(",", ":"), default=_listed
    ).encode()


def _listed(value: Any) -> list[Any]:
    return [getattr(value, field.name) for field in fields(value)]


def read(text: bytes) -> Content | None:
    """The content that was written, or None for anything else."""
    try:
        names = [field.name for field in fields(Content)]
        values = dict(zip(names, json.loads(text), strict=True))
        values["documents"] = tuple((kind, number) for kind, number in values["documents"])
        hazard, tubes, verdict, last, reports, more, digest = values["tests"]
        values["tests"] = LabResults(hazard, tubes, verdict, last, tuple(reports), more, digest)
        spray = values["disinfection"]
        values["disinfection"] = None if spray is None else Disinfection(*spray)
        content = Content(**values)
        return content if written(content) == text else None
    except (ValueError, TypeError, RecursionError):
        return None


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that certificates are checked with: Ed25519, ``x`` as a JWK has it (base64url, 32 bytes).

    It signs from ``since`` on and, once another one has taken its place, until ``until``.
    """

    x: str
    since: datetime | None = None
    until: datetime | None = None

    @property
    def kid(self) -> str:
        """Its short name, 8 base32 characters: the first 5 bytes of its JWK thumbprint (RFC 7638)."""
        return kid_of(self.x)

    @property
    def raw(self) -> bytes:
        """The 32 bytes. Raises ValueError for what is no key."""
        found = urlsafe_b64decode(self.x + "=" * (-len(self.x) % 4))
        if len(found) != 32:
            raise ValueError("an Ed25519 key has 32 bytes")
        return found

    def was_in_use(self, at: datetime) -> bool:
        """Whether it may have signed something then (whole seconds are all that is known)."""
        began = self.since is None or self.since.replace(microsecond=0) <= at
        return began and (self.until is None or at <= self.until + GRACE)


def kid_of(x: str) -> str:
    """The short name of the key with these public bytes."""
    thumbprint = sha256(f'{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}'.encode()).digest()
    return b32encode(thumbprint[:5]).decode()
