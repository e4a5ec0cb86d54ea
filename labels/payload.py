"""What a label carries: an unguessable public token for the QR, a short code for people to type.

The token is 128 random bits in upper-case base32, behind ``HTTPS://HOST/Q/`` so that the whole QR
payload stays in alphanumeric mode. Where labels are to be GS1 Digital Links the token is a serial of
100 random bits, for application identifier 21 holds 20 characters: ``/01/GTIN/10/LOT/21/SERIAL``
(GS1 Digital Link: URI Syntax; scheme and host know no case, so they stay upper case).

The typed code is eight characters and a check character of ISO 7064 MOD 37-2; a code is drawn again
while it would hold I, L, O, U or ``*``, so every single wrong character and every swap of neighbours
is caught without any character looking like another.
"""

from __future__ import annotations

import re
import secrets
from urllib.parse import quote

TOKEN_BITS = 128
TOKEN_LENGTH = 26  #: base32 characters for 130 bits; the top two bits are always zero
SERIAL_LENGTH = 20  #: base32 characters of a serial in a GS1 Digital Link, 100 bits
CODE_LENGTH = 9

_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_MOD37 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_TYPED = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_HOST = r"(?:HTTPS?://[^/\s]+)?"
_URL = re.compile(_HOST + r"/Q/([A-Z2-7]{26})/?", re.IGNORECASE | re.ASCII)
_LINK = re.compile(
    _HOST + r"/01/[0-9]{14}(?:/10/[^/?#\s]{1,60})?/21/([A-Z2-7]{20})(?:\?[^\s]*)?",
    re.IGNORECASE | re.ASCII,
)
#: A lot of application identifier 10: characters of GS1 set 82 (GS1 General Specifications, 7.11).
_LOT = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}")


def new_token() -> str:
    """A public token of 128 bits from the operating system's generator, 26 characters."""
    return _base32(secrets.randbits(TOKEN_BITS), TOKEN_LENGTH)


def new_serial() -> str:
    """A token for a GS1 Digital Link: 100 bits from the operating system's generator, 20 characters."""
    return _base32(secrets.randbits(5 * SERIAL_LENGTH), SERIAL_LENGTH)


def _base32(value: int, length: int) -> str:
    letters = []
    for _ in range(length):
        value, low = divmod(value, 32)
        letters.append(_BASE32[low])
    return "".join(reversed(letters))


def check_character(body: str) -> str:
    """The check character of ISO 7064 MOD 37-2 for ``body``."""
    remainder = 0
    for letter in body:
        remainder = (remainder + _MOD37.index(letter)) * 2 % 37
    return _MOD37[(38 - remainder) % 37]


def new_code() -> str:
    """A typed code: eight random characters and their check character, none of I L O U *."""
    while True:
        body = "".join(secrets.choice(_TYPED) for _ in range(CODE_LENGTH - 1))
        check = check_character(body)
        if check in _TYPED:
            return body + check


def is_code(text: str) -> bool:
    """True when ``text`` is nine allowed characters with the right check character."""
    return (
        len(text) == CODE_LENGTH
        and all(letter in _TYPED for letter in text)
        and check_character(text[:-1]) == text[-1]
    )


def grouped(code: str) -> str:
    """The code as printed: three groups of three, ``7K2-M9P-4XC``."""
    return "-".join(code[at : at + 3] for at in range(0, CODE_LENGTH, 3))


def url(host: str, token: str) -> str:
    """The QR payload for a token, all upper case."""
    return f"HTTPS://{host.upper()}/Q/{token}"


def link(host: str, gtin: str, lot: str, serial: str) -> str:
    """The QR payload as a GS1 Digital Link; a lot outside GS1 set 82 or over 20 characters stays out.

    ``gtin`` has 14 digits; every character of the path that is not unreserved is percent-encoded.
    """
    batch = f"/10/{quote(lot, safe='')}" if _LOT.fullmatch(lot) else ""
    return f"HTTPS://{host.upper()}/01/{gtin}{batch}/21/{serial}"


def read(text: str) -> tuple[str, str] | None:
    """What a scan or a typed line names: ``("token", t)``, ``("code", c)``, or None: not ours."""
    line = text.strip()
    for form in (_URL, _LINK):
        if (found := form.fullmatch(line)) is not None:
            return "token", found[1].upper()
    if not line.isascii():
        return None
    plain = line.upper().replace("-", "").replace(" ", "")
    if re.fullmatch(r"[A-Z2-7]{26}", plain):
        return "token", plain
    return ("code", plain) if is_code(plain) else None
