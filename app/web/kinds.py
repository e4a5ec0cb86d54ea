"""What a field may hold, as the document says it and the domain reads it.

The patterns are for readers and their tools; the domain refuses by name, in the caller's language.
Check digits, calendars and what exists no pattern can say: those are refused with 422 as well.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from app.domain import ids

_CODE = r"[A-Za-z0-9][A-Za-z0-9./_-]{0,39}"
_REGION = r"(?:1[1-9]|[2-7][0-9]|8[0-2])(?:[0-9]{2}){0,2}"
_USCC = "[0-9A-HJ-NP-RTUWXYa-hj-np-rtuwxy]{18}"
_LETTER = "[A-HJ-NP-Za-hj-np-z]"
_PLATE = rf"[{ids.PROVINCES}] ?{_LETTER}[ ·]?[A-HJ-NP-Za-hj-np-z0-9]{{5,6}}"
_CONTAINER = "[A-Za-z]{3}[UJZujz] ?[0-9]{6} ?[0-9]"
_GTIN = "(?:[0-9]{8}|[0-9]{12,14})"
_HS = r"[0-9]{4}\.?[0-9]{2}(?:\.?[0-9]{2}){0,2}"
_DIGEST = "[0-9a-f]{64}"
#: The domain leaves these out around a name, more of them than a schema's ``\\s`` knows.
_SOMETHING = r"[^\s\x1c-\x1f\x85]"
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


def _whole(pattern: str, *, may_be_empty: bool = False) -> str:
    """Space around it is left out by the domain."""
    return rf"^(?:\s*{pattern}\s*)?$" if may_be_empty else rf"^\s*{pattern}\s*$"


def documented(**schema: Any) -> Any:
    """A field that the document describes more closely than its type."""
    return Field(json_schema_extra=schema)


def _text(pattern: str, example: str, most: int, *, may_be_empty: bool = False) -> Any:
    least = 0 if may_be_empty else 1
    shown = _whole(pattern, may_be_empty=may_be_empty)
    extra: dict[str, Any] = {"pattern": shown, "examples": [example]}
    return Field(min_length=least, max_length=most, json_schema_extra=extra)


Code = Annotated[str, _text(_CODE, "FZ-WH-1", 120)]
CodeIfAny = Annotated[str, _text(_CODE, "FZ-WH-1", 120, may_be_empty=True)]
#: A batch's number, of a batch that exists or comes to exist.
Batch = Annotated[str, _text(_CODE, "PF-20201114", 120)]
BatchIfAny = Annotated[str, _text(_CODE, "PF-20201114", 40, may_be_empty=True)]
Plate = Annotated[str, _text(_PLATE, "闽A8K921", 120)]
PlateIfAny = Annotated[str, _text(_PLATE, "闽A8K921", 40, may_be_empty=True)]
Container = Annotated[str, _text(_CONTAINER, "CSQU3054383", 20)]
Gtin = Annotated[str, _text(_GTIN, "26901234000010", 120)]
Uscc = Annotated[str, _text(_USCC, "91350111000100037A", 18)]
UsccIfAny = Annotated[str, _text(_USCC, "91350111000100037A", 18, may_be_empty=True)]
Region = Annotated[str, _text(_REGION, "350104", 40)]
RegionIfAny = Annotated[str, _text(_REGION, "350104", 40, may_be_empty=True)]
HsIfAny = Annotated[str, _text(_HS, "0303891000", 40, may_be_empty=True)]
SsccIfAny = Annotated[str, _text("[0-9]{18}", "106141412345678908", 18, may_be_empty=True)]
Country = Annotated[str, Field(min_length=2, max_length=2, json_schema_extra={
    "pattern": "^[A-Za-z]{2}$", "examples": ["IN"],
})]  # fmt: skip
DigestIfAny = Annotated[str, Field(max_length=64), documented(pattern=f"^(?:{_DIGEST})?$")]
Digest = Annotated[str, Field(max_length=64), documented(pattern=f"^{_DIGEST}$")]
Day = Annotated[str, Field(pattern=rf"^{_DAY}$", examples=["2020-09-02"]), documented(format="date")]
_DAY_OR_NONE = [{"maxLength": 0}, {"format": "date", "pattern": f"^{_DAY}$"}]
DayIfAny = Annotated[str, Field(max_length=40), documented(anyOf=_DAY_OR_NONE)]
#: A name or a sentence for people; something must be in it.
Name = Annotated[str, Field(min_length=1, max_length=120), documented(pattern=_SOMETHING)]
NameIfAny = Annotated[str, Field(max_length=120), documented(pattern=f"^$|{_SOMETHING}")]
Word = Annotated[str, Field(min_length=1, max_length=40), documented(pattern=_SOMETHING)]
Why = Annotated[str, Field(min_length=1, max_length=500), documented(pattern=_SOMETHING)]
#: What a scanner reads or somebody types: a token, a QR code's address, a code, a carton's own.
Scanned = Annotated[str, Field(min_length=1, max_length=120, examples=["AM2-4XV-YGB"])]
Pin = Annotated[str, Field(min_length=1, max_length=12), documented(pattern="^[0-9]{6}$")]
Password = Annotated[str, Field(min_length=1, max_length=200), documented(minLength=10)]


def one_of(*choices: str) -> Any:
    """One of a fixed list."""
    return documented(enum=list(choices))


def from_to(least: int, most: int) -> Any:
    """A whole number that the domain keeps between two."""
    return documented(minimum=least, maximum=most)
