"""Keep lists quick: an index for everything they are read by, and on a tube what became of it.

What laboratories had said before this is filled in from their facts.

Revision ID: 2026_11_27
Revises: 2026_11_26
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27"
down_revision = "2026_11_26"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

INDEXES = {
    "batch": (["owner"],),
    "booking": (["owner"], ["warehouse"]),
    "certificate": (["consignee"],),
    "fact_item": (["fact"],),
    "hold": (["placed"], ["lifted"]),
    "item": (["party", "id"],),
    "movement": (["from_party", "id"], ["to_party", "id"]),
    "stock": (["party", "batch"],),
}


def upgrade() -> None:
    op.add_column("sample", sa.Column("outcome", sa.Text(), nullable=False, server_default=""))
    op.add_column("sample", sa.Column("laboratory", BIG, nullable=True))
    op.add_column("sample", sa.Column("verdict", sa.Text(), nullable=False, server_default=""))
    for name, indexes in INDEXES.items():
        for columns in indexes:
            op.create_index(f"ix_{name}_{'_'.join(columns)}", name, columns)
    _say_what_laboratories_said()


def _say_what_laboratories_said() -> None:
    """The newest handling and round of each tube, in the order in which they were entered."""
    bind = op.get_bind()
    said = "SELECT kind, body FROM fact WHERE kind IN ('sample_handled', 'result_reported') ORDER BY id"
    for kind, body in bind.execute(sa.text(said)).all():
        told = json.loads(body)
        if kind == "sample_handled":
            change = "UPDATE sample SET outcome = :outcome, laboratory = :laboratory WHERE id = :sample"
        else:
            change = "UPDATE sample SET verdict = :verdict WHERE id = :sample"
        named = ("sample", "outcome", "laboratory", "verdict")
        bind.execute(sa.text(change), {name: told[name] for name in named if name in told})


def downgrade() -> None:
    """Evidence is restored from a backup, not migrated backwards."""
    raise RuntimeError("downgrades are refused: restore a backup")
