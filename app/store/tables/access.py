"""Who may come in, and what they were answered. Not evidence and not made from facts: secrets, and
answers that a retry gets again. Roles are facts; this only says how a person proves to be one.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, LargeBinary
from sqlmodel import Field, SQLModel

from app.store.tables.columns import big, words


class RoleGrantRow(SQLModel, table=True):
    """What a person is trusted to do and in which region; a projection of ``roles_granted``."""

    __tablename__ = "role_grant"
    id: int = big(key=True)
    roles: str = words()
    region: str = words()
    as_of: int = big()
    as_fact: int = big()


class AccountRow(SQLModel, table=True):
    """How a person signs in. ``password`` is an argon2id hash; ``disabled`` a moment or empty."""

    __tablename__ = "account"
    person: int = big(key=True)
    login: str = words(unique=True)
    password: str = words()
    created: int = big()
    disabled: int | None = big(none=True)


class SessionRow(SQLModel, table=True):
    """A sign-in. ``id`` is the SHA-256 of the token that the client holds."""

    __tablename__ = "session"
    id: str = words(key=True)
    person: int = big(index=True)
    device: str = words()
    csrf: str = words()
    created: int = big()
    expires: int = big()
    ended: int | None = big(none=True)


class ApiKeyRow(SQLModel, table=True):
    """A key of a system or a logger: it acts as a person of its own, with no more roles than named."""

    __tablename__ = "api_key"
    prefix: str = words(key=True)
    secret: str = words()
    person: int = big(index=True)
    name: str = words()
    roles: str = words()
    created: int = big()
    expires: int = big()
    revoked: int | None = big(none=True)


class DeviceRow(SQLModel, table=True):
    """A shared handheld of a firm; ``revoked`` a moment or empty."""

    __tablename__ = "device"
    prefix: str = words(key=True)
    secret: str = words()
    party: int = big(index=True)
    name: str = words()
    enrolled: int = big()
    enroller: int = big()
    revoked: int | None = big(none=True)


class BadgeRow(SQLModel, table=True):
    """A worker's badge: SHA-256 of its code, argon2id hash of the PIN, wrong PINs in a row."""

    __tablename__ = "badge"
    person: int = big(key=True)
    code: str = words(unique=True)
    pin: str = words()
    issued: int = big()
    misses: int = big()


class AnswerRow(SQLModel, table=True):
    """What a write was answered, by organisation, device and the client's own key. Never deleted."""

    __tablename__ = "answer"
    __table_args__ = (CheckConstraint("length(body) <= 65536", name="body"),)
    party: int = big(key=True)
    device: str = words(key=True)
    key: str = words(key=True)
    fingerprint: str = words()
    status: int = big()
    body: bytes = Field(sa_type=LargeBinary)
    entered: int = big()
