"""Rows of decisions: proposals, certificates, holds, and what laboratories said of tubes."""

from __future__ import annotations

from typing import Any

from app.domain.facts import (
    CertificatePrinted,
    CertificateRevoked,
    CertificateSigned,
    ClosingProposed,
    HoldLifted,
    HoldLiftProposed,
    HoldPlaced,
    Released,
    ReleaseProposed,
    ResultReported,
    SampleHandled,
    SigningKeyPublished,
)
from app.domain.ledger import Entry
from app.domain.span import instant, micros

Inserts = list[tuple[str, list[dict[str, Any]]]]  #: new rows, table by table


def decided(entry: Entry) -> Inserts:
    """New rows of an entry that proposes, certifies or holds."""
    fact, at = entry.fact, micros(entry.happened.latest)
    match fact:
        case ReleaseProposed():
            row = _proposal(entry, fact.proposal, "release", fact.batch)
            return [("proposal", [row | {"pieces": fact.pieces, "consignee": fact.consignee}])]
        case HoldLiftProposed():
            row = _proposal(entry, fact.proposal, "lift", fact.hold)
            return [("proposal", [row | {"why": fact.why}])]
        case ClosingProposed():
            row = _proposal(entry, fact.proposal, f"close_{fact.outcome}", fact.incident)
            return [("proposal", [row | {"why": fact.why}])]
        case Released():
            row = {
                "id": fact.certificate, "no": fact.no, "batch": fact.batch,
                "consignee": fact.consignee, "pieces": fact.pieces, "used": 0,
                "deadline": instant(fact.deadline), "policy": fact.policy, "issued": entry.id,
                "since": at, "revoked_at": None, "revoked": None, "copies": 0,
                "signed": entry.id if fact.signed else None,
            }  # fmt: skip
            return [("certificate", [row])]
        case SigningKeyPublished():
            key = {"id": fact.number, "kid": fact.kid, "x": fact.x, "since": at, "until": None}
            return [("signing_key", [key])]
        case HoldPlaced():
            row = {
                "id": fact.hold, "scope": fact.scope, "target": fact.target, "why": fact.why,
                "since": at, "until": None, "placed": entry.id, "lifted": None,
                "incident": fact.incident, "region": fact.region,
            }  # fmt: skip
            return [("hold", [row])]
        case _:
            return []


def settled(entry: Entry) -> list[tuple[str, int, dict[str, Any]]]:
    """What an entry settles in rows of earlier ones: table, id, new values."""
    fact, at = entry.fact, micros(entry.happened.latest)
    match fact:
        case SampleHandled():
            return [("sample", fact.sample, {"outcome": fact.outcome, "laboratory": fact.laboratory})]
        case ResultReported():
            return [("sample", fact.sample, {"verdict": fact.verdict})]
        case CertificateSigned():
            return [("certificate", fact.certificate, {"signed": entry.id})]
        case CertificatePrinted():
            return [("certificate", fact.certificate, {"copies": fact.copy})]
        case SigningKeyPublished():
            return [("signing_key", fact.number - 1, {"until": at})]
        case CertificateRevoked():
            return [("certificate", fact.certificate, {"revoked_at": at, "revoked": entry.id})]
        case HoldLifted():
            return [("hold", fact.hold, {"until": at, "lifted": entry.id})]
        case _:
            return []


def _proposal(entry: Entry, key: int, kind: str, target: int) -> dict[str, Any]:
    return {
        "id": key, "kind": kind, "target": target, "pieces": 0, "consignee": 0, "why": "",
        "proposer": entry.actor, "fact": entry.id, "done": None,
    }  # fmt: skip
