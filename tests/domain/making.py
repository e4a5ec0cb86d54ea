"""Small facts and entries, so that a rule is tested without a database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from app.domain.errors import Reason
from app.domain.facts import (
    Assay,
    Carton,
    Cover,
    Disinfected,
    DocumentFiled,
    Fact,
    PlanDrawn,
    ResultReported,
    SampleHandled,
    SampleTaken,
    Target,
)
from app.domain.ledger import Entry
from app.domain.span import Span

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
BATCH = 7


def entries(*facts: Fact) -> tuple[Entry, ...]:
    """The facts in envelopes, a minute apart."""
    made = []
    for n, fact in enumerate(facts, start=1):
        at = NOON - timedelta(hours=10) + timedelta(minutes=n)
        made.append(Entry(id=n, fact=fact, happened=Span.at(at), entered=at))
    return tuple(made)


def told(reasons: Sequence[Reason]) -> list[tuple[str, dict[str, str]]]:
    """Reasons as plain values."""
    return [(each.code, dict(each.values)) for each in reasons]


def paper(document: str, expires: str = "") -> DocumentFiled:
    """A paper of the batch."""
    return DocumentFiled(
        batch=BATCH, document=document, number=f"N-{document}", issued="2024-04-01", expires=expires
    )


def sprayed(*ranges: tuple[int, int], **changes: object) -> Disinfected:
    """A faultless disinfection of cartons of the batch, changed."""
    values: dict[str, object] = {
        "covers": (Cover(batch=BATCH, ranges=ranges),), "site": 1, "agent": "chlorine",
        "mg_per_l": 500, "contact_minutes": 30, "surface_dc": -200, "faces": 6, "method": "spray",
        "operator": 2, "supervisor": 3, "signed_off": True,
    }  # fmt: skip
    return Disinfected(**(values | changes))  # type: ignore[arg-type]


def plan(*cartons: int, parts: tuple[str, ...] = ("outer_pack",)) -> PlanDrawn:
    """A plan of the batch."""
    return PlanDrawn(batch=BATCH, seed="S", population=100, cartons=cartons, parts=parts)


def tube(sample: int, *cartons: int, part: str = "outer_pack", batch: int = BATCH) -> SampleTaken:
    """Tube ``T<sample>`` over cartons of the batch."""
    return SampleTaken(
        sample=sample, tube=f"T{sample}", part=part, method="swab", sampler=1, site=1, party=1,
        cartons=tuple(Carton(batch=batch, ordinal=n) for n in cartons),
    )  # fmt: skip


def handled(sample: int, outcome: str) -> SampleHandled:
    """What the laboratory said about a tube."""
    return SampleHandled(sample=sample, batches=(BATCH,), outcome=outcome, laboratory=1)


def result(
    sample: int, number: int, verdict: str, stage: str = "preliminary", amends: int | None = None
) -> ResultReported:
    """One round of a tube."""
    return ResultReported(
        sample=sample, batches=(BATCH,), round=number, stage=stage, report_no=f"R{sample}-{number}",
        laboratory=1, assays=(), controls_valid=True, verdict=verdict, amends=amends,
    )  # fmt: skip


def assay(kit: str, verdict: str, **signals: int | None) -> Assay:
    """What a kit said."""
    targets = tuple(Target(name=name, ct_centi=ct) for name, ct in signals.items())
    return Assay(kit=kit, targets=targets, verdict=verdict)
