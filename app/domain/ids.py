"""Numbers the trade already has, and their check digits. Look-alike characters never pass.

ISO 6346 containers, GB 32100 unified social credit codes, GS1 mod-10 keys, ISO 3166 countries,
Chinese vehicle plates, and the plain register codes that people type.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from app.domain.errors import BadInput, reason

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
_CODE = re.compile(r"[A-Z0-9][A-Z0-9./_-]{0,39}")
_PLATE = re.compile(rf"[{PROVINCES}][A-HJ-NP-Z][A-HJ-NP-Z0-9]{{5,6}}")

COUNTRIES = frozenset(
    re.findall(
        "[A-Z]{2}",
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ "
        "BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM "
        "DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS "
        "GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN "
        "KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ "
        "MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM "
        "PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV "
        "SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI "
        "VN VU WF WS YE YT ZA ZM ZW",
    )
)


def _stranger(text: str, allowed: str) -> str | None:
    """The first character that is not plain ``allowed``, named, or None."""
    for character in text:
        if character not in allowed:
            return f"U+{ord(character):04X} {unicodedata.name(character, 'UNNAMED')}"
    return None


def plain(value: str, field: str) -> str:
    """The same text, if it is text that can be stored: no NUL, no half of a surrogate pair."""
    if not isinstance(value, str):
        raise BadInput(reason("not_text", field=field, value=str(value)[:40]))
    for character in value:
        if character == "\0" or "\ud800" <= character <= "\udfff":
            shown = value[:40].encode("utf-8", "replace").decode()
            odd = f"U+{ord(character):04X} {unicodedata.name(character, 'UNNAMED')}"
            raise BadInput(reason("strange_character", field=field, value=shown, character=odd))
    return value


def _upper(value: str, field: str, allowed: str) -> str:
    plain(value, field)
    # only plain letters: the upper case of a look-alike may be the letter it looks like
    text = "".join(c.upper() if c.isascii() else c for c in value.strip())
    if (odd := _stranger(text, allowed)) is not None:
        raise BadInput(reason("strange_character", field=field, value=value[:40], character=odd))
    return text


def code(value: str, field: str) -> str:
    """A register code or number as people write it: 1 to 40 of A-Z 0-9 . / _ -, upper-cased.

    Anything else, full-width digits and Cyrillic look-alikes included, is refused by name: two
    codes that look the same must never be two things.
    """
    text = _upper(value, field, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./_-")
    if _CODE.fullmatch(text) is None:
        raise BadInput(reason("bad_code", field=field, value=value[:60]))
    return text


def name(value: str, field: str, *, most: int = 120) -> str:
    """A name for people in NFC, without control or direction-changing characters."""
    text = unicodedata.normalize("NFC", plain(value, field).strip())
    if not text:
        raise BadInput(reason("empty", field=field))
    if len(text) > most:
        raise BadInput(reason("too_long", field=field, value=text[:20] + "…", most=most))
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
            odd = f"U+{ord(character):04X} {unicodedata.name(character, 'UNNAMED')}"
            raise BadInput(reason("strange_character", field=field, value=text[:40], character=odd))
    return text


def uscc(value: str, field: str = "uscc") -> str:
    """Unified social credit code, 18 characters, check character by GB 32100-2015."""
    text = _upper(value, field, _USCC_ALPHABET + "IOSVZ")
    if len(text) != 18 or any(each not in _USCC_ALPHABET for each in text):
        raise BadInput(reason("bad_uscc", field=field, value=value[:40]))
    if uscc_check(text[:17]) != text[17]:
        raise BadInput(reason("wrong_check_digit", field=field, value=text))
    return text


def uscc_check(body: str) -> str:
    """The 18th character for the first 17."""
    total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(body, _USCC_WEIGHTS, strict=True))
    return _USCC_ALPHABET[(31 - total % 31) % 31]


def container(value: str, field: str = "container") -> str:
    """Freight container number by ISO 6346 (GB/T 1836): owner, category, serial, check digit."""
    text = _upper(plain(value, field).replace(" ", ""), field, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    if re.fullmatch(r"[A-Z]{3}[UJZ][0-9]{7}", text) is None:
        raise BadInput(reason("bad_container", field=field, value=value[:40]))
    if container_check(text[:10]) != text[10]:
        raise BadInput(reason("wrong_check_digit", field=field, value=text))
    return text


def container_check(body: str) -> str:
    """The check digit of ISO 6346 for owner code, category and serial (10 characters)."""
    # Letters count from 10 upwards and skip every multiple of 11.
    worth = {c: int(c) for c in "0123456789"}
    value = 10
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        value += value % 11 == 0
        worth[letter] = value
        value += 1
    return str(sum(worth[c] << place for place, c in enumerate(body)) % 11 % 10)


def gs1_check(body: str) -> str:
    """The mod-10 check digit that GTIN, GLN and SSCC share (GS1 General Specifications 7.9)."""
    total = sum(int(d) * (3 if place % 2 == 0 else 1) for place, d in enumerate(reversed(body)))
    return str(-total % 10)


def _gs1(value: str, field: str, lengths: tuple[int, ...]) -> str:
    text = _upper(value, field, "0123456789")
    if len(text) not in lengths:
        raise BadInput(reason("wrong_length", field=field, value=text[:40], lengths=str(lengths)))
    if gs1_check(text[:-1]) != text[-1]:
        raise BadInput(reason("wrong_check_digit", field=field, value=text))
    return text


def gtin(value: str, field: str = "gtin") -> str:
    """A GTIN of 8, 12, 13 or 14 digits, returned with 14."""
    return _gs1(value, field, (8, 12, 13, 14)).rjust(14, "0")


def gln(value: str, field: str = "gln") -> str:
    """A global location number, 13 digits."""
    return _gs1(value, field, (13,))


def sscc(value: str, field: str = "sscc") -> str:
    """A serial shipping container code, 18 digits."""
    return _gs1(value, field, (18,))


def country(value: str, field: str = "country") -> str:
    """An ISO 3166-1 alpha-2 code."""
    text = _upper(value, field, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if text not in COUNTRIES:
        raise BadInput(reason("unknown_country", field=field, value=value[:40]))
    return text


def plate(value: str, field: str = "plate") -> str:
    """A Chinese vehicle plate: province character, letter, five or six letters and digits."""
    short = plain(value, field).strip().replace(" ", "").replace("·", "")
    text = short[:1] + (short[1:].upper() if short[1:].isascii() else short[1:])
    if _PLATE.fullmatch(text) is None:
        raise BadInput(reason("bad_plate", field=field, value=value[:40]))
    return text


def region(value: str, field: str = "region") -> str:
    """An administrative division code of GB/T 2260: 2, 4 or 6 digits, province first."""
    text = _upper(value, field, "0123456789")
    if len(text) not in (2, 4, 6) or not "11" <= text[:2] <= "82":
        raise BadInput(reason("bad_region", field=field, value=value[:40]))
    return text


def jurisdiction(value: str, field: str = "region") -> str:
    """The beginning that all division codes in a region share: a province or city may be given whole.

    350200 is the city, and its districts are 350203 and so on.
    """
    text = region(value, field)
    while text.endswith("00"):
        text = text[:-2]
    return text


def hs_code(value: str, field: str = "hs_code") -> str:
    """A customs tariff code of 6, 8 or 10 digits, dots left out."""
    text = _upper(plain(value, field).replace(".", ""), field, "0123456789")
    if len(text) not in (6, 8, 10):
        raise BadInput(reason("wrong_length", field=field, value=text[:40], lengths="(6, 8, 10)"))
    return text


def day(value: str, field: str) -> date:
    """A calendar day written as YYYY-MM-DD."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", plain(value, field)) is None:
        raise BadInput(reason("bad_date", field=field, value=value[:40]))
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise BadInput(reason("bad_date", field=field, value=value[:40])) from None
