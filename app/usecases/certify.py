"""What a certificate says, from the facts it rests on, and its signature."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from app.domain.certificate import (
    MOST_REPORTS,
    Content,
    Disinfection,
    LabResults,
    digest_of,
)
from app.domain.errors import TooMuch, reason
from app.domain.facts import (
    Disinfected,
    DocumentFiled,
    DocumentWaived,
    Released,
    ResultReported,
    SampleTaken,
)
from app.domain.ledger import Entry
from app.domain.policy import Policy
from app.domain.quantity import Amount, share
from app.domain.span import instant
from app.exchange import certificate
from app.store import certified, registry
from app.usecases.office import Office

_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Basis:
    """What a certificate is made from: the fact of its issue and when that was, and what it rests on.

    ``policy`` judged it; None when a certificate is signed late and the profile is no longer there.
    """

    fact: Released
    issued: datetime
    entries: list[Entry]
    policy: Policy | None
    signed: datetime | None = None


def signed(office: Office, conn: Connection, basis: Basis) -> str:
    """The signed token of a certificate; empty when no key was ever published here.

    Raises TooMuch when names and numbers are longer than a QR code holds, and Unavailable when the key
    that signs cannot be used: an installation that signs never hands out a certificate without a
    signature, and never takes another key by itself.
    """
    keys = certified.keys(conn)
    if not keys:
        return ""
    kid = keys[-1].kid
    content = _content(office, conn, basis)
    # names come first: where there is no room for both, reports are told by their digest alone
    for tests, most in (
        (content.tests, certificate.COMFORTABLE),
        (_tests(basis, named=0), certificate.MOST_CHARACTERS),
    ):
        told = replace(content, tests=tests)
        token = certificate.sign(told, kid, lambda message: office.keys.sign(kid, message))
        if len(certificate.link(content.host, token)) <= most:
            return token
    raise TooMuch(reason("certificate_too_long", no=content.no))


def _content(office: Office, conn: Connection, basis: Basis) -> Content:
    fact = basis.fact
    batch = registry.need(conn, "batch", fact.batch, id=fact.batch)
    product = registry.need(conn, "product", batch.product, id=batch.product)
    consignee = registry.need(conn, "party", fact.consignee, id=fact.consignee)
    booking = registry.need(conn, "booking", batch.booking, id=batch.booking)
    warehouse = registry.need(conn, "site", booking.warehouse, id=booking.warehouse)
    return Content(
        host=office.public_host.lower(), no=fact.no, issued=int(basis.issued.timestamp()),
        deadline=instant(fact.deadline) // _SECOND,
        signed=int(basis.signed.timestamp()) if basis.signed else 0,
        batch=batch.no, product=product.code, product_name=product.name,
        product_name_en=product.name_en, origin=batch.origin, produced=batch.produced,
        expires=batch.expires, import_lot=batch.import_lot, pieces=fact.pieces,
        grams=share(fact.pieces, Amount(batch.pieces, batch.grams)), consignee=consignee.uscc,
        consignee_name=consignee.name, warehouse=warehouse.code, warehouse_name=warehouse.name,
        vehicle=booking.plate, container=booking.container, seal=booking.seal,
        documents=_documents(basis), tests=_tests(basis), disinfection=_disinfection(basis),
        policy=fact.policy,
    )  # fmt: skip


def _documents(basis: Basis) -> tuple[tuple[str, str], ...]:
    """The papers that the policy asks for, by their newest numbers; an empty one was waived."""
    filed = {e.fact.document: e.fact.number for e in basis.entries if isinstance(e.fact, DocumentFiled)}
    waived = [e.fact.document for e in basis.entries if isinstance(e.fact, DocumentWaived)]
    known = dict.fromkeys(waived, "") | filed
    asked = [rule.kind for rule in basis.policy.documents] if basis.policy else list(known)
    return tuple((kind, known[kind]) for kind in asked if kind in known)


def _tests(basis: Basis, named: int = MOST_REPORTS) -> LabResults:
    results = [e for e in basis.entries if isinstance(e.fact, ResultReported)]
    last = max((e.happened.latest for e in results), default=None)
    reports = basis.fact.reports
    shown, rest = reports[:named], reports[named:]
    return LabResults(
        hazard=basis.policy.assay.hazard if basis.policy else "",
        tubes=sum(isinstance(e.fact, SampleTaken) for e in basis.entries),
        verdict="negative",  # the gate lets nothing else out, whatever a round said meanwhile
        last=int(last.timestamp()) if last else 0,
        reports=shown,
        more=len(rest),
        digest=digest_of(reports) if rest else "",
    )


def _disinfection(basis: Basis) -> Disinfection | None:
    done = [(e.happened.latest, e.fact) for e in basis.entries if isinstance(e.fact, Disinfected)]
    good = [(at, fact) for at, fact in done if not fact.breach]
    if not good:
        return None
    at, fact = max(good, key=lambda each: each[0])
    return Disinfection(
        fact.agent, fact.mg_per_l, fact.contact_minutes, int(at.timestamp()), fact.certificate_no
    )
