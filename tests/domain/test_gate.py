"""The gate reason by reason: with one thing missing it says that thing and nothing else."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain import documents
from app.domain.facts import BatchRejected, DocumentWaived, Fact
from app.domain.policy import DocumentRule, Policies, Policy
from app.domain.release import (
    Act,
    Certificate,
    GateFacts,
    Held,
    OpenHold,
    Released,
    decide,
    exit_faults,
)
from tests.domain.making import BATCH, NOON, entries, paper, plan, result, sprayed, told, tube
from tests.story import simple_policy

POLICY = simple_policy()
PAPERS = (paper("customs_declaration"), paper("ciq_cert"), paper("goods_list"))
TESTED = (plan(3, 4), tube(1, 3), result(1, 1, "negative"), tube(2, 4), result(2, 1, "negative"))
COMPLETE: tuple[Fact, ...] = (*PAPERS, sprayed((1, 100)), *TESTED)
CERTIFICATE = Certificate(
    certificate=1, no="EC1", batch=BATCH, consignee=60, pieces=100, used=0,
    deadline=NOON + timedelta(hours=12), revoked=False,
)  # fmt: skip


def standing(*facts: Fact, **changes: object) -> GateFacts:
    """What the gate sees of a batch of 100 cartons."""
    values: dict[str, object] = {
        "batch": BATCH, "no": "B-7", "pieces": 100, "uncoded": 0, "entries": entries(*facts),
        "holds": (), "certificates": (CERTIFICATE,), "at": NOON,
    }  # fmt: skip
    return GateFacts(**(values | changes))  # type: ignore[arg-type]


def why(
    facts: GateFacts, act: Act = Act.RELEASE, policy: Policy = POLICY
) -> list[tuple[str, dict[str, str]]]:
    """The reasons of a no."""
    decision = decide(facts, policy, act)
    return told(decision.reasons) if isinstance(decision, Held) else []


@pytest.mark.parametrize("act", list(Act))
def test_a_complete_batch_goes_and_names_the_reports_it_rests_on(act: Act) -> None:
    assert decide(standing(*COMPLETE), POLICY, act) == Released(reports=("R1-1", "R2-1"))


MISSING = [
    (0, "document_missing", {"document": "customs_declaration"}),
    (1, "document_missing", {"document": "ciq_cert"}),
    (2, "document_missing", {"document": "goods_list"}),
    (3, "not_disinfected", {"count": "100", "of": "100", "cartons": "1–100"}),
    (4, "plan_missing", {"need": "2"}),
    (5, "too_few_samples", {"part": "outer_pack", "have": "1", "need": "2"}),
    (6, "result_pending", {"tube": "T1"}),
]


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize(("place", "code", "values"), MISSING)
def test_each_missing_thing_alone_stops_every_act(
    act: Act, place: int, code: str, values: dict[str, str]
) -> None:
    left = COMPLETE[:place] + COMPLETE[place + 1 :]
    assert why(standing(*left), act) == [(code, values)]


def test_holds_and_a_rejection_stop_complete_goods() -> None:
    held = standing(*COMPLETE, holds=(OpenHold(9, "plant", "outbreak"),))
    assert why(held) == [("on_hold", {"hold": "9", "scope": "plant", "why": "outbreak"})]
    rejected = standing(*COMPLETE, BatchRejected(batch=BATCH, why="species"))
    assert why(rejected) == [("batch_rejected", {"batch": "B-7", "why": "species"})]


def test_goods_that_were_never_counted_do_not_go() -> None:
    assert why(standing(*COMPLETE, pieces=0)) == [("not_unloaded", {"batch": "B-7"})]


CODING = [
    ("unloading", [True, True, False]),
    ("exit", [False, True, False]),
    ("none", [False, False, False]),
]


@pytest.mark.parametrize(("coding", "asked"), CODING)
def test_codes_are_asked_for_where_the_policy_says(coding: str, asked: list[bool]) -> None:
    policy = dataclasses.replace(POLICY, release=dataclasses.replace(POLICY.release, coding=coding))
    facts = standing(*COMPLETE, uncoded=3)
    said = [why(facts, act, policy) for act in (Act.RELEASE, Act.EXIT, Act.TRADE)]
    lacking = [("not_coded", {"count": "3"})]
    assert said == [lacking if each else [] for each in asked]


def test_a_certificate_is_asked_for_after_release_only_and_a_revoked_one_is_none() -> None:
    revoked = dataclasses.replace(CERTIFICATE, revoked=True)
    for certificates in ((), (revoked,)):
        facts = standing(*COMPLETE, certificates=certificates)
        lacking = [("not_released", {"batch": "B-7"})]
        assert [why(facts, act) for act in Act] == [[], lacking, lacking]
    assert why(standing(*COMPLETE, certificates=(revoked, CERTIFICATE)), Act.TRADE) == []


def test_a_certificate_counts_to_its_last_moment_its_last_piece_and_its_own_consignee() -> None:
    late = CERTIFICATE.deadline + timedelta(microseconds=1)
    overdue = [("certificate_overdue", {"no": "EC1", "on": "2024-05-07T00:00:00+00:00"})]
    used = dataclasses.replace(CERTIFICATE, used=95)
    revoked = dataclasses.replace(CERTIFICATE, revoked=True)
    table = [
        ((CERTIFICATE,), 60, 100, CERTIFICATE.deadline, CERTIFICATE, []),
        ((CERTIFICATE,), 60, 100, CERTIFICATE.deadline - timedelta(seconds=1), CERTIFICATE, []),
        ((CERTIFICATE,), 60, 100, late, None, overdue),
        ((used,), 60, 5, NOON, used, []),
        (
            (used,),
            60,
            6,
            NOON,
            None,
            [("certificate_used_up", {"no": "EC1", "left": "5", "asked": "6"})],
        ),
        ((CERTIFICATE,), 61, 1, NOON, None, [("no_certificate_for_consignee", {})]),
        ((revoked,), 60, 1, NOON, None, [("no_certificate_for_consignee", {})]),
        ((), 60, 1, NOON, None, [("no_certificate_for_consignee", {})]),
        ((used, CERTIFICATE), 60, 6, NOON, CERTIFICATE, []),
    ]
    for certificates, consignee, pieces, at, found, reasons in table:
        certificate, said = exit_faults(certificates, consignee, pieces, at)
        assert (certificate, told(said)) == (found, reasons)


def test_papers_are_asked_for_step_by_step() -> None:
    rules = tuple(DocumentRule(kind=at, at=at) for at in ("booking", "gate", "release"))
    policy = dataclasses.replace(POLICY, documents=rules)
    said = {
        at: told(documents.lacking((), policy, NOON, at=at)) for at in ("booking", "gate", "release")
    }
    missing = [("document_missing", {"document": at}) for at in ("booking", "gate", "release")]
    assert said == {"booking": missing[:1], "gate": missing[:2], "release": missing}


def test_a_waiver_helps_only_where_the_policy_allows_it() -> None:
    waived = tuple(
        DocumentWaived(batch=BATCH, document=kind, why="lost") for kind in ("goods_list", "ciq_cert")
    )
    said = told(documents.lacking(entries(PAPERS[0], *waived), POLICY, NOON))
    assert said == [("document_missing", {"document": "ciq_cert"})]
    found = [documents.waivable(POLICY, kind) for kind in ("goods_list", "ciq_cert", "unknown")]
    assert found == [True, False, False]


def test_a_paper_is_good_through_its_last_day_in_china() -> None:
    last = entries(*PAPERS[:2], paper("goods_list", expires="2024-05-06"))
    before_midnight = datetime(2024, 5, 6, 15, 59, 59, tzinfo=UTC)
    expired = {"document": "goods_list", "number": "N-goods_list", "on": "2024-05-06"}
    assert documents.lacking(last, POLICY, before_midnight) == []
    midnight = before_midnight + timedelta(seconds=1)
    assert told(documents.lacking(last, POLICY, midnight)) == [("document_expired", expired)]
    renewed = entries(*PAPERS, paper("goods_list", expires="2024-05-06"))
    assert documents.lacking(renewed, POLICY, midnight) == []


def named(name: str, **changes: object) -> Policy:
    """A profile of this name."""
    return dataclasses.replace(POLICY, name=name, **changes)  # type: ignore[arg-type]


def test_the_closest_region_then_the_goods_then_the_newest_policy_judges() -> None:
    everywhere = named("everywhere", effective_from=date(2020, 6, 1))
    newer = named("newer", effective_from=date(2021, 1, 1))
    fish = named("fish", effective_from=date(2020, 6, 1), categories=("seafood",))
    fujian = named("fujian", effective_from=date(2020, 6, 1), regions=("35",))
    fuzhou = named(
        "fuzhou",
        regions=("3501",),
        effective_from=date(2020, 7, 1),
        effective_until=date(2020, 8, 1),
    )
    policies = Policies((fuzhou, fujian, fish, newer, everywhere))
    table = [
        (datetime(2020, 6, 1, tzinfo=UTC), "110000", "meat", "everywhere"),
        (datetime(2020, 6, 1, tzinfo=UTC), "110000", "seafood", "fish"),
        (datetime(2021, 1, 1, tzinfo=UTC), "110000", "meat", "newer"),
        (datetime(2021, 1, 1, tzinfo=UTC), "110000", "seafood", "fish"),
        (datetime(2021, 1, 1, tzinfo=UTC), "350200", "seafood", "fujian"),
        (datetime(2020, 7, 10, tzinfo=UTC), "350102", "meat", "fuzhou"),
        (datetime(2020, 6, 30, 15, 59, tzinfo=UTC), "350102", "meat", "fujian"),
        (datetime(2020, 6, 30, 16, 0, tzinfo=UTC), "350102", "meat", "fuzhou"),
        (datetime(2020, 7, 31, 15, 59, tzinfo=UTC), "350102", "meat", "fuzhou"),
        (datetime(2020, 7, 31, 16, 0, tzinfo=UTC), "350102", "meat", "fujian"),
        (datetime(2020, 7, 10, tzinfo=UTC), "", "meat", "everywhere"),
    ]
    assert [policies.at(when, region, goods).name for when, region, goods, _ in table] == [
        name for *_, name in table
    ]
    with pytest.raises(LookupError, match="2020-05-31"):
        policies.at(datetime(2020, 5, 31, 15, 59, tzinfo=UTC), "35", "meat")
