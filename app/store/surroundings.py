"""What touches some nodes of the world: the part of it that a walk over contamination needs next."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from app.store.many import Many, Rows

_KINDS = Many("""
SELECT item.id, item.kind, coalesce(item.batch, 0), item.ordinal, item.pieces
FROM {items} AS wanted THEN JOIN item ON item.id = wanted.id
""")
_PACKAGES = Many("""
SELECT item.id FROM {batches} AS whole THEN JOIN item BY ix_item_batch_id ON item.batch = whole.id
LIMIT :most
""")
_INSIDE = Many("""
SELECT own.item, own.container, own.since_from, own.until, own.in_fact
FROM {items} AS wanted THEN JOIN containment AS own ON own.item = wanted.id
UNION
SELECT other.item, other.container, other.since_from, other.until, other.in_fact
FROM {items} AS wanted THEN JOIN containment AS other ON other.container = wanted.id
LIMIT :most
""")
_STAYS = Many("""
SELECT stay.item, stay.place, stay.since_from, stay.until, stay.in_fact
FROM {items} AS wanted THEN JOIN stay ON stay.item = wanted.id
""")
_ROOMS = Many("""
SELECT room.item, zone.site, room.zone, room.since_from, room.until, room.in_fact
FROM {items} AS wanted THEN JOIN lodging AS room ON room.item = wanted.id
THEN JOIN zone ON zone.id = room.zone
""")
_VISITORS = Many("""
SELECT item FROM stay BY ix_stay_met WHERE place = :site AND until >= :since
UNION SELECT item FROM stay BY ix_stay_met WHERE place = :site AND until IS NULL
LIMIT :most
""")
_LODGERS = Many("""
SELECT item FROM lodging BY ix_lodging_met WHERE zone = :zone AND until >= :since
UNION SELECT item FROM lodging BY ix_lodging_met WHERE zone = :zone AND until IS NULL
LIMIT :most
""")
_MADE = Many("""
SELECT edge.parent, edge.child, edge.fact, fact.happened_from, fact.happened_to
FROM {items} AS wanted THEN JOIN edge ON edge.parent = wanted.id
THEN JOIN fact ON fact.id = edge.fact
LIMIT :most
""")
_LINES = Many("""
SELECT line.item, line.from_site, line.to_site, line.departed_from, line.departed_to, line.arrived_from,
       line.arrived_to, line.fact, line.accepted
FROM {batches} AS whole THEN JOIN movement AS line ON line.item = whole.id
""")
_SPRAYED = Many("""
SELECT DISTINCT about.fact FROM {batches} AS whole
THEN JOIN fact_item AS about ON about.item = whole.id AND about.kind = 'disinfected'
LEFT JOIN fact AS newer ON newer.corrects = about.fact WHERE newer.id IS NULL
""")
_CLEANED = Many("""
SELECT done.zone, done.at FROM asset_disinfection AS done THEN JOIN {zones} AS wanted
ON wanted.id = done.zone WHERE done.valid ORDER BY done.at
""")


def kinds(conn: Connection, items: Collection[int]) -> Rows:
    """(item, kind, batch or 0, first carton, pieces)."""
    return _KINDS(conn, items=items)


def packages(conn: Connection, batches: Collection[int], most: int) -> list[int]:
    """Coded packages of batches, the batches themselves among them."""
    return _PACKAGES.column(conn, batches=batches, most=most)


def inside(conn: Connection, items: Collection[int], most: int) -> Rows:
    """(item, container, since, until or None, fact): what items were in, and what was in them."""
    return _INSIDE(conn, items=items, most=most)


def stays(conn: Connection, items: Collection[int]) -> Rows:
    """(item, site, since, until or None, fact)."""
    return _STAYS(conn, items=items)


def rooms(conn: Connection, items: Collection[int]) -> Rows:
    """(item, site, zone, since, until or None, fact)."""
    return _ROOMS(conn, items=items)


def visitors(conn: Connection, site: int, since: int, most: int) -> list[int]:
    """Items that were at a site at some time from then on."""
    return _VISITORS.column(conn, site=site, since=since, most=most)


def lodgers(conn: Connection, zone: int, since: int, most: int) -> list[int]:
    """Items that were in a zone at some time from then on."""
    return _LODGERS.column(conn, zone=zone, since=since, most=most)


def made(conn: Connection, items: Collection[int], most: int) -> Rows:
    """(parent, child, fact, earliest, latest): what was made of items."""
    return _MADE(conn, items=items, most=most)


def lines(conn: Connection, batches: Collection[int]) -> Rows:
    """(batch, from, to, departed from–to, arrived from–to or None, facts) of uncoded goods."""
    return _LINES(conn, batches=batches)


def sprayed(conn: Connection, batches: Collection[int]) -> list[int]:
    """Standing disinfections of batches."""
    return _SPRAYED.column(conn, batches=batches)


def cleaned(conn: Connection, zones: Collection[int]) -> Rows:
    """(zone, moment) of disinfections of zones to protocol."""
    return _CLEANED(conn, zones=zones)
