"""Follow contacts: who was in the same room in the same hours, and what one person handled in a shift.

Intervals say how early they may have begun, so that an unsure time hides nobody; times in rooms are
kept, from the facts of laying goods into them; and there is an index for each of these questions.

Revision ID: 2026_11_30
Revises: 2026_11_29
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30"
down_revision = "2026_11_29"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SINCE = "UPDATE {0} SET since_from = (SELECT happened_from FROM fact WHERE fact.id = {0}.in_fact)"


def upgrade() -> None:
    for name in ("stay", "containment"):
        op.add_column(name, sa.Column("since_from", BIG, nullable=False, server_default="0"))
        op.execute(_SINCE.format(name))
    op.create_index("ix_item_batch_id", "item", ["batch", "id"])
    op.create_index("ix_stay_met", "stay", ["place", "until", "since_from", "item"])
    op.create_index("ix_fact_actor_happened_to", "fact", ["actor", "happened_to"])
    op.create_table(
        "lodging",
        *(sa.Column(name, BIG, nullable=False) for name in ("zone", "since", "item", "in_fact")),
        sa.Column("since_from", BIG, nullable=False),
        sa.Column("until", BIG, nullable=True),
        sa.Column("out_fact", BIG, nullable=True),
        sa.PrimaryKeyConstraint("zone", "since", "item", "in_fact", name="pk_lodging"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_lodging_item_since", "lodging", ["item", "since"])
    op.create_index("ix_lodging_met", "lodging", ["zone", "until", "since_from", "item"])
    _fill()


def _fill() -> None:
    """Rooms, from every standing fact that laid something into one, until the next or until it left."""
    bind = op.get_bind()
    laid = (
        "SELECT id, kind, body, happened_from, happened_to FROM fact "
        "WHERE kind IN ('put_away', 'seen', 'stock_counted') "
        "AND id NOT IN (SELECT corrects FROM fact WHERE corrects IS NOT NULL) "
        "ORDER BY happened_to, id"
    )
    turns: dict[int, list[tuple[int, int, int, int | None]]] = defaultdict(list)
    for fact, kind, body, earliest, at in bind.execute(sa.text(laid)).all():
        told = json.loads(body)
        for item in _with_contents(bind, _named(told, kind), at):
            turns[item].append((at, fact, earliest, told["zone"] if kind == "put_away" else None))
    rows = [row for item, told in turns.items() for row in _lodged(bind, item, told)]
    if rows:
        names = ("zone", "since", "item", "in_fact", "since_from", "until", "out_fact")
        marks = ", ".join(f":{name}" for name in names)
        insert = sa.text(f"INSERT INTO lodging ({', '.join(names)}) VALUES ({marks})")  # noqa: S608
        bind.execute(insert, rows)


def _named(told: dict[str, Any], kind: str) -> list[int]:
    found = {"put_away": told.get("load", {}).get("items"), "seen": told.get("items")}
    return list(found.get(kind, told.get("found")) or ())


def _with_contents(bind: Any, items: Iterable[int], at: int) -> Iterator[int]:
    """Items, and what stood on those that are pallets at a moment."""
    inside = sa.text(
        "SELECT item FROM containment WHERE container = :item AND since <= :at "
        "AND (until IS NULL OR until > :at)"
    )
    for item in items:
        yield item
        yield from bind.execute(inside, {"item": item, "at": at}).scalars()


def _lodged(bind: Any, item: int, turns: list[Any]) -> Iterator[dict[str, Any]]:
    ends = sa.text("SELECT since, until, out_fact FROM stay WHERE item = :item")
    stays = bind.execute(ends, {"item": item}).all()
    for n, (at, fact, earliest, zone) in enumerate(turns):
        here = [(u, out) for since, u, out in stays if since <= at and (u is None or u > at)]
        before = turns[n - 1][3] if n else None
        if zone is None or not here or (zone == before and _still(stays, turns[n - 1][0], at)):
            continue
        until, out = here[0]
        following = [(a, f) for a, f, _, z in turns[n + 1 :] if z != zone]
        if following and (until is None or following[0][0] < until):
            until, out = following[0]
        yield {
            "zone": zone, "since": at, "item": item, "in_fact": fact, "since_from": earliest,
            "until": until, "out_fact": out,
        }  # fmt: skip


def _still(stays: Any, before: int, at: int) -> bool:
    """Whether an item had not left between two moments."""
    return not any(until is not None and before <= until <= at for _, until, _ in stays)


def downgrade() -> None:
    """Evidence is restored from a backup, not migrated backwards."""
    raise RuntimeError("downgrades are refused: restore a backup")
