"""Goods that lie in regions the asker does not supervise: how many, and what to ask of that bureau.

A bureau is the authority of a city, the first four digits of a division code (GB/T 2260). Who holds the
goods there is theirs to know; what crosses the border are figures and a request.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.domain.actors import Actor
from app.domain.trace.balance import Holder
from app.usecases.scope import Scope

#: What is asked of a bureau where goods can still be stopped, and where they cannot any more.
HOLD, INQUIRY = "request_hold", "request_inquiry"


@dataclass(slots=True)
class Bureau:
    """All that is told of another region's part. ``ask``: what to request of its bureau."""

    region: str
    holders: int = 0
    people: int = 0
    packages: int = 0
    pieces: dict[str, int] = field(default_factory=dict)

    @property
    def ask(self) -> str:
        stoppable = self.pieces.get("on_hand", 0) or self.pieces.get("in_transit", 0)
        return HOLD if stoppable else INQUIRY


def region_of(found: Scope, holder: Holder) -> str:
    """Where goods are: the place they are at, or for goods at no place the firm that has them."""
    place = found.places.get(holder.site)
    if place is not None:
        return place.region
    firm = found.firms.get(holder.party)
    return "" if firm is None else firm.region


def is_own(actor: Actor, region: str) -> bool:
    """Whether a region is the asker's to see into; who supervises everything sees everything."""
    return actor.supervises == "" or (bool(region) and actor.visits(region))


def own(found: Scope, actor: Actor) -> list[Holder]:
    """The holders in the asker's region."""
    return [each for each in found.holders if is_own(actor, region_of(found, each))]


def elsewhere(found: Scope, actor: Actor) -> list[Bureau]:
    """The other bureaus, by their regions."""
    bureaus: dict[str, Bureau] = {}
    sites: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for holder in found.holders:
        region = region_of(found, holder)
        if is_own(actor, region):
            continue
        told = bureaus.setdefault(region[:4], Bureau(region[:4]))
        sites[region[:4]].add((holder.site, holder.party))
        told.holders = len(sites[region[:4]])
        told.packages += holder.packages
        for part, pieces in holder.pieces.items():
            told.pieces[part] = told.pieces.get(part, 0) + pieces
    for region in _regions_of_people(found):
        if not is_own(actor, region):
            bureaus.setdefault(region[:4], Bureau(region[:4])).people += 1
    return [bureaus[region] for region in sorted(bureaus)]


def _regions_of_people(found: Scope) -> Iterable[str]:
    return (found.firms[each.party].region for each in found.people)
