"""Who holds what of some goods, and whether the sum comes out.

received = on hand + in transit + sold + consumed + returned + destroyed + unexplained (Fuzhou, 2020-11:
2 117 in stock + 383 sold = 2 500 received, nothing unexplained).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

#: How dispositions add up in a balance.
BALANCE = {
    "stored": "on_hand", "on_sale": "on_hand", "in_transit": "in_transit", "sold": "sold",
    "merged": "consumed", "emptied": "consumed", "consumed": "consumed", "returned": "returned",
    "destroyed": "destroyed",
    "unexplained": "unexplained", "missing": "unexplained", "sampled": "sampled",
}  # fmt: skip
PARTS = tuple(dict.fromkeys(part for part in BALANCE.values() if part != "sampled"))


@dataclass(frozen=True, slots=True)
class Held:
    """Goods of one disposition in one pair of hands at one site (0: at none); short cells negative."""

    site: int
    party: int
    disposition: str
    pieces: int
    grams: int
    packages: int


@dataclass(frozen=True, slots=True)
class Holder:
    """All that one party has at one site, has on its way there, has sold there and so on, in pieces.

    ``packages`` are the coded ones on hand. ``site`` 0: goods that are nowhere to be met.
    """

    site: int
    party: int
    pieces: dict[str, int] = field(default_factory=dict)
    grams: dict[str, int] = field(default_factory=dict)
    packages: int = 0

    @property
    def on_hand(self) -> int:
        """Pieces that can be stopped here."""
        return self.pieces.get("on_hand", 0)


def holders(rows: Iterable[Held]) -> list[Holder]:
    """One for each party at a site, in the order of (site, party); empty ones are left out."""
    found: dict[tuple[int, int], Holder] = {}
    for row in rows:
        key = (row.site, row.party)
        was = found.get(key) or Holder(*key)
        part = BALANCE[row.disposition]
        on_hand = row.packages if part == "on_hand" else 0
        found[key] = Holder(
            *key,
            was.pieces | {part: was.pieces.get(part, 0) + row.pieces},
            was.grams | {part: was.grams.get(part, 0) + row.grams},
            was.packages + on_hand,
        )
    return [found[key] for key in sorted(found) if _has(found[key])]


def _has(holder: Holder) -> bool:
    return any(holder.pieces.values()) or any(holder.grams.values())


def totals(rows: Iterable[Held]) -> tuple[dict[str, int], dict[str, int]]:
    """(pieces, grams) of every part of the balance; grams also of what laboratories took."""
    pieces, grams = dict.fromkeys(PARTS, 0), dict.fromkeys((*PARTS, "sampled"), 0)
    for row in rows:
        part = BALANCE[row.disposition]
        pieces[part] = pieces.get(part, 0) + row.pieces
        grams[part] += row.grams
    pieces.pop("sampled", None)
    return pieces, grams
