"""What a set of batches and items has become and reached: holders, places, vehicles, people.

Each question is one statement over sets, however many packages there are. ``batches`` are meant whole;
``items`` are packages of other batches, each by itself.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from app.store.many import Many, Rows

#: Facts by which somebody had the goods in their hands.
HANDLING = (
    "gated_in", "unloaded", "packages_coded", "sample_taken", "disinfected", "shipped", "accepted",
    "put_away", "put_on_sale", "sold", "returned_abroad", "destroyed", "seen", "put_on_pallet",
    "taken_off_pallet", "split", "merged", "processed", "stock_counted",
)  # fmt: skip

_DESCENDED = Many("""
WITH RECURSIVE reach(item) AS (
  SELECT id FROM {seeds} AS seed
  UNION
  SELECT edge.child FROM reach THEN JOIN edge ON edge.parent = reach.item
)
SELECT item.id, item.kind FROM reach THEN JOIN item ON item.id = reach.item LIMIT :most
""")
_ON_PALLETS = Many("""
SELECT DISTINCT inside.item FROM {items} AS wanted
THEN JOIN containment AS inside ON inside.container = wanted.id
""")
_PACKAGES = """
  SELECT item.id, item.site, item.party, item.disposition, item.movement, item.pieces, item.grams
  FROM {batches} AS whole THEN JOIN item ON item.batch = whole.id WHERE item.kind = 'package'
  UNION ALL
  SELECT item.id, item.site, item.party, item.disposition, item.movement, item.pieces, item.grams
  FROM {items} AS single THEN JOIN item ON item.id = single.id WHERE item.kind = 'package'
"""
_HOLDINGS = Many(f"""
SELECT site, party, disposition, CAST(sum(pieces) AS BIGINT), CAST(sum(grams) AS BIGINT),
       CAST(sum(packages) AS BIGINT) FROM (
  SELECT coalesce(p.site, (SELECT max(to_site) FROM movement WHERE movement.id = p.movement), 0)
           AS site, p.party, p.disposition, p.pieces, p.grams,
         CASE WHEN p.pieces > 0 OR p.grams > 0 THEN 1 ELSE 0 END AS packages
  FROM ({_PACKAGES}) AS p
  UNION ALL
  SELECT stock.site, stock.party, stock.disposition, stock.pieces - stock.short_pieces,
         stock.grams - stock.short_grams, 0
  FROM {{batches}} AS whole THEN JOIN stock ON stock.batch = whole.id
) AS every GROUP BY site, party, disposition ORDER BY site, party, disposition
""")  # noqa: S608 - our own words
_HOLDERS = Many("""
SELECT site.id, site.code, site.name, site.region, site.lat_e6, site.lon_e6, site.duty_phone, site.kind
FROM {sites} AS wanted THEN JOIN site ON site.id = wanted.id
""")
_FIRMS = Many("""
SELECT party.id, party.name, party.region
FROM {parties} AS wanted THEN JOIN party ON party.id = wanted.id
""")
_STOOD = Many(f"""
SELECT stay.place, min(stay.since), count(DISTINCT stay.item)
FROM ({_PACKAGES}) AS p THEN JOIN stay ON stay.item = p.id GROUP BY stay.place ORDER BY stay.place
""")  # noqa: S608
_LINES = f"""
  SELECT line.id FROM ({_PACKAGES}) AS p THEN JOIN movement AS line ON line.item = p.id
  UNION
  SELECT line.id FROM {{batches}} AS whole THEN JOIN movement AS line ON line.item = whole.id
  UNION
  SELECT line.id FROM ({_PACKAGES}) AS p THEN JOIN containment AS inside ON inside.item = p.id
  THEN JOIN movement AS line ON line.item = inside.container AND line.departed_to >= inside.since
    AND (inside.until IS NULL OR line.departed_from <= inside.until)
  UNION
  SELECT line.id FROM {{items}} AS single THEN JOIN item ON item.id = single.id
  THEN JOIN stay ON stay.item = item.id
  THEN JOIN movement AS line ON line.item = item.batch AND line.fact = stay.out_fact AND line.wide
"""  # noqa: S608
_MOVED = Many(f"""
SELECT DISTINCT line.id, line.from_site, line.to_site, line.plate, line.departed_from, line.departed_to,
       line.arrived_from, line.arrived_to, line.fact, line.accepted
FROM ({_LINES}) AS found THEN JOIN movement AS line ON line.id = found.id
ORDER BY line.departed_from, line.id
""")  # noqa: S608
_BOOKED = Many("""
SELECT DISTINCT booking.plate, booking.warehouse FROM {batches} AS whole
THEN JOIN batch ON batch.id = whole.id THEN JOIN booking ON booking.id = batch.booking
ORDER BY booking.plate, booking.warehouse
""")
#: Facts of a whole batch that every one of its packages has been through.
_OF_ALL = ("gated_in", "unloaded", "packages_coded", "disinfected")
#: (fact): by which somebody had goods of ``batches`` and ``items`` in their hands: by themselves, with
#: all of their batch, on a pallet while they were on it, or when they were swept along.
FACTS = f"""
  SELECT about.fact FROM {{batches}} AS whole THEN JOIN fact_item AS about ON about.item = whole.id
  WHERE about.kind IN {HANDLING}
  UNION
  SELECT about.fact FROM ({_PACKAGES}) AS p THEN JOIN fact_item AS about ON about.item = p.id
  WHERE about.kind IN {HANDLING}
  UNION
  SELECT about.fact FROM (
    SELECT DISTINCT inside.container, inside.since_from, inside.until
    FROM ({_PACKAGES}) AS p THEN JOIN containment AS inside ON inside.item = p.id
  ) AS ridden THEN JOIN fact_item AS about ON about.item = ridden.container
  THEN JOIN fact ON fact.id = about.fact
  WHERE about.kind IN {HANDLING} AND fact.happened_to >= ridden.since_from
    AND (ridden.until IS NULL OR fact.happened_from <= ridden.until)
  UNION
  SELECT about.fact FROM {{items}} AS single THEN JOIN item ON item.id = single.id
  THEN JOIN fact_item AS about ON about.item = item.batch WHERE about.kind IN {_OF_ALL}
  UNION
  SELECT stay.in_fact FROM {{items}} AS single THEN JOIN stay ON stay.item = single.id
  UNION
  SELECT stay.out_fact FROM {{items}} AS single THEN JOIN stay ON stay.item = single.id
"""  # noqa: S608
_HANDLED = Many(f"""
SELECT fact.actor, fact.party, count(*), min(fact.happened_from), max(fact.happened_to), max(fact.id)
FROM ({FACTS}) AS found LEFT JOIN fact AS newer ON newer.corrects = found.fact
THEN JOIN fact ON fact.id = found.fact WHERE newer.id IS NULL
GROUP BY fact.actor, fact.party ORDER BY fact.party, fact.actor
""")  # noqa: S608
_SPRAYED = Many("""
SELECT DISTINCT about.fact FROM {batches} AS whole
THEN JOIN fact_item AS about ON about.item = whole.id WHERE about.kind = 'disinfected'
""")
_PERSONS = Many("""
SELECT person.id, person.staff_no, person.post, person.party FROM {people} AS wanted
THEN JOIN person ON person.id = wanted.id
""")
_PACKAGES_OF = Many("""
SELECT item.id FROM {batches} AS whole THEN JOIN item ON item.batch = whole.id
WHERE item.kind = 'package'
""")
_COUNTED = Many("""
SELECT CAST(coalesce(sum(batch.pieces), 0) AS BIGINT), CAST(coalesce(sum(batch.grams), 0) AS BIGINT)
FROM {batches} AS whole THEN JOIN batch ON batch.id = whole.id
""")
_OF_BATCHES = Many(
    "SELECT item.id, item.batch FROM {items} AS wanted THEN JOIN item ON item.id = wanted.id"
)


def packages_of(conn: Connection, batches: Collection[int]) -> list[int]:
    """Every coded package of the batches."""
    return _PACKAGES_OF.column(conn, batches=batches)


def descended(conn: Connection, seeds: Collection[int], most: int) -> Rows:
    """(item, kind) of the seeds and everything made of them; ``most`` rows at most."""
    return _DESCENDED(conn, seeds=seeds, most=most)


def on_pallets(conn: Connection, items: Collection[int]) -> list[int]:
    """Everything that was ever on those of the items that are pallets."""
    return _ON_PALLETS.column(conn, items=items)


def batch_of(conn: Connection, items: Collection[int]) -> dict[int, int | None]:
    """The batch of each item; a pallet has none."""
    return dict(_OF_BATCHES(conn, items=items))


def received(conn: Connection, batches: Collection[int]) -> tuple[int, int]:
    """Pieces and grams that were counted off or made of the batches in all."""
    ((pieces, grams),) = _COUNTED(conn, batches=batches)
    return pieces, grams


def holdings(conn: Connection, batches: Collection[int], items: Collection[int]) -> Rows:
    """(site, party, disposition, pieces, grams, packages), site 0 for nowhere.

    Goods on their way count at the site they go to; what is short in a cell counts against it.
    """
    return _HOLDINGS(conn, batches=batches, items=items)


def sites(conn: Connection, ids: Collection[int]) -> Rows:
    """(id, code, name, region, lat_e6, lon_e6, duty_phone, kind) of sites."""
    return _HOLDERS(conn, sites=ids)


def firms(conn: Connection, ids: Collection[int]) -> Rows:
    """(id, name, region) of parties."""
    return _FIRMS(conn, parties=ids)


def stood(conn: Connection, batches: Collection[int], items: Collection[int]) -> Rows:
    """(site, since, packages): where coded packages have ever stood, since when (microseconds)."""
    return _STOOD(conn, batches=batches, items=items)


def moved(conn: Connection, batches: Collection[int], items: Collection[int]) -> Rows:
    """(movement, from, to, plate, departed from–to, arrived from–to or None, facts) in time order.

    By itself, as uncoded pieces, in a sweep, or on a pallet while it was on it.
    """
    return _MOVED(conn, batches=batches, items=items)


def booked(conn: Connection, batches: Collection[int]) -> Rows:
    """(plate, warehouse) of the vehicles that the batches came in on."""
    return [row for row in _BOOKED(conn, batches=batches) if row[0]]


def handled(conn: Connection, batches: Collection[int], items: Collection[int]) -> Rows:
    """(person, party, facts, first, last, newest fact): who had the goods in their hands."""
    return [row for row in _HANDLED(conn, batches=batches, items=items) if row[0] is not None]


def sprayed(conn: Connection, batches: Collection[int]) -> list[int]:
    """Disinfections of the batches, whose operators are told in the facts themselves."""
    return _SPRAYED.column(conn, batches=batches)


def persons(conn: Connection, ids: Collection[int]) -> Rows:
    """(id, staff number, post, party) of persons."""
    return _PERSONS(conn, people=ids)
