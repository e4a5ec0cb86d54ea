"""QR symbols: the smallest version, the best level that fits, and thousands in a row quickly.

The symbols are the ``qrcode`` library's. It spends most of its time on trying eight masks; every
mask is allowed (ISO/IEC 18004, 7.8), so one is fixed. What follows the bit stream, error correction,
placing and masking, is linear over GF(2): a symbol is the symbol of no bits, changed by what each bit
of the stream changes. ``Press`` asks the library once for each bit and adds them up from then on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from qrcode import QRCode, base, constants, exceptions, util

QUIET = 4  #: white modules on each side (ISO/IEC 18004, 6.3.8)
LEVELS = {
    "L": constants.ERROR_CORRECT_L, "M": constants.ERROR_CORRECT_M,
    "Q": constants.ERROR_CORRECT_Q, "H": constants.ERROR_CORRECT_H,
}  # fmt: skip
#: Of the eight masks the one with the lowest mean penalty over our payloads in versions 4 and 5:
#: 886 and 908 points, where trying all eight gives 762 and 858.
_MASK = 0
_LARGEST = 40


@dataclass(frozen=True, slots=True)
class Symbol:
    """The modules of a QR code without its quiet zone: a number for each row, first module highest."""

    version: int
    level: str
    rows: tuple[int, ...]

    @property
    def size(self) -> int:
        """Modules on a side."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Fit:
    """How a payload is printed: version, level, and printer dots for each module."""

    version: int
    level: str
    dots: int

    @property
    def modules(self) -> int:
        """Modules on a side, quiet zone included."""
        return size_of(self.version) + 2 * QUIET


def size_of(version: int) -> int:
    """Modules on a side of a version, 1 to 40."""
    return 17 + 4 * version


def version_for(text: str, level: str) -> int | None:
    """The smallest version that holds a text at a level, or None."""
    code = QRCode(error_correction=LEVELS[level])
    code.add_data(text)
    try:
        return int(code.best_fit())
    except (exceptions.DataOverflowError, ValueError):  # the library says it in two ways
        return None


@cache
def fit(text_like: str, box: int, most: int, least: int, levels: str) -> Fit | None:
    """The way to print a payload in a square of ``box`` dots, or None when it does not fit.

    Modules are ``most`` dots wide if they can be, never fewer than ``least``; wider modules are worth
    more than a higher level. ``levels`` from best to worst. ``text_like`` is ``kind(payload)``.
    """
    for dots in range(most, least - 1, -1):
        for level in levels:
            version = version_for(text_like, level)
            if version is not None and (size_of(version) + 2 * QUIET) * dots <= box:
                return Fit(version, level, dots)
    return None


def kind(text: str) -> str:
    """A text that takes as much room: payloads of one kind differ in their characters alone."""
    return re.sub(r"[0-9A-Z $%*+\-./:]", "A", text)


def symbol(text: str, version: int, level: str) -> Symbol:
    """One symbol, straight from the library."""
    return _symbol(_codewords(text, version, level), version, level)


class Press:
    """Symbols of one version and level, for thousands of payloads of about the same length."""

    def __init__(self, version: int, level: str) -> None:
        self.version, self.level = version, level
        self._side = size_of(version)
        blocks = base.rs_blocks(version, LEVELS[level])
        self._bytes = sum(block.data_count for block in blocks)
        self._blank, self._changes = _changes(version, level)

    def symbol(self, text: str) -> Symbol:
        """The same symbol as ``symbol(text, version, level)``.

        Raises ValueError when the text does not fit.
        """
        stream = int.from_bytes(_stream(text, self.version, self._bytes), "big")
        whole, last = self._blank, 8 * self._bytes - 1
        while stream:
            lowest = stream & -stream
            whole ^= self._changes[last - lowest.bit_length() + 1]
            stream ^= lowest
        return Symbol(self.version, self.level, _rows(whole, self._side))


@cache
def press(version: int, level: str) -> Press:
    """The press for a version and level, made once: about a tenth of a second."""
    return Press(version, level)


@cache
def _changes(version: int, level: str) -> tuple[int, tuple[int, ...]]:
    """The symbol of a stream of zeros, and what each bit of the stream changes in it."""
    count = sum(block.data_count for block in base.rs_blocks(version, LEVELS[level]))
    # seen from a stream of ones: the library cannot divide a block of zeros
    blank = ones = _whole(b"\xff" * count, version, level)
    bits = []
    for at in range(8 * count):
        data = bytearray(b"\xff" * count)
        data[at // 8] ^= 0x80 >> at % 8
        bits.append(ones ^ _whole(bytes(data), version, level))
        blank ^= bits[-1]
    return blank, tuple(bits)


def _stream(text: str, version: int, count: int) -> bytes:
    """The data codewords: the text in the library's modes, ended and padded (ISO/IEC 18004, 7.4)."""
    buffer = util.BitBuffer()
    for chunk in util.optimal_data_chunks(text, minimum=20):
        buffer.put(chunk.mode, 4)
        buffer.put(len(chunk), util.length_in_bits(chunk.mode, version))
        chunk.write(buffer)
    if len(buffer) > 8 * count:
        raise ValueError(f"{len(text)} characters do not fit version {version}")
    data = bytes(buffer.buffer[: (len(buffer) + 7) // 8])
    if len(buffer) + 4 > 8 * len(data) and len(data) < count:
        data += b"\0"  # the four bits that end the text begin another byte
    missing = count - len(data)
    return data + (b"\xec\x11" * (missing // 2 + 1))[:missing]


def _codewords(text: str, version: int, level: str) -> bytes:
    count = sum(block.data_count for block in base.rs_blocks(version, LEVELS[level]))
    return _stream(text, version, count)


def _symbol(data: bytes, version: int, level: str) -> Symbol:
    return Symbol(version, level, _rows(_whole(data, version, level), size_of(version)))


def _whole(data: bytes, version: int, level: str) -> int:
    """All modules in one number, row by row, of the library's symbol for some data codewords."""
    code = QRCode(version=version, error_correction=LEVELS[level], mask_pattern=_MASK)
    buffer = util.BitBuffer()
    buffer.buffer, buffer.length = list(data), 8 * len(data)
    code.data_cache = util.create_bytes(buffer, base.rs_blocks(version, LEVELS[level]))
    code.make(fit=False)
    return int("".join("1" if dark else "0" for row in code.modules for dark in row), 2)


def _rows(whole: int, side: int) -> tuple[int, ...]:
    mask = (1 << side) - 1
    return tuple(whole >> side * (side - 1 - row) & mask for row in range(side))


def dark(rows: Sequence[int]) -> list[tuple[int, int, int]]:
    """Dark runs of a symbol as (row, first column, length), for writers that draw rectangles."""
    side, runs = len(rows), []
    for y, row in enumerate(rows):
        x = 0
        for white, black in _pairs(f"{row:0{side}b}"):
            x += white
            if black:
                runs.append((y, x, black))
            x += black
    return runs


def _pairs(bits: str) -> list[tuple[int, int]]:
    """Lengths of the runs of 0 and 1 in turn: (zeros, ones)."""
    return [
        (len(part) - len(part.lstrip("0")), len(part.strip("0")))
        for part in bits.replace("10", "1 0").split()
    ]
