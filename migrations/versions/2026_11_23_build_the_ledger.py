"""Build the ledger, its guards and its projections.

The evidence tables refuse UPDATE and DELETE by trigger on both databases, so that a bug or a hurried
administrator cannot rewrite what happened; a correction is a new fact. Ids come from the application
(SQLite: the counter table under its single write lock; PostgreSQL: sequences).

Revision ID: 2026_11_23
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EVIDENCE = ("fact", "fact_item", "log_entry")


def upgrade() -> None:
    op.create_table(
        "alias",
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("item", BIG, nullable=False),
        sa.PrimaryKeyConstraint("value", "scheme", name=op.f("pk_alias")),
    )
    op.create_table(
        "asset_disinfection",
        sa.Column("fact", BIG, autoincrement=False, nullable=False),
        sa.Column("plate", sa.Text(), nullable=False),
        sa.Column("zone", BIG, nullable=True),
        sa.Column("at", BIG, nullable=False),
        sa.Column("valid", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("fact", name=op.f("pk_asset_disinfection")),
    )
    with op.batch_alter_table("asset_disinfection", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_asset_disinfection_plate_at"), ["plate", "at"], unique=False
        )

    op.create_table(
        "batch",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("no", sa.Text(), nullable=False),
        sa.Column("booking", BIG, nullable=True),
        sa.Column("owner", BIG, nullable=False),
        sa.Column("product", BIG, nullable=False),
        sa.Column("plant", BIG, nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("produced", sa.Text(), nullable=False),
        sa.Column("expires", sa.Text(), nullable=False),
        sa.Column("import_lot", sa.Text(), nullable=False),
        sa.Column("declared_pieces", BIG, nullable=False),
        sa.Column("declared_grams", BIG, nullable=False),
        sa.Column("pieces", BIG, nullable=False),
        sa.Column("grams", BIG, nullable=False),
        sa.Column("coded", BIG, nullable=False),
        sa.Column("wide_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("no", name=op.f("uq_batch_no")),
    )
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_batch_booking"), ["booking"], unique=False)
        batch_op.create_index(batch_op.f("ix_batch_import_lot"), ["import_lot"], unique=False)
        batch_op.create_index(batch_op.f("ix_batch_plant"), ["plant"], unique=False)

    op.create_table(
        "booking",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("no", sa.Text(), nullable=False),
        sa.Column("owner", BIG, nullable=False),
        sa.Column("warehouse", BIG, nullable=False),
        sa.Column("plate", sa.Text(), nullable=False),
        sa.Column("declaration", sa.Text(), nullable=False),
        sa.Column("container", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.Column("port", sa.Text(), nullable=False),
        sa.Column("slot_from", BIG, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("no", name=op.f("uq_booking_no")),
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_container"), ["container"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_declaration"), ["declaration"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_plate"), ["plate"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_seal"), ["seal"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_slot_from"), ["slot_from"], unique=False)

    op.create_table(
        "certificate",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("no", sa.Text(), nullable=False),
        sa.Column("batch", BIG, nullable=False),
        sa.Column("consignee", BIG, nullable=False),
        sa.Column("pieces", BIG, nullable=False),
        sa.Column("used", BIG, nullable=False),
        sa.Column("deadline", BIG, nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("issued", BIG, nullable=False),
        sa.Column("since", BIG, nullable=False),
        sa.Column("revoked_at", BIG, nullable=True),
        sa.Column("revoked", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("no", name=op.f("uq_certificate_no")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_batch"), ["batch"], unique=False)

    op.create_table(
        "containment",
        sa.Column("container", BIG, autoincrement=False, nullable=False),
        sa.Column("since", BIG, autoincrement=False, nullable=False),
        sa.Column("item", BIG, autoincrement=False, nullable=False),
        sa.Column("in_fact", BIG, autoincrement=False, nullable=False),
        sa.Column("until", BIG, nullable=True),
        sa.Column("out_fact", BIG, nullable=True),
        sa.PrimaryKeyConstraint("container", "since", "item", "in_fact", name=op.f("pk_containment")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("containment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_containment_item_since"), ["item", "since"], unique=False)

    op.create_table(
        "document",
        sa.Column("fact", BIG, autoincrement=False, nullable=False),
        sa.Column("batch", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fact", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_number"), ["number"], unique=False)

    op.create_table(
        "edge",
        sa.Column("parent", BIG, autoincrement=False, nullable=False),
        sa.Column("child", BIG, autoincrement=False, nullable=False),
        sa.Column("fact", BIG, nullable=False),
        sa.PrimaryKeyConstraint("parent", "child", name=op.f("pk_edge")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("edge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edge_child_parent"), ["child", "parent"], unique=False)

    op.create_table(
        "fact",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("happened_from", BIG, nullable=False),
        sa.Column("happened_to", BIG, nullable=False),
        sa.Column("entered", BIG, nullable=False),
        sa.Column("device_time", BIG, nullable=True),
        sa.Column("actor", BIG, nullable=True),
        sa.Column("party", BIG, nullable=True),
        sa.Column("sent_by", BIG, nullable=True),
        sa.Column("device", sa.Text(), nullable=True),
        sa.Column("place", BIG, nullable=True),
        sa.Column("corrects", BIG, nullable=True),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["corrects"], ["fact.id"], name=op.f("fk_fact_corrects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
    )
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fact_corrects"), ["corrects"], unique=False)
        batch_op.create_index(batch_op.f("ix_fact_entered"), ["entered"], unique=False)

    op.create_table(
        "hold",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("target", BIG, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("since", BIG, nullable=False),
        sa.Column("until", BIG, nullable=True),
        sa.Column("placed", BIG, nullable=False),
        sa.Column("lifted", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hold_scope_target"), ["scope", "target"], unique=False)

    op.create_table(
        "item",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("batch", BIG, nullable=True),
        sa.Column("born", BIG, nullable=False),
        sa.Column("born_at", BIG, nullable=False),
        sa.Column("ordinal", BIG, nullable=False),
        sa.Column("pieces", BIG, nullable=False),
        sa.Column("grams", BIG, nullable=False),
        sa.Column("site", BIG, nullable=True),
        sa.Column("zone", BIG, nullable=True),
        sa.Column("party", BIG, nullable=False),
        sa.Column("container", BIG, nullable=True),
        sa.Column("movement", BIG, nullable=True),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("as_of", BIG, nullable=False),
        sa.Column("as_fact", BIG, nullable=False),
        sa.CheckConstraint("pieces >= 0", name=op.f("ck_item_pieces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
    )
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_item_batch_site_party"), ["batch", "site", "party"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_item_container"), ["container"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_movement"), ["movement"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_site_party"), ["site", "party"], unique=False)

    op.create_table(
        "item_batch",
        sa.Column("item", BIG, autoincrement=False, nullable=False),
        sa.Column("batch", BIG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("item", "batch", name=op.f("pk_item_batch")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("item_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_batch_batch_item"), ["batch", "item"], unique=False)

    op.create_table(
        "label",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("item", BIG, nullable=True),
        sa.Column("roll", sa.Text(), nullable=False),
        sa.Column("party", BIG, nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_label")),
        sa.UniqueConstraint("code", name=op.f("uq_label_code")),
    )
    with op.batch_alter_table("label", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_label_item"), ["item"], unique=False)
        batch_op.create_index(batch_op.f("ix_label_roll"), ["roll"], unique=False)

    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
    op.create_table(
        "movement",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("item", BIG, autoincrement=False, nullable=False),
        sa.Column("wide", sa.Boolean(), nullable=False),
        sa.Column("pieces", BIG, nullable=False),
        sa.Column("grams", BIG, nullable=False),
        sa.Column("from_site", BIG, nullable=False),
        sa.Column("from_party", BIG, nullable=False),
        sa.Column("to_site", BIG, nullable=False),
        sa.Column("to_party", BIG, nullable=False),
        sa.Column("plate", sa.Text(), nullable=False),
        sa.Column("departed_from", BIG, nullable=False),
        sa.Column("departed_to", BIG, nullable=False),
        sa.Column("fact", BIG, nullable=False),
        sa.Column("arrived_from", BIG, nullable=True),
        sa.Column("arrived_to", BIG, nullable=True),
        sa.Column("accepted", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", "item", name=op.f("pk_movement")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("movement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_movement_from_site"), ["from_site"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_movement_item_departed_from"), ["item", "departed_from"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_movement_plate"), ["plate"], unique=False)
        batch_op.create_index(batch_op.f("ix_movement_to_site"), ["to_site"], unique=False)

    op.create_table(
        "party",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("uscc", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("licence_expires", sa.Text(), nullable=False),
        sa.Column("as_of", BIG, nullable=False),
        sa.Column("as_fact", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
    )
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_party_uscc"), ["uscc"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("party", BIG, nullable=False),
        sa.Column("staff_no", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Text(), nullable=False),
        sa.Column("as_of", BIG, nullable=False),
        sa.Column("as_fact", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("party", "staff_no", name=op.f("uq_person_party_staff_no")),
    )
    op.create_table(
        "person_name",
        sa.Column("person", BIG, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_person_name")),
    )
    op.create_table(
        "plant",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("as_of", BIG, nullable=False),
        sa.Column("as_fact", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plant")),
        sa.UniqueConstraint("country", "number", name=op.f("uq_plant_country_number")),
    )
    op.create_table(
        "product",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("own_code", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("species", sa.Text(), nullable=False),
        sa.Column("hs_code", sa.Text(), nullable=False),
        sa.Column("storage", sa.Text(), nullable=False),
        sa.Column("low_dc", BIG, nullable=True),
        sa.Column("high_dc", BIG, nullable=True),
        sa.Column("key_product", sa.Boolean(), nullable=False),
        sa.Column("cold_chain", sa.Boolean(), nullable=False),
        sa.Column("shelf_days", BIG, nullable=True),
        sa.Column("as_of", BIG, nullable=False),
        sa.Column("as_fact", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("code", name=op.f("uq_product_code")),
    )
    op.create_table(
        "proposal",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target", BIG, nullable=False),
        sa.Column("pieces", BIG, nullable=False),
        sa.Column("consignee", BIG, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("proposer", BIG, nullable=True),
        sa.Column("fact", BIG, nullable=False),
        sa.Column("done", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_target"), ["target"], unique=False)

    op.create_table(
        "report",
        sa.Column("no", sa.Text(), nullable=False),
        sa.Column("sample", BIG, autoincrement=False, nullable=False),
        sa.Column("round", BIG, autoincrement=False, nullable=False),
        sa.Column("fact", BIG, nullable=False),
        sa.PrimaryKeyConstraint("no", "sample", "round", name=op.f("pk_report")),
    )
    op.create_table(
        "sample",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("tube", sa.Text(), nullable=False),
        sa.Column("fact", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample")),
        sa.UniqueConstraint("tube", name=op.f("uq_sample_tube")),
    )
    op.create_table(
        "site",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("party", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("within", BIG, nullable=True),
        sa.Column("lat_e6", BIG, nullable=True),
        sa.Column("lon_e6", BIG, nullable=True),
        sa.Column("capacity", BIG, nullable=False),
        sa.Column("daily_slots", BIG, nullable=False),
        sa.Column("duty_phone", sa.Text(), nullable=False),
        sa.Column("as_of", BIG, nullable=False),
        sa.Column("as_fact", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("code", name=op.f("uq_site_code")),
    )
    op.create_table(
        "stay",
        sa.Column("place", BIG, autoincrement=False, nullable=False),
        sa.Column("since", BIG, autoincrement=False, nullable=False),
        sa.Column("item", BIG, autoincrement=False, nullable=False),
        sa.Column("in_fact", BIG, autoincrement=False, nullable=False),
        sa.Column("until", BIG, nullable=True),
        sa.Column("out_fact", BIG, nullable=True),
        sa.PrimaryKeyConstraint("place", "since", "item", "in_fact", name=op.f("pk_stay")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("stay", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stay_item_since"), ["item", "since"], unique=False)

    op.create_table(
        "stock",
        sa.Column("batch", BIG, autoincrement=False, nullable=False),
        sa.Column("party", BIG, autoincrement=False, nullable=False),
        sa.Column("site", BIG, autoincrement=False, nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("pieces", BIG, nullable=False),
        sa.Column("grams", BIG, nullable=False),
        sa.Column("short_pieces", BIG, nullable=False),
        sa.Column("short_grams", BIG, nullable=False),
        sa.CheckConstraint("grams = 0 OR short_grams = 0", name=op.f("ck_stock_grams_or_short")),
        sa.CheckConstraint("grams >= 0 AND short_grams >= 0", name=op.f("ck_stock_grams")),
        sa.CheckConstraint("pieces = 0 OR short_pieces = 0", name=op.f("ck_stock_pieces_or_short")),
        sa.CheckConstraint("pieces >= 0 AND short_pieces >= 0", name=op.f("ck_stock_pieces")),
        sa.PrimaryKeyConstraint("batch", "party", "site", "disposition", name=op.f("pk_stock")),
    )
    with op.batch_alter_table("stock", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_site_party"), ["site", "party"], unique=False)

    op.create_table(
        "vehicle",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("plate", sa.Text(), nullable=False),
        sa.Column("party", BIG, nullable=False),
        sa.Column("refrigerated", sa.Boolean(), nullable=False),
        sa.Column("as_of", BIG, nullable=False),
        sa.Column("as_fact", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicle")),
        sa.UniqueConstraint("plate", name=op.f("uq_vehicle_plate")),
    )
    op.create_table(
        "zone",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("site", BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("low_dc", BIG, nullable=True),
        sa.Column("high_dc", BIG, nullable=True),
        sa.Column("as_of", BIG, nullable=False),
        sa.Column("as_fact", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone")),
        sa.UniqueConstraint("site", "code", name=op.f("uq_zone_site_code")),
    )
    op.create_table(
        "fact_item",
        sa.Column("item", BIG, autoincrement=False, nullable=False),
        sa.Column("fact", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["fact"], ["fact.id"], name=op.f("fk_fact_item_fact")),
        sa.PrimaryKeyConstraint("item", "fact", name=op.f("pk_fact_item")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_entry",
        sa.Column("position", BIG, autoincrement=False, nullable=False),
        sa.Column("fact", BIG, nullable=False),
        sa.ForeignKeyConstraint(["fact"], ["fact.id"], name=op.f("fk_log_entry_fact")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_log_entry")),
        sa.UniqueConstraint("fact", name=op.f("uq_log_entry_fact")),
    )
    op.create_table(
        "log_pending",
        sa.Column("fact", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["fact"], ["fact.id"], name=op.f("fk_log_pending_fact")),
        sa.PrimaryKeyConstraint("fact", name=op.f("pk_log_pending")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    for table in EVIDENCE:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    op.execute("CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL)")
    op.execute("INSERT INTO counter VALUES ('thing', 0), ('block', 0)")


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in EVIDENCE:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    for name in ("fact_id", "thing_id", "block_id"):
        op.execute(f"CREATE SEQUENCE {name}")


def downgrade() -> None:
    """Evidence is restored from a backup, not migrated backwards."""
    raise RuntimeError("downgrades are refused: restore a backup")
