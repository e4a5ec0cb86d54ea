"""Keep an outbox: what authorities and subscribers are to be told, written with the act it tells.

A notice is sent after its act was committed, for as many days as it takes.

Revision ID: 2026_12_01
Revises: 2026_11_30
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_01"
down_revision = "2026_11_30"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("state <> 'sent'")


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", BIG, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", BIG, nullable=False),
        sa.Column("due", BIG, nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("settled", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(
        "ix_notice_open",
        "notice",
        ["destination", "subject", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    """Evidence is restored from a backup, not migrated backwards."""
    raise RuntimeError("downgrades are refused: restore a backup")
