"""Photos and papers: who brought them, and which facts name them. The bytes are files."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import SQLModel

from app.store.tables.columns import big, words


class AttachmentRow(SQLModel, table=True):
    """A file that a party brought. Not evidence (a fact that names its digest is) and not made from
    facts. ``bytes`` and pixels; a paper that is no picture has none. ``created`` in microseconds.
    """

    __tablename__ = "attachment"
    __table_args__ = ({"sqlite_with_rowid": False},)
    sha256: str = words(key=True)
    party: int = big(key=True)
    media_type: str = words()
    bytes: int = big()
    width: int = big()
    height: int = big()
    created: int = big()


class AttachmentFactRow(SQLModel, table=True):
    """That a standing fact names an attachment; a projection of ``document_filed``, ``disinfected``."""

    __tablename__ = "attachment_fact"
    __table_args__ = (Index(None, "fact"), {"sqlite_with_rowid": False})
    sha256: str = words(key=True)
    fact: int = big(key=True)
