"""Coded goods that turn up where the ledger did not have them: recorded, flagged and held.

Refusing the truth would falsify the balance, but goods that left the supervision warehouse without
a shipment, or that had been sold or destroyed, are not put back into trade by being found.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.effects import LIVE
from app.domain.errors import BadInput, Reason, reason
from app.domain.facts import HoldPlaced
from app.domain.history import ItemState
from app.store import registry
from app.usecases.office import Act

#: Dispositions of packages whose pieces are in other packages or batches by now.
_ELSEWHERE = ("merged", "emptied", "consumed")


@dataclass(frozen=True, slots=True)
class Strays:
    """What is odd about found goods, and the items that stay held until somebody explains them."""

    reasons: tuple[Reason, ...]
    held: tuple[int, ...]

    @property
    def breach(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.code for each in self.reasons))


def strays(
    act: Act, found: dict[str, int], named: dict[int, ItemState], place: registry.Found
) -> Strays:
    """Judge goods found at a place (``named``: their states), and what stands on found pallets.

    Raises BadInput for a package whose pieces are in another one by now: it cannot be goods.
    """
    texts = {item: text for text, item in found.items()}
    pallets = [state.item for state in named.values() if state.kind == "pallet"]
    reasons: list[Reason] = []
    held: list[int] = []
    inside = [s for s in registry.contents(act.conn, pallets) if s.disposition in LIVE]
    for state in (*named.values(), *inside):
        text = texts.get(state.item) or f"№ {state.ordinal}"
        odd, suspect = _judged(act, state, text, place)
        reasons += odd
        held += [state.item] if suspect else []
    return Strays(tuple(dict.fromkeys(reasons)), tuple(held))


def _judged(act: Act, state: ItemState, text: str, place: registry.Found) -> tuple[list[Reason], bool]:
    """What is odd about one found item, and whether it must be held."""
    if not act.is_command and registry.were_at(act.conn, [state.item], place.id, act.happened):
        return [], False  # told late: it was there then, whatever has become of it since
    if state.kind == "pallet" and state.disposition == "consumed":
        return [], False  # its goods were processed, the pallet itself goes on
    if state.disposition not in LIVE and state.disposition != "missing":
        ended = reason("item_ended", item=text, disposition=state.disposition)
        if state.disposition in _ELSEWHERE:
            raise BadInput(ended)
        return [ended], True
    if state.site == place.id:
        return [], False
    site = registry.one(act.conn, "site", id=state.site) if state.site else None
    where = site.name if site is not None else "–"
    odd = [reason("item_not_here", item=text, site=place.code, where=where)]
    if site is not None and site.kind == "supervision_warehouse":
        return [*odd, reason("left_unrecorded", item=text, where=site.code)], True
    # somebody else's goods that lay in their store are not taken over by being found
    return odd, site is not None and state.party != place.party


def hold(act: Act, items: Iterable[int], because: int) -> None:
    """Hold found goods, each by itself, until two persons agree that they are in order."""
    for item in items:
        why = "turned up where the ledger did not have it"
        act.append(
            HoldPlaced(hold=act.tx.new_id(), scope="item", target=item, why=why, because=because)
        )
