"""Keep prints: which labels were printed and sent to printers, and which are void.

Nothing was printed before on record, so there is nothing to fill in.

Revision ID: 2026_11_28
Revises: 2026_11_27
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28"
down_revision = "2026_11_27"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "print_job",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("batch", BIG, nullable=True),
        sa.Column("roll", sa.Text(), nullable=False),
        sa.Column("party", BIG, nullable=False),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("labels", BIG, nullable=False),
        sa.Column("reprints", BIG, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("fact", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
    )
    with op.batch_alter_table("print_job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_print_job_batch"), ["batch"], unique=False)
        batch_op.create_index(batch_op.f("ix_print_job_party_id"), ["party", "id"], unique=False)

    op.create_table(
        "print_sending",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("printing", BIG, nullable=False),
        sa.Column("printer", sa.Text(), nullable=False),
        sa.Column("since", BIG, nullable=False),
        sa.Column("until", BIG, nullable=True),
        sa.Column("bytes", BIG, nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("fact", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_sending")),
    )
    with op.batch_alter_table("print_sending", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_print_sending_printing"), ["printing"], unique=False)

    op.create_table(
        "printed",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("copy_no", BIG, autoincrement=False, nullable=False),
        sa.Column("printing", BIG, nullable=False),
        sa.Column("n", BIG, nullable=False),
        sa.PrimaryKeyConstraint("token", "copy_no", name=op.f("pk_printed")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("printed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_printed_printing_n"), ["printing", "n"], unique=False)

    op.create_table(
        "void_label",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("item", BIG, nullable=True),
        sa.Column("roll", sa.Text(), nullable=False),
        sa.Column("party", BIG, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("fact", BIG, nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_void_label")),
        sa.UniqueConstraint("code", name=op.f("uq_void_label_code")),
    )
    with op.batch_alter_table("void_label", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_void_label_item"), ["item"], unique=False)


def downgrade() -> None:
    """Evidence is restored from a backup, not migrated backwards."""
    raise RuntimeError("downgrades are refused: restore a backup")
