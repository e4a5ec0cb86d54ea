"""Plans that anyone can draw again, and one verdict for each tube out of all its rounds."""

from __future__ import annotations

import dataclasses
import hashlib

import pytest

from app.domain import sampling
from app.domain.facts import Assay, Fact
from app.domain.policy import PlanStep
from app.domain.sampling import Verdict
from tests.domain.making import BATCH, assay, entries, handled, plan, result, told, tube
from tests.story import simple_policy

POLICY = simple_policy()
NO_RETEST = dataclasses.replace(
    POLICY, sampling=dataclasses.replace(POLICY.sampling, single_retest_clears_pool=False)
)


@pytest.mark.parametrize(("population", "count"), [(1, 1), (10, 3), (2500, 20), (5, 5), (3, 9)])
def test_a_draw_is_repeated_by_other_code_from_its_seed(population: int, count: int) -> None:
    ranked = []
    for number in range(1, population + 1):
        digest = hashlib.new("sha256", b"SEED:%d" % number).hexdigest()
        ranked.append((int(digest, 16), number))
    expected = tuple(sorted(number for _, number in sorted(ranked)[:count]))
    assert sampling.draw("SEED", population, count) == expected
    assert sampling.draw("SEED", population, count) == expected


def test_another_seed_draws_other_cartons() -> None:
    assert sampling.draw("A", 2500, 20) != sampling.draw("B", 2500, 20)


def test_every_carton_is_drawn_about_as_often_as_any_other() -> None:
    drawn = [n for seed in range(3000) for n in sampling.draw(str(seed), 10, 3)]
    counts = [drawn.count(n) for n in range(1, 11)]
    chi_square = sum((each - 900) ** 2 / 900 for each in counts)
    assert chi_square < 27.9  # 9 degrees of freedom, one in a thousand


def test_the_number_of_cartons_goes_by_steps_and_then_in_proportion() -> None:
    steps = (PlanStep(pieces=150, cartons=5), PlanStep(pieces=1200, cartons=10))
    rule = dataclasses.replace(POLICY.sampling, plan=steps)
    assert [rule.cartons(n) for n in (3, 5, 150, 151, 1200, 1201, 2400)] == [
        3,
        5,
        5,
        10,
        10,
        11,
        20,
    ]


NEGATIVE, POSITIVE = Verdict.NEGATIVE, Verdict.POSITIVE
ROUNDS = [
    ("nothing yet", [], Verdict.PENDING),
    ("received", [handled(1, "received")], Verdict.PENDING),
    ("lost", [handled(1, "lost")], Verdict.VOID),
    ("rejected", [handled(1, "received"), handled(1, "rejected")], Verdict.VOID),
    ("negative", [result(1, 1, "negative")], NEGATIVE),
    ("positive", [result(1, 1, "positive")], POSITIVE),
    ("invalid", [result(1, 1, "invalid")], Verdict.OPEN),
    ("indeterminate", [result(1, 1, "indeterminate")], Verdict.OPEN),
    ("invalid then negative", [result(1, 1, "invalid"), result(1, 2, "negative")], NEGATIVE),
    ("negative then invalid", [result(1, 1, "negative"), result(1, 2, "invalid")], Verdict.OPEN),
    (
        "the fourth is the first positive",
        [result(1, n, "negative") for n in (1, 2, 3)] + [result(1, 4, "positive")],
        POSITIVE,
    ),
    ("positive then negative", [result(1, 1, "positive"), result(1, 2, "negative")], POSITIVE),
    (
        "positive then amended",
        [result(1, 1, "positive"), result(1, 2, "negative", amends=1)],
        POSITIVE,
    ),
    (
        "positive then invalid confirmation",
        [result(1, 1, "positive"), result(1, 2, "invalid", "confirmed")],
        POSITIVE,
    ),
    (
        "confirmed negative",
        [result(1, 1, "positive"), result(1, 2, "negative", "confirmed")],
        NEGATIVE,
    ),
    (
        "confirmed positive",
        [result(1, 1, "positive"), result(1, 2, "positive", "confirmed")],
        POSITIVE,
    ),
    (
        "told in the wrong order",
        [result(1, 2, "negative", "confirmed"), result(1, 1, "positive")],
        NEGATIVE,
    ),
    ("lost after a result", [result(1, 1, "negative"), handled(1, "lost")], NEGATIVE),
]


@pytest.mark.parametrize(("facts", "verdict"), [r[1:] for r in ROUNDS], ids=[r[0] for r in ROUNDS])
def test_rounds_resolve_to_one_verdict(facts: list[Fact], verdict: Verdict) -> None:
    assert sampling.verdicts(entries(tube(1, 5), *facts), POLICY) == {1: verdict}


def pool(*more: Fact) -> tuple[Fact, ...]:
    """Tube 1 over cartons 1 and 2, positive, and what came after."""
    return (tube(1, 1, 2), result(1, 1, "positive"), *more)


def clean(sample: int, carton: int, part: str = "outer_pack") -> tuple[Fact, Fact]:
    """A single tube that was negative."""
    return tube(sample, carton, part=part), result(sample, 1, "negative")


def test_a_positive_pool_falls_only_to_clean_single_tests_of_every_carton() -> None:
    def first(*facts: Fact) -> Verdict:
        return sampling.verdicts(entries(*facts), POLICY)[1]

    assert first(*pool(*clean(2, 1), *clean(3, 2))) is NEGATIVE
    assert first(*pool(*clean(2, 1))) is POSITIVE
    assert first(*pool(*clean(2, 1), *clean(3, 2, part="food"))) is POSITIVE
    assert first(*pool(tube(2, 1, 2), result(2, 1, "negative"))) is POSITIVE
    assert first(*pool(*clean(2, 1), tube(3, 2), result(3, 1, "positive"))) is POSITIVE
    confirmed = result(1, 2, "positive", "confirmed")
    assert first(*pool(confirmed, *clean(2, 1), *clean(3, 2))) is POSITIVE


def test_single_tests_before_the_pool_do_not_clear_it() -> None:
    earlier = (*clean(1, 1), *clean(2, 2), tube(3, 1, 2), result(3, 1, "positive"))
    assert sampling.verdicts(entries(*earlier), POLICY)[3] is POSITIVE


def test_a_policy_may_not_let_single_tests_clear_a_pool() -> None:
    facts = entries(*pool(*clean(2, 1), *clean(3, 2)))
    assert sampling.verdicts(facts, NO_RETEST)[1] is POSITIVE


def test_what_stands_between_a_batch_and_clean_results_is_named() -> None:
    missing = [("plan_missing", {"need": "2"})]
    assert told(sampling.lacking((), BATCH, 100, POLICY)) == missing
    some = entries(plan(3, 4), tube(1, 3), result(1, 1, "negative"), tube(2, 9), handled(2, "lost"))
    few = {"part": "outer_pack", "have": "1", "need": "2"}
    assert told(sampling.lacking(some, BATCH, 100, POLICY)) == [("too_few_samples", few)]
    open_ones = entries(
        plan(3, 4),
        tube(1, 3),
        tube(2, 4),
        result(2, 1, "invalid"),
        tube(3, 5),
        result(3, 1, "positive"),
    )
    assert told(sampling.lacking(open_ones, BATCH, 100, POLICY)) == [
        ("result_pending", {"tube": "T1"}),
        ("result_open", {"tube": "T2", "verdict": "invalid"}),
        ("result_positive", {"tube": "T3"}),
    ]
    good = entries(plan(3, 4), *clean(1, 3), *clean(2, 4))
    assert sampling.lacking(good, BATCH, 100, POLICY) == []


def test_cartons_that_were_not_drawn_and_other_batches_do_not_count() -> None:
    others = entries(
        plan(3, 4),
        *clean(1, 5),
        *clean(2, 6),
        tube(3, 3, 4, batch=BATCH + 1),
        result(3, 1, "negative"),
    )
    few = {"part": "outer_pack", "have": "0", "need": "2"}
    assert told(sampling.lacking(others, BATCH, 100, POLICY)) == [("too_few_samples", few)]


RULE = POLICY.assay
CLEAN = assay("kit_a", "negative", ORF1ab=None, N=None)
WEAK = assay("kit_a", "negative", ORF1ab=None, N=4000)
SEEN = assay("kit_b", "positive", ORF1ab=3799, N=None)
CONTRADICTIONS: list[tuple[tuple[Assay, ...], str, bool, list[str]]] = [
    ((CLEAN,), "negative", True, []),
    ((WEAK,), "negative", True, []),
    ((SEEN,), "positive", True, []),
    ((CLEAN, SEEN), "positive", True, []),
    ((CLEAN, SEEN), "negative", True, ["verdict_not_worst"]),
    ((SEEN,), "invalid", False, []),
    ((CLEAN,), "negative", False, ["verdict_not_worst"]),
    ((assay("kit_b", "negative", ORF1ab=3799, N=None),), "negative", True, ["verdict_against_ct"]),
    ((assay("kit_b", "positive", ORF1ab=3800, N=None),), "positive", True, ["verdict_against_ct"]),
    ((assay("kit_a", "invalid", ORF1ab=1000, N=None),), "invalid", True, []),
    ((assay("kit_c", "negative"),), "negative", True, ["kit_unknown"]),
    ((assay("kit_a", "negative", N=None),), "negative", True, ["target_missing"]),
    (
        (assay("kit_a", "negative", ORF1ab=None, N=None, E=None),),
        "negative",
        True,
        ["target_unknown"],
    ),
]


@pytest.mark.parametrize(("assays", "verdict", "valid", "codes"), CONTRADICTIONS)
def test_a_report_agrees_with_itself_or_says_where_not(
    assays: tuple[Assay, ...], verdict: str, valid: bool, codes: list[str]
) -> None:
    found = sampling.contradictions(assays, verdict, valid, RULE)
    assert [each.code for each in found] == codes
