"""Keep attachments: who brought which file, and which facts name it.

The files lie beside the database, by their SHA-256. ``attachment_fact`` is a projection, so what
facts said before this is filled in here.

Revision ID: 2026_11_26
Revises: 2026_11_25
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26"
down_revision = "2026_11_25"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("party", BIG, autoincrement=False, nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("bytes", BIG, nullable=False),
        sa.Column("width", BIG, nullable=False),
        sa.Column("height", BIG, nullable=False),
        sa.Column("created", BIG, nullable=False),
        sa.PrimaryKeyConstraint("sha256", "party", name=op.f("pk_attachment")),
        sqlite_with_rowid=False,
    )
    named = op.create_table(
        "attachment_fact",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("fact", BIG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("sha256", "fact", name=op.f("pk_attachment_fact")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("attachment_fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_fact_fact"), ["fact"], unique=False)
    rows = _named_before()
    if rows:
        op.bulk_insert(named, rows)


def _named_before() -> list[dict[str, object]]:
    """What standing facts name already."""
    found = op.get_bind().execute(
        sa.text(
            "SELECT id, body FROM fact WHERE kind IN ('document_filed', 'disinfected') "
            "AND NOT EXISTS (SELECT 1 FROM fact AS newer WHERE newer.corrects = fact.id)"
        )
    )
    rows = []
    for fact, body in found:
        told = json.loads(body)
        digests = (*told.get("photos", ()), told.get("sha256"))
        rows += [{"sha256": each, "fact": fact} for each in dict.fromkeys(digests) if each]
    return rows


def downgrade() -> None:
    """Evidence is restored from a backup, not migrated backwards."""
    raise RuntimeError("downgrades are refused: restore a backup")
