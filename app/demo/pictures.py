"""Scans and photos of the story: small, drawn by us, the same bytes every time."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

_PAPER, _INK, _SEAL = 255, 40, 150
_SIZE = (240, 160)


def drawn(*lines: str) -> bytes:
    """A grey PNG that says these lines (plain ASCII), with a round seal, and whose story it is."""
    picture = Image.new("L", _SIZE, _PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((6, 6, _SIZE[0] - 7, _SIZE[1] - 7), outline=_INK)
    for n, line in enumerate((*lines, "", "DEMONSTRATION")):
        draw.text((16, 16 + 18 * n), line, fill=_INK)
    draw.ellipse((176, 96, 224, 144), outline=_SEAL, width=3)
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
