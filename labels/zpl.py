"""ZPL II for thermal printers: the printer draws the QR codes, we draw the text.

What the labels of a run have in common is sent once as a picture, kept in the printer's memory for
the run, and recalled for each label. Text goes as pictures too: printers lack the script, and their
own fonts are of unknown width, so that nothing could be promised about what fits. (Zebra, ZPL II
Programming Guide: ^BQ, ^GF, ~DG, ^XG, ^ID.)
"""

from __future__ import annotations

import re
import zlib
from base64 import b64encode
from binascii import crc_hqx
from collections.abc import Iterable, Iterator
from itertools import groupby

from PIL import Image, ImageChops

from labels.draw import image
from labels.label import Content, page
from labels.layouts import Layout
from labels.marks import INCH, Glyphs, Mark, Modules, Page, Rule, moved

#: ^BQ puts a symbol this many dots under its field origin.
_BELOW = 10
_LARGEST_MODULE = 10  #: dots
_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+")
#: Room above and under a base line, in ems.
_ABOVE, _UNDER = 1.1, 0.4


def stream(
    contents: Iterable[Content], layout: Layout, dpi: int = 203, language: str = "zh+en"
) -> Iterator[bytes]:
    """Labels for a printer of ``dpi``, each in a piece; nothing of the run stays in the printer."""
    shared: tuple[Mark, ...] | None = None
    for content in contents:
        label = page(content, layout, dpi, language)
        ground = b""
        if label.fixed is not shared:
            ground, shared = _ground(label, dpi), label.fixed
        yield ground + _label(label, dpi)
    if shared is not None:
        yield b"^XA^IDR:LABEL.GRF^FS^XZ\n"


def _ground(label: Page, dpi: int) -> bytes:
    """The common part as a stored picture."""
    size, across, data = _packed(image(Page(label.width, label.height, label.fixed, ()), dpi))
    return b"~DGR:LABEL.GRF,%d,%d,%s\n" % (size, across, data)


def _label(label: Page, dpi: int) -> bytes:
    wide, high = (round(side * dpi / INCH) for side in (label.width, label.height))
    parts = [f"^XA^CI28^LH0,0^PW{wide}^LL{high}^FO0,0^XGR:LABEL.GRF,1,1^FS".encode("ascii")]
    texts = sorted((mark for mark in label.own if isinstance(mark, Glyphs)), key=lambda mark: mark.y)
    for _, line in groupby(texts, lambda mark: mark.y):
        parts.append(_text(tuple(line), label.width, dpi))
    parts += (_drawn(mark, dpi) for mark in label.own if not isinstance(mark, Glyphs))
    return b"".join(parts) + b"^XZ\n"


def _text(line: tuple[Glyphs, ...], width: float, dpi: int) -> bytes:
    """Texts on one base line as a picture of what is black in them."""
    em = max(mark.em for mark in line)
    top = round((line[0].y - em * _ABOVE) * dpi / INCH) * INCH / dpi
    picture = image(Page(width, em * (_ABOVE + _UNDER), (), tuple(moved(line, 0, -top))), dpi)
    left, upper, right, lower = ImageChops.invert(picture).getbbox() or (0, 0, 1, 1)
    size, across, data = _packed(picture.crop((left, upper, right, lower)))
    at = (left, round(top * dpi / INCH) + upper)
    return b"^FO%d,%d^GFA,%d,%d,%d,%s^FS" % (*at, size, size, across, data)


def _packed(picture: Image.Image) -> tuple[int, int, bytes]:
    """A picture as (bytes, bytes a row, ``:Z64:`` data): deflated, in base64, with a CRC."""
    across = (picture.width + 7) // 8
    whole = Image.new("1", (8 * across, picture.height), 255)
    whole.paste(picture)
    raw = ImageChops.invert(whole).tobytes()
    data = b64encode(zlib.compress(raw, 9))
    return len(raw), across, b":Z64:%s:%04X" % (data, crc_hqx(data, 0))


def _drawn(mark: Modules | Rule, dpi: int) -> bytes:
    """A QR code by the printer's own command; its version follows from mode, length and level."""
    dot = dpi / INCH
    x, y = round(mark.x * dot), round(mark.y * dot)
    if isinstance(mark, Rule):
        wide, high = max(1, round(mark.width * dot)), max(1, round(mark.height * dot))
        return f"^FO{x},{y}^GB{wide},{high},{min(wide, high)}^FS".encode("ascii")
    data = mark.payload.encode("utf-8")
    mode = b"A" if _ALPHANUMERIC.fullmatch(mark.payload) else b"B%04d" % len(data)
    dots, level = min(mark.dots, _LARGEST_MODULE), mark.symbol.level
    head = f"^FO{x},{max(0, y - _BELOW)}^BQN,2,{dots}^FH^FD{level}M,"
    return head.encode("ascii") + mode + _escaped(data) + b"^FS"


def _escaped(data: bytes) -> bytes:
    """Characters that ZPL would read as commands, and those it may not carry, by their number."""
    plain = re.compile(rb"[^ -~]|[\^~_]")
    return plain.sub(lambda found: b"_%02X" % found[0][0], data)
