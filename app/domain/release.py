"""The gate: the one place that says whether goods may leave, be sold or be processed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain import disinfection, documents, sampling
from app.domain.errors import Reason, reason
from app.domain.facts import BatchRejected, ResultReported, Unloaded
from app.domain.ledger import Entry
from app.domain.policy import Policy


class Act(StrEnum):
    """What is asked for: a certificate, the way out of the warehouse, or trade after it."""

    RELEASE = "release"
    EXIT = "exit"
    TRADE = "trade"


@dataclass(frozen=True, slots=True)
class OpenHold:
    """A hold that reaches the goods, and the number of the incident that placed it, if one did."""

    hold: int
    scope: str
    why: str
    incident: str = ""

    @property
    def reason(self) -> Reason:
        """What the gate says of it."""
        told = {"hold": self.hold, "scope": self.scope, "why": self.why}
        if self.incident:
            return reason("held_by_incident", incident=self.incident, **told)
        return reason("on_hold", **told)


@dataclass(frozen=True, slots=True)
class Certificate:
    """An exit certificate as the gate needs it. ``suspended``: by the incident of this number."""

    certificate: int
    no: str
    batch: int
    consignee: int
    pieces: int
    used: int
    deadline: datetime
    revoked: bool
    suspended: str = ""

    @property
    def valid(self) -> bool:
        """Whether it is worth anything at this moment."""
        return not self.revoked and not self.suspended

    @property
    def left(self) -> int:
        return self.pieces - self.used if self.valid else 0


@dataclass(frozen=True, slots=True)
class GateFacts:
    """All that the gate looks at, as it stood at one moment. ``entries`` without superseded ones.

    ``pieces`` were unloaded; ``uncoded`` of them lie in the warehouse without a code.
    """

    batch: int
    no: str
    pieces: int
    uncoded: int
    entries: tuple[Entry, ...]
    holds: tuple[OpenHold, ...]
    certificates: tuple[Certificate, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Released:
    """Yes, and the reports it rests on."""

    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """No, and every reason."""

    reasons: tuple[Reason, ...]


Decision = Released | Held


def decide(facts: GateFacts, policy: Policy, act: Act) -> Decision:
    """Papers, samples and results, disinfection, holds and (after release) a certificate agree."""
    reasons = [
        *documents.lacking(facts.entries, policy, facts.at),
        *_counted(facts),
        *disinfection.lacking(facts.entries, facts.batch, facts.pieces, policy),
        *sampling.lacking(facts.entries, facts.batch, facts.pieces, policy),
        *stopped(facts),
        *_coded(facts, policy, act),
    ]
    if act is not Act.RELEASE:
        reasons += _certified(facts, act)
    if reasons:
        return Held(tuple(reasons))
    reports = (e.fact.report_no for e in facts.entries if isinstance(e.fact, ResultReported))
    return Released(tuple(dict.fromkeys(reports)))


def stopped(facts: GateFacts) -> list[Reason]:
    """Holds and a rejection: what stops goods whatever their papers say."""
    found = [hold.reason for hold in facts.holds]
    found += [
        reason("batch_rejected", batch=facts.no, why=entry.fact.why)
        for entry in facts.entries
        if isinstance(entry.fact, BatchRejected)
    ]
    return found


def _counted(facts: GateFacts) -> list[Reason]:
    if facts.pieces <= 0:
        return [reason("not_unloaded", batch=facts.no)]
    unloaded = [entry.fact for entry in facts.entries if isinstance(entry.fact, Unloaded)]
    flagged = any("not_arrived" in fact.breach for fact in unloaded)
    return [reason("not_arrived", batch=facts.no)] if flagged else []


def _coded(facts: GateFacts, policy: Policy, act: Act) -> list[Reason]:
    asked = {"unloading": (Act.RELEASE, Act.EXIT), "exit": (Act.EXIT,), "none": ()}
    if facts.uncoded > 0 and act in asked[policy.release.coding]:
        return [reason("not_coded", count=facts.uncoded)]
    return []


def _certified(facts: GateFacts, act: Act) -> list[Reason]:
    """A certificate in force. A suspension ends exits, and trade where its incident stops the goods."""
    good = [c for c in facts.certificates if not c.revoked]
    if not good:
        return [reason("not_released", batch=facts.no)]
    here = {hold.incident for hold in facts.holds}
    stops = all(c.suspended and (act is Act.EXIT or c.suspended in here) for c in good)
    return _suspended(good) if stops else []


def _suspended(certificates: Iterable[Certificate]) -> list[Reason]:
    """Those that were good and are suspended now."""
    good = (c for c in certificates if c.suspended and not c.revoked)
    return [reason("certificate_suspended", no=c.no, incident=c.suspended) for c in good]


def exit_faults(
    certificates: tuple[Certificate, ...], consignee: int, pieces: int, at: datetime
) -> tuple[Certificate | None, list[Reason]]:
    """The certificate that lets ``pieces`` go to ``consignee`` now, or why none does."""
    theirs = [c for c in certificates if c.consignee == consignee]
    for_them = [c for c in theirs if c.valid]
    if not for_them:
        return None, _suspended(theirs) or [reason("no_certificate_for_consignee")]
    in_time = [c for c in for_them if at <= c.deadline]
    if not in_time:
        last = for_them[-1]
        return None, [reason("certificate_overdue", no=last.no, on=last.deadline.isoformat())]
    for certificate in in_time:
        if certificate.left >= pieces:
            return certificate, []
    left = max(c.left for c in in_time)
    return None, [reason("certificate_used_up", no=in_time[-1].no, left=left, asked=pieces)]
