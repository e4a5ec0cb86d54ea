"""What happens after a positive, and by when: the order of actions as data.

Clocks are proposals of this project after the order of actions in the Zhejiang provincial guide and a
district plan (everything "at once" there); 24 h for inquiries is that of the letters. A policy may set
each of them otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

#: Steps of every incident: (unit that does it, minutes).
STEPS: dict[str, tuple[str, int]] = {
    "recheck_sent": ("laboratory", 120),  # city and provincial laboratories: at once
    "recheck_result": ("laboratory", 480),  # six hours from there (Putian 2020)
    "area_closed": ("bureau", 120),  # stop and close, preventive disinfection
    "people_listed": ("bureau", 120),  # direct contacts stop work
    "people_closed": ("bureau", 1_440),  # all of them tested
    "environment_clean": ("bureau", 4_320),  # terminal disinfection, re-sampled
    "disposed": ("bureau", 20_160),  # recall of grade 1: ten working days
}
#: What else met the positive goods and is stopped with them, if the policy says so.
EXPOSURES = ("pallet", "room")
LONGEST = 525_600  #: minutes of a year


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRule:
    """Clocks in minutes. ``steps`` sets other minutes for steps, and 0 leaves a step out.

    ``hold_exposed`` names what is stopped besides the batches: goods of other batches that were on a
    ``pallet`` or in a ``room`` with a positive carton within ``exposure_hours`` before its sample.
    ``environment_rounds`` and ``people_rounds`` clean rounds must be on record before it is closed.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    acknowledge_minutes: int = 15
    holders_minutes: int = 1_440
    reply_minutes: int = 1_440
    steps: Mapping[str, int] = field(default_factory=dict)
    hold_exposed: tuple[str, ...] = ()
    exposure_hours: int = 336
    environment_rounds: int = 1
    people_rounds: int = 1

    def __post_init__(self) -> None:
        for name in ("acknowledge_minutes", "holders_minutes", "reply_minutes"):
            _within(name, getattr(self, name), 1, LONGEST)
        for name, minutes in self.steps.items():
            if name not in STEPS:
                raise ValueError(f"steps must be among {', '.join(STEPS)}, not {name}")
            _within(f"steps.{name}", minutes, 0, LONGEST)
        for each in self.hold_exposed:
            if each not in EXPOSURES:
                raise ValueError(f"hold_exposed must be among {', '.join(EXPOSURES)}, not {each}")
        _within("exposure_hours", self.exposure_hours, 1, 8_760)
        for name in ("environment_rounds", "people_rounds"):
            _within(name, getattr(self, name), 0, 10)

    def due(self, since: datetime) -> dict[str, datetime]:
        """The steps there are, and by when each is to be done."""
        minutes = {name: self.steps.get(name, usual) for name, (_, usual) in STEPS.items()}
        return {name: since + timedelta(minutes=each) for name, each in minutes.items() if each}


def levels(region: str) -> tuple[str, ...]:
    """The authorities above a place: county, city, province, by the beginning of its division code.

    All of them are told at once, with no approval in front (D22).
    """
    return tuple(region[:digits] for digits in (6, 4, 2) if len(region) >= digits)


def above(region: str) -> str:
    """The level that is told when a level did not do what it was to do; a province has none above."""
    return region[:-2] if len(region) > 2 else region


def common(regions: Iterable[str]) -> str:
    """The smallest division that all the regions lie in; empty when they share none."""
    found = list(regions)
    for level in levels(min(found, default="")):
        if all(each.startswith(level) for each in found):
            return level
    return ""


def _within(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise ValueError(f"{name} must be between {least} and {most}")
