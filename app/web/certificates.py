"""Exit certificates on paper, their public keys, and whether a paper is genuine: for anybody."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from app.domain.certificate import Content
from app.domain.errors import TooManyTries
from app.domain.span import iso_of
from app.usecases import check_certificate, keys, print_certificate
from app.usecases.check_certificate import Checked, Record
from app.usecases.office import Office
from app.web import certificate_page, errors
from app.web.deps import Anybody, OfficeDep
from app.web.kinds import Code
from app.web.shapes import In

router = APIRouter(tags=["certificates"])

_BINARY = {"schema": {"type": "string", "format": "binary"}}

#: A QR code holds at most 4 296 characters.
Text = Annotated[
    str,
    Field(
        min_length=1, max_length=5_000, examples=["EC20201116-9F3A01BC"],
        description="What the QR code says, whole; or the number of the certificate.",
    ),
]  # fmt: skip
Verdict = Literal[
    "valid", "used_up", "overdue", "on_hold", "revoked",
    "not_on_record", "forged", "edited", "cut_off", "unknown_key", "key_retired", "not_ours",
    "unknown_number",
]  # fmt: skip


class PublicKeyOut(BaseModel):
    """A public key as JWK (RFC 8037). ``iat``: since when it signs; ``exp``: until when it did."""

    kty: Literal["OKP"] = "OKP"
    crv: Literal["Ed25519"] = "Ed25519"
    use: Literal["sig"] = "sig"
    alg: Literal["EdDSA"] = "EdDSA"
    kid: str
    x: str
    iat: int
    exp: int | None = None


class PublicKeysOut(BaseModel):
    """All public keys of this installation, oldest first (a JWK set, RFC 7517)."""

    keys: list[PublicKeyOut]


@router.get("/.well-known/jwks.json", response_model_exclude_none=True)
def list_keys(office: OfficeDep) -> PublicKeysOut:
    """The keys that certificates are checked with. Old ones stay: what they signed stays genuine."""
    return PublicKeysOut(keys=[PublicKeyOut(**key) for key in keys.public_set(office)])


class LabOut(BaseModel):
    """What was tested. Of more reports than are named: how many, and a digest of all of them."""

    hazard: str
    tubes: int
    verdict: str
    last: str | None
    reports: list[str]
    more: int
    digest: str


class SprayOut(BaseModel):
    """The last disinfection of the batch."""

    agent: str
    mg_per_l: int
    contact_minutes: int
    at: str
    certificate_no: str


class SignedOut(BaseModel):
    """What was signed. ``documents`` are (kind, number), without a number where one was waived."""

    host: str
    no: str
    issued: str
    deadline: str
    signed: str | None
    batch: str
    product: str
    product_name: str
    product_name_en: str
    origin: str
    produced: str
    expires: str
    import_lot: str
    pieces: int
    grams: int
    consignee: str
    consignee_name: str
    warehouse: str
    warehouse_name: str
    vehicle: str
    container: str
    seal: str
    documents: list[tuple[str, str]]
    tests: LabOut
    disinfection: SprayOut | None
    policy: str


class DepartureOut(BaseModel):
    """Pieces that left under a certificate."""

    at: str
    pieces: int
    vehicle: str


class OnRecordOut(BaseModel):
    """What our records say of it now. Names are as registered today."""

    no: str
    batch: str
    pieces: int
    consignee: str
    consignee_name: str
    policy: str
    issued: str
    deadline: str
    used: int
    revoked: str | None
    departures: list[DepartureOut]


class VerificationOut(BaseModel):
    """The verdict and its sentence. ``signed`` and ``record`` only where there is something to show."""

    verdict: Verdict
    message: str
    key: str = Field(description="The key that signed it; empty when no signature was checked.")
    signed: SignedOut | None
    record: OnRecordOut | None


class VerificationIn(In):
    """A text to check."""

    text: Text


@router.get("/verification")
def check(office: OfficeDep, request: Request, text: Annotated[Text, Query()]) -> VerificationOut:
    """Whether an exit certificate is genuine, and how it stands now. Nobody needs to sign in."""
    return _verification(office, request, text)


@router.post("/verification")
def check_text(office: OfficeDep, request: Request, body: VerificationIn) -> VerificationOut:
    """The same for a text in the body; nothing is written."""
    return _verification(office, request, body.text)


def _verification(office: Office, request: Request, text: str) -> VerificationOut:
    request.app.state.lookups.allow(request.client.host if request.client else "")
    found, language = check_certificate.check(office, text), errors.language_of(request)
    return VerificationOut(
        verdict=found.verdict,
        message=" ".join(each.text(language) for each in found.reasons),
        key=found.kid,
        signed=found.signed and SignedOut(**_signed(found.signed)),
        record=found.record and OnRecordOut(**_record(found.record)),
    )


def _signed(content: Content) -> dict[str, Any]:
    told = asdict(content)
    told |= {name: _at(told[name]) for name in ("issued", "deadline", "signed")}
    told["tests"]["last"] = _at(content.tests.last)
    if content.disinfection is not None:
        told["disinfection"]["at"] = _at(content.disinfection.at)
    return told


def _record(record: Record) -> dict[str, Any]:
    told = asdict(record)
    for each in (told, *told["departures"]):
        moments = {name: iso_of(value) for name, value in each.items() if isinstance(value, datetime)}
        each |= moments
    return told


def _at(seconds: int) -> str | None:
    """A signed moment; none where there was none."""
    return iso_of(datetime.fromtimestamp(seconds, UTC)) if seconds else None


@router.get("/C", include_in_schema=False)
def ask_page(office: OfficeDep, request: Request, text: str = "") -> HTMLResponse:
    """A page to type a number into, and what it finds."""
    return _page(office, request, text)


@router.get("/C/{text}", include_in_schema=False)
def page(office: OfficeDep, request: Request, text: str) -> HTMLResponse:
    """What a phone shows that has scanned the QR of a certificate."""
    return _page(office, request, text)


def _page(office: Office, request: Request, text: str) -> HTMLResponse:
    asked = request.query_params.get("lang", "")
    language = asked if asked in ("zh", "en") else errors.language_of(request)
    found: Checked | None = None
    try:
        request.app.state.lookups.allow(request.client.host if request.client else "")
    except TooManyTries as refusal:
        headers = {"Retry-After": dict(refusal.reasons[0].values)["seconds"]}
        body = certificate_page.refused(refusal, language)
        return HTMLResponse(body, 429, headers | certificate_page.HEADERS)
    if text.strip():
        found = check_certificate.check(office, text[:5_000])
    body = certificate_page.shown(found, text[:5_000].strip(), language)
    return HTMLResponse(body, headers=certificate_page.HEADERS)


@router.get(
    "/certificates/{no}/certificate.pdf",
    response_class=Response,
    responses={
        200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
    },
)
def print_out(
    no: Code,
    office: OfficeDep,
    actor: Anybody,
    size: Annotated[Literal["a5", "a4"], Query()] = "a5",
) -> Response:
    """A certificate as PDF, for those who have it in their list. Each is a numbered copy on record."""
    printed = print_certificate.print_certificate(office, actor, no, size)
    headers = {
        "Content-Disposition": f'attachment; filename="{printed.no}-{printed.copy}.pdf"',
        "Cache-Control": "no-store",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Coldtrace-Copy": str(printed.copy),
    }
    return Response(printed.page, headers=headers, media_type="application/pdf")
