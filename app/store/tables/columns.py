"""Columns and names that every table shares."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, Text
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


#: 64 bits everywhere; SQLite makes only a column called INTEGER the row's own key.
BIG = BigInteger().with_variant(Integer(), "sqlite")


def big(*, key: bool = False, none: bool = False, index: bool = False, refers: str = "") -> int:
    """A 64-bit column. Keys come from the application, never from the database."""
    kwargs: dict[str, object] = {"autoincrement": False} if key else {}
    column: int = Field(
        default=None if none else ...,
        sa_type=BIG,
        primary_key=key,
        nullable=none,
        index=index,
        foreign_key=refers or None,
        sa_column_kwargs=kwargs,
    )
    return column


def words(*, key: bool = False, index: bool = False, unique: bool = False) -> str:
    """A text column."""
    column: str = Field(sa_type=Text, primary_key=key, index=index, unique=unique)
    return column
