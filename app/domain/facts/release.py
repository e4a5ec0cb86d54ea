"""Facts of the decision: proposals, certificates, holds, and the refusals of the gate."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleaseProposed:
    """The first of two persons found the batch complete."""

    proposal: int
    batch: int
    pieces: int
    consignee: int

    @property
    def about(self) -> tuple[int, ...]:
        return (self.batch,)


@dataclass(frozen=True, kw_only=True, slots=True)
class Released:
    """An exit certificate 出仓证明: so many pieces, one consignee, to be fetched by the deadline.

    ``signed`` is its signed token (``exchange.certificate``), empty where nothing signed yet.
    """

    certificate: int
    no: str
    batch: int
    pieces: int
    consignee: int
    policy: str
    deadline: str
    reports: tuple[str, ...]
    proposal: int | None = None
    signed: str = ""

    @property
    def about(self) -> tuple[int, ...]:
        return (self.batch,)


@dataclass(frozen=True, kw_only=True, slots=True)
class SigningKeyPublished:
    """A key signs certificates from now on, in place of the one before it. ``x`` is public (RFC 8037).

    The private half is a file that the ledger knows nothing of.
    """

    number: int  # 1, 2, 3: two processes that begin at once cannot both publish the first
    kid: str
    x: str

    @property
    def about(self) -> tuple[int, ...]:
        return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificateSigned:
    """A certificate that was issued without a signature got one, before its first print."""

    certificate: int
    batch: int
    signed: str

    @property
    def about(self) -> tuple[int, ...]:
        return (self.batch,)


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificatePrinted:
    """A certificate was put on paper; ``copy`` stands on it. The first one is 1."""

    certificate: int
    batch: int
    copy: int
    size: str

    @property
    def about(self) -> tuple[int, ...]:
        return (self.batch,)


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificateRevoked:
    """A certificate is worth nothing from now on; what had left under it is held."""

    certificate: int
    batch: int
    why: str

    @property
    def about(self) -> tuple[int, ...]:
        return (self.batch,)


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldPlaced:
    """Nothing in the scope may move, be sold or processed. It is evaluated, never copied.

    ``region``: it stops only goods there (the beginning of a division code; empty: anywhere).
    """

    hold: int
    scope: str  # batch, item, site, plant, party
    target: int
    why: str
    because: int | None = None
    incident: int | None = None
    region: str = ""

    @property
    def about(self) -> tuple[int, ...]:
        return (self.target,) if self.scope in ("batch", "item") else ()


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldLiftProposed:
    """The first of two persons asked to end a hold."""

    hold: int
    proposal: int
    why: str
    items: tuple[int, ...] = ()

    @property
    def about(self) -> tuple[int, ...]:
        return self.items


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldLifted:
    """A hold ended; what was true before it is true again."""

    hold: int
    why: str
    items: tuple[int, ...] = ()
    proposal: int | None = None

    @property
    def about(self) -> tuple[int, ...]:
        return self.items


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchRejected:
    """A batch will never be released; it can only be returned abroad or destroyed."""

    batch: int
    why: str

    @property
    def about(self) -> tuple[int, ...]:
        return (self.batch,)


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusalReason:
    """A reason as it was given: code and named values, in order."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """The gate said no to an act, with everything it found missing."""

    act: str
    subject: str
    items: tuple[int, ...] = ()
    reasons: tuple[RefusalReason, ...]

    @property
    def about(self) -> tuple[int, ...]:
        return self.items


@dataclass(frozen=True, kw_only=True, slots=True)
class Voided:
    """The corrected fact did not happen."""

    why: str
    items: tuple[int, ...] = ()

    @property
    def about(self) -> tuple[int, ...]:
        return self.items


@dataclass(frozen=True, kw_only=True, slots=True)
class TraceAsked:
    """Somebody asked where things came from or went."""

    key: str
    direction: str
    items: tuple[int, ...] = ()

    @property
    def about(self) -> tuple[int, ...]:
        return self.items
