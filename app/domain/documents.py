"""Which papers a batch still lacks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from app.domain.errors import Reason, reason
from app.domain.facts import DocumentFiled, DocumentWaived
from app.domain.ledger import Entry
from app.domain.policy import CHINA, Policy

#: A paper is first asked for at booking, then at the gate, last at release.
_ORDER = ("booking", "gate", "release")


def lacking(
    entries: Iterable[Entry], policy: Policy, on: datetime, *, at: str = "release"
) -> list[Reason]:
    """Papers that the policy asks for up to the moment ``at`` and that are missing or expired."""
    entries = list(entries)
    filed: dict[str, list[DocumentFiled]] = {}
    for entry in entries:
        if isinstance(entry.fact, DocumentFiled):
            filed.setdefault(entry.fact.document, []).append(entry.fact)
    waived = {e.fact.document for e in entries if isinstance(e.fact, DocumentWaived)}
    today = on.astimezone(CHINA).date()
    found = []
    for rule in policy.documents:
        if _ORDER.index(rule.at) > _ORDER.index(at) or (rule.waivable and rule.kind in waived):
            continue
        papers = filed.get(rule.kind, [])
        if not papers:
            found.append(reason("document_missing", document=rule.kind))
        elif all(p.expires and date.fromisoformat(p.expires) < today for p in papers):
            paper = papers[-1]
            found.append(
                reason("document_expired", document=rule.kind, number=paper.number, on=paper.expires)
            )
    return found


def waivable(policy: Policy, kind: str) -> bool:
    """True when the policy lets a release officer do without this paper."""
    return any(rule.kind == kind and rule.waivable for rule in policy.documents)
