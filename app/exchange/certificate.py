"""Exit certificates as the text of a QR code, signed, and checked by anybody who has the public key.

**What is signed.** The payload is ``domain.certificate.written`` (a JSON list), compressed with raw
DEFLATE (RFC 1951) under the preset dictionary ``DICTIONARY``. The signature is Ed25519 (RFC 8032)
over the ASCII bytes of a JWS signing input (RFC 7515 §5.1, EdDSA of RFC 8037)::

    BASE64URL({"alg":"EdDSA","kid":"<8 characters>","typ":"exit+1"}) . BASE64URL(payload)

so any JOSE library checks it. The compressed bytes are signed, not what they stand for: there is no
second text that means the same.

**What is in the code.** ``HTTPS://HOST/C/`` and base32 (RFC 4648, upper case, no padding) of: 1 byte
version (1), 2 bytes length of the payload (big endian), 5 bytes key id, 64 bytes signature, payload.
The header of the JWS is always the same but for the key id, so it is not carried. HOST is also in the
content: no link to somebody else's page is taken.

**Sizes**, modules a side at error level M, for a pomfret of Fuzhou with three papers and two reports
(967 bytes as JSON with field names, 585 as the list):

=====================================================  ==========  =======
form                                                   characters  modules
=====================================================  ==========  =======
JWS compact in a link, deflated JSON with names        1 002       121
the same as SMART Health Cards do, in digits           1 948       109
this frame, JSON with names, deflated, base32 link     1 136       109
COSE_Sign1, integer keys, zlib, base45 without a link  936         97
COSE_Sign1, integer keys, zlib, base32 link            1 022       101
this frame, list, plain DEFLATE, base32 link           828         93
**this frame, list, preset dictionary, base32 link**   **612**     **81**
=====================================================  ==========  =======

81 modules of 0.5 mm are 41 mm. Longer names and more reports make 85 to 93. The longest names and
numbers that can be registered, all at once, need up to 177 (89 mm; the last of them at level L), which
A5 still takes: nothing is ever cut to fit.
"""

from __future__ import annotations

import re
import zlib
from base64 import b32decode, b32encode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.domain.certificate import Content, PublicKey, read, written
from app.domain.errors import Reason, reason

VERSION = 1
#: Alphanumeric characters that a QR code of version 40 holds at level M, and at L (ISO/IEC 18004).
COMFORTABLE, MOST_CHARACTERS = 3391, 4296
#: Words that certificates have in common, the likeliest last (RFC 1950 §2.2). Part of version 1: with a
#: single byte changed no certificate could be read any more.
DICTIONARY = (
    'health_certificate","catch_certificate","disinfection_cert","norovirus","listeria_monocytogenes'
    '","quaternary_ammonium","hydrogen_peroxide","peracetic_acid","chlorine_dioxide",'
    "frozen_seafood_pcr@供应链管理贸易水产食品冷冻冷库进口有限公司市冷链食品集中监管仓,"
    '"Frozen "-WH-1","CN","US","EC202","26901234000","2025-0","2026-10","91350'
    '[["customs_declaration","],["ciq_cert","],["goods_list","]],["sars_cov_2",20,"negative",17,["",0,""]'
    ',["chlorine",800,30,17,""],"central_warehouse_nat@202'
).encode()
_HEAD, _KID, _SIGNATURE = 3, 5, 64
_MOST_BYTES = 16_384  #: of a content, unpacked; the longest that fits a QR code has about 3 500
_LINK = re.compile(r"(?i:https?)://([^/\s]+)/(?:C|c)/(\S*)")
_TOKEN = re.compile(r"[A-Z2-7]+")
_NUMBER = re.compile(r"EC[0-9]{8}-[0-9A-F]{8}")


@dataclass(frozen=True, slots=True)
class Verified:
    """A whole certificate, signed by a known key."""

    content: Content
    kid: str


@dataclass(frozen=True, slots=True)
class NotVerified:
    """Why a text is not to be believed. ``no`` when it is a bare number, which nothing is signed in."""

    reason: Reason
    no: str = ""


def sign(content: Content, kid: str, signature: Callable[[bytes], bytes]) -> str:
    """The signed token of a content: base32, without the link. Whether it fits is the caller's care."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, DICTIONARY)
    payload = packer.compress(written(content)) + packer.flush()
    head = bytes([VERSION]) + len(payload).to_bytes(2, "big") + b32decode(kid)
    return _base32(head + signature(signed_bytes(kid, payload)) + payload)


def signed_bytes(kid: str, payload: bytes) -> bytes:
    """What the signature is over: the signing input of a JWS."""
    header = f'{{"alg":"EdDSA","kid":"{kid}","typ":"exit+1"}}'.encode()
    return b".".join(urlsafe_b64encode(part).rstrip(b"=") for part in (header, payload))


def link(host: str, token: str) -> str:
    """The text of the QR code, all upper case."""
    return f"HTTPS://{host.upper()}/C/{token}"


def number_of(text: str) -> str:
    """The number of a certificate that somebody typed, or nothing."""
    plain = text.strip().upper() if text.isascii() else ""
    return plain if _NUMBER.fullmatch(plain) else ""


def verify(text: str, keys: Iterable[PublicKey]) -> Verified | NotVerified:
    """Check the text of a QR code, or the token in it, with public keys alone. Never raises.

    ``http(s)``, host and the ``C`` before the token may be in lower case, as browsers write them;
    nothing else may differ by a single character.
    """
    if no := number_of(text):
        return NotVerified(reason("certificate_number_only", no=no), no)
    found = _LINK.fullmatch(text.strip())
    host, token = (found[1], found[2]) if found else ("", text.strip())
    frame = _frame(token, is_link=found is not None)
    if isinstance(frame, NotVerified):
        return frame
    kid, payload = b32encode(frame[_HEAD : _HEAD + _KID]).decode(), frame[_HEAD + _KID + _SIGNATURE :]
    key = next((each for each in keys if each.kid == kid), None)
    if key is None:
        return NotVerified(reason("certificate_unknown_key", kid=kid))
    content = _unpacked(payload)
    try:
        signature = frame[_HEAD + _KID : _HEAD + _KID + _SIGNATURE]
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, signed_bytes(kid, payload))
    except InvalidSignature:
        code = "certificate_edited" if content is None else "certificate_forged"
        return NotVerified(reason(code, kid=kid))
    if content is None or (host and host.lower() != content.host):
        return NotVerified(reason("certificate_edited", kid=kid))
    if not key.was_in_use(content.signed_at):
        return NotVerified(reason("certificate_key_retired", kid=kid, on=content.signed_at.isoformat()))
    return Verified(content, kid)


def _frame(token: str, *, is_link: bool) -> bytes | NotVerified:
    """The bytes behind a token that are all there, and no more than that."""
    foreign = NotVerified(reason("certificate_not_ours"))
    edited = NotVerified(reason("certificate_edited"))
    if not _TOKEN.fullmatch(token):
        begins = is_link or (token.isascii() and token.startswith("AE"))
        return edited if begins and token else foreign
    head = b32decode(token[:8].ljust(8, "A"))
    if head[0] != VERSION:
        return foreign
    whole = -(-(_HEAD + _KID + _SIGNATURE + int.from_bytes(head[1:_HEAD], "big")) * 8 // 5)
    if len(token) < whole:
        return NotVerified(reason("certificate_cut", have=len(token), whole=whole))
    if len(token) > whole:
        return edited
    frame = b32decode(token + "=" * (-len(token) % 8))
    return frame if _base32(frame) == token else edited


def _unpacked(payload: bytes) -> Content | None:
    """The content of a payload, or None when it is none."""
    unpacker = zlib.decompressobj(-15, DICTIONARY)
    try:
        text = unpacker.decompress(payload, _MOST_BYTES)
    except zlib.error:
        return None
    return read(text)


def _base32(frame: bytes) -> str:
    return b32encode(frame).decode().rstrip("=")
