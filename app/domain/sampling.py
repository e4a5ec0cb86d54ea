"""From a plan to one verdict for each specimen.

Rounds are a list and nothing in it is overwritten: a case is known in which the fourth test was the
first positive one. A preliminary positive is resolved only by confirmation; a positive pool also by
clean single re-tests of every carton in it, where the policy allows that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from app.domain.errors import Reason, reason
from app.domain.facts import Assay, PlanDrawn, ResultReported, SampleHandled, SampleTaken
from app.domain.ledger import Entry
from app.domain.policy import AssayRule, Policy


class Verdict(StrEnum):
    """What a specimen says. ``open``: it was invalid or indeterminate and must be tested again."""

    PENDING = "pending"
    NEGATIVE = "negative"
    POSITIVE = "positive"
    OPEN = "open"
    VOID = "void"


#: Worst first: kits in parallel that disagree give the worse verdict.
WORST_FIRST = ("positive", "indeterminate", "invalid", "negative")


@dataclass(slots=True)
class Specimen:
    """A tube with everything that happened to it."""

    taken: SampleTaken
    outcomes: list[str] = field(default_factory=list)
    rounds: list[ResultReported] = field(default_factory=list)

    @property
    def counts(self) -> bool:
        """Taken by the rules. One that broke them proves nothing clean, but still what it found."""
        return not self.taken.breach

    @property
    def pool(self) -> bool:
        return len(self.taken.cartons) > 1

    def own_verdict(self) -> Verdict:
        """The verdict of its own rounds, without looking at re-tests of a pool's members."""
        if not self.rounds:
            lost = self.outcomes and self.outcomes[-1] in ("rejected", "lost")
            return Verdict.VOID if lost else Verdict.PENDING
        resolved = Verdict.PENDING
        for each in self.rounds:
            if each.verdict == "positive":
                resolved = Verdict.POSITIVE
            elif resolved is Verdict.POSITIVE:
                if each.stage == "confirmed" and each.verdict == "negative":
                    resolved = Verdict.NEGATIVE
            else:
                resolved = Verdict.NEGATIVE if each.verdict == "negative" else Verdict.OPEN
        return resolved


def draw(seed: str, population: int, count: int) -> tuple[int, ...]:
    """``count`` carton numbers of 1..population: the smallest SHA-256 of ``seed:number``.

    Anyone can draw them again from the recorded seed with nothing but SHA-256.
    """
    order = sorted(range(1, population + 1), key=lambda n: sha256(f"{seed}:{n}".encode()).digest())
    return tuple(sorted(order[:count]))


def specimens(entries: Iterable[Entry]) -> dict[int, Specimen]:
    """Specimens by sample id, in the order they were taken."""
    found: dict[int, Specimen] = {}
    waiting = list(entries)
    for entry in waiting:
        if isinstance(entry.fact, SampleTaken):
            found[entry.fact.sample] = Specimen(entry.fact)
    for entry in waiting:
        fact = entry.fact
        if isinstance(fact, SampleHandled) and fact.sample in found:
            found[fact.sample].outcomes.append(fact.outcome)
        elif isinstance(fact, ResultReported) and fact.sample in found:
            found[fact.sample].rounds.append(fact)
    for specimen in found.values():
        specimen.rounds.sort(key=lambda each: each.round)
    return found


def verdicts(entries: Iterable[Entry], policy: Policy) -> dict[int, Verdict]:
    """One verdict for each specimen of the entries."""
    found = specimens(entries)
    own = {sample: specimen.own_verdict() for sample, specimen in found.items()}
    clean_alone = [
        (sample, carton.batch, carton.ordinal, found[sample].taken.part)
        for sample, verdict in own.items()
        if verdict is Verdict.NEGATIVE and found[sample].counts and not found[sample].pool
        for carton in found[sample].taken.cartons
    ]
    for sample, specimen in found.items():
        if (
            own[sample] is Verdict.POSITIVE
            and specimen.pool
            and _cleared(specimen, sample, clean_alone, policy)
        ):
            own[sample] = Verdict.NEGATIVE
    return own


def _cleared(
    pool: Specimen, sample: int, alone: list[tuple[int, int, int, str]], policy: Policy
) -> bool:
    """Every carton of the pool was later tested alone, same part, and was clean."""
    if not policy.sampling.single_retest_clears_pool:
        return False
    if any(each.stage == "confirmed" and each.verdict == "positive" for each in pool.rounds):
        return False
    later = {
        (batch, n) for other, batch, n, part in alone if other > sample and part == pool.taken.part
    }
    return all((carton.batch, carton.ordinal) in later for carton in pool.taken.cartons)


def lacking(entries: Iterable[Entry], batch: int, pieces: int, policy: Policy) -> list[Reason]:
    """What stands between the batch and "sampled to plan, all results negative"."""
    entries = list(entries)
    rule = policy.sampling
    needed = rule.cartons(pieces) if pieces else 1
    plans = [e.fact for e in entries if isinstance(e.fact, PlanDrawn)]
    if not plans or (pieces and plans[-1].population != pieces):
        return [reason("plan_missing", need=needed)]
    drawn = set(plans[-1].cartons)
    found, judged = specimens(entries), verdicts(entries, policy)
    reasons = []
    for part in rule.parts:
        have = {
            carton.ordinal
            for sample, specimen in found.items()
            if specimen.taken.part == part and specimen.counts and judged[sample] is not Verdict.VOID
            for carton in specimen.taken.cartons
            if carton.batch == batch
        }
        if len(have & drawn) < needed:
            reasons.append(reason("too_few_samples", part=part, have=len(have & drawn), need=needed))
    for sample, specimen in found.items():
        tube = specimen.taken.tube
        match judged[sample]:
            case Verdict.PENDING:
                reasons.append(reason("result_pending", tube=tube))
            case Verdict.POSITIVE:
                reasons.append(reason("result_positive", tube=tube))
            case Verdict.OPEN:
                reasons.append(reason("result_open", tube=tube, verdict=specimen.rounds[-1].verdict))
            case _:
                pass
    return reasons


def contradictions(
    assays: tuple[Assay, ...], verdict: str, controls_valid: bool, rule: AssayRule
) -> list[Reason]:
    """Where a laboratory's report disagrees with itself or with the policy's list of targets."""
    found = []
    kits = {assay.kit for assay in assays}
    if len(kits) < rule.kits_in_parallel:
        found.append(reason("too_few_kits", have=len(kits), need=rule.kits_in_parallel))
    for assay in assays:
        cutoff = rule.kits.get(assay.kit)
        if cutoff is None:
            found.append(reason("kit_unknown", kit=assay.kit, known=", ".join(rule.kits)))
            continue
        named = {target.name: target.ct_centi for target in assay.targets}
        found += [
            reason("target_missing", kit=assay.kit, target=t) for t in rule.targets if t not in named
        ]
        found += [
            reason("target_unknown", kit=assay.kit, target=t) for t in named if t not in rule.targets
        ]
        signals = [t for t, ct in named.items() if ct is not None and ct < cutoff]
        if (signals and assay.verdict == "negative") or (not signals and assay.verdict == "positive"):
            shown = ", ".join(signals) or "–"
            found.append(
                reason("verdict_against_ct", kit=assay.kit, verdict=assay.verdict, signals=shown)
            )
    said = {assay.verdict for assay in assays}
    worst = next((each for each in WORST_FIRST if each in said), "invalid")
    expected = worst if controls_valid else "invalid"
    if verdict != expected:
        found.append(reason("verdict_not_worst", verdict=verdict, expected=expected))
    return found
