"""From what somebody knows without any number to the batches it can stand for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, or_, select

from app.store.many import Many
from app.store.scope import HANDLING
from app.store.tables import table

#: Facts by which goods came to a place or left it.
_MOVING = ("gated_in", "unloaded", "shipped", "accepted", "seen", "returned_abroad", "destroyed")
_ENTERED = f"""
  SELECT about.item, fact.happened_from, fact.happened_to FROM fact
  THEN JOIN fact_item AS about ON about.fact = fact.id
  WHERE fact.actor = :person AND fact.happened_to >= :since AND fact.happened_from <= :until
    AND (:site = 0 OR fact.place = :site) AND about.kind IN {HANDLING}
    AND NOT EXISTS (SELECT 1 FROM fact AS newer WHERE newer.corrects = fact.id)
"""  # noqa: S608 - our own words
_HANDLED = Many(f"""
SELECT item.batch FROM ({_ENTERED}) AS done THEN JOIN item ON item.id = done.item
WHERE item.batch IS NOT NULL
UNION
SELECT item.batch FROM ({_ENTERED}) AS done
THEN JOIN containment AS inside ON inside.container = done.item
  AND inside.since_from <= done.happened_to
  AND (inside.until IS NULL OR inside.until >= done.happened_from)
THEN JOIN item ON item.id = inside.item
""")  # noqa: S608
_WERE_AT = Many("""
SELECT DISTINCT item.batch FROM (
  SELECT item FROM stay WHERE place = :site AND until >= :since AND since_from <= :until
  UNION
  SELECT item FROM stay WHERE place = :site AND until IS NULL AND since_from <= :until
) AS met THEN JOIN item ON item.id = met.item WHERE item.batch IS NOT NULL
""")
_WERE_IN = Many("""
SELECT DISTINCT item.batch FROM (
  SELECT item FROM lodging WHERE zone = :zone AND until >= :since AND since_from <= :until
  UNION
  SELECT item FROM lodging WHERE zone = :zone AND until IS NULL AND since_from <= :until
) AS met THEN JOIN item ON item.id = met.item WHERE item.batch IS NOT NULL
""")
_RODE = Many("""
SELECT DISTINCT item.batch FROM (
  SELECT line.item FROM movement AS line WHERE line.plate = :plate AND line.departed_from <= :until
    AND (line.arrived_to IS NULL OR line.arrived_to >= :since)
  UNION
  SELECT inside.item FROM movement AS line
  THEN JOIN containment AS inside ON inside.container = line.item
    AND inside.since_from <= line.departed_to
    AND (inside.until IS NULL OR inside.until >= line.departed_from)
  WHERE line.plate = :plate AND line.departed_from <= :until
    AND (line.arrived_to IS NULL OR line.arrived_to >= :since)
  UNION
  SELECT batch.id FROM booking THEN JOIN batch ON batch.booking = booking.id
  WHERE booking.plate = :plate AND booking.slot_from >= :since AND booking.slot_from <= :until
) AS rode THEN JOIN item ON item.id = rode.item WHERE item.batch IS NOT NULL
""")
_WITHIN = Many(f"""
SELECT wanted.id FROM {{batches}} AS wanted WHERE EXISTS (
  SELECT 1 FROM fact_item AS about JOIN fact ON fact.id = about.fact
  WHERE about.item = wanted.id AND about.kind IN {_MOVING}
    AND fact.happened_to >= :since AND fact.happened_from <= :until
) OR EXISTS (
  SELECT 1 FROM item JOIN stay ON stay.item = item.id
  WHERE item.batch = wanted.id AND stay.since >= :since AND stay.since_from <= :until
)
""")  # noqa: S608
_FORWARDED = Many("""
SELECT DISTINCT item.batch FROM {parties} AS firm
THEN JOIN movement AS line ON line.from_party = firm.id THEN JOIN item ON item.id = line.item
""")


def handled(conn: Connection, person: int, site: int, since: int, until: int) -> list[int]:
    """Batches that a person handled within a time (microseconds), at a site or (0) anywhere."""
    return _HANDLED.column(conn, person=person, site=site, since=since, until=until)


def were_at(conn: Connection, site: int, since: int, until: int) -> list[int]:
    """Batches of coded goods that can have been at a site within a time."""
    return _WERE_AT.column(conn, site=site, since=since, until=until)


def were_in(conn: Connection, zone: int, since: int, until: int) -> list[int]:
    """Batches of coded goods that can have been in a zone within a time."""
    return _WERE_IN.column(conn, zone=zone, since=since, until=until)


def rode(conn: Connection, plate: str, since: int, until: int) -> list[int]:
    """Batches of goods that rode on a vehicle within a time, or came in on it."""
    return _RODE.column(conn, plate=plate, since=since, until=until)


def within(conn: Connection, batches: Collection[int], since: int, until: int) -> list[int]:
    """Those of the batches whose goods came to some place, or left one, within a time."""
    return _WITHIN.column(conn, batches=batches, since=since, until=until)


def described(conn: Connection, known: dict[str, str]) -> list[int]:
    """Batches by ``product`` (code), ``origin`` (country) and ``plant`` (number), as given."""
    batch, product, plant = table("batch"), table("product"), table("plant")
    query = select(batch.c.id)
    if "product" in known:
        query = query.join(product, product.c.id == batch.c.product)
        query = query.where(product.c.code == known["product"])
    if "plant" in known:
        query = query.join(plant, plant.c.id == batch.c.plant)
        query = query.where(plant.c.number == known["plant"])
    if "origin" in known:
        query = query.where(batch.c.origin == known["origin"])
    return list(conn.execute(query.order_by(batch.c.id)).scalars())


def suppliers(conn: Connection, name: str) -> list[int]:
    """Parties by credit code or by their exact name in either language."""
    party = table("party")
    known = or_(party.c.uscc == name, party.c.name == name, party.c.name_en == name)
    return list(conn.execute(select(party.c.id).where(known)).scalars())


def supplied(conn: Connection, parties: Collection[int]) -> list[int]:
    """Batches that parties imported, made, or sent on to somebody."""
    batch = table("batch")
    owned: Any = select(batch.c.id).where(batch.c.owner.in_(parties))
    sent = (batch for batch in _FORWARDED.column(conn, parties=parties) if batch is not None)
    return [*conn.execute(owned).scalars(), *sent]
