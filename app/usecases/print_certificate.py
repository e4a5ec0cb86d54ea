"""Put an exit certificate on paper. Every copy is on record, and its number stands on it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain import certificate_rows, ids
from app.domain.actors import Actor
from app.domain.certificate import Content
from app.domain.errors import BadInput, Conflict, NotFound, Unavailable, reason
from app.domain.facts import CertificatePrinted, CertificateSigned, Released
from app.exchange import certificate
from app.exchange.certificate import Verified
from app.store import certified, ledger
from app.store.certified import Departure
from app.store.registry import Found
from app.usecases import certify
from app.usecases.lists import viewer_of
from app.usecases.office import Act, Office
from labels import certificate as paper
from labels.errors import LabelError

SIZES = ("a5", "a4")
BOTH = "zh+en"
_NOTES = (
    "扫码核验：https://{host}/C/{no}",
    "Scan to verify, or look the number up there.",
    "签名可用公钥离线核验，无需联网。",
    "The signature can be checked offline with the public key.",
    "是否已撤销、封存或用完，仅在网上显示。",
    "Whether it was revoked, is on hold or used up shows online only.",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be drawn: the content, the text of its QR, the number of the copy, what has left."""

    content: Content
    text: str
    copy: int
    departures: tuple[Departure, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """A drawn page, and the copy that it is."""

    no: str
    page: bytes
    copy: int


def print_certificate(office: Office, actor: Actor, no: str, size: str) -> Printed:
    """Draw the next copy of a certificate, for those who have it in their list.

    What was issued without a signature is signed first, by a fact of its own. The page is drawn outside
    of any transaction and the copy put on record afterwards: what cannot be drawn is no copy, and when
    somebody else printed meanwhile it is drawn again with the next number. Raises NotFound, Conflict
    for a revoked certificate, and Unavailable when there is no key to sign with.
    """
    if size not in SIZES:
        raise BadInput(reason("bad_choice", field="size", value=size[:40], choices=", ".join(SIZES)))
    text = ids.code(no, "certificate")
    while True:
        sheet = _sheet(office, actor, text)
        page = _drawn(sheet, size)
        with office.act(actor) as act:
            row = _seen(act, text)
            act.tx.lock([row.batch])
            row = _seen(act, text)
            if row.copies + 1 != sheet.copy:
                continue
            printed = CertificatePrinted(
                certificate=row.id, batch=row.batch, copy=sheet.copy, size=size
            )
            act.append(printed)
        return Printed(text, page, sheet.copy)


def _drawn(sheet: Sheet, size: str) -> bytes:
    """The PDF of a copy. Raises BadInput naming the field that has no glyph or no room."""
    rows = [paper.Row(r.field, r.caption, r.value) for r in certificate_rows.rows(sheet.content, BOTH)]
    if sheet.departures:
        left = "; ".join(
            certificate_rows.departure(gone.at, gone.pieces, gone.vehicle, BOTH)
            for gone in sheet.departures
        )
        title = certificate_rows.caption("departures", BOTH)
        rows.append(paper.Row("departures", title, left))
    host, no = sheet.content.host, sheet.content.no
    form = paper.Form(
        number=no, copy=f"第{sheet.copy}份 Copy {sheet.copy}", rows=tuple(rows), payload=sheet.text,
        notes=tuple(note.format(host=host, no=no) for note in _NOTES),
    )  # fmt: skip
    try:
        return paper.document(form, size)
    except LabelError as error:
        what = {"field": error.field, "value": error.value[:40], "why": error.detail or error.code}
        raise BadInput(reason("certificate_not_drawn", **what)) from error


def _seen(act: Act, no: str) -> Found:
    """A certificate that the actor sees and that still stands."""
    row = certified.seen(act.conn, viewer_of(act.actor), no)
    if row is None:
        raise NotFound(reason("no_such", what="certificate", value=no))
    if row.revoked_at is not None:
        raise Conflict(reason("certificate_revoked", no=no))
    return row


def _sheet(office: Office, actor: Actor, no: str) -> Sheet:
    with office.act(actor) as act:
        row = _seen(act, no)
        token = certified.token(act.conn, row) or _signed(office, act, no)
        keys, left = certified.keys(act.conn), certified.departures(act.conn, row.id)
    found = certificate.verify(token, keys)
    if not isinstance(found, Verified):
        raise Unavailable(found.reason)
    text = certificate.link(found.content.host, token)
    return Sheet(found.content, text, row.copies + 1, tuple(left))


def _signed(office: Office, act: Act, no: str) -> str:
    """Sign a certificate that was issued before there was a key; its token."""
    act.tx.lock([_seen(act, no).batch])
    row = _seen(act, no)
    if row.signed is not None:
        return certified.token(act.conn, row)
    issued = ledger.entry(act.conn, row.issued)
    fact = issued.fact
    assert isinstance(fact, Released)  # noqa: S101 - what issued it is what it is
    profile = next((p for p in office.policies.profiles if p.label == fact.policy), None)
    entries = certified.evidence(act.conn, row.batch, issued.id)
    basis = certify.Basis(fact, issued.happened.latest, entries, profile)
    token = certify.signed(office, act.conn, replace(basis, signed=act.now))
    if not token:
        raise Conflict(reason("no_signing_key"))
    act.append(CertificateSigned(certificate=row.id, batch=row.batch, signed=token))
    return token
