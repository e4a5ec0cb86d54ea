"""What a trace found, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a name; cells are text, whole numbers or None."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A place: what it is called, where (millionths of a degree), since when, and pieces there.

    ``region`` alone for places of another bureau, which have no name.
    """

    key: str
    name: str
    kind: str
    region: str
    lat_e6: int | None = None
    lon_e6: int | None = None
    since: str = ""
    pieces: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """Goods from one point to another; ``arrived`` is empty while they are on their way."""

    number: int
    source: str
    target: str
    departed: str
    arrived: str
    plate: str
    facts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """All of it. ``question``: what was asked, by whom, when. ``facts``: stored facts as JSON lines."""

    question: dict[str, Any]
    answer: dict[str, Any]
    sheets: tuple[Sheet, ...]
    points: tuple[Point, ...]
    moves: tuple[Move, ...]
    facts: tuple[bytes, ...] = ()
