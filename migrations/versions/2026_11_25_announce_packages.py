"""Announce packages: manifests, and the plant's own carton codes before the goods come.

Staged in small transactions, so that scans go on meanwhile; packages whose manifest has no row here
have no effect.

Revision ID: 2026_11_25
Revises: 2026_11_24
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25"
down_revision = "2026_11_24"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "announced",
        sa.Column("batch", BIG, autoincrement=False, nullable=False),
        sa.Column("ordinal", BIG, autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("pieces", BIG, nullable=False),
        sa.Column("grams", BIG, nullable=False),
        sa.Column("manifest", BIG, nullable=False),
        sa.PrimaryKeyConstraint("batch", "ordinal", name=op.f("pk_announced")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("alias", recreate="auto") as batch_op:
        batch_op.drop_constraint("pk_alias", type_="primary")
        batch_op.create_primary_key("pk_alias", ["value", "scheme", "item"])

    op.create_table(
        "manifest",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("booking", BIG, nullable=False),
        sa.Column("rows", BIG, nullable=False),
        sa.Column("left_out", BIG, nullable=False),
        sa.Column("fact", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manifest")),
    )
    with op.batch_alter_table("manifest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_manifest_booking"), ["booking"], unique=False)
        batch_op.create_index(batch_op.f("ix_manifest_sha256"), ["sha256"], unique=False)


def downgrade() -> None:
    """Evidence is restored from a backup, not migrated backwards."""
    raise RuntimeError("downgrades are refused: restore a backup")
