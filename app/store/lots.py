"""Uncoded goods of a batch at a site: a lot. It leaves no stays; when it was there, its facts tell."""

from __future__ import annotations

from sqlalchemy import Connection

from app.store.many import Many, Rows

#: Facts that are about uncoded pieces whenever they are about a batch.
_KINDS = (
    "unloaded", "packages_coded", "shipped", "accepted", "put_on_sale", "sold", "returned_abroad",
    "destroyed", "processed", "stock_counted",
)  # fmt: skip
_TOLD = f"""
THEN JOIN fact_item AS about ON about.item = lot.id AND about.kind IN {_KINDS}
THEN JOIN fact ON fact.id = about.fact
"""
_STANDING = "NOT EXISTS (SELECT 1 FROM fact AS newer WHERE newer.corrects = fact.id)"
_STILL = """
EXISTS (SELECT 1 FROM stock WHERE stock.batch = lot.id AND stock.site = {site}
        AND stock.disposition IN ('stored', 'on_sale') AND (stock.pieces > 0 OR stock.grams > 0))
"""
#: Cells of stock are never deleted: every batch that ever had uncoded goods at a site has one there.
_AT = Many(f"""
SELECT lot.id, min(fact.happened_from), max(fact.happened_to), min(fact.id), max(fact.id),
       {_STILL.format(site=":site")}
FROM (SELECT DISTINCT batch AS id FROM stock WHERE site = :site) AS candidate
THEN JOIN batch AS lot ON lot.id = candidate.id {_TOLD}
WHERE fact.place = :site AND {_STANDING} GROUP BY lot.id
""")  # noqa: S608 - our own words
_OF = Many(f"""
SELECT lot.id, fact.place, min(fact.happened_from), max(fact.happened_to), min(fact.id), max(fact.id),
       {_STILL.format(site="fact.place")}
FROM {{batches}} AS lot {_TOLD}
WHERE fact.place IS NOT NULL AND {_STANDING} GROUP BY lot.id, fact.place
""")  # noqa: S608


def at(conn: Connection, site: int, since: int, until: int) -> Rows:
    """(batch, since, until or None, first fact, last fact) of lots at a site within a time."""
    found = [(*row[:2], None if row[5] else row[2], *row[3:5]) for row in _AT(conn, site=site)]
    return [row for row in found if row[1] <= until and (row[2] is None or row[2] >= since)]


def of(conn: Connection, batches: list[int]) -> Rows:
    """(batch, site, since, until or None, first fact, last fact): where lots of batches have been."""
    rows = _OF(conn, batches=batches)
    return [(*row[:3], None if row[6] else row[3], *row[4:6]) for row in rows]
