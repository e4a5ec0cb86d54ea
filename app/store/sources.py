"""What lies upstream of some cases: lineage, import batches and their papers, places, vehicles."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from app.store.many import Many, Rows

_UP = """
WITH RECURSIVE up(root, item) AS (
  SELECT id, id FROM {cases} AS wanted
  UNION
  SELECT item.id, coalesce(item.batch, item.id) FROM {cases} AS wanted
  THEN JOIN item ON item.id = wanted.id
  UNION
  SELECT up.root, edge.parent FROM up THEN JOIN edge BY ix_edge_child_parent ON edge.child = up.item
)
"""
_LINEAGE = Many(f"""
{_UP}
SELECT DISTINCT up.root, lot.batch FROM up THEN JOIN item ON item.id = up.item
THEN JOIN item_batch AS lot ON lot.item = item.batch
UNION
SELECT DISTINCT up.root, item.batch FROM up THEN JOIN item ON item.id = up.item
LIMIT :most
""")  # noqa: S608 - our own words
_PAPERS = Many("""
SELECT batch.id, batch.no, plant.country, plant.number, owner.name, booking.container,
       booking.declaration, booking.plate, site.code, site.region
FROM {batches} AS wanted THEN JOIN batch ON batch.id = wanted.id
LEFT JOIN plant ON plant.id = batch.plant
LEFT JOIN party AS owner ON owner.id = batch.owner
LEFT JOIN booking ON booking.id = batch.booking
LEFT JOIN site ON site.id = booking.warehouse
""")
_PLACES = Many(f"""
{_UP}
SELECT up.root, stay.place, min(stay.since_from) FROM up THEN JOIN stay ON stay.item = up.item
GROUP BY up.root, stay.place
""")  # noqa: S608
_RIDDEN = Many(f"""
{_UP}
SELECT DISTINCT up.root, line.plate, line.departed_from
FROM up THEN JOIN movement AS line ON line.item = up.item
UNION
SELECT DISTINCT up.root, line.plate, line.departed_from
FROM up THEN JOIN containment AS inside ON inside.item = up.item
THEN JOIN movement AS line ON line.item = inside.container AND line.departed_to >= inside.since_from
  AND (inside.until IS NULL OR line.departed_from <= inside.until)
""")  # noqa: S608
_SAMPLED = Many("""
SELECT sample.fact FROM sample WHERE sample.tube = :tube
""")
_UPSTREAM = Many("""
WITH RECURSIVE up(item, depth) AS (
  SELECT id, 0 FROM {cases} AS wanted
  UNION
  SELECT coalesce(item.batch, item.id), 1 FROM {cases} AS wanted
  THEN JOIN item ON item.id = wanted.id
  UNION
  SELECT edge.parent, up.depth + 1 FROM up
  THEN JOIN edge BY ix_edge_child_parent ON edge.child = up.item
)
SELECT item.id, item.kind, label.code, batch.no, min(up.depth), item.born, item.pieces, item.grams
FROM up THEN JOIN item ON item.id = up.item
LEFT JOIN label ON label.item = item.id LEFT JOIN batch ON batch.id = item.batch
GROUP BY item.id, item.kind, label.code, batch.no, item.born, item.pieces, item.grams
ORDER BY min(up.depth), item.id LIMIT :most
""")
_EDGES = Many("""
SELECT edge.parent, edge.child, edge.fact FROM {items} AS wanted
THEN JOIN edge BY ix_edge_child_parent ON edge.child = wanted.id
""")
_FACTS = Many("""
SELECT about.item, fact.id, fact.kind, fact.happened_from, fact.happened_to, fact.entered, site.code,
       fact.actor, fact.corrects,
       (SELECT min(newer.id) FROM fact AS newer WHERE newer.corrects = fact.id)
FROM {items} AS wanted THEN JOIN fact_item AS about ON about.item = wanted.id
THEN JOIN fact ON fact.id = about.fact LEFT JOIN site ON site.id = fact.place
WHERE about.kind <> 'trace_asked'
ORDER BY fact.happened_to, fact.id LIMIT :most
""")

NODES = ("item", "kind", "code", "batch", "depth", "born", "pieces", "grams")
FACTS = (
    "item", "fact", "kind", "happened_from", "happened_to", "entered", "site", "person", "corrects",
    "corrected_by",
)  # fmt: skip
PAPERS = (
    "batch_id", "batch", "country", "plant", "owner", "container", "declaration", "plate", "warehouse",
    "region",
)  # fmt: skip


def lineage(conn: Connection, cases: Collection[int], most: int) -> Rows:
    """(case, batch): every batch that a case is of or was made of, however far back."""
    # what leaves rows out stands here and not in the statement: SQLite would first read the whole table
    # into a Bloom filter for a condition on the joined table alone
    return [row for row in _LINEAGE(conn, cases=cases, most=most) if row[1] is not None]


def papers(conn: Connection, batches: Collection[int]) -> Rows:
    """PAPERS of batches: where they came from and on which vehicle."""
    return _PAPERS(conn, batches=batches)


def places(conn: Connection, cases: Collection[int]) -> Rows:
    """(case, site, since): where a case or what it was made of has stood."""
    return _PLACES(conn, cases=cases)


def ridden(conn: Connection, cases: Collection[int]) -> Rows:
    """(case, plate, departed): vehicles that carried a case or what it was made of."""
    return [row for row in _RIDDEN(conn, cases=cases) if row[1]]


def sampled(conn: Connection, tube: str) -> int | None:
    """The fact of taking the sample in a tube."""
    found = _SAMPLED(conn, tube=tube)
    return int(found[0][0]) if found else None


def upstream(conn: Connection, cases: Collection[int], most: int) -> Rows:
    """NODES: the cases and everything they were made of, nearest first."""
    return _UPSTREAM(conn, cases=cases, most=most)


def edges(conn: Connection, items: Collection[int]) -> Rows:
    """(parent, child, fact): what each of the items was made of."""
    return _EDGES(conn, items=items)


def facts(conn: Connection, items: Collection[int], most: int) -> Rows:
    """FACTS about items in the order of their history, the corrected ones too."""
    return _FACTS(conn, items=items, most=most)
