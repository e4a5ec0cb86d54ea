"""What met some goods: in rooms, on pallets and vehicles, in one disinfection, in the same hands.

``batches`` are meant whole, ``items`` are single packages; they themselves are never among the answers.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from app.store.many import Many, Rows
from app.store.scope import FACTS, HANDLING

_MINE = """
  SELECT item.id FROM {batches} AS whole THEN JOIN item ON item.batch = whole.id
  WHERE item.kind = 'package'
  UNION ALL SELECT id FROM {items} AS single
"""
_STAYS = Many(f"""
SELECT stay.place, stay.since_from, stay.until, min(stay.in_fact), count(*)
FROM ({_MINE}) AS mine THEN JOIN stay ON stay.item = mine.id
GROUP BY stay.place, stay.since_from, stay.until
""")  # noqa: S608 - our own words
_ROOMED = Many(f"""
SELECT room.item, zone.site, room.zone, room.since_from, room.until, room.in_fact
FROM ({_MINE}) AS mine THEN JOIN lodging AS room ON room.item = mine.id
THEN JOIN zone ON zone.id = room.zone
""")  # noqa: S608
_STAYS_OF = Many("""
SELECT stay.item, stay.place, stay.since_from, stay.until, stay.in_fact
FROM {items} AS mine THEN JOIN stay ON stay.item = mine.id
""")
_ROOMS_AT = Many("""
SELECT room.item, zone.site, room.zone, room.since_from, room.until, room.in_fact
FROM zone THEN JOIN lodging AS room ON room.zone = zone.id
WHERE zone.site = :site AND room.since_from <= :until AND (room.until IS NULL OR room.until >= :since)
""")
_OTHERS = """
  item.kind = 'package' AND item.id NOT IN (SELECT id FROM {items} AS single)
  AND item.batch NOT IN (SELECT id FROM {batches} AS whole)
"""
_MET_AT = """
FROM (
  SELECT item, since_from, until, in_fact FROM stay BY ix_stay_met
  WHERE place = :site AND until >= :since AND since_from <= :until
  UNION ALL
  SELECT item, since_from, until, in_fact FROM stay BY ix_stay_met
  WHERE place = :site AND until IS NULL AND since_from <= :until
) AS met THEN JOIN item ON item.id = met.item
"""
#: ``now`` is told of goods in the asker's region alone; elsewhere only the region is.
_NOW = """
  CASE WHEN substr(coalesce(here.region, firm.region), 1, length(:region)) = :region THEN here.code END,
  CASE WHEN substr(coalesce(here.region, firm.region), 1, length(:region)) = :region THEN firm.name END,
  item.disposition, item.pieces, substr(coalesce(here.region, firm.region, ''), 1, 4)
"""
_PRESENT = """
THEN JOIN batch ON batch.id = item.batch
LEFT JOIN label ON label.item = item.id
LEFT JOIN site AS here ON here.id = CASE WHEN item.movement IS NULL THEN item.site
  ELSE (SELECT max(to_site) FROM movement WHERE movement.id = item.movement) END
LEFT JOIN party AS firm ON firm.id = item.party
"""
MET_COLUMNS = (
    "window", "item", "code", "batch", "since", "until", "fact", "site", "firm", "disposition",
    "pieces", "region", "room", "how",
)  # fmt: skip
_MET = Many(f"""
SELECT :n, item.id, label.code, batch.no, met.since_from, met.until, met.in_fact, {_NOW}, NULL, 'site'
{_MET_AT} {_PRESENT} WHERE {_OTHERS} AND item.id > :after ORDER BY item.id LIMIT :most
""")
_COUNT = Many(f"SELECT count(DISTINCT met.item) {_MET_AT} WHERE {_OTHERS}")
_PALLETS = Many(f"""
SELECT other.item, max(label.code), max(other.since_from), min(other.until), max(other.in_fact),
       max(item.batch)
FROM ({_MINE}) AS mine THEN JOIN containment AS own ON own.item = mine.id
THEN JOIN containment AS other ON other.container = own.container AND other.item <> own.item
  AND (own.until IS NULL OR other.since_from <= own.until)
  AND (other.until IS NULL OR other.until >= own.since_from)
THEN JOIN item ON item.id = other.item
LEFT JOIN label ON label.item = own.container
GROUP BY other.item
""")  # noqa: S608
_LINES = Many("""
SELECT line.id, line.item, item.kind, line.departed_from, line.departed_to, line.arrived_to, line.fact
FROM movement AS line THEN JOIN item ON item.id = line.item
WHERE line.plate = :plate AND line.departed_from <= :until
  AND (line.arrived_to IS NULL OR line.arrived_to >= :since)
""")
_ON_BOARD = Many("""
SELECT inside.item, inside.container FROM {pallets} AS pallet
THEN JOIN containment AS inside ON inside.container = pallet.id
  AND inside.since_from <= :left AND (inside.until IS NULL OR inside.until >= :left)
""")
_SWEPT = Many("""
SELECT item.id FROM {batches} AS whole THEN JOIN item ON item.batch = whole.id
THEN JOIN stay ON stay.item = item.id AND stay.out_fact = :fact
WHERE item.kind = 'package'
""")
_BOOKED = Many("""
SELECT DISTINCT other.id, booking.plate, booking.slot_from FROM {batches} AS whole
THEN JOIN batch AS mine ON mine.id = whole.id THEN JOIN booking ON booking.id = mine.booking
THEN JOIN batch AS other ON other.booking = booking.id
""")
_SPRAYED = Many("""
SELECT DISTINCT about.fact, other.item FROM {batches} AS whole
THEN JOIN fact_item AS about ON about.item = whole.id AND about.kind = 'disinfected'
THEN JOIN fact_item AS other ON other.fact = about.fact AND other.item <> about.item
WHERE NOT EXISTS (SELECT 1 FROM fact AS newer WHERE newer.corrects = about.fact)
""")
_SHIFT = Many(f"""
SELECT item.batch, count(DISTINCT fact.id), min(fact.happened_from), max(fact.happened_to), max(fact.id)
FROM fact BY ix_fact_actor_happened_to THEN JOIN fact_item AS about ON about.fact = fact.id
THEN JOIN item ON item.id = about.item
WHERE fact.actor = :person AND fact.happened_to >= :since AND fact.happened_to <= :until
  AND about.kind IN {HANDLING} AND item.batch IS NOT NULL
  AND item.batch NOT IN (SELECT id FROM {{batches}} AS whole)
GROUP BY item.batch
""")  # noqa: S608
TOLD_COLUMNS = ("item", "code", "batch", "site", "firm", "disposition", "pieces", "region")
_TOLD = Many(f"""
SELECT item.id, label.code, batch.no, {_NOW}
FROM {{items}} AS wanted THEN JOIN item ON item.id = wanted.id {_PRESENT}
""")  # noqa: S608
_ZONES_BY_ID = Many("""
SELECT zone.id, zone.site, zone.code FROM {zones} AS wanted THEN JOIN zone ON zone.id = wanted.id
""")
_AT_WORK = Many(f"""
SELECT DISTINCT fact.actor, fact.happened_from, fact.happened_to FROM ({FACTS}) AS found
THEN JOIN fact ON fact.id = found.fact
""")  # noqa: S608
_ZONES = Many("""
SELECT zone.id, zone.site, zone.code FROM {sites} AS wanted THEN JOIN zone ON zone.site = wanted.id
""")


def stays(conn: Connection, batches: Collection[int], items: Collection[int]) -> Rows:
    """(site, since, until or None, a fact, packages): times of the goods themselves, each once."""
    return _STAYS(conn, batches=batches, items=items)


def roomed(conn: Connection, batches: Collection[int], items: Collection[int]) -> Rows:
    """(item, site, zone, since, until or None, fact): rooms of the goods themselves."""
    return _ROOMED(conn, batches=batches, items=items)


def stays_of(conn: Connection, items: Collection[int]) -> Rows:
    """(item, site, since, until or None, fact) of single packages."""
    return _STAYS_OF(conn, items=items)


def rooms_at(conn: Connection, site: int, since: int, until: int) -> Rows:
    """(item, site, zone, since, until or None, fact): who was in which room of a site within a time."""
    return _ROOMS_AT(conn, site=site, since=since, until=until)


@dataclass(frozen=True, slots=True)
class At:
    """The ``n``-th site and time of a question, and what it is about."""

    n: int
    site: int
    since: int
    until: int
    batches: Collection[int]
    items: Collection[int]

    def given(self) -> dict[str, object]:
        """As the statements take it."""
        return {
            "site": self.site, "since": self.since, "until": self.until, "batches": self.batches,
            "items": self.items,
        }  # fmt: skip


def met(conn: Connection, at: At, region: str, after: int, most: int) -> Rows:
    """Rows of MET_COLUMNS: other packages at that site in that time, behind an item on."""
    return _MET(conn, n=at.n, region=region, after=after, most=most, **at.given())


def count(conn: Connection, at: At) -> int:
    """How many those are."""
    return int(_COUNT(conn, **at.given())[0][0])


def pallets(conn: Connection, batches: Collection[int], items: Collection[int]) -> Rows:
    """(item, pallet's code, since, until or None, fact): others on a pallet at the same time."""
    mine, whole = set(items), set(batches)
    rows = _PALLETS(conn, batches=batches, items=items)
    return [row[:-1] for row in rows if row[0] not in mine and row[-1] not in whole]


def lines(conn: Connection, plate: str, since: int, until: int) -> Rows:
    """(movement, item, kind, departed from–to, arrived or None, fact) on a vehicle within a time."""
    return _LINES(conn, plate=plate, since=since, until=until)


def on_board(conn: Connection, boxes: Collection[int], left: int) -> Rows:
    """(item, pallet): what stood on pallets when they left."""
    return _ON_BOARD(conn, pallets=boxes, left=left)


def swept(conn: Connection, batch: int, fact: int) -> list[int]:
    """Coded packages of a batch that a shipment took along without naming them."""
    return _SWEPT.column(conn, batches=[batch], fact=fact)


def booked(conn: Connection, batches: Collection[int]) -> Rows:
    """(batch, plate, slot): everything that came in on the same vehicle at the same time."""
    return _BOOKED(conn, batches=batches)


def sprayed(conn: Connection, batches: Collection[int]) -> Rows:
    """(disinfection, other batch or item that it covered too)."""
    return _SPRAYED(conn, batches=batches)


def shift(conn: Connection, person: int, window: tuple[int, int], batches: Collection[int]) -> Rows:
    """(batch, facts, first, last, newest fact): what else a person handled within a time."""
    since, until = window
    return _SHIFT(conn, person=person, since=since, until=until, batches=batches)


def told(conn: Connection, items: Collection[int], region: str) -> dict[int, tuple[object, ...]]:
    """TOLD_COLUMNS of packages, by id."""
    return {row[0]: row for row in _TOLD(conn, items=items, region=region)}


def at_work(conn: Connection, batches: Collection[int], items: Collection[int]) -> Rows:
    """(person, first, last): every time that somebody had the goods in their hands."""
    return [row for row in _AT_WORK(conn, batches=batches, items=items) if row[0] is not None]


def zones(conn: Connection, sites: Collection[int]) -> Rows:
    """(id, site, code) of the zones of sites."""
    return _ZONES(conn, sites=sites)


def zones_by_id(conn: Connection, keys: Collection[int]) -> Rows:
    """(id, site, code) of zones."""
    return _ZONES_BY_ID(conn, zones=keys)
