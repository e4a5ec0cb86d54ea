"""What a print is made of: which labels it takes, which copy each of them is, how they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.domain.errors import Conflict, Reason, reason
from app.domain.facts.printing import Run, Texts

FORMATS = ("pdf", "zpl", "png")
LANGUAGES = ("zh+en", "zh", "en")
_NAMED = 20  #: labels that a refusal names; the rest it counts


@dataclass(frozen=True, slots=True)
class Label:
    """A label that may be printed. ``at`` is its item, or its place on a roll from 1.

    ``copies`` says how often it was printed before; ``pieces`` and ``grams`` are what it is on.
    """

    at: int
    code: str
    copies: int = 0
    ordinal: int = 0
    pieces: int = 0
    grams: int = 0
    texts: Texts = ()


def chosen(labels: Sequence[Label], what: str, *, missing: bool, reprint: bool) -> list[Label]:
    """The labels that a print takes: those never printed, or all of them if that may be.

    A label that was printed before is printed again only as a reprint: two labels of one package are
    two packages to whoever finds them. Raises Conflict that names those which stand in the way, or says
    that nothing is left to print of ``what``.
    """
    fresh = [label for label in labels if not label.copies]
    if missing:
        labels = fresh
    elif not reprint and len(fresh) < len(labels):
        raise Conflict(*_printed([label for label in labels if label.copies]))
    if not labels:
        raise Conflict(reason("nothing_to_print", what=what))
    return list(labels)


def _printed(labels: Sequence[Label]) -> list[Reason]:
    named = [reason("printed_already", value=each.code, copies=each.copies) for each in labels[:_NAMED]]
    more = len(labels) - _NAMED
    return [*named, reason("printed_already_more", count=more)] if more > 0 else named


def runs(labels: Iterable[Label]) -> tuple[Run, ...]:
    """Labels as they follow each other, each the next copy of its own: 2 500 cartons are a few runs."""
    found: list[Run] = []
    for label in labels:
        run = Run(
            first=label.at, last=label.at, copy=label.copies + 1, ordinal=label.ordinal,
            pieces=label.pieces, grams=label.grams, texts=label.texts,
        )  # fmt: skip
        if found and run == _after(found[-1]):
            found[-1] = replace(found[-1], last=label.at)
        else:
            found.append(run)
    return tuple(found)


def _after(run: Run) -> Run:
    """What the next label must be to belong to the same run."""
    at = run.last + 1
    return replace(run, first=at, last=at, ordinal=number(run, at))


def number(run: Run, at: int) -> int:
    """The carton number of a label in a run; 0 when it has none."""
    return run.ordinal + (at - run.first) * run.pieces if run.ordinal else 0


def count(printed: Iterable[Run]) -> int:
    """How many labels runs have."""
    return sum(run.last - run.first + 1 for run in printed)
