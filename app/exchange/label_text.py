"""How a label words what the ledger knows: weights, temperatures, countries, in Chinese and English."""

from __future__ import annotations

from functools import cache

from babel import Locale

_STORAGE = {
    "frozen": ("冷冻", "Frozen"),
    "chilled": ("冷藏", "Chilled"),
    "ambient": ("常温", "Ambient"),
}


def both(zh: str, en: str, language: str) -> str:
    """A text in the languages of a label (``zh+en``, ``zh``, ``en``), or in the one that it has."""
    if language == "zh":
        return zh or en
    if language == "en":
        return en or zh
    return " ".join(dict.fromkeys(each for each in (zh, en) if each))


def kilograms(grams: int) -> str:
    """A net weight: ``10 kg``, ``10.125 kg``. Exact, never rounded."""
    whole, rest = divmod(grams, 1000)
    return f"{whole}.{rest:03}".rstrip("0").rstrip(".") + " kg"


def storage(kind: str, low_dc: int | None, high_dc: int | None, language: str) -> str:
    """How goods are kept: ``冷冻 Frozen ≤ -18℃``. The range in tenths of a degree, open where None."""
    zh, en = _STORAGE.get(kind, (kind, kind))
    return " ".join(filter(None, (both(zh, en, language), _range(low_dc, high_dc))))


def _range(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return ""
    if low is None:
        return f"≤ {_degrees(high)}℃"
    if high is None:
        return f"≥ {_degrees(low)}℃"
    return f"{_degrees(low)} ~ {_degrees(high)}℃"


def _degrees(tenths: int | None) -> str:
    whole, rest = divmod(abs(tenths or 0), 10)
    sign = "-" if (tenths or 0) < 0 else ""
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


def country(code: str, language: str) -> str:
    """The name of a country by its ISO 3166-1 code, as the Unicode CLDR has it; else the code."""
    return both(_names("zh").get(code, code), _names("en").get(code, code), language)


@cache
def _names(language: str) -> dict[str, str]:
    return dict(Locale(language).territories)
