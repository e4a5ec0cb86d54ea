"""Sign certificates: public keys, who signed, copies on paper, and what left under which certificate.

Certificates from before are unsigned until they are printed. What had left under them is filled in from
the shipments that nobody corrected.

Revision ID: 2026_11_29
Revises: 2026_11_28
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29"
down_revision = "2026_11_28"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SHIPPED = (
    "SELECT id, body FROM fact WHERE kind = 'shipped' "
    "AND NOT EXISTS (SELECT 1 FROM fact newer WHERE newer.corrects = fact.id) ORDER BY id"
)


def upgrade() -> None:
    op.add_column("certificate", sa.Column("signed", BIG, nullable=True))
    op.add_column("certificate", sa.Column("copies", BIG, nullable=False, server_default="0"))
    op.create_table(
        "signing_key",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("kid", sa.Text(), nullable=False),
        sa.Column("x", sa.Text(), nullable=False),
        sa.Column("since", BIG, nullable=False),
        sa.Column("until", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        sa.UniqueConstraint("kid", name=op.f("uq_signing_key_kid")),
    )
    op.create_table(
        "certificate_use",
        sa.Column("certificate", BIG, autoincrement=False, nullable=False),
        sa.Column("fact", BIG, autoincrement=False, nullable=False),
        sa.Column("pieces", BIG, nullable=False),
        sa.PrimaryKeyConstraint("certificate", "fact", name=op.f("pk_certificate_use")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_certificate_use_fact", "certificate_use", ["fact"])
    _say_what_has_left()


def _say_what_has_left() -> None:
    bind = op.get_bind()
    insert = sa.text("INSERT INTO certificate_use VALUES (:certificate, :fact, :pieces)")
    for fact, body in bind.execute(sa.text(SHIPPED)).all():
        for use in json.loads(body).get("uses", []):
            bind.execute(insert, {"fact": fact, **use})


def downgrade() -> None:
    """Evidence is restored from a backup, not migrated backwards."""
    raise RuntimeError("downgrades are refused: restore a backup")
