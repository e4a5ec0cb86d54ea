"""Bookings, papers, samples, certificates, holds."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import SQLModel

from app.store.tables.columns import big, words


class BookingRow(SQLModel, table=True):
    __tablename__ = "booking"
    __table_args__ = (Index(None, "owner"), Index(None, "warehouse"))
    id: int = big(key=True)
    no: str = words(unique=True)
    owner: int = big()
    warehouse: int = big()
    plate: str = words(index=True)
    declaration: str = words(index=True)
    container: str = words(index=True)
    seal: str = words(index=True)
    port: str = words()
    slot_from: int = big(index=True)
    status: str = words()


class HoldRow(SQLModel, table=True):
    """``region``: where it stops goods (beginning of a division code, empty: anywhere)."""

    __tablename__ = "hold"
    __table_args__ = (
        Index(None, "scope", "target"),
        Index(None, "placed"),
        Index(None, "lifted"),
        Index(None, "incident"),
    )
    id: int = big(key=True)
    scope: str = words()
    target: int = big()
    why: str = words()
    since: int = big()
    until: int | None = big(none=True)
    placed: int = big()
    lifted: int | None = big(none=True)
    incident: int | None = big(none=True)
    region: str = words()


class CertificateRow(SQLModel, table=True):
    """``signed``: the fact that carries its signature; ``copies``: how often it was printed."""

    __tablename__ = "certificate"
    id: int = big(key=True)
    no: str = words(unique=True)
    batch: int = big(index=True)
    consignee: int = big(index=True)
    pieces: int = big()
    used: int = big()
    deadline: int = big()
    policy: str = words()
    issued: int = big()
    since: int = big()
    revoked_at: int | None = big(none=True)
    revoked: int | None = big(none=True)
    signed: int | None = big(none=True)
    copies: int = big()


class CertificateUseRow(SQLModel, table=True):
    """What left the warehouse under a certificate, by the fact that says so."""

    __tablename__ = "certificate_use"
    __table_args__ = (Index(None, "fact"), {"sqlite_with_rowid": False})
    certificate: int = big(key=True)
    fact: int = big(key=True)
    pieces: int = big()


class SigningKeyRow(SQLModel, table=True):
    """Public keys of certificates, oldest first. ``until``: when the next one took its place."""

    __tablename__ = "signing_key"
    id: int = big(key=True)
    kid: str = words(unique=True)
    x: str = words()
    since: int = big()
    until: int | None = big(none=True)


class ProposalRow(SQLModel, table=True):
    """What the first of two persons proposed and the second has not yet confirmed."""

    __tablename__ = "proposal"
    id: int = big(key=True)
    kind: str = words()
    target: int = big(index=True)
    pieces: int = big()
    consignee: int = big()
    why: str = words()
    proposer: int | None = big(none=True)
    fact: int = big()
    done: int | None = big(none=True)


class SampleRow(SQLModel, table=True):
    """``outcome``: what a laboratory last said of the tube; ``verdict``: its newest round. Empty: none.

    The gate does not go by these: it reads every round.
    """

    __tablename__ = "sample"
    id: int = big(key=True)
    tube: str = words(unique=True)
    fact: int = big()
    outcome: str = words()
    laboratory: int | None = big(none=True)
    verdict: str = words()


class ReportRow(SQLModel, table=True):
    """Laboratory report numbers, so that a trace can start from one."""

    __tablename__ = "report"
    no: str = words(key=True)
    sample: int = big(key=True)
    round: int = big(key=True)
    fact: int = big()


class DocumentRow(SQLModel, table=True):
    __tablename__ = "document"
    fact: int = big(key=True)
    batch: int = big()
    kind: str = words()
    number: str = words(index=True)


class AssetDisinfectionRow(SQLModel, table=True):
    """Disinfection of a vehicle or zone; ``valid`` when it was done to protocol."""

    __tablename__ = "asset_disinfection"
    __table_args__ = (Index(None, "plate", "at"),)
    fact: int = big(key=True)
    plate: str = words()
    zone: int | None = big(none=True)
    at: int = big()
    valid: bool
