"""Facts of letters 协查 between authorities, and of what one asks another to hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Clue:
    """One thing that a letter tells or asks. ``start`` is what a trace may begin with, by name.

    ``due``: when it must be answered (ISO 8601, UTC).
    """

    clock: int
    text: str
    due: str
    start: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterReceived:
    """A letter came in to the authority of a region."""

    letter: int
    no: str
    sender: str
    region: str
    clues: tuple[Clue, ...]
    drill: bool = False

    @property
    def about(self) -> tuple[int, ...]:
        return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterSent:
    """A letter went out from the authority of a region to that of another, with its evidence.

    ``evidence`` names it: the incident whose package goes along, or an attachment's digest.
    """

    letter: int
    no: str
    addressee: str
    region: str
    to_region: str
    clues: tuple[Clue, ...]
    incident: int | None = None
    evidence: str = ""
    drill: bool = False

    @property
    def about(self) -> tuple[int, ...]:
        return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ClueAnswered:
    """What became of a clue: ``found``, ``nothing`` or ``passed_on``; a later answer counts."""

    letter: int
    clue: int
    outcome: str
    text: str

    @property
    def about(self) -> tuple[int, ...]:
        return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldRequested:
    """A bureau was asked to hold what lies in its region, in pieces on hand and on their way there."""

    request: int
    incident: int
    letter: int
    region: str
    holders: int
    on_hand: int
    in_transit: int
    due: str

    @property
    def about(self) -> tuple[int, ...]:
        return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldRequestAnswered:
    """The bureau held what was asked for, or said why not."""

    request: int
    incident: int
    accepted: bool
    why: str

    @property
    def about(self) -> tuple[int, ...]:
        return ()


LETTER_FACTS = (LetterReceived, LetterSent, ClueAnswered)
