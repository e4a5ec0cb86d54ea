"""Which other batches met some goods on pallets or in rooms. Each pallet and room counts once.

For each of them the whole time from the first of the goods to the last is meant: who came between is
told too, for a meeting that is not sure must not be left out.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from app.store.many import Many

_MINE = """
  SELECT item.id FROM {batches} AS whole THEN JOIN item ON item.batch = whole.id
  WHERE item.kind = 'package'
  UNION ALL SELECT id FROM {items} AS single
"""
_FOR_EVER = 2**62


def _met(name: str, place: str) -> Many:
    return Many(f"""
SELECT DISTINCT item.batch FROM (
  SELECT own.{place} AS place, min(own.since_from) AS began,
         max(coalesce(own.until, {_FOR_EVER})) AS ended
  FROM ({_MINE}) AS mine THEN JOIN {name} AS own ON own.item = mine.id
  WHERE own.since_from <= :until AND (own.until IS NULL OR own.until >= :since)
  GROUP BY own.{place}
) AS here
THEN JOIN {name} AS other ON other.{place} = here.place AND other.since_from <= here.ended
  AND (other.until IS NULL OR other.until >= here.began)
  AND other.since_from <= :until AND (other.until IS NULL OR other.until >= :since)
THEN JOIN item ON item.id = other.item
WHERE item.batch IS NOT NULL
""")  # noqa: S608 - our own words


_BY = {"pallet": _met("containment", "container"), "room": _met("lodging", "zone")}


def batches(
    conn: Connection,
    ways: Collection[str],
    goods: tuple[Collection[int], Collection[int]],
    window: tuple[int, int],
) -> list[int]:
    """Other batches that met (whole batches, single packages) within a time (microseconds)."""
    whole, single = goods
    found: set[int] = set()
    for way in ways:
        found |= set(
            _BY[way].column(conn, batches=whole, items=single, since=window[0], until=window[1])
        )
    return sorted(found - set(whole))
