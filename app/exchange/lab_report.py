"""A laboratory's finished report, as its own system writes it: the results route's shape and a tube."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.domain.errors import Reason, reason

_Verdict = Literal["negative", "positive", "indeterminate", "invalid"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TargetRead(_Strict):
    """A target of a kit; ``ct_centi`` in hundredths of a cycle, none without a signal."""

    name: str = Field(max_length=40)
    ct_centi: int | None = None


class KitRead(_Strict):
    """What one kit showed."""

    kit: str = Field(max_length=60)
    targets: list[TargetRead] = Field(max_length=50)
    verdict: _Verdict


class LabReport(_Strict):
    """One round for one tube. ``id`` is the laboratory's own name for the message."""

    id: str = ""
    tube: str = Field(max_length=120)
    report_no: str = Field(max_length=120)
    stage: Literal["preliminary", "confirmed"] = "preliminary"
    readings: list[KitRead] = Field(min_length=1, max_length=20)
    verdict: _Verdict
    controls_valid: bool = True
    amends: int | None = None


def parse(text: str) -> LabReport | Reason:
    """The report in a JSON text, or the first thing that is wrong with it and where."""
    try:
        return LabReport.model_validate_json(text)
    except ValidationError as errors:
        first = errors.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "report"
        return reason("lab_report_unreadable", field=where, why=first["msg"])
