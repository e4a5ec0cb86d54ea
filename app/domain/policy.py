"""Policy as data: what a jurisdiction asks of a batch, in force from a day on.

Shapes only; the files are in ``app/policies`` and say where each number comes from. Which profile
judges is decided by date, region and goods (``Policies.at``), never by code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import ClassVar

from app.domain.alarm import IncidentRule

#: Dates of Chinese notices are days of China Standard Time (GB/T 7408).
CHINA = timezone(timedelta(hours=8))

_FORBID = {"extra": "forbid"}

#: Beyond this no hours, minutes, photos or cycles are meant: a slip of the pen.
_MOST = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRule:
    """A paper every batch needs. ``at`` says where it is asked for: booking, gate or release."""

    __pydantic_config__: ClassVar[dict[str, str]] = _FORBID
    kind: str
    at: str = "release"
    waivable: bool = False

    def __post_init__(self) -> None:
        _one_of(self.at, "at", ("booking", "gate", "release"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStep:
    """Batches of up to ``pieces`` need ``cartons`` cartons sampled."""

    __pydantic_config__: ClassVar[dict[str, str]] = _FORBID
    pieces: int
    cartons: int

    def __post_init__(self) -> None:
        if not 0 < self.cartons <= self.pieces:
            raise ValueError("cartons must be between 1 and pieces")


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingRule:
    """How many cartons, which parts of each, how large a pool may be."""

    __pydantic_config__: ClassVar[dict[str, str]] = _FORBID
    plan: tuple[PlanStep, ...]
    parts: tuple[str, ...]
    pool_most: int
    destructive_parts: tuple[str, ...] = ()
    single_retest_clears_pool: bool = True

    def __post_init__(self) -> None:
        sizes = [step.pieces for step in self.plan]
        if not sizes or sizes != sorted(set(sizes)):
            raise ValueError("plan must have steps with growing pieces")
        if not self.parts:
            raise ValueError("parts must name at least one part")
        _least(self.pool_most, "pool_most", 1)

    def cartons(self, pieces: int) -> int:
        """Cartons to sample in a batch of ``pieces``; beyond the last step, in proportion to it."""
        for step in self.plan:
            if pieces <= step.pieces:
                return min(step.cartons, pieces)
        last = self.plan[-1]
        return -(-pieces * last.cartons // last.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssayRule:
    """The targets a report must speak of, and above which cycle a signal does not count.

    ``cutoff_centi`` is the default in hundredths; a kit's own cut-off, where named, wins.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = _FORBID
    hazard: str
    targets: tuple[str, ...]
    kits: dict[str, int]
    kits_in_parallel: int = 1
    result_hours: int

    def __post_init__(self) -> None:
        if not self.targets:
            raise ValueError("targets must name at least one target")
        if not 1 <= self.kits_in_parallel <= len(self.kits):
            raise ValueError("kits_in_parallel must be between 1 and the number of kits")
        for kit, cutoff in self.kits.items():
            _least(cutoff, f"kits.{kit}", 1)
        _least(self.result_hours, "result_hours", 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRule:
    """A disinfectant and the dose at which it is believed to work; temperatures in tenths °C."""

    __pydantic_config__: ClassVar[dict[str, str]] = _FORBID
    name: str
    least_mg_per_l: int
    most_mg_per_l: int
    contact_minutes: int
    coldest_dc: int

    def __post_init__(self) -> None:
        if not 0 < self.least_mg_per_l <= self.most_mg_per_l:
            raise ValueError("least_mg_per_l must be between 1 and most_mg_per_l")
        _least(self.contact_minutes, "contact_minutes", 1)
        if not -1000 <= self.coldest_dc <= 1000:
            raise ValueError("coldest_dc must be tenths of a degree between -1000 and 1000")


@dataclass(frozen=True, slots=True, kw_only=True)
class DisinfectionRule:
    """The protocol every package goes through."""

    __pydantic_config__: ClassVar[dict[str, str]] = _FORBID
    required: bool = True
    agents: tuple[AgentRule, ...] = ()
    faces: int = 6
    photos: int = 0
    vehicle_at_gate: bool = True
    vehicle_valid_hours: int = 24

    def __post_init__(self) -> None:
        if self.required and not self.agents:
            raise ValueError("agents must name at least one agent while disinfection is required")
        if not 1 <= self.faces <= 6:
            raise ValueError("faces must be between 1 and 6")
        _least(self.photos, "photos", 0)
        _least(self.vehicle_valid_hours, "vehicle_valid_hours", 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRule:
    """Who decides, how long a certificate waits, where cartons are coded."""

    __pydantic_config__: ClassVar[dict[str, str]] = _FORBID
    two_persons: bool
    two_persons_to_lift: bool = True
    pickup_hours: int
    coding: str  # unloading, exit, none
    whole_batch_out: bool = False

    def __post_init__(self) -> None:
        _one_of(self.coding, "coding", ("unloading", "exit", "none"))
        _least(self.pickup_hours, "pickup_hours", 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRule:
    """How long before arrival, and how far from the agreed time a vehicle may come."""

    __pydantic_config__: ClassVar[dict[str, str]] = _FORBID
    lead_hours: int
    early_hours: int = 12
    late_hours: int = 24

    def __post_init__(self) -> None:
        for name in ("lead_hours", "early_hours", "late_hours"):
            _least(getattr(self, name), name, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One dated profile."""

    __pydantic_config__: ClassVar[dict[str, str]] = _FORBID
    name: str
    version: str
    title: str
    title_en: str
    effective_from: date
    effective_until: date | None = None
    regions: tuple[str, ...] = ("",)
    categories: tuple[str, ...] = ("",)
    documents: tuple[DocumentRule, ...]
    booking: BookingRule
    sampling: SamplingRule
    assay: AssayRule
    disinfection: DisinfectionRule
    release: ReleaseRule
    incident: IncidentRule = field(default_factory=IncidentRule)

    def __post_init__(self) -> None:
        if self.effective_until is not None and self.effective_until <= self.effective_from:
            raise ValueError("effective_until must lie after effective_from")
        for key, value in (("name", self.name), ("version", self.version)):
            if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", value) is None:
                raise ValueError(f"{key} must be letters, digits, _ . or -, not {value!r}")
        if not self.regions or not self.categories:
            raise ValueError('regions and categories must each name one, "" for all')
        for near in self.regions:
            if re.fullmatch(r"([0-9]{2}){0,3}", near) is None:
                raise ValueError(f"regions must be division codes such as 35 or 350102, not {near!r}")
        kinds = [rule.kind for rule in self.documents]
        if len(kinds) != len(set(kinds)):
            raise ValueError("documents must name each kind once")

    @property
    def label(self) -> str:
        """Name and version, as certificates and facts quote it."""
        return f"{self.name}@{self.version}"

    def agent(self, name: str) -> AgentRule | None:
        """The rule for a disinfectant, or None when the policy does not know it."""
        return next((rule for rule in self.disinfection.agents if rule.name == name), None)


def _least(value: int, field: str, least: int) -> None:
    if not least <= value <= _MOST:
        raise ValueError(f"{field} must be between {least} and {_MOST}")


def _one_of(value: str, field: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{field} must be one of {', '.join(allowed)}")


@dataclass(frozen=True, slots=True)
class Policies:
    """All profiles in use here."""

    profiles: tuple[Policy, ...]

    def at(self, when: datetime, region: str, category: str) -> Policy:
        """The profile in force then and there: closest region, then goods, then newest.

        What has no region or no goods (a vehicle, a hold on a firm) is judged by any that is.

        Raises LookupError when none is in force, which only an installation without a policy for
        its own dates can meet.
        """
        day = when.astimezone(CHINA).date()
        fitting = [
            (
                len(near) if region else -len(near),
                len(goods) if category else -len(goods),
                policy.effective_from,
                policy,
            )
            for policy in self.profiles
            if policy.effective_from <= day
            and (policy.effective_until is None or day < policy.effective_until)
            for near in policy.regions
            if region.startswith(near) or not region
            for goods in policy.categories
            if goods in ("", category) or not category
        ]
        if not fitting:
            raise LookupError(f"no policy in force on {day} for region {region!r}, {category!r}")
        return max(fitting, key=lambda found: found[:3])[3]
