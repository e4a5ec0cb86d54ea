"""Packages by the page, as plain columns: whatever batch they are of, in the order of their ids."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Connection

from app.store.many import Many, Rows

COLUMNS = (
    "item", "code", "batch", "carton", "site", "firm", "disposition", "pieces", "grams",
    "pallet", "fact",
)  # fmt: skip
#: A package that is on its way counts at the place that it goes to.
_TOLD = """
  item.id, label.code, batch.no, item.ordinal, site.code, party.name, item.disposition, item.pieces,
  item.grams, pallet.code, item.as_fact
"""
_JOINED = """
LEFT JOIN batch ON batch.id = item.batch
LEFT JOIN label ON label.item = item.id
LEFT JOIN label AS pallet ON pallet.item = item.container
LEFT JOIN site ON site.id = CASE WHEN item.movement IS NULL THEN item.site
  ELSE (SELECT max(to_site) FROM movement WHERE movement.id = item.movement) END
LEFT JOIN party ON party.id = item.party
WHERE item.kind = 'package'
  AND (:region = '' OR substr(coalesce(site.region, party.region), 1, length(:region)) = :region)
"""
_OF_BATCH = Many(f"""
SELECT {_TOLD} FROM item BY ix_item_batch_id {_JOINED} AND item.batch = :batch AND item.id > :after
ORDER BY item.id LIMIT :most
""")  # noqa: S608 - our own words
_SINGLE = Many(f"""
SELECT {_TOLD} FROM {{items}} AS wanted THEN JOIN item ON item.id = wanted.id {_JOINED}
ORDER BY item.id LIMIT :most
""")  # noqa: S608

#: After which (batch, item) a page begins; single items come last, as of batch ``LAST``.
Mark = tuple[int, int]
LAST = 1 << 62


Start = tuple[Collection[int], Collection[int]]  #: batches meant whole, single items


def pages(
    conn: Connection, start: Start, region: str, after: Mark, most: int
) -> Iterator[tuple[int, Rows]]:
    """(batch or LAST, rows of COLUMNS) for each batch and then the items of ``start``.

    At most so many rows each, in the order of the items, from behind a mark on. Only goods in a
    region (beginning of a division code) count; empty for everywhere.
    """
    batches, items = start
    for batch in sorted(each for each in batches if each >= after[0]):
        last = after[1] if batch == after[0] else 0
        yield batch, _OF_BATCH(conn, batch=batch, after=last, region=region, most=most)
    left = [each for each in items if after[0] < LAST or each > after[1]]
    if left:
        yield LAST, _SINGLE(conn, items=left, region=region, most=most)
