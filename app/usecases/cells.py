"""Which stock cells uncoded goods come out of."""

from __future__ import annotations

from app.domain.errors import Reason, reason
from app.domain.facts import Load
from app.domain.quantity import NOTHING, Amount, share
from app.store import stock
from app.store.registry import Found
from app.usecases.office import Act


def all_there(act: Act, row: Found, site: Found, cells: tuple[str, ...]) -> Load:
    """All uncoded goods of a batch in the cells of a site."""
    have, total = _have(act, row, site, cells)
    return _loaded(row, taken(Amount(max(total.pieces, 0), max(total.grams, 0)), have))


def _have(
    act: Act, row: Found, site: Found, cells: tuple[str, ...]
) -> tuple[dict[str, Amount], Amount]:
    """What is in each cell, and in all of them: one cell may be short of what another has."""
    there = stock.at(act.conn, row.id, site.party, site.id)
    have = {cell: there.get(cell, NOTHING) for cell in cells}
    everywhere = [there.get(cell, NOTHING) for cell in ("stored", "on_sale")]
    total = sum(have.values(), start=NOTHING)
    least = sum(everywhere, start=NOTHING)
    return have, Amount(min(total.pieces, least.pieces), min(total.grams, least.grams))


def uncoded(
    act: Act, asked: Amount, row: Found, site: Found, cells: tuple[str, ...]
) -> tuple[Load, list[Reason]]:
    """The load that an amount of a batch makes, and what speaks against taking it."""
    pieces, grams = asked.pieces, asked.grams
    have, total = _have(act, row, site, cells)
    common = {"site": site.code, "batch": row.no}
    reasons = []
    if pieces > total.pieces:
        reasons.append(reason("not_enough", have=max(total.pieces, 0), asked=pieces, **common))
    elif grams > total.grams:
        reasons.append(reason("not_enough_grams", have=max(total.grams, 0), asked=grams, **common))
    elif pieces and grams * 10 > share(pieces, total) * 11:  # a tenth more: packaging and frost
        reasons.append(reason("grams_do_not_fit", batch=row.no, pieces=pieces, grams=grams))
    load = _loaded(row, taken(Amount(pieces, grams), have))
    usual = share(pieces, Amount(row.pieces, row.grams)) if row.pieces else 0
    if pieces and load.grams * 2 > usual * 3 > 0:  # what others left behind, gathered in one piece
        reasons.append(reason("grams_do_not_fit", batch=row.no, pieces=pieces, grams=load.grams))
    return load, list(dict.fromkeys(reasons))


def _loaded(row: Found, parts: dict[str, Amount]) -> Load:
    shown = parts.get("on_sale", NOTHING)
    pieces, grams = (sum(getattr(a, unit) for a in parts.values()) for unit in ("pieces", "grams"))
    return Load(
        batch=row.id, pieces=pieces, grams=grams, shown_pieces=shown.pieces, shown_grams=shown.grams
    )


def taken(asked: Amount, have: dict[str, Amount]) -> dict[str, Amount]:
    """What comes out of each cell, in their order; what nobody has is short in the store.

    Without a weight the pieces weigh their share of the cell; with one, pieces decide as far as the
    cells have the weight. Weight alone comes out of the cells in their order.
    """
    parts, left = {}, asked.pieces
    for cell, there in have.items():
        count = max(min(left, there.pieces), 0)
        left -= count
        if asked.grams:
            weight = max(min(asked.grams * count // (asked.pieces or 1), there.grams), 0)
        else:
            weight = share(count, there) if count else 0
        parts[cell] = Amount(count, weight)
    rest = max(asked.grams - sum(part.grams for part in parts.values()), 0)
    for cell, there in have.items():
        more = max(min(rest, there.grams - parts[cell].grams), 0)
        parts[cell] += Amount(0, more)
        rest -= more
    parts["stored"] += Amount(left, rest)
    return parts
