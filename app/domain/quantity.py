"""Counted pieces and weighed grams. Integers only: a fraction of a carton is a mistake."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import BadInput, reason

#: Largest count or weight accepted in one field: a ship of 10 000 containers stays far below it.
MOST = 10**12


def whole(value: object, field: str, *, least: int = 1) -> int:
    """A whole number between ``least`` and MOST, or BadInput naming the field and the value."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadInput(reason("not_whole", field=field, value=str(value)[:40]))
    if value < least:
        raise BadInput(reason("too_small", field=field, value=str(value)[:40], least=least))
    if value > MOST:
        raise BadInput(reason("too_large", field=field, value=str(value)[:40], most=MOST))
    return value


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
