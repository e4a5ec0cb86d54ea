"""Open incidents: what a positive stops, who is asked what by when, and letters between authorities.

A hold says which incident placed it and in which region it stops goods; a certificate may be suspended
for a time. Clocks of all kinds share one table, so that one look finds what has run out.

Revision ID: 2026_12_03
Revises: 2026_12_02
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "2026_12_03"
down_revision = "2026_12_02"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RUNNING = sa.text("done IS NULL AND escalated IS NULL")
#: Columns: a key has a *, what may be empty a ?; text and truth values say so, the rest are numbers.
TABLES = {
    "incident": (
        "id* no:text cause:text subject:text why:text region:text reach:text policy:text "
        "drill:bool status:text opened since letter? closed? until?"
    ),
    "incident_batch": "incident* batch* role:text",
    "incident_fact": "incident* fact*",
    "incident_finding": "incident* because* sample",
    "incident_scope": (
        "fact* incident at batches received on_hand in_transit sold consumed returned "
        "destroyed unexplained packages_on_hand holders holders_with_stock places vehicles "
        "people"
    ),
    "clock": (
        "id* what:text name:text incident? letter? region:text unit:text party? person? due "
        "done? done_at? escalated? escalated_at?"
    ),
    "ask": (
        "id* incident party site region:text on_hand in_transit sold packages answers "
        "answered? found? said_sold? missing?"
    ),
    "suspension": "certificate* placed* incident since until? lifted?",
    "incident_round": "fact* incident subject:text number samples positives",
    "incident_disposal": "fact* incident manner:text pieces grams witness",
    "hold_request": (
        "id* incident letter region:text holders on_hand in_transit fact accepted:bool? answered?"
    ),
    "letter": (
        "id* no:text direction:text other:text region:text to_region:text incident? "
        "evidence:text drill:bool fact at"
    ),
    "clue": "id* letter n text:text start:text outcome:text answer:text answered?",
}
UNIQUE = {"incident": "no", "letter": "no"}
CLUSTERED = {
    "incident_batch",
    "incident_fact",
    "incident_finding",
    "suspension",
}
INDEXES = [
    ("incident", ["region"]),
    ("incident", ["status"]),
    ("incident_batch", ["batch", "incident"]),
    ("incident_fact", ["fact"]),
    ("incident_finding", ["sample"]),
    ("incident_scope", ["incident"]),
    ("clock", ["incident"]),
    ("clock", ["letter"]),
    ("ask", ["incident"]),
    ("ask", ["party", "id"]),
    ("suspension", ["incident"]),
    ("incident_round", ["incident"]),
    ("incident_disposal", ["incident"]),
    ("hold_request", ["incident"]),
    ("hold_request", ["region"]),
    ("letter", ["incident"]),
    ("letter", ["region"]),
    ("letter", ["to_region"]),
    ("clue", ["letter"]),
    ("hold", ["incident"]),
]


def upgrade() -> None:
    for name, columns in TABLES.items():
        read = [_column(each) for each in columns.split()]
        keys = [each.rpartition("*")[0] for each in columns.split() if each.endswith("*")]
        unique = [sa.UniqueConstraint(UNIQUE[name], name=f"uq_{name}_no")] if name in UNIQUE else []
        op.create_table(
            name,
            *read,
            sa.PrimaryKeyConstraint(*keys, name=f"pk_{name}"),
            *unique,
            sqlite_with_rowid=name not in CLUSTERED,
        )
    op.add_column("hold", sa.Column("incident", BIG, nullable=True))
    op.add_column("hold", sa.Column("region", sa.Text(), nullable=False, server_default=""))
    for name, on in INDEXES:
        op.create_index("_".join(("ix", name, *on)), name, on)
    op.create_index(
        "ix_clock_running", "clock", ["due"], sqlite_where=RUNNING, postgresql_where=RUNNING
    )


def _column(told: str) -> sa.Column[Any]:
    name, _, kind = told.rstrip("*?").partition(":")
    made: Any = {"text": sa.Text(), "bool": sa.Boolean(), "": BIG}[kind]
    return sa.Column(name, made, nullable=told.endswith("?"), autoincrement=False)


def downgrade() -> None:
    """Evidence is restored from a backup, not migrated backwards."""
    raise RuntimeError("downgrades are refused: restore a backup")
