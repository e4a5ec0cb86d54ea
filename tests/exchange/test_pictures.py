"""Pictures and papers: told by their content, whole, within limits; the copy says nothing more."""

from __future__ import annotations

import random
import struct
import subprocess
import sys
import zlib
from io import BytesIO

import pytest
from PIL import Image

from app.domain.errors import BadInput, Refusal, TooMuch
from app.exchange import file_heads
from app.exchange.pictures import Limits, Seen, examine, public_copy
from tests.pictures import GPS, SECRET, chunk, drawn, exif, paper, photo, png, saved

LIMITS = Limits(bytes=1_000_000, pixels=1_000_000)
RED = (200, 60, 60)  #: redder than this, bluer and greener no more


def said(content: bytes, limits: Limits = LIMITS) -> tuple[type[Refusal], str, dict[str, str]]:
    with pytest.raises(Refusal) as caught:
        examine(content, limits)
    (why,) = caught.value.reasons
    return type(caught.value), why.code, dict(why.values)


@pytest.mark.parametrize(
    ("kind", "mode", "options"),
    [
        ("JPEG", "RGB", {}),
        ("JPEG", "L", {}),
        ("JPEG", "RGB", {"progressive": True}),
        ("PNG", "RGB", {}),
        ("PNG", "RGBA", {}),
        ("PNG", "LA", {}),
        ("PNG", "P", {}),
        ("PNG", "1", {}),
        ("WEBP", "RGB", {}),
        ("WEBP", "RGBA", {}),
        ("WEBP", "RGB", {"lossless": True}),
        ("WEBP", "RGB", {"exif": exif()}),
    ],
)
def test_an_ordinary_picture_is_what_its_content_says(
    kind: str, mode: str, options: dict[str, object]
) -> None:
    content = saved(drawn("x", (60, 40), mode), kind, **options)
    assert examine(content, LIMITS) == Seen(f"image/{kind.lower()}", len(content), 60, 40)
    with Image.open(BytesIO(public_copy(content))) as copy:
        assert (copy.format, copy.size) == (kind, (60, 40))


def test_a_paper_is_told_by_its_two_ends() -> None:
    content = paper()
    assert examine(content, LIMITS) == Seen("application/pdf", len(content), 0, 0)
    assert said(content[:-20])[1:] == ("file_cut_off", {"kind": "PDF"})
    assert said(b"%PDF-x" + content[6:])[1:] == ("file_damaged", {"kind": "PDF"})
    assert said(content + b"PK\x03\x04")[1:] == ("file_goes_on", {"kind": "PDF", "bytes": "4"})
    with pytest.raises(BadInput, match="Only pictures"):
        public_copy(content)


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a" + bytes(40), b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html></html>", b"MZ",
        b"PK\x03\x04", b"BM" + bytes(60), b"II*\x00" + bytes(60), b"SIMPLE = T", b"\xff", bytes(99),
        b"RIFF\x04\x00\x00\x00WAVE", b"\xff\xd8", b" " + paper(), b"\n" + photo(),
    ],
)  # fmt: skip
def test_anything_else_is_no_picture_whatever_it_is_called(content: bytes) -> None:
    assert said(content) == (BadInput, "file_kind", {})


def test_nothing_and_too_much_are_refused_before_anything_is_read() -> None:
    assert said(b"") == (BadInput, "empty", {"field": "attachment"})
    assert said(bytes(1_000_001)) == (TooMuch, "body_too_large", {"limit": "1000000"})


WIDE = {"width": "65500", "height": "65500", "limit": "1000000"}


@pytest.mark.parametrize(
    ("content", "values"),
    [
        (png(65_500, 65_500), WIDE),
        (png(65_500, 65_500, chunk(b"IDAT", zlib.compress(bytes(1_000_000)))), WIDE),
        (png(1_001, 1_000), {"width": "1001", "height": "1000", "limit": "1000000"}),
        (
            saved(Image.new("L", (1_000, 1_001))),
            {"width": "1000", "height": "1001", "limit": "1000000"},
        ),
        (
            saved(Image.new("L", (1_001, 1_000)), "WEBP"),
            {"width": "1001", "height": "1000", "limit": "250000"},
        ),
    ],
)
def test_a_bomb_is_refused_by_its_header(content: bytes, values: dict[str, str]) -> None:
    assert said(content) == (TooMuch, "picture_too_large", values)


def test_a_jpeg_that_claims_more_than_it_holds_is_refused_by_its_header() -> None:
    content = photo()
    at = content.index(b"\xff\xc0") + 5
    wide = content[:at] + struct.pack(">HH", 65_500, 65_500) + content[at + 4 :]
    assert said(wide) == (TooMuch, "picture_too_large", WIDE)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_was_cut_off_is_refused_wherever_it_was_cut(kind: str) -> None:
    content = saved(drawn("x", (120, 90)), kind)
    for end in range(12, len(content), 13):
        refused, code, values = said(content[:end])
        assert (refused, values) == (BadInput, {"kind": kind})
        assert code in ("file_cut_off", "file_damaged")


def test_a_jpeg_without_its_end_or_without_pixels_is_refused() -> None:
    content = photo()
    assert said(content[:-2])[1] == "file_cut_off"
    scan = content.index(b"\xff\xda")
    assert said(content[:scan] + b"\xff\xd9")[1] == "file_damaged"


def test_a_png_with_a_wrong_checksum_or_without_pixels_is_refused() -> None:
    content = bytearray(photo(kind="PNG"))
    content[40] ^= 1
    assert said(bytes(content))[1] == "file_damaged"
    assert said(png(10, 10))[1] == "file_damaged"
    assert said(png(0, 10))[1] == "file_damaged"
    twice = png(10, 10, chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 2, 0, 0, 0)))
    assert said(twice)[1] == "file_damaged"


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animation_is_refused(kind: str) -> None:
    frames = [drawn(text) for text in "abc"]
    content = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)
    assert said(content) == (BadInput, "picture_moves", {"kind": kind})


def test_colours_and_depths_that_screens_do_not_show_are_named() -> None:
    cmyk = saved(drawn("x", mode="CMYK"))
    assert said(cmyk)[1:] == ("picture_colours", {"kind": "JPEG", "colours": "CMYK"})
    deep = saved(Image.new("I;16", (8, 8), 40_000), "PNG")
    assert said(deep)[1:] == ("picture_depth", {"kind": "PNG", "bits": "16"})
    rows = chunk(b"IDAT", zlib.compress(bytes(8 * (1 + 8 * 6))))
    assert said(png(8, 8, rows, bits=16))[1:] == ("picture_depth", {"kind": "PNG", "bits": "16"})
    twelve = photo().replace(b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x11\x0c")
    assert said(twelve)[1:] == ("picture_depth", {"kind": "JPEG", "bits": "12"})


def archive() -> bytes:
    return b"PK\x03\x04" + bytes(26) + b"PK\x05\x06" + bytes(18)


@pytest.mark.parametrize(
    "glued",
    [
        archive(),
        b"<html><script>alert(1)</script>",
        b"\x00\x00MZ\x90",
        b"\n<!DOCTYPE html>",
        b"<?PHP phpinfo();",
        paper(),
        b"#!/bin/sh\n",
        b"\x7fELF",
    ],
)
def test_a_second_file_behind_a_picture_is_refused(glued: bytes) -> None:
    assert said(photo() + glued) == (BadInput, "file_glued", {"kind": "JPEG"})
    for kind in ("PNG", "WEBP"):
        code, values = said(photo(kind=kind) + glued)[1:]
        assert (code, values["kind"]) == ("file_goes_on", kind)


def test_an_archive_in_a_comment_and_a_paper_in_the_first_bytes_are_found() -> None:
    content = photo()
    note = archive()[:-2] + struct.pack("<H", len(content) - 2)
    hidden = content[:2] + b"\xff\xfe" + struct.pack(">H", len(note) + 2) + note + content[2:]
    assert said(hidden)[1] == "file_glued"
    begun = content[:2] + b"\xff\xfe\x00\x0a%PDF-1.4" + content[2:]
    assert said(begun)[1] == "file_glued"


@pytest.mark.parametrize(
    "appended",
    [photo("preview"), b"\x00\x00\x00\x18ftypmp42" + bytes(64), b'vivo{"maker":1}', bytes(30)],
)
def test_what_telephones_append_stays_in_the_original_and_leaves_the_copy(appended: bytes) -> None:
    content = photo() + appended
    assert examine(content, LIMITS).bytes == len(content)
    assert appended not in public_copy(content)


def test_the_second_picture_of_a_telephone_is_no_animation() -> None:
    content = saved(drawn("a"), "MPO", save_all=True, append_images=[drawn("b")])
    assert examine(content, LIMITS).media_type == "image/jpeg"
    assert len(public_copy(content)) < len(content)


def test_a_jpeg_of_a_thousand_passes_is_refused_before_it_is_decoded() -> None:
    content = photo(progressive=True)
    at = content.index(b"\xff\xda")
    scan = content[at : content.index(b"\xff", at + 14)]
    passes = content[:at] + scan * 200 + content[at:]
    assert said(passes)[1:] == ("picture_passes", {"most": str(file_heads.MOST_SCANS)})
    parts = content[:2] + b"\xff\xfe\x00\x02" * (file_heads.MOST_PARTS + 1) + content[2:]
    assert said(parts)[1] == "file_damaged"


def test_text_that_unpacks_to_gigabytes_harms_nobody() -> None:
    text = b"note\x00\x00" + zlib.compress(bytes(50_000_000), 9)
    pixels = chunk(b"IDAT", zlib.compress(bytes(4 * 13)))
    assert said(png(4, 4, chunk(b"zTXt", text), pixels))[1] == "file_damaged"


# ---- the copy ----------------------------------------------------------------------------------


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_copy_is_upright(orientation: int) -> None:
    upright = drawn("x", (80, 40))
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the same turns, the other way round
    as_held = upright if orientation == 1 else upright.transpose(Image.Transpose(undo[orientation]))
    for kind in ("JPEG", "PNG", "WEBP"):
        content = saved(
            as_held, kind, exif=exif(orientation), **({} if kind == "PNG" else {"quality": 95})
        )
        with Image.open(BytesIO(public_copy(content))) as copy:
            assert copy.size == (80, 40)
            corners = [copy.convert("RGB").getpixel(at) for at in ((3, 3), (76, 3), (3, 36), (76, 36))]
        red, *white = [c[0] > RED[0] and c[1] < RED[1] and c[2] < RED[2] for c in corners]  # type: ignore[index]
        assert (red, white) == (True, [False] * 3), (kind, corners)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_copy_knows_no_place_and_no_maker(kind: str) -> None:
    profile = b"ICC" + SECRET.encode() * 40
    options: dict[str, object] = {"exif": exif(), "icc_profile": profile}
    if kind == "JPEG":
        options |= {"comment": SECRET.encode(), "xmp": SECRET.encode(), "dpi": (300, 300)}
    content = saved(drawn("x"), kind, **options)
    with Image.open(BytesIO(content)) as original:
        assert original.getexif().get_ifd(GPS)[2] == (26.0, 4.0, 30.0)
    assert SECRET.encode() in content
    examine(content, LIMITS)
    copy = public_copy(content)
    assert SECRET.encode() not in copy
    assert all(word not in copy for word in (b"Exif", b"eXIf", b"EXIF", b"ICC", b"iCCP", b"http"))
    with Image.open(BytesIO(copy)) as shown:
        assert dict(shown.getexif()) == {}
        assert not shown.info.keys() & {"exif", "xmp", "comment", "icc_profile", "photoshop"}


def test_transparency_stays_in_the_copy() -> None:
    glass = Image.new("RGBA", (20, 20), (0, 255, 0, 0))
    glass.paste((255, 0, 0, 255), (0, 0, 10, 10))
    palette = glass.convert("RGB").convert("P")
    palette.info["transparency"] = palette.getpixel((15, 15))
    for content in (saved(glass, "PNG"), saved(palette, "PNG"), saved(glass, "WEBP", lossless=True)):
        with Image.open(BytesIO(public_copy(content))) as copy:
            assert copy.convert("RGBA").getpixel((15, 15))[3] == 0  # type: ignore[index]
            assert copy.convert("RGBA").getpixel((3, 3))[3] == 255  # type: ignore[index]


# ---- hostile mutations, memory -----------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "PDF"])
def test_no_mutation_gets_anything_but_a_yes_or_a_plain_no(kind: str) -> None:
    dice = random.Random(20261126)
    seeds = [paper()] if kind == "PDF" else [photo(kind=kind, exif=exif(6)), photo(kind=kind)]
    if kind == "JPEG":
        seeds.append(photo(progressive=True))
    for _ in range(400):
        content = bytearray(dice.choice(seeds))
        for _ in range(dice.choice((1, 1, 3, 20))):
            at = dice.randrange(len(content))
            match dice.randrange(4):
                case 0:
                    content[at] = dice.randrange(256)
                case 1:
                    content[at] = dice.choice((0, 0xFF, 0x7F, 0x80))
                case 2:
                    del content[at : at + dice.randrange(8)]
                case _:
                    content[at:at] = dice.randbytes(dice.randrange(8))
        if kind == "PNG" and dice.random() < 0.7:
            content = _with_checksums(content)
        try:
            examine(bytes(content), LIMITS)
            if kind != "PDF":
                public_copy(bytes(content))
        except Refusal as refusal:
            assert refusal.text("zh")  # noqa: PT017 - the point is that it is one


def _with_checksums(content: bytearray) -> bytearray:
    """The PNG with every checksum put right, so that mutations get past the first look."""
    at = 8
    while at + 12 <= len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        if end > len(content):
            break
        content[end - 4 : end] = struct.pack(">I", zlib.crc32(content[at + 4 : end - 4]))
        at = end
    return content


#: Prints how many MB the process grew at its highest: while it looked, and while it copied.
MEASURE = """
import sys
from pathlib import Path
from app.exchange.pictures import Limits, examine, public_copy
def highest():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024
content = sys.stdin.buffer.read()
before = highest()
examine(content, Limits())
seen = highest()
public_copy(content)
print(seen - before, highest() - before)
"""


@pytest.mark.parametrize(
    ("kind", "options", "seen", "copied"),
    [
        ("JPEG", {"exif": exif(6)}, 60, 420),
        ("JPEG", {"progressive": True}, 320, 520),
        ("PNG", {"exif": exif(6), "compress_level": 1}, 220, 420),
        ("WEBP", {"method": 0}, 220, 260),
    ],
)
def test_forty_million_pixels_take_a_bounded_amount_of_memory(
    kind: str, options: dict[str, object], seen: int, copied: int
) -> None:
    size = (4_000, 2_500) if kind == "WEBP" else (8_000, 5_000)
    content = saved(Image.radial_gradient("L").resize(size).convert("RGB"), kind, **options)
    assert len(content) < 15_000_000
    done = subprocess.run(
        [sys.executable, "-c", MEASURE], input=content, capture_output=True, check=True, timeout=120
    )
    megabytes = [int(each) for each in done.stdout.split()]
    assert (megabytes[0] < seen, megabytes[1] < copied) == (True, True), megabytes
