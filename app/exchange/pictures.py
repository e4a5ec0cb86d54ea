"""Pictures and papers as files: what they are, whether they are whole, and a copy for the public.

Everything that can be refused is refused before a pixel is decoded. One picture is decoded at a time
in a process: forty million pixels take 160 MB, and twice that while a copy is turned upright.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from threading import Lock

from PIL import Image

from app.domain.errors import BadInput, TooMuch, reason
from app.exchange import file_heads

MEDIA_TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "PDF": "application/pdf",
}
_MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA"})
_ORIENTATION = 0x0112
#: What EXIF says of how the camera was held, and what undoes it.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
#: A WEBP is decoded at 16 bytes a pixel where others take 4, so a quarter of the pixels is the most.
_WEIGHT = {"WEBP": 4}
_SAVED: dict[str, dict[str, int]] = {
    "JPEG": {"quality": 90},
    "PNG": {},
    "WEBP": {"quality": 90, "method": 2},
}
#: All that Pillow raises about files that are not what they say.
_BROKEN = (
    OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError,
    EOFError, RuntimeError, MemoryError, struct.error, zlib.error, Image.DecompressionBombError,
)  # fmt: skip
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Limits:
    """The most bytes of a file and the most pixels of a picture."""

    bytes: int = 15_000_000
    pixels: int = 40_000_000


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file turned out to be; a PDF has no width and height."""

    media_type: str
    bytes: int
    width: int
    height: int


def examine(content: bytes, limits: Limits) -> Seen:
    """What a file is, when it is whole and within the limits.

    Raises TooMuch for too many bytes or pixels and BadInput for anything else, naming what is wrong.
    """
    if not content:
        raise BadInput(reason("empty", field="attachment"))
    if len(content) > limits.bytes:
        raise TooMuch(reason("body_too_large", limit=limits.bytes))
    head = file_heads.read(content)
    most = limits.pixels // _WEIGHT.get(head.kind, 1)
    if head.width * head.height > most:
        raise TooMuch(reason("picture_too_large", width=head.width, height=head.height, limit=most))
    if head.kind != "PDF":
        with _opened(content, head) as picture:
            # an eighth of the size reads every byte of a JPEG and takes a 64th of the memory
            picture.draft(None, (max(1, head.width // 8), max(1, head.height // 8)))
            picture.load()
    return Seen(MEDIA_TYPES[head.kind], len(content), head.width, head.height)


def public_copy(content: bytes) -> bytes:
    """The picture upright and encoded again, with nothing in it but pixels.

    Raises BadInput for what is no picture: a paper has no copy that is sure to say less.
    """
    head = file_heads.read(content)
    if head.kind == "PDF":
        raise BadInput(reason("no_public_copy"))
    with _opened(content, head) as opened:
        opened.load()
        picture = _turned(opened)
        if picture.has_transparency_data:
            picture = picture.convert("RGBA")
        elif picture.mode == "P":
            picture = picture.convert("RGB")
        picture.info.clear()
        copy = BytesIO()
        picture.save(copy, head.kind, **_SAVED[head.kind])
    return copy.getvalue()


def _turned(picture: Image.Image) -> Image.Image:
    try:
        turn = _UPRIGHT.get(picture.getexif().get(_ORIENTATION, 1))
    except _BROKEN:  # unreadable notes turn nothing
        turn = None
    return picture if turn is None else picture.transpose(turn)


@contextmanager
def _opened(content: bytes, head: file_heads.Head) -> Iterator[Image.Image]:
    """The picture, opened as what it was found to be. What fails inside is a damaged file."""
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's remarks about odd notes in good pictures
        try:
            with Image.open(BytesIO(content), formats=[head.kind]) as picture:
                if picture.size != (head.width, head.height):
                    raise BadInput(reason("file_damaged", kind=head.kind))
                if picture.mode not in _MODES:
                    raise BadInput(reason("picture_colours", kind=head.kind, colours=picture.mode))
                yield picture
        except _BROKEN as error:
            raise BadInput(reason("file_damaged", kind=head.kind)) from error
