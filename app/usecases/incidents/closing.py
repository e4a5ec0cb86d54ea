"""The end of an incident: everything dealt with, or nothing there after all. Never by one person."""

from __future__ import annotations

from app.domain import ids
from app.domain.actors import Actor
from app.domain.errors import Reason, reason
from app.domain.facts import CertificateRestored, ClosingProposed, HoldLifted, IncidentClosed
from app.domain.sampling import Specimen, Verdict, verdicts
from app.store import incident_reads as read
from app.store import ledger, registry
from app.usecases import gate
from app.usecases.incidents import reading
from app.usecases.incidents.begin import rule_of
from app.usecases.notify import tell
from app.usecases.office import Act, Office
from app.usecases.register import choice

OUTCOMES = ("handled", "negative")


def close_incident(office: Office, actor: Actor, no: str, outcome: str, why: str) -> int | None:
    """End an incident; None while it waits for a second, different person.

    ``handled``: every step, holder and round is done. ``negative``: every specimen was resolved clean,
    which its laboratory said first, so that one more person is enough. Lifts exactly the holds that the
    incident placed and restores exactly the certificates it suspended: all when it was negative, else
    those of batches that only met the others. What is lacking is refused, and the refusal is on record.
    """
    with office.act(actor) as act:
        row = reading.own(act, no)
        choice(outcome, "outcome", OUTCOMES)
        why = ids.name(why, "why", most=500)
        act.tx.lock(read.batches(act.conn, row.id))
        findings = read.samples(act.conn, row.id)
        kind = f"close_{outcome}"
        waiting = registry.open_proposal(act.conn, kind, row.id)
        alone = outcome == "negative" and bool(findings)  # the laboratory was the first person
        reasons = _lacking(act, row) if outcome == "handled" else _unclean(act, findings)
        if waiting is not None and waiting.proposer == actor.person:
            reasons.append(reason("second_person_needed"))
        if alone and actor.person in _reporters(act, findings):
            reasons.append(reason("second_person_needed"))
        act.gate("close_incident", row.no, reasons)
        if not alone and waiting is None:
            key = act.tx.new_id()
            act.append(ClosingProposed(incident=row.id, proposal=key, outcome=outcome, why=why))
            return None
        proposal = None if waiting is None else waiting.id
        closed = IncidentClosed(incident=row.id, outcome=outcome, why=why, proposal=proposal)
        entry = act.append(closed)
        _let_go(act, row, outcome, why)
        if not row.drill:
            tell(act, "incident.closed", row.id, {"incident": row.no, "outcome": outcome})
        return entry


def _lacking(act: Act, row: registry.Found) -> list[Reason]:
    """What is still to be done before an incident counts as handled."""
    found = [
        reason("step_open", step=clock.name)
        for clock in read.clocks(act.conn, row.id, "step")
        if clock.done is None
    ]
    silent = [ask for ask in read.asks(act.conn, row.id) if ask.answered is None]
    if silent:
        names = ", ".join(ask.code or ask.firm for ask in silent[:10])
        found.append(reason("holders_silent", count=len(silent), names=names))
    rule = rule_of(act, read.batches(act.conn, row.id)).incident
    wanted = {"environment": rule.environment_rounds, "people": rule.people_rounds}
    for subject, need in wanted.items():
        have = read.clean_rounds(act.conn, row.id, subject)
        if have < need:
            found.append(reason("rounds_missing", subject=subject, have=have, need=need))
    return found


def _unclean(act: Act, findings: list[int]) -> list[Reason]:
    """Specimens that are still positive by the policy that judges them."""
    return [
        reason("result_positive", tube=registry.need(act.conn, "sample", key, id=key).tube)
        for key in findings
        if _verdict(act, key) is Verdict.POSITIVE
    ]


def _verdict(act: Act, sample: int) -> Verdict:
    row = registry.need(act.conn, "sample", sample, id=sample)
    taken = ledger.entry(act.conn, row.fact).fact
    batches = getattr(taken, "batches", ())
    if batches:
        found = verdicts(gate.facts_of(act, batches[0]).entries, gate.policy_of(act, batches[0]))
        if sample in found:
            return found[sample]
    specimen = Specimen(taken)  # type: ignore[arg-type]
    rounds = registry.rounds(act.conn, sample)
    specimen.rounds = [ledger.entry(act.conn, each.fact).fact for each in rounds]  # type: ignore[misc]
    return specimen.own_verdict()


def _reporters(act: Act, findings: list[int]) -> set[int | None]:
    """Who reported the newest round of each specimen."""
    newest = [registry.rounds(act.conn, sample)[-1].fact for sample in findings]
    return {ledger.entry(act.conn, fact).actor for fact in newest}


def _let_go(act: Act, row: registry.Found, outcome: str, why: str) -> None:
    """Lift the holds and restore the certificates that this incident put there, and no others."""
    roles = ("named", "exposed", "widened") if outcome == "negative" else ("exposed",)
    free = set(read.batches(act.conn, row.id, roles))
    for hold in read.holds(act.conn, row.id):
        # what another bureau held at our request is that bureau's to lift
        if hold.target in free and hold.region == row.reach:
            act.append(HoldLifted(hold=hold.id, why=f"{row.no}: {why}"[:500], items=(hold.target,)))
    for certificate, batch, _ in read.suspended(act.conn, row.id):
        if batch in free:
            restored = CertificateRestored(certificate=certificate, batch=batch, incident=row.id)
            act.append(restored)
