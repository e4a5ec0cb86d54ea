"""Certificates for the tests: a content that is written by hand, and keys that are always the same."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.certificate import Content, Disinfection, LabResults, PublicKey
from app.exchange import certificate
from app.store import certified, registry
from app.usecases import keys, print_certificate, release
from app.usecases.print_certificate import Printed
from tests.story import ADMIN, Story

POMFRET = Content(
    host="coldtrace.example", no="EC20201116-9F3A01BC", issued=1605510000, deadline=1605553200,
    signed=0, batch="PF-20201114", product="26901234000010", product_name="冻银鲳鱼",
    product_name_en="Frozen silver pomfret", origin="IN", produced="2020-09-02", expires="2022-08-23",
    import_lot="CME-0902-A", pieces=1_600, grams=16_000_000, consignee="91350111000100037A",
    consignee_name="江南冻品批发有限公司", warehouse="FZ-WH-1", warehouse_name="福州集中监管仓",
    vehicle="闽A8K921", container="CSQU3054383", seal="FJ882301",
    documents=(
        ("customs_declaration", "350120201000917"), ("ciq_cert", "120000117040911"),
        ("goods_list", "GL-PF-20201114"),
    ),
    tests=LabResults("sars_cov_2", 20, "negative", 1605506400, ("FZ-NA-1116-01", "FZ-NA-1116-02")),
    disinfection=Disinfection("chlorine", 800, 30, 1605326400, "XD-20201114-1"),
    policy="central_warehouse_nat@2020.1",
)  # fmt: skip


def private(seed: int) -> Ed25519PrivateKey:
    """A key from a seed, never used outside of tests."""
    return Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)


def public(seed: int, **dates: datetime) -> PublicKey:
    """Its public half."""
    raw = private(seed).public_key().public_bytes_raw()
    return PublicKey(urlsafe_b64encode(raw).decode().rstrip("="), **dates)


def signed(content: Content = POMFRET, seed: int = 1, **changes: Any) -> str:
    """The text of the QR code of a content."""
    told = replace(content, **changes)
    return certificate.link(told.host, certificate.sign(told, public(seed).kid, private(seed).sign))


def said(found: object) -> str:
    """What a check found: the code of the reason, or the number that was verified."""
    if isinstance(found, certificate.Verified):
        return found.content.no
    assert isinstance(found, certificate.NotVerified)
    return found.reason.code


def issued(story: Story, pieces: int = 100, to: str = "ST-Z") -> tuple[str, str]:
    """(number, batch) of a certificate of a cleared batch, signed: the story has a key from now on."""
    keys.make(story.office, ADMIN)
    batch = story.cleared(pieces)
    office, officer = story.office, story.at("WH-1")
    return release.release(office, officer, batch, pieces, story.usccs[to]).certificate, batch


def printed(story: Story, no: str, site: str = "WH-1", size: str = "a5") -> Printed:
    """The next copy of a certificate."""
    return print_certificate.print_certificate(story.office, story.at(site), no, size)


def text_of(story: Story, no: str) -> str:
    """The text of the QR of a certificate that has been signed."""
    with story.office.store.read() as conn:
        token = certified.token(conn, registry.need(conn, "certificate", no, no=no))
    assert token
    return certificate.link(story.office.public_host, token)


def at(text: str) -> datetime:
    """A moment in UTC, written ``2020-11-16 07:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
