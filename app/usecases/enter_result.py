"""The laboratory's report: one more round, and a hold at once when it is positive."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain import ids, sampling
from app.domain.actors import Actor, Role
from app.domain.errors import BadInput, Conflict, NotFound, reason
from app.domain.facts import Assay, ResultReported, SampleTaken, Target
from app.domain.quantity import whole
from app.store import registry
from app.usecases import gate
from app.usecases.incidents.positive import found_positive, rechecked
from app.usecases.office import Act, Office
from app.usecases.register import choice
from app.usecases.sample import last_outcome, taken_sample

VERDICTS = ("negative", "positive", "indeterminate", "invalid")


@dataclass(frozen=True, slots=True, kw_only=True)
class KitReading:
    """What one kit showed: cycle threshold in hundredths for each target, None when no signal."""

    kit: str
    targets: tuple[tuple[str, int | None], ...]
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One round for one tube. ``amends`` names an earlier round that this one replaces."""

    tube: str
    report_no: str
    readings: tuple[KitReading, ...]
    verdict: str
    stage: str = "preliminary"
    controls_valid: bool = True
    amends: int | None = None


def enter_result(office: Office, actor: Actor, report: Report) -> int:
    """Append a round. A positive one opens an incident in the same act: the batch and every member of
    the pool are held, their certificates suspended, all levels told (``incidents/positive.py``).

    Raises BadInput where the report contradicts itself or leaves a target of the policy out.
    """
    with office.act(actor) as act:
        act.needs(Role.LABORATORY)
        taken = taken_sample(act, report.tube)
        act.tx.lock(taken.batches)
        said = last_outcome(act, taken)
        if taken.batches and (said is None or said.outcome != "received"):
            raise Conflict(reason("not_received", tube=taken.tube))
        if said is not None and said.laboratory != actor.party:
            raise NotFound(reason("no_such", what="tube", value=taken.tube))
        fact = _round(act, taken, report)
        _refuse_contradictions(act, taken, fact)
        entry = act.append(fact)
        if fact.verdict == "positive":
            found_positive(act, taken, fact, entry)
        else:
            rechecked(act, taken, fact)
        return entry


def _round(act: Act, taken: SampleTaken, report: Report) -> ResultReported:
    if not report.readings:
        raise BadInput(reason("empty", field="readings"))
    earlier = registry.rounds(act.conn, taken.sample)
    number = ids.code(report.report_no, "report_no")
    if number in {row.no for row in earlier}:
        raise Conflict(reason("report_used", value=number))
    if report.amends is not None and report.amends not in {row.round for row in earlier}:
        raise BadInput(reason("no_round", tube=taken.tube, value=report.amends))
    return ResultReported(
        sample=taken.sample,
        batches=taken.batches,
        round=len(earlier) + 1,
        stage=choice(report.stage, "stage", ("preliminary", "confirmed")),
        report_no=number,
        laboratory=act.actor.party,
        assays=tuple(_assay(reading) for reading in report.readings),
        controls_valid=report.controls_valid,
        verdict=choice(report.verdict, "verdict", VERDICTS),
        amends=report.amends,
    )


def _assay(reading: KitReading) -> Assay:
    targets = tuple(
        Target(
            name=ids.name(name, "target", most=40),
            ct_centi=None if ct is None else whole(ct, "ct_centi"),
        )
        for name, ct in reading.targets
    )
    names = [target.name for target in targets]
    for twice in {name for name in names if names.count(name) > 1}:
        raise BadInput(reason("listed_twice", what="target", value=twice))
    kit = ids.name(reading.kit, "kit", most=60)
    return Assay(kit=kit, targets=targets, verdict=choice(reading.verdict, "verdict", VERDICTS))


def _refuse_contradictions(act: Act, taken: SampleTaken, fact: ResultReported) -> None:
    """Judge a report by the policy in force when the tube's result came."""
    for batch in taken.batches:
        rule = gate.policy_of(act, batch).assay
        wrong = sampling.contradictions(fact.assays, fact.verdict, fact.controls_valid, rule)
        if wrong:
            raise BadInput(*wrong, item=taken.tube)
