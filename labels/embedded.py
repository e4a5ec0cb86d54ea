"""A font as a PDF holds it: the characters that were used, and no others."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from io import BytesIO

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from labels import fonts

#: Tables that shape or set lines, which the writer does itself, and names of the whole family.
_NOT_NEEDED = ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx", "VORG", "DSIG"]
#: Bit 3 of the flags: the font has characters outside the standard Latin set (ISO 32000-1, 9.8.2).
_SYMBOLIC = 4


class Embedded:
    """A face in one document. Characters are numbered from 1 in the order of their first use."""

    def __init__(self, face: fonts.Face, name: str) -> None:
        self.face = face
        self.name = name
        self._numbers = dict[str, int]()

    def shown(self, text: str) -> str:
        """The operand that shows a text: four hexadecimal digits a character."""
        numbers = self._numbers
        return "".join(f"{numbers.setdefault(char, len(numbers) + 1):04x}" for char in text)

    def objects(self, first: int, number: Callable[[], int]) -> Iterator[tuple[int, str, bytes | None]]:
        """The objects (number, dictionary or its content, stream or None); ``first`` is the font."""
        file, glyphs = self._file()
        with TTFont(BytesIO(file)) as font:
            metrics = self._metrics(font)
        tag = hashlib.sha256(repr((self.face.postscript, sorted(self._numbers))).encode()).digest()
        called = "".join(chr(65 + byte % 26) for byte in tag[:6]) + "+" + self.face.postscript
        inner, about, program, cids, read = (number() for _ in range(5))
        widths = " ".join(f"{fonts.advance(self.face, char) * 1000:g}" for char in self._numbers)
        yield (first, f"<</Type/Font/Subtype/Type0/BaseFont/{called}/Encoding/Identity-H"
            f"/DescendantFonts[{inner} 0 R]/ToUnicode {read} 0 R>>", None)  # fmt: skip
        yield (inner, f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{called}/FontDescriptor {about} 0 R"
            f"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            f"/CIDToGIDMap {cids} 0 R/W[1[{widths}]]>>", None)  # fmt: skip
        yield (about, f"<</Type/FontDescriptor/FontName/{called}/Flags {_SYMBOLIC}/ItalicAngle 0"
            f"/StemV 80{metrics}/FontFile2 {program} 0 R>>", None)  # fmt: skip
        yield program, f"/Length1 {len(file)}", file
        yield cids, "", b"\0\0" + b"".join(glyphs[char].to_bytes(2, "big") for char in self._numbers)
        yield read, "", self._readable()

    def _file(self) -> tuple[bytes, dict[str, int]]:
        """A TrueType file of the used characters at the face's place, and each one's glyph in it."""
        options = subset.Options(
            layout_features=[], hinting=False, notdef_outline=True, recalc_timestamp=False
        )
        options.drop_tables += _NOT_NEEDED
        with TTFont(self.face.path, lazy=True, recalcTimestamp=False) as font:
            subsetter = subset.Subsetter(options)
            subsetter.populate(text="".join(self._numbers))
            subsetter.subset(font)
            small = BytesIO()
            font.save(small)
        with TTFont(BytesIO(small.getvalue()), recalcTimestamp=False) as font:
            fixed = instancer.instantiateVariableFont(font, dict(self.face.axes))
            called, out = fixed.getBestCmap(), BytesIO()
            glyphs = {char: fixed.getGlyphID(called[ord(char)]) for char in self._numbers}
            fixed.save(out)
        return out.getvalue(), glyphs

    @staticmethod
    def _metrics(font: TTFont) -> str:
        head, lines, em = font["head"], font["hhea"], font["head"].unitsPerEm
        box = (head.xMin, head.yMin, head.xMax, head.yMax)
        sizes = (*box, lines.ascent, lines.descent, font["OS/2"].sCapHeight)
        told = "/FontBBox[{:g} {:g} {:g} {:g}]/Ascent {:g}/Descent {:g}/CapHeight {:g}"
        return told.format(*(size * 1000 / em for size in sizes))

    def _readable(self) -> bytes:
        """The map from numbers back to characters, for searching and copying."""
        rows = [f"<{n:04x}> <{c.encode('utf-16-be').hex()}>" for c, n in self._numbers.items()]
        groups = [rows[at : at + 100] for at in range(0, len(rows), 100)]
        body = "\n".join(f"{len(g)} beginbfchar\n" + "\n".join(g) + "\nendbfchar" for g in groups)
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            f"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n{body}\n"
            "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
        ).encode("ascii")
