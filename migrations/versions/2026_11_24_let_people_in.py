"""Let people in: accounts, sessions, keys, roles, and the answers that retries get again.

Beside the ledger, not part of it: secrets are kept as hashes, and a role is a fact whose present
state is ``role_grant``.

Revision ID: 2026_11_24
Revises: 2026_11_23
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_24"
down_revision = "2026_11_23"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("person", BIG, autoincrement=False, nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("created", BIG, nullable=False),
        sa.Column("disabled", BIG, nullable=True),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
    )
    op.create_table(
        "answer",
        sa.Column("party", BIG, autoincrement=False, nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("status", BIG, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("entered", BIG, nullable=False),
        sa.CheckConstraint("length(body) <= 65536", name=op.f("ck_answer_body")),
        sa.PrimaryKeyConstraint("party", "device", "key", name=op.f("pk_answer")),
    )
    op.create_table(
        "api_key",
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("person", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("created", BIG, nullable=False),
        sa.Column("expires", BIG, nullable=False),
        sa.Column("revoked", BIG, nullable=True),
        sa.PrimaryKeyConstraint("prefix", name=op.f("pk_api_key")),
    )
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_key_person"), ["person"], unique=False)

    op.create_table(
        "badge",
        sa.Column("person", BIG, autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("pin", sa.Text(), nullable=False),
        sa.Column("issued", BIG, nullable=False),
        sa.Column("misses", BIG, nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_badge")),
        sa.UniqueConstraint("code", name=op.f("uq_badge_code")),
    )
    op.create_table(
        "device",
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("party", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("enrolled", BIG, nullable=False),
        sa.Column("enroller", BIG, nullable=False),
        sa.Column("revoked", BIG, nullable=True),
        sa.PrimaryKeyConstraint("prefix", name=op.f("pk_device")),
    )
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_device_party"), ["party"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("as_of", BIG, nullable=False),
        sa.Column("as_fact", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", BIG, nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("created", BIG, nullable=False),
        sa.Column("expires", BIG, nullable=False),
        sa.Column("ended", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_person"), ["person"], unique=False)


def downgrade() -> None:
    """Evidence is restored from a backup, not migrated backwards."""
    raise RuntimeError("downgrades are refused: restore a backup")
