"""Certificates and their keys as they are read: who sees one, what signed it, what left under it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from app.domain.certificate import PublicKey
from app.domain.facts import CertificateSigned, Released, Shipped
from app.domain.ledger import Entry
from app.domain.span import moment
from app.store import ledger, registry
from app.store.gate import EVIDENCE_KINDS
from app.store.lists.decided import CERTIFICATES
from app.store.registry import Found
from app.store.sight import Viewer
from app.store.tables import table

_key, _certificate, _use = table("signing_key"), table("certificate"), table("certificate_use")


@dataclass(frozen=True, slots=True)
class Departure:
    """Pieces that left under a certificate, when and on which vehicle (empty: not told)."""

    at: datetime
    pieces: int
    vehicle: str


def keys(conn: Connection) -> tuple[PublicKey, ...]:
    """Every key that was ever published, oldest first; the last one signs."""
    rows = conn.execute(select(_key).order_by(_key.c.id))
    return tuple(
        PublicKey(row.x, moment(row.since), None if row.until is None else moment(row.until))
        for row in rows
    )


def seen(conn: Connection, viewer: Viewer, no: str) -> Found | None:
    """The row of a certificate that somebody sees in their list, or None."""
    listed = CERTIFICATES.rows(viewer).where(_certificate.c.no == no)
    if conn.execute(listed).first() is None:
        return None
    return registry.one(conn, "certificate", no=no)


def token(conn: Connection, row: Found) -> str:
    """The signed token of a certificate, empty when nothing signed it yet."""
    if row.signed is None:
        return ""
    fact = ledger.entry(conn, row.signed).fact
    return fact.signed if isinstance(fact, Released | CertificateSigned) else ""


def departures(conn: Connection, key: int) -> list[Departure]:
    """What has left under a certificate, oldest first."""
    rows = conn.execute(select(_use).where(_use.c.certificate == key).order_by(_use.c.fact)).all()
    left = []
    for row in rows:
        entry = ledger.entry(conn, row.fact)
        vehicle = entry.fact.plate if isinstance(entry.fact, Shipped) else ""
        left.append(Departure(entry.happened.latest, row.pieces, vehicle))
    return sorted(left, key=lambda each: each.at)


def evidence(conn: Connection, batch: int, before: int) -> list[Entry]:
    """What a batch's release rested on: evidence entered before a fact, as it stood then."""
    kinds = (*EVIDENCE_KINDS, "voided")
    every = ledger.about_items(conn, [batch], kinds=kinds, superseded=True)
    known = [entry for entry in every if entry.id < before]
    gone = {entry.corrects for entry in known}
    return [entry for entry in known if entry.id not in gone]
