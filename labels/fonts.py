"""The fonts of labels: Noto Sans for text in Chinese and Latin, Noto Sans Mono for typed codes.

They are under the SIL Open Font License and come with the installation, as the packages
``justmytype-intl-cjk`` and ``justmytype-western-core``; nothing of them is kept here. A character that
the simplified Chinese font lacks is taken from the Japanese, traditional Chinese or Korean one
(U+20BB7 is only in the Japanese), and one that none has is refused by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from unicodedata import category, name, normalize

from fontTools.ttLib import TTFont
from PIL import ImageFont

from labels.errors import LabelError

#: Sizes at which advances are measured: thousandths of the character square are whole pixels.
_EM = 1000
#: Controls, direction marks, surrogates, private and unassigned characters, odd separators.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One font file at one place of its variation axes. There is one object for each."""

    package: str
    folder: str
    file: str
    axes: tuple[tuple[str, float], ...]

    @property
    def path(self) -> Path:
        """The font file in the installation."""
        return Path(str(files(self.package))) / "fonts" / "ofl" / self.folder / self.file

    @property
    def postscript(self) -> str:
        """A name for documents: family and place on the axes."""
        return self.file.split("[")[0] + "".join(f"-{tag}{value:g}" for tag, value in self.axes)


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """Faces in the order in which a character is looked for.

    ``capitals`` is their height, ``tail`` how far that of Q hangs under the base line, in ems.
    """

    faces: tuple[Face, ...]
    capitals: float
    tail: float


def _sans(weight: int) -> Family:
    axes = (("wght", weight),)
    faces = tuple(
        Face("justmytype_intl_cjk", f"notosans{script.lower()}", f"NotoSans{script}[wght].ttf", axes)
        for script in ("SC", "JP", "TC", "KR")
    )
    return Family(faces, 0.733, 0.2)


def _mono(width: float) -> Family:
    axes = (("wght", 800.0), ("wdth", width))
    face = Face("justmytype_western_core", "notosansmono", "NotoSansMono[wdth,wght].ttf", axes)
    return Family((face,), 0.714, 0.18)


FAMILIES = {"text": _sans(400), "bold": _sans(700), "code": _mono(100.0), "narrow": _mono(62.5)}


def clean(text: str) -> str:
    """Composed characters, and one kind of space."""
    return " ".join(normalize("NFC", text).split())


def check(family: Family, text: str, field: str) -> None:
    """Raise LabelError ``missing_glyph``, naming the first character that no face can draw."""
    for char in text:
        if face_of(family, char) is None:
            called = f"U+{ord(char):04X} {name(char, 'UNNAMED')}"
            raise LabelError("missing_glyph", field, text, called)


def runs(family: Family, text: str) -> Iterator[tuple[Face, str]]:
    """A text in pieces of one face each; ``check`` has found one for every character."""
    for face, chars in groupby(text, lambda char: face_of(family, char)):
        if face is None:
            raise LabelError("missing_glyph", "", text)
        yield face, "".join(chars)


@lru_cache(maxsize=20_000)
def face_of(family: Family, char: str) -> Face | None:
    """The first face that draws a character, or None."""
    if category(char) in _INVISIBLE:
        return None
    return next((face for face in family.faces if ord(char) in characters(face)), None)


@cache
def characters(face: Face) -> frozenset[int]:
    """The code points that a face draws."""
    with TTFont(face.path, lazy=True) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=20_000)
def advance(face: Face, char: str) -> float:
    """How far a character moves the pen, in ems."""
    return round(sized(face, _EM).getlength(char)) / _EM


def width(family: Family, text: str) -> float:
    """How long a line is, in ems. Pairs are not kerned."""
    return sum(advance(face, char) for face, part in runs(family, text) for char in part)


@lru_cache(maxsize=256)
def sized(face: Face, pixels: float) -> ImageFont.FreeTypeFont:
    """A face for drawing at so many pixels an em."""
    font = ImageFont.truetype(face.path, pixels, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([value for _, value in face.axes])
    return font
