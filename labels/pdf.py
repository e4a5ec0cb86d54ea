"""PDF written as it goes: each page leaves as soon as it is set, fonts follow at the end.

The libraries for PDF keep every page until they are told to save; for 2 500 labels somebody waits in
front of a printer meanwhile. This writes the few objects that labels need (ISO 32000-1): paths for QR
codes, one subset of each font used, and text that can be searched and copied. It has no dates and no
random numbers: the same labels are the same bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from labels import fonts, qr
from labels.embedded import Embedded
from labels.errors import LabelError
from labels.label import Content, page
from labels.layouts import Layout
from labels.marks import INCH, Glyphs, Mark, Modules, Page, Rule

_POINT = 72 / INCH  #: points a mm
_CATALOG, _PAGES, _RESOURCES = 1, 2, 3  #: objects whose numbers are known before their content


def roll(
    contents: Iterable[Content], layout: Layout, dpi: int = 300, language: str = "zh+en"
) -> Iterator[bytes]:
    """One label a page, for label printers; modules are whole dots at ``dpi``."""
    return document(page(content, layout, dpi, language) for content in contents)


def document(pages: Iterable[Page], title: str = "") -> Iterator[bytes]:
    """A PDF of some pages, in pieces as they are ready.

    Raises LabelError: ``no_labels``, for a document has a page, and those of its pages.
    """
    coming = iter(pages)
    first = next(coming, None)
    if first is None:
        raise LabelError("no_labels", "labels")
    writer = Writer(title)
    yield writer.start()
    for each in chain([first], coming):
        yield writer.page(each)
    yield writer.finish()


class Writer:
    """The state of a document under way: where each object begins, and the characters used."""

    def __init__(self, title: str = "") -> None:
        self._title = title
        self._at = 0
        self._places = dict[int, int]()
        self._next = _RESOURCES + 1
        self._pages = list[int]()
        self._fonts = dict[fonts.Face, Embedded]()
        self._fixed: tuple[tuple[Mark, ...] | None, float, int] = (None, 0, 0)
        self._forms = list[int]()

    def start(self) -> bytes:
        """The head: it says that bytes above 127 follow."""
        return self._out(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def page(self, told: Page) -> bytes:
        """One page. What it shares with the page before it is written once, as a form."""
        out = b""
        if told.fixed and (told.fixed is not self._fixed[0] or told.height != self._fixed[1]):
            number, size = self._number(), f"{told.width * _POINT:.3f} {told.height * _POINT:.3f}"
            head = f"/Type/XObject/Subtype/Form/BBox[0 0 {size}]/Resources {_RESOURCES} 0 R"
            out += self._stream(number, head, self._content(told.fixed, told.height))
            self._fixed = (told.fixed, told.height, number)
            self._forms.append(number)
        drawn = self._content(told.own, told.height)
        if told.fixed:
            drawn = b"/X%d Do\n" % self._fixed[2] + drawn
        content, number = self._number(), self._number()
        out += self._stream(content, "", drawn)
        box = f"[0 0 {told.width * _POINT:.3f} {told.height * _POINT:.3f}]"
        out += self._object(
            number,
            f"<</Type/Page/Parent {_PAGES} 0 R/MediaBox{box}/Resources {_RESOURCES} 0 R"
            f"/Contents {content} 0 R>>",
        )
        self._pages.append(number)
        return out

    def finish(self) -> bytes:
        """Fonts, the tree of pages, and where everything is."""
        out, named = b"", []
        for font in self._fonts.values():
            number = self._number()
            named.append(f"/{font.name} {number} 0 R")
            for key, head, data in font.objects(number, self._number):
                out += self._object(key, head) if data is None else self._stream(key, head, data)
        forms = "".join(f"/X{number} {number} 0 R" for number in self._forms)
        out += self._object(_RESOURCES, f"<</Font<<{''.join(named)}>>/XObject<<{forms}>>>>")
        kids = " ".join(f"{number} 0 R" for number in self._pages)
        out += self._object(_PAGES, f"<</Type/Pages/Count {len(self._pages)}/Kids[{kids}]>>")
        title = ("\ufeff" + self._title).encode("utf-16-be").hex()
        info = self._number()
        out += self._object(info, f"<</Title<{title}>/Producer(coldtrace)>>")
        shown = "/ViewerPreferences<</PrintScaling/None/DisplayDocTitle true>>"
        out += self._object(_CATALOG, f"<</Type/Catalog/Pages {_PAGES} 0 R{shown}>>")
        return out + self._table(info)

    def _table(self, info: int) -> bytes:
        begins, size = self._at, self._next
        rows = (f"{self._places[number]:010} 00000 n \n" for number in range(1, size))
        head = f"xref\n0 {size}\n0000000000 65535 f \n"
        root = f"<</Size {size}/Root {_CATALOG} 0 R/Info {info} 0 R>>"
        return f"{head}{''.join(rows)}trailer\n{root}\nstartxref\n{begins}\n%%EOF\n".encode("ascii")

    def _content(self, marks: Iterable[Mark], height: float) -> bytes:
        """Drawing operators for marks on a page of some height, with the origin at its bottom."""
        return b"".join(self._drawn(mark, height) for mark in marks)

    def _drawn(self, mark: Mark, height: float) -> bytes:
        match mark:
            case Glyphs():
                return self._text(mark, height)
            case Modules():
                module = mark.module * _POINT
                x, y = mark.x * _POINT, (height - mark.y) * _POINT
                scale = f"q {module:.5f} 0 0 {-module:.5f} {x:.4f} {y:.4f} cm\n".encode("ascii")
                return scale + _path(mark.symbol.rows) + b"f Q\n"
            case Rule():
                x, y = mark.x * _POINT, (height - mark.y - mark.height) * _POINT
                wide, high = mark.width * _POINT, mark.height * _POINT
                return f"{x:.3f} {y:.3f} {wide:.3f} {high:.3f} re f\n".encode("ascii")

    def _text(self, mark: Glyphs, height: float) -> bytes:
        parts, x = [], mark.x
        for face, part in fonts.runs(fonts.FAMILIES[mark.family], mark.text):
            font = self._fonts.setdefault(face, Embedded(face, f"F{len(self._fonts) + 1}"))
            place = f"{x * _POINT:.3f} {(height - mark.y) * _POINT:.3f}"
            parts.append(
                f"BT/{font.name} {mark.em * _POINT:.3f} Tf {place} Td<{font.shown(part)}>Tj ET\n"
            )
            x += sum(fonts.advance(face, char) for char in part) * mark.em
        return "".join(parts).encode("ascii")

    def _number(self) -> int:
        self._next += 1
        return self._next - 1

    def _object(self, number: int, body: str) -> bytes:
        self._places[number] = self._at
        return self._out(f"{number} 0 obj\n{body}\nendobj\n".encode("ascii"))

    def _stream(self, number: int, head: str, data: bytes) -> bytes:
        packed = zlib.compress(data, 6)
        self._places[number] = self._at
        opening = f"{number} 0 obj\n<<{head}/Filter/FlateDecode/Length {len(packed)}>>\nstream\n"
        return self._out(opening.encode("ascii") + packed + b"\nendstream\nendobj\n")

    def _out(self, part: bytes) -> bytes:
        self._at += len(part)
        return part


@lru_cache(maxsize=4)
def _path(rows: tuple[int, ...]) -> bytes:
    """The dark runs of a symbol as one path, so that no seams show between them."""
    return "".join(f"{x} {y} {long} 1 re\n" for y, x, long in qr.dark(rows)).encode("ascii")
