"""The gate: the one place that says whether goods may leave, be sold or be processed."""

from __future__ import annotations

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
    """A hold that reaches the goods."""

    hold: int
    scope: str
    why: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """An exit certificate as far as the gate needs it."""

    certificate: int
    no: str
    batch: int
    consignee: int
    pieces: int
    used: int
    deadline: datetime
    revoked: bool

    @property
    def left(self) -> int:
        return 0 if self.revoked else self.pieces - self.used


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
    if act is not Act.RELEASE and not any(not c.revoked for c in facts.certificates):
        reasons.append(reason("not_released", batch=facts.no))
    if reasons:
        return Held(tuple(reasons))
    reports = (e.fact.report_no for e in facts.entries if isinstance(e.fact, ResultReported))
    return Released(tuple(dict.fromkeys(reports)))


def stopped(facts: GateFacts) -> list[Reason]:
    """Holds and a rejection: what stops goods whatever their papers say."""
    found = [reason("on_hold", hold=h.hold, scope=h.scope, why=h.why) for h in facts.holds]
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


def exit_faults(
    certificates: tuple[Certificate, ...], consignee: int, pieces: int, at: datetime
) -> tuple[Certificate | None, list[Reason]]:
    """The certificate that lets ``pieces`` go to ``consignee`` now, or why none does."""
    for_them = [c for c in certificates if c.consignee == consignee and not c.revoked]
    if not for_them:
        return None, [reason("no_certificate_for_consignee")]
    in_time = [c for c in for_them if at <= c.deadline]
    if not in_time:
        last = for_them[-1]
        return None, [reason("certificate_overdue", no=last.no, on=last.deadline.isoformat())]
    for certificate in in_time:
        if certificate.left >= pieces:
            return certificate, []
    left = max(c.left for c in in_time)
    return None, [reason("certificate_used_up", no=in_time[-1].no, left=left, asked=pieces)]
