"""The release desk: exit certificates, issued and revoked, and batches that will never leave."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from app.domain import ids
from app.domain.actors import Actor, Role
from app.domain.errors import Conflict, NotFound, reason
from app.domain.facts import (
    BatchRejected,
    CertificateRevoked,
    HoldPlaced,
    Released,
    ReleaseProposed,
)
from app.domain.policy import CHINA, Policy
from app.domain.quantity import whole
from app.domain.release import Held, decide
from app.domain.span import iso_of
from app.store import registry
from app.usecases import certify, gate
from app.usecases.gate import Asked
from app.usecases.goods import VISITORS, kept_batch, visits
from app.usecases.office import Act, Office


@dataclass(frozen=True, slots=True)
class Certified:
    """What a release led to: a certificate, or (first of two persons) a proposal."""

    certificate: str = ""
    proposal: int | None = None


def release(office: Office, actor: Actor, batch: str, pieces: int, consignee: str) -> Certified:
    """Issue an exit certificate for so many pieces of a batch to one consignee.

    Where the policy asks for two persons the first call proposes and a call by somebody else, for
    the same pieces and consignee, confirms; the gate judges both times.
    """
    with office.act(actor) as act:
        act.needs(Role.RELEASE_OFFICER)
        row, count = kept_batch(act, batch), whole(pieces, "pieces")
        to = registry.need(act.conn, "party", consignee, uscc=ids.uscc(consignee, "consignee"))
        act.tx.lock([row.id])
        policy, facts = gate.policy_of(act, row.id), gate.facts_of(act, row.id)
        decision = decide(facts, policy, Asked.RELEASE)
        reasons = list(decision.reasons) if isinstance(decision, Held) else []
        reasons += gate.expired(act, row)
        # a certificate that nobody fetched in time promises only what left under it
        promised = sum(
            c.used if act.now > c.deadline else c.pieces for c in facts.certificates if not c.revoked
        )
        left = facts.pieces - promised
        if count > left:
            reasons.append(reason("certified_already", have=left, batch=row.no, asked=count))
        if policy.release.whole_batch_out and count < facts.pieces:
            reasons.append(reason("whole_batch_only", batch=row.no, of=facts.pieces, asked=count))
        proposal = registry.open_proposal(act.conn, "release", row.id, pieces=count, consignee=to.id)
        if policy.release.two_persons and proposal is not None and proposal.proposer == actor.person:
            reasons.append(reason("second_person_needed"))
        act.gate("release", row.no, reasons, [row.id])
        if policy.release.two_persons and proposal is None:
            key = act.tx.new_id()
            act.append(ReleaseProposed(proposal=key, batch=row.id, pieces=count, consignee=to.id))
            return Certified(proposal=key)
        reports = () if isinstance(decision, Held) else decision.reports
        waiting = None if proposal is None else proposal.id
        draft = _draft(act, policy, row.id, (count, to.id), (reports, waiting))
        return _issue(office, act, certify.Basis(draft, act.now, list(facts.entries), policy))


def _draft(
    act: Act,
    policy: Policy,
    batch: int,
    what: tuple[int, int],
    basis: tuple[tuple[str, ...], int | None],
) -> Released:
    """The certificate, not yet signed: (pieces, consignee) on the basis of (reports, proposal)."""
    deadline = act.now + timedelta(hours=policy.release.pickup_hours)
    return Released(
        certificate=act.tx.new_id(),
        no=f"EC{act.now.astimezone(CHINA):%Y%m%d}-{secrets.token_hex(4).upper()}",
        batch=batch, pieces=what[0], consignee=what[1], policy=policy.label,
        deadline=iso_of(deadline), reports=basis[0], proposal=basis[1],
    )  # fmt: skip


def _issue(office: Office, act: Act, basis: certify.Basis) -> Certified:
    """Sign the certificate and put it on the ledger."""
    act.append(replace(basis.fact, signed=certify.signed(office, act.conn, basis)))
    return Certified(certificate=basis.fact.no)


def revoke(office: Office, actor: Actor, certificate: str, why: str) -> int:
    """Make a certificate worthless. When goods have left under it their batch is held as well."""
    with office.act(actor) as act:
        act.needs(Role.RELEASE_OFFICER, *VISITORS)
        no, why = ids.code(certificate, "certificate"), ids.name(why, "why", most=500)
        row = registry.need(act.conn, "certificate", no, no=no)
        batch = registry.need(act.conn, "batch", row.batch, id=row.batch)
        own = act.actor.party in registry.warehouse_of(act.conn, batch)[1:]
        if not own and not visits(act, batch.id):
            raise NotFound(reason("no_such", what="certificate", value=no))
        act.tx.lock([row.batch])
        row = registry.need(act.conn, "certificate", no, no=no)
        if row.revoked_at is not None:
            raise Conflict(reason("certificate_revoked", no=no))
        entry = act.append(CertificateRevoked(certificate=row.id, batch=row.batch, why=why))
        if row.used:
            hold = HoldPlaced(
                hold=act.tx.new_id(), scope="batch", target=row.batch,
                why=f"certificate {no} revoked: {why}"[:500], because=entry,
            )  # fmt: skip
            act.append(hold)
        return entry


def reject(office: Office, actor: Actor, batch: str, why: str) -> int:
    """Decide that a batch will never be released; it can only go back or be destroyed."""
    with office.act(actor) as act:
        act.needs(Role.RELEASE_OFFICER)
        row = kept_batch(act, batch)
        act.tx.lock([row.id])
        if any(r.code == "batch_rejected" for r in gate.stopped(gate.facts_of(act, row.id))):
            raise Conflict(reason("batch_rejected", batch=row.no, why="–"))
        return act.append(BatchRejected(batch=row.id, why=ids.name(why, "why", most=500)))
