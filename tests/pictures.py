"""Small real pictures and papers, the same bytes every time, and the tools to spoil them."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

#: EXIF tags: orientation, maker, the pointer to the place, and what stands there.
ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825
PLACE = {1: "N", 2: (26.0, 4.0, 30.0), 3: "E", 4: (119.0, 18.0, 0.0)}
SECRET = "SECRET-PHONE"


def drawn(text: str, size: tuple[int, int] = (64, 48), mode: str = "RGB") -> Image.Image:
    """A picture that says something, with a red corner at the top left."""
    picture = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(picture)
    draw.text((2, size[1] // 2), text, fill="black")
    draw.rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red")
    return picture if mode == "RGB" else picture.convert(mode)


def saved(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The picture as a file."""
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def photo(text: str = "photo", kind: str = "JPEG", **options: Any) -> bytes:
    """A small picture as a file."""
    return saved(drawn(text), kind, **options)


def exif(orientation: int = 1) -> bytes:
    """Notes of a telephone that knows where it is."""
    notes = Image.Exif()
    notes[ORIENTATION] = orientation
    notes[MAKE] = SECRET
    notes.get_ifd(GPS).update(PLACE)
    return notes.tobytes()


def paper(text: str = "paper") -> bytes:
    """The smallest thing that opens as a PDF."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n% " + text.encode() + b"\n"
        b"xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 1>>\nstartxref\n40\n%%EOF\n"
    )


def chunk(name: bytes, body: bytes) -> bytes:
    """A chunk of a PNG with its checksum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, *chunks: bytes, bits: int = 8, colour: int = 2) -> bytes:
    """A PNG of exactly these chunks; its pixels need not be there."""
    head = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join((chunk(b"IHDR", head), *chunks, chunk(b"IEND", b"")))
