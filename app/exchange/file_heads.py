"""What a file says of itself, read without decoding a pixel: its kind, its size, where it ends.

The kind follows from the content alone; names and headers are not asked. A PNG, WEBP or PDF that goes
on after its end is refused. A JPEG is not: telephones append previews, short films and notes of the
maker, so what follows stays in the original, whose digest is evidence, and never gets into a public
copy. A second file that somebody glued on (an archive, a program, a page) is refused everywhere.
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass

from app.domain.errors import BadInput, reason

_JPEG, _PNG, _PDF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"
#: The next marker of a JPEG; inside a scan 0xFF is followed by 0x00 or by a restart marker.
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
_SOI, _EOI, _SOS, _BARE = 0xD8, 0xD9, 0xDA, 0x01
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
#: A progressive JPEG has about ten scans; each one is a pass over the whole picture.
MOST_SCANS = 100
#: Segments or chunks: at 15 MB more than this is made to keep somebody busy.
MOST_PARTS = 20_000
#: How archives, programs, papers and pages begin.
_GLUED = re.compile(
    rb"[\x00\s]*(?:PK\x03\x04|Rar!|7z\xbc\xaf|\x1f\x8b|MZ|\x7fELF|%PDF-|#!/"
    rb"|<(?:!doctype|html|head|body|script|svg|\?php))",
    re.IGNORECASE,
)
_ZIP_END = b"PK\x05\x06"


@dataclass(frozen=True, slots=True)
class Head:
    """A file's kind as Pillow calls it (or PDF), and its width and height in pixels (0 for a PDF)."""

    kind: str
    width: int = 0
    height: int = 0


def read(content: bytes) -> Head:
    """What the file is. Raises BadInput naming what is wrong with it."""
    if content.startswith(_JPEG):
        head = _jpeg(content)
    elif content.startswith(_PNG):
        head = _png(content)
    elif content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        head = _webp(content)
    elif content.startswith(_PDF):
        head = _pdf(content)
    else:
        raise BadInput(reason("file_kind"))
    if _is_archive(content) or (head.kind != "PDF" and _PDF in content[:1024]):
        raise BadInput(reason("file_glued", kind=head.kind))
    return head


def _is_archive(content: bytes) -> bool:
    """Whether a ZIP archive ends exactly where the file ends."""
    at = content.rfind(_ZIP_END, max(0, len(content) - 65_557))
    return at >= 0 and int.from_bytes(content[at + 20 : at + 22], "little") == len(content) - at - 22


def _jpeg(content: bytes) -> Head:
    head, scans, at = None, 0, 2
    for _ in range(MOST_PARTS):
        found = _MARKER.search(content, at)
        if found is None:
            raise _cut_off("JPEG")
        marker, at = found[1][0], found.end()
        if marker == _EOI:
            break
        if marker == _BARE:
            continue
        if marker == _SOI or (marker in _FRAMES and head is not None):
            raise _damaged("JPEG")
        length = int.from_bytes(content[at : at + 2], "big")
        if at + 2 > len(content) or at + length > len(content):
            raise _cut_off("JPEG")
        if marker in _FRAMES:
            head = _jpeg_frame(content[at : at + length])
        scans += marker == _SOS
        if scans > MOST_SCANS:
            raise BadInput(reason("picture_passes", most=MOST_SCANS))
        at += length
    else:
        raise _damaged("JPEG")
    if head is None or not scans:
        raise _damaged("JPEG")
    if _GLUED.match(content, at):
        raise BadInput(reason("file_glued", kind="JPEG"))
    return head


def _jpeg_frame(segment: bytes) -> Head:
    if len(segment) < 8:
        raise _damaged("JPEG")
    bits, height, width, channels = struct.unpack_from(">BHHB", segment, 2)
    return _sound("JPEG", (width, height), bits, "CMYK" if channels == 4 else "")


def _png(content: bytes) -> Head:
    head, at = None, len(_PNG)
    view = memoryview(content)
    for _ in range(MOST_PARTS):
        if at + 12 > len(content):
            raise _cut_off("PNG")
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise _cut_off("PNG")
        if zlib.crc32(view[at + 4 : end - 4]) != int.from_bytes(content[end - 4 : end], "big"):
            raise _damaged("PNG")
        if (name == b"IHDR") != (head is None) or (name == b"IHDR" and length != 13):
            raise _damaged("PNG")
        if name == b"IHDR":
            width, height, bits = struct.unpack_from(">IIB", content, at + 8)
            head = _sound("PNG", (width, height), bits if bits > 8 else 8)
        if name == b"acTL":
            raise BadInput(reason("picture_moves", kind="PNG"))
        at = end
        if name == b"IEND":
            break
    else:
        raise _damaged("PNG")
    if head is None:
        raise _damaged("PNG")
    return _ended(content, at, head)


def _webp(content: bytes) -> Head:
    end = 8 + int.from_bytes(content[4:8], "little")
    if end > len(content):
        raise _cut_off("WEBP")
    head, at = None, 12
    for _ in range(MOST_PARTS):
        if at + 8 > end:
            break
        name, length = struct.unpack_from("<4sI", content, at)
        if at + 8 + length > end:
            raise _damaged("WEBP")
        if name in (b"ANIM", b"ANMF"):
            raise BadInput(reason("picture_moves", kind="WEBP"))
        head = head or _webp_size(name, content[at + 8 : at + 18])
        at += 8 + length + length % 2
    if head is None or at != end:
        raise _damaged("WEBP")
    return _ended(content, end, head)


def _webp_size(name: bytes, start: bytes) -> Head:
    """Width and height from the first chunk, as its kind writes them down."""
    if len(start) == 10 and name == b"VP8X":
        sizes = (int.from_bytes(start[4:7], "little") + 1, int.from_bytes(start[7:10], "little") + 1)
    elif len(start) == 10 and name == b"VP8 " and start[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", start, 6)
        sizes = (width & 0x3FFF, height & 0x3FFF)
    elif len(start) >= 5 and name == b"VP8L" and start[0] == 0x2F:
        bits = int.from_bytes(start[1:5], "little")
        sizes = ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    else:
        raise _damaged("WEBP")
    return _sound("WEBP", sizes)


def _pdf(content: bytes) -> Head:
    tail = content[-1024:]
    end = tail.rfind(b"%%EOF")
    if re.match(rb"%PDF-[12]\.\d", content) is None:
        raise _damaged("PDF")
    if end < 0 or b"startxref" not in tail[:end]:
        raise _cut_off("PDF")
    return _ended(content, len(content) - len(tail) + end + 5, Head("PDF"))


def _sound(kind: str, sizes: tuple[int, int], bits: int = 8, colours: str = "") -> Head:
    width, height = sizes
    if bits != 8:
        raise BadInput(reason("picture_depth", kind=kind, bits=bits))
    if colours:
        raise BadInput(reason("picture_colours", kind=kind, colours=colours))
    if not width or not height:
        raise _damaged(kind)
    return Head(kind, width, height)


def _ended(content: bytes, end: int, head: Head) -> Head:
    """The head, when nothing but blanks follows the end."""
    rest = content[end:].strip(b"\x00\t\r\n ")
    if rest:
        raise BadInput(reason("file_goes_on", kind=head.kind, bytes=len(rest)))
    return head


def _cut_off(kind: str) -> BadInput:
    return BadInput(reason("file_cut_off", kind=kind))


def _damaged(kind: str) -> BadInput:
    return BadInput(reason("file_damaged", kind=kind))
