"""Is this exit certificate genuine, and may anything still leave under it? For anybody who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.domain.certificate import Content
from app.domain.certificate_rows import minute
from app.domain.errors import Reason, reason
from app.domain.span import moment
from app.exchange import certificate
from app.exchange.certificate import NotVerified
from app.store import certified, gate, registry
from app.store.certified import Departure
from app.store.registry import Found
from app.usecases.office import Office

#: What a check can end in; the first five are said of genuine certificates.
VERDICTS = (
    "valid", "used_up", "overdue", "on_hold", "revoked",
    "not_on_record", "forged", "edited", "cut_off", "unknown_key", "key_retired", "not_ours",
    "unknown_number",
)  # fmt: skip
_VERDICT_OF = {
    "certificate_forged": "forged",
    "certificate_edited": "edited",
    "certificate_cut": "cut_off",
    "certificate_unknown_key": "unknown_key",
    "certificate_key_retired": "key_retired",
    "certificate_not_ours": "not_ours",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What our records say of a certificate now. Names are as registered today."""

    no: str
    batch: str
    pieces: int
    consignee: str
    consignee_name: str
    policy: str
    issued: datetime
    deadline: datetime
    used: int
    revoked: datetime | None
    departures: tuple[Departure, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer: a verdict, its sentences, what was signed, and what our records say.

    ``signed`` is None when nothing could be believed, and when a bare number was asked for that
    nothing signed; ``kid`` names the key only where a signature was checked.
    """

    verdict: str
    reasons: tuple[Reason, ...]
    signed: Content | None = None
    record: Record | None = None
    kid: str = ""


def check(office: Office, text: str) -> Checked:
    """Check the text of a QR code, its token, or a number that was typed off the paper.

    Reads one snapshot and writes nothing. A bare number finds the record, and says that it proves
    nothing by itself.
    """
    now = office.clock()
    with office.store.read() as conn:
        found = certificate.verify(text, certified.keys(conn))
        if isinstance(found, NotVerified):
            return _by_number(conn, found.no, now) if found.no else _refused(found)
        row = registry.one(conn, "certificate", no=found.content.no)
        token = text.strip().rpartition("/")[2]
        if row is None or certified.token(conn, row) != token:
            missing = reason("certificate_not_on_record", no=found.content.no)
            return Checked("not_on_record", (missing,), found.content, kid=found.kid)
        verdict, said = _standing(conn, row, now)
        genuine = reason("certificate_genuine")
        return Checked(verdict, (genuine, said), found.content, _record(conn, row), found.kid)


def _refused(found: NotVerified) -> Checked:
    return Checked(_VERDICT_OF[found.reason.code], (found.reason,))


def _by_number(conn: Connection, no: str, now: datetime) -> Checked:
    row = registry.one(conn, "certificate", no=no)
    if row is None:
        return Checked("unknown_number", (reason("certificate_unknown_number", no=no),))
    verdict, said = _standing(conn, row, now)
    keys, token = certified.keys(conn), certified.token(conn, row)
    kept = certificate.verify(token, keys) if token else None
    content = kept.content if isinstance(kept, certificate.Verified) else None
    return Checked(verdict, (reason("certificate_by_number"), said), content, _record(conn, row))


def _standing(conn: Connection, row: Found, now: datetime) -> tuple[str, Reason]:
    """How a certificate of ours stands now. What is worse is said first."""
    deadline = moment(row.deadline)
    if row.revoked_at is not None:
        return "revoked", reason("certificate_withdrawn", on=minute(moment(row.revoked_at)))
    if _is_held(conn, row.batch, now):
        return "on_hold", reason("certificate_on_hold")
    if row.used >= row.pieces:
        return "used_up", reason("certificate_used", pieces=row.pieces)
    counted = {"used": row.used, "pieces": row.pieces}
    if now > deadline:
        return "overdue", reason("certificate_late", deadline=minute(deadline), **counted)
    left = row.pieces - row.used
    return "valid", reason("certificate_valid", left=left, pieces=row.pieces, deadline=minute(deadline))


def _is_held(conn: Connection, batch: int, now: datetime) -> bool:
    row = registry.need(conn, "batch", batch, id=batch)
    kept = registry.warehouse_of(conn, row)
    place = registry.one(conn, "site", id=kept[0]) if kept else None
    return bool(gate.holds(conn, gate.made_of(conn, [batch]), (), now, place))


def _record(conn: Connection, row: Found) -> Record:
    batch = registry.need(conn, "batch", row.batch, id=row.batch)
    consignee = registry.need(conn, "party", row.consignee, id=row.consignee)
    return Record(
        no=row.no, batch=batch.no, pieces=row.pieces, consignee=consignee.uscc,
        consignee_name=consignee.name, policy=row.policy, issued=moment(row.since),
        deadline=moment(row.deadline), used=row.used,
        revoked=None if row.revoked_at is None else moment(row.revoked_at),
        departures=tuple(certified.departures(conn, row.id)),
    )  # fmt: skip
