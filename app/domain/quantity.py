"""Counted pieces and weighed grams. Integers only: a fraction of a carton is a mistake."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import BadInput, reason

#: Largest count or weight accepted in one field: a ship of 10 000 containers stays far below it.
MOST = 10**12


def whole(value: object, field: str, *, least: int = 1, most: int = MOST) -> int:
    """A whole number from ``least`` to ``most``, or BadInput naming the field and the value."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadInput(reason("not_whole", field=field, value=str(value)[:40]))
    if value < least:
        raise BadInput(reason("too_small", field=field, value=str(value)[:40], least=least))
    if value > most:
        raise BadInput(reason("too_large", field=field, value=str(value)[:40], most=most))
    return value


def tenths(value: object, field: str) -> int | None:
    """A temperature in whole tenths of a degree between -100 and 100 °C, or none; else BadInput."""
    if value is None:
        return None
    return whole(value, field, least=-1000, most=1000)


@dataclass(frozen=True, slots=True)
class Amount:
    """Pieces and grams that belong together."""

    pieces: int
    grams: int

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.pieces + other.pieces, self.grams + other.grams)

    def __neg__(self) -> Amount:
        return Amount(-self.pieces, -self.grams)


NOTHING = Amount(0, 0)


def share(pieces: int, of: Amount) -> int:
    """Grams of ``pieces`` taken out of a known amount; the last pieces take what is left."""
    if pieces >= of.pieces:
        return of.grams
    return of.grams * pieces // of.pieces
