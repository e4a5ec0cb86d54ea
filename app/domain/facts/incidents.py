"""Facts of incidents: opened, seen in scope, answered, escalated, worked off, closed.

Moments inside bodies are ISO 8601 in UTC. A *clock* is anything that is to be done by a time (a step,
an alert, a holder's answer, a request, a clue of a letter); its id is given when it is set.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class StepSet:
    """Something that is to be done by ``due``; ``unit`` says by whom: bureau, laboratory, holders."""

    clock: int
    name: str
    unit: str
    due: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AlertRaised:
    """A level of the authority (beginning of a division code) that must acknowledge by ``due``."""

    clock: int
    region: str
    due: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HolderAsked:
    """What one party at one site (0: none) should have, in pieces; it is to answer by ``due``."""

    clock: int
    party: int
    site: int
    region: str
    on_hand: int
    in_transit: int
    sold: int
    packages: int
    due: str


@dataclass(frozen=True, kw_only=True, slots=True)
class IncidentOpened:
    """Something was found, or is feared. ``subject`` are the words or the tube it began with.

    ``region`` is where it was found; goods within ``reach`` (the beginning of a division code) are
    stopped by it, goods elsewhere are asked for. ``exposed`` batches only met the others; ``proposed``
    ones met a place, person or vehicle and are not stopped until somebody says so.
    """

    incident: int
    no: str
    cause: str  # result, hand, letter
    subject: str
    why: str
    region: str
    reach: str
    policy: str
    batches: tuple[int, ...] = ()
    exposed: tuple[int, ...] = ()
    proposed: tuple[int, ...] = ()
    steps: tuple[StepSet, ...] = ()
    alerts: tuple[AlertRaised, ...] = ()
    letter: int | None = None
    because: int | None = None
    drill: bool = False

    @property
    def about(self) -> tuple[int, ...]:
        return (*self.batches, *self.exposed)


@dataclass(frozen=True, kw_only=True, slots=True)
class IncidentWidened:
    """More batches belong to it than was known when it opened."""

    incident: int
    batches: tuple[int, ...]
    why: str
    because: int | None = None

    @property
    def about(self) -> tuple[int, ...]:
        return self.batches


@dataclass(frozen=True, kw_only=True, slots=True)
class FindingAdded:
    """A positive round belongs to the incident, which ends negative only when its specimen is clean."""

    incident: int
    because: int
    sample: int
    batches: tuple[int, ...] = ()

    @property
    def about(self) -> tuple[int, ...]:
        return self.batches


@dataclass(frozen=True, kw_only=True, slots=True)
class ScopeTaken:
    """What there was at one moment: the figures that answers are compared to, and who is asked."""

    incident: int
    numbers: tuple[tuple[str, int], ...]
    asked: tuple[HolderAsked, ...] = ()

    @property
    def about(self) -> tuple[int, ...]:
        return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificateSuspended:
    """An exit certificate is worth nothing for the time being."""

    certificate: int
    batch: int
    incident: int

    @property
    def about(self) -> tuple[int, ...]:
        return (self.batch,)


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificateRestored:
    """A suspension ended; the certificate is worth what it was worth before."""

    certificate: int
    batch: int
    incident: int

    @property
    def about(self) -> tuple[int, ...]:
        return (self.batch,)


@dataclass(frozen=True, kw_only=True, slots=True)
class AlertAcknowledged:
    """Somebody of a level has seen the alert."""

    incident: int
    alert: int

    @property
    def about(self) -> tuple[int, ...]:
        return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class StepAssigned:
    """A firm or authority, and one of its people, answer for a step from now on."""

    incident: int
    step: int
    party: int
    person: int

    @property
    def about(self) -> tuple[int, ...]:
        return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class StepDone:
    """A step was done; the note says how."""

    incident: int
    step: int
    note: str
    photos: tuple[str, ...] = ()

    @property
    def about(self) -> tuple[int, ...]:
        return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class HolderAnswered:
    """What a holder really has, in pieces: set aside, sold, missing. A later answer counts."""

    incident: int
    ask: int
    found: int
    sold: int
    missing: int
    note: str = ""
    photos: tuple[str, ...] = ()

    @property
    def about(self) -> tuple[int, ...]:
        return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Escalated:
    """A clock ran out before anybody had done what it stands for; the level above was told."""

    clock: int
    what: str  # step, alert, ask, request, clue
    name: str
    incident: int | None = None
    letter: int | None = None

    @property
    def about(self) -> tuple[int, ...]:
        return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundReported:
    """A round of tests of ``people`` or of the ``environment``: how many, and how many positive."""

    incident: int
    subject: str
    number: int
    samples: int
    positives: int
    note: str = ""

    @property
    def about(self) -> tuple[int, ...]:
        return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class GoodsDisposed:
    """Goods of the incident came to their end before a witness, and were weighed (grams)."""

    incident: int
    manner: str  # destroyed, returned, harmless
    pieces: int
    grams: int
    witness: int
    facts: tuple[int, ...] = ()
    photos: tuple[str, ...] = ()
    note: str = ""

    @property
    def about(self) -> tuple[int, ...]:
        return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosingProposed:
    """The first of two persons found that everything is done."""

    incident: int
    proposal: int
    outcome: str
    why: str

    @property
    def about(self) -> tuple[int, ...]:
        return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class IncidentClosed:
    """It is over: ``handled`` (what was positive is dealt with) or ``negative`` (it was none)."""

    incident: int
    outcome: str
    why: str
    proposal: int | None = None

    @property
    def about(self) -> tuple[int, ...]:
        return ()


INCIDENT_FACTS = (
    IncidentOpened, IncidentWidened, FindingAdded, ScopeTaken, AlertAcknowledged, StepAssigned,
    StepDone, HolderAnswered, Escalated, RoundReported, GoodsDisposed, ClosingProposed, IncidentClosed,
)  # fmt: skip
