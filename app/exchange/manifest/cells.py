"""What a cell says. What a spreadsheet has made of a code is named where it cannot be undone."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from app.domain import ids
from app.domain.errors import BadInput, reason
from app.domain.quantity import whole

Cell = str | float | int | bool | date | datetime | time | timedelta | None

#: A spreadsheet keeps 15 digits of a number; whatever is longer ends in zeros that nobody typed.
_EXACT = 10**15
_LONGEST = 200  #: characters of a cell that are looked at
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]{1,3}", re.IGNORECASE)
_DAY = re.compile(r"([0-9]{4})([-/.年])([0-9]{1,2})[-/.月]([0-9]{1,2})日?([ T]0{1,2}:00(:00)?(\.0+)?)?")
_WEIGHT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,9})?")
_EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}


def is_empty(cell: Cell) -> bool:
    """Nothing in it but blanks."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def shown(cell: Cell) -> str:
    """A cell as a mistake shows it, cut short."""
    if isinstance(cell, float):
        text = f"{cell:.15g}"
    else:
        text = cell[:80] if isinstance(cell, str) else str(cell)
    # what does not print would tear the list of mistakes apart
    return "".join(c if c.isprintable() else "�" for c in " ".join(text.split()))[:60]


def text(cell: Cell, field: str) -> str:
    """A cell that names something. Raises BadInput when the spreadsheet has spoilt it."""
    if isinstance(cell, bool | date | time | timedelta):
        raise BadInput(reason("manifest_became_other", field=field, value=shown(cell)))
    if isinstance(cell, float | int):
        if abs(cell) >= _EXACT or cell != cell:
            raise BadInput(reason("manifest_digits_lost", field=field, value=shown(cell)))
        return str(int(cell)) if cell == int(cell) else shown(cell)
    plain = (cell or "").strip()
    if len(plain) > _LONGEST:
        raise BadInput(reason("too_long", field=field, value=plain[:20] + "…", most=_LONGEST))
    if _SCIENTIFIC.fullmatch(plain) and ("." in plain or "+" in plain):
        raise BadInput(reason("manifest_digits_lost", field=field, value=plain))
    return plain


def gtin(cell: Cell, field: str) -> str:
    """A GTIN with 14 digits. A number has lost its leading zeros, and they are known."""
    plain = text(cell, field)
    if isinstance(cell, float | int) and plain.isascii() and plain.isdigit():
        plain = plain.rjust(14, "0")
    return ids.gtin(plain, field)


def day(cell: Cell, field: str, since_1904: bool = False) -> str:
    """A calendar day as YYYY-MM-DD: a date, a serial number of days, or one of the plain ways to
    write one, year first. Anything that could be two days is refused.
    """
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if 20_000 <= cell < 80_000:  # 1954 to 2119
            return (_EPOCHS[since_1904] + timedelta(days=int(cell))).isoformat()
        plain = shown(float(cell))
    else:
        plain = cell.strip()[:40] if isinstance(cell, str) else shown(cell)
    if re.fullmatch(r"[0-9]{8}", plain):
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    elif (found := _DAY.fullmatch(plain)) is not None:
        plain = f"{found[1]}-{found[3]:0>2}-{found[4]:0>2}"
    return ids.day(plain, field).isoformat()


def count(cell: Cell, field: str) -> int:
    """A whole number of pieces; one when the cell is empty."""
    if is_empty(cell):
        return 1
    if isinstance(cell, float) and cell == cell and abs(cell) < _EXACT and cell == int(cell):
        return whole(int(cell), field, most=10**6)
    plain = text(cell, field)
    value: object = int(plain) if re.fullmatch(r"-?[0-9]{1,12}", plain) else plain
    return whole(value, field, most=10**6)


def grams(cell: Cell, field: str) -> int:
    """Kilograms with at most three places, as whole grams, without a float in between.

    A number in a workbook is taken with the 15 digits that the spreadsheet shows.
    """
    is_number = isinstance(cell, float | int) and not isinstance(cell, bool)
    plain = format(Decimal(f"{cell:.15g}"), "f") if is_number else shown(cell)
    if _WEIGHT.fullmatch(plain) is None or plain == "nan":
        raise BadInput(reason("manifest_not_weight", field=field, value=shown(cell)))
    exact = Decimal(plain) * 1000
    if exact != exact.to_integral_value():
        raise BadInput(reason("manifest_not_weight", field=field, value=shown(cell)))
    return whole(int(exact), field)


def optional_code(cell: Cell, field: str) -> str:
    """A register code, or nothing."""
    return "" if is_empty(cell) else code(cell, field)


def code(cell: Cell, field: str) -> str:
    """A register code; see ``ids.code``."""
    return ids.code(text(cell, field), field)
