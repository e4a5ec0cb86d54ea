"""What several positives have in common upstream: a ranking and what is not excluded, never one name.

Score after FoodChain-Lab (BfR; tracing score of fcl-web): the weights of the cases that can be reached
forward from a node, over the weight of all cases. 1 means a common link of all of them. Positive and
negative cases are scored apart; ``combined`` is the greater of the two, as there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

Case = str  #: what the asker calls a positive or negative
Candidate = tuple[str, str]  #: (kind of node, its name): batch, plant, container, firm, place, vehicle


@dataclass(frozen=True, slots=True)
class Ranked:
    """A node upstream, the positives and negatives that it leads to, and its scores (0 to 1)."""

    kind: str
    name: str
    explains: tuple[Case, ...]
    clean: tuple[Case, ...]
    score: Fraction
    against: Fraction

    @property
    def combined(self) -> Fraction:
        """The greater of the two scores."""
        return max(self.score, self.against)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Every node that leads to a positive, best first, and those that cannot be ruled out.

    ``unexplained``: positives that no node leads to.
    """

    ranked: tuple[Ranked, ...]
    not_excluded: tuple[Candidate, ...]
    unexplained: tuple[Case, ...]


def rank(
    positives: Mapping[Case, int],
    negatives: Mapping[Case, int],
    leads: Iterable[tuple[Case, Candidate]],
) -> Ranking:
    """Rank the nodes that ``leads`` names for the cases; the mappings are weights, above 0.

    Ordered by score, then by how little speaks against it (a clean swab is no proof, so it never
    excludes), then by kind and name. Not excluded are, for each kind, those nodes whose positives no
    other node of the kind explains besides more: with one source that is every common link.
    """
    reached: dict[Candidate, set[Case]] = defaultdict(set)
    for case, candidate in leads:
        reached[candidate].add(case)
    plus, minus = sum(positives.values()), sum(negatives.values())
    weighed = []
    for (kind, name), cases in reached.items():
        explains = tuple(sorted(cases & positives.keys()))
        if explains:
            clean = tuple(sorted(cases & negatives.keys()))
            good, bad = (
                sum(map(positives.__getitem__, explains)),
                sum(map(negatives.__getitem__, clean)),
            )
            weighed.append((-good, bad, kind, name, explains, clean))
    weighed.sort()
    ranked = [
        Ranked(kind, name, explains, clean, _share(-good, plus), _share(bad, minus))
        for good, bad, kind, name, explains, clean in weighed
    ]
    known = {case for each in ranked for case in each.explains}
    unexplained = tuple(sorted(positives.keys() - known))
    return Ranking(tuple(ranked), _not_excluded(ranked), unexplained)


def _share(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(0)


def _not_excluded(ranked: list[Ranked]) -> tuple[Candidate, ...]:
    sets: dict[str, set[frozenset[Case]]] = defaultdict(set)
    for each in ranked:
        sets[each.kind].add(frozenset(each.explains))
    best = {
        kind: {mine for mine in found if not any(mine < other for other in found)}
        for kind, found in sets.items()
    }
    open_ones = [each for each in ranked if frozenset(each.explains) in best[each.kind]]
    if len(open_ones) < 2:  # one name alone would be read as a verdict
        open_ones = ranked[:2]
    return tuple((each.kind, each.name) for each in open_ones)
