"""Share the sending among server processes, and keep what was fetched from laboratories.

One process at a time sends: it holds a lease, which runs out when the process was killed. Reports are
kept as they came, so that each is applied once and a bad one waits for a person.

Revision ID: 2026_12_02
Revises: 2026_12_01
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_02"
down_revision = "2026_12_01"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "lab_cursor",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("asked", BIG, nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_lab_cursor")),
    )
    op.create_table(
        "lab_report",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("came", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("fact", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lab_report")),
        sa.UniqueConstraint("source", "ref", name=op.f("uq_lab_report_source_ref")),
    )
    op.create_index("ix_notice_settled", "notice", ["destination", "settled"])
    op.create_index(op.f("ix_lab_report_state"), "lab_report", ["state"])


def downgrade() -> None:
    """Evidence is restored from a backup, not migrated backwards."""
    raise RuntimeError("downgrades are refused: restore a backup")
