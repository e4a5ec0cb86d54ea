"""Stock cells: sums of postings, so the order in which postings arrive does not matter."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from app.domain.effects import Post
from app.domain.quantity import NOTHING, Amount
from app.store.built import Ask, given
from app.store.session import Hot, Tx
from app.store.tables import table

_stock = table("stock")
_AT = Ask(select(_stock).where(*(_stock.c[name] == given(name) for name in ("batch", "party", "site"))))


def _net(kind: str, sign: int) -> str:
    """SQL for what is in a cell (+1) or short of it (-1) after adding :pieces or :grams."""
    net = f"(stock.{kind} - stock.short_{kind} + :{kind})"
    return f"CASE WHEN {net} * {sign} > 0 THEN {net} * {sign} ELSE 0 END"


_POST = Hot(
    "INSERT INTO stock (batch, party, site, disposition, pieces, grams, short_pieces, short_grams) "  # noqa: S608
    "VALUES (:batch, :party, :site, :disposition, :in_pieces, :in_grams, :out_pieces, :out_grams) "
    "ON CONFLICT (batch, party, site, disposition) DO UPDATE SET "
    f"pieces = {_net('pieces', 1)}, short_pieces = {_net('pieces', -1)}, "
    f"grams = {_net('grams', 1)}, short_grams = {_net('grams', -1)}"
)


def post(tx: Tx, posts: Iterable[Post], *, sign: int = 1) -> None:
    """Add postings to their cells; ``sign=-1`` takes them back."""
    for each in posts:
        pieces, grams = sign * each.pieces, sign * each.grams
        tx.run(
            _POST,
            {
                "batch": each.batch,
                "party": each.party,
                "site": each.site,
                "disposition": each.disposition,
                "pieces": pieces,
                "grams": grams,
                "in_pieces": max(pieces, 0),
                "in_grams": max(grams, 0),
                "out_pieces": max(-pieces, 0),
                "out_grams": max(-grams, 0),
            },
        )


def at(conn: Connection, batch: int, party: int, site: int) -> dict[str, Amount]:
    """What the ledger has of a batch at a party's site, uncoded, by disposition.

    Negative where more left a cell than the ledger had put there.
    """
    rows = _AT(conn, batch=batch, party=party, site=site)
    return {
        row.disposition: Amount(row.pieces - row.short_pieces, row.grams - row.short_grams)
        for row in rows
    }


def of(conn: Connection, batch: int, party: int, site: int, disposition: str) -> Amount:
    """One cell."""
    return at(conn, batch, party, site).get(disposition, NOTHING)
