"""Labels as pictures: black and white, a pixel a printer dot, the same pixels everywhere."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw

from labels import fonts
from labels.label import Content, page
from labels.layouts import Layout
from labels.marks import INCH, Glyphs, Mark, Modules, Page, Rule


def png(content: Content, layout: Layout, dpi: int = 300, language: str = "zh+en") -> bytes:
    """One label as PNG that says how large it is."""
    return png_of(page(content, layout, dpi, language), dpi)


def zipped(
    contents: Iterable[Content], layout: Layout, dpi: int = 300, language: str = "zh+en"
) -> Iterator[bytes]:
    """A zip of PNGs, ``00001-7K29M4XCA.png`` and so on, in pieces as they are ready."""
    out = _Pieces()
    with zipfile.ZipFile(out, "w") as archive:  # type: ignore[call-overload]
        for n, content in enumerate(contents, start=1):
            told = zipfile.ZipInfo(f"{n:05}-{content.code or 'label'}.png")
            archive.writestr(told, png(content, layout, dpi, language))
            yield out.taken()
    yield out.taken()


class _Pieces:
    """A file that is only ever written on: what has come is taken away."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        """Keep a part until it is taken."""
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing waits."""

    def taken(self) -> bytes:
        """What has been written since the last time."""
        whole, self._parts = b"".join(self._parts), []
        return whole


def png_of(page: Page, dpi: int) -> bytes:
    """A page as PNG, 1 bit a pixel, with its resolution."""
    out = BytesIO()
    image(page, dpi).save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def image(page: Page, dpi: int) -> Image.Image:
    """A page at ``dpi``: mode 1, white ground."""
    canvas = _ground(page.width, page.height, page.fixed, dpi).copy()
    _draw(canvas, page.own, dpi)
    return canvas


@lru_cache(maxsize=16)
def _ground(width: float, height: float, marks: tuple[Mark, ...], dpi: int) -> Image.Image:
    canvas = Image.new("1", (round(width * dpi / INCH), round(height * dpi / INCH)), 255)
    _draw(canvas, marks, dpi)
    return canvas


def _draw(canvas: Image.Image, marks: Iterable[Mark], dpi: int) -> None:
    pen = ImageDraw.Draw(canvas)
    pen.fontmode = "1"
    for mark in marks:
        match mark:
            case Glyphs():
                _write(pen, mark, dpi)
            case Modules():
                at = (round(mark.x * dpi / INCH), round(mark.y * dpi / INCH))
                dots = max(1, round(mark.module * dpi / INCH))
                canvas.paste(_code(mark, dots), at)
            case Rule():
                corners = (mark.x, mark.y, mark.x + mark.width, mark.y + mark.height)
                left, top, right, bottom = (round(each * dpi / INCH) for each in corners)
                pen.rectangle((left, top, max(left, right - 1), max(top, bottom - 1)), fill=0)


def _write(pen: ImageDraw.ImageDraw, mark: Glyphs, dpi: int) -> None:
    """Character by character, so that a line is as long as it was reckoned to be."""
    dot = dpi / INCH
    x, y = mark.x, round(mark.y * dot)
    for face, part in fonts.runs(fonts.FAMILIES[mark.family], mark.text):
        font = fonts.sized(face, round(mark.em * dot, 3))
        for char in part:
            pen.text((round(x * dot), y), char, fill=0, font=font, anchor="ls")
            x += fonts.advance(face, char) * mark.em


def _code(mark: Modules, dots: int) -> Image.Image:
    side, stride = mark.symbol.size, (mark.symbol.size + 7) // 8
    spare = 8 * stride - side
    ones = (1 << side) - 1
    raw = b"".join(((row ^ ones) << spare).to_bytes(stride, "big") for row in mark.symbol.rows)
    code = Image.frombytes("1", (side, side), raw)
    return code.resize((side * dots, side * dots), Image.Resampling.NEAREST)
