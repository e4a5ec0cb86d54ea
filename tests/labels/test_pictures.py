"""Labels as pictures and documents: read back by decoders and by an independent PDF reader."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from io import BytesIO
from itertools import chain, islice, product

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from labels import draw, layouts, payload, pdf, sheet
from labels.errors import LabelError
from labels.label import Content, page
from labels.marks import INCH, Modules
from tests.labels.making import content, contents

NAMES = layouts.names()
SIZES = list(product(NAMES, (203, 300)))
#: The pixels of a label, worked out once; a change of them is a change of what is stuck on cartons.
PIXELS = {
    ("carton", 203): "ee176bc6a091dbc7",
    ("carton", 300): "ff38bebba1e4555d",
    ("pallet", 203): "247190b25e6d5f15",
    ("pallet", 300): "2188285232a3f383",
    ("retail", 203): "270ad7686e0368a0",
    ("retail", 300): "8b7b4a3adac2b4b9",
}


def opened(data: bytes) -> Image.Image:
    """A PNG as a picture."""
    return Image.open(BytesIO(data))


def read(picture: Image.Image) -> list[str]:
    """What stands in the codes of a picture."""
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]


def rendered(document: bytes, dpi: int = 300) -> Iterator[Image.Image]:
    """The pages of a PDF as an independent reader shows them."""
    with pypdfium2.PdfDocument(document) as opened_document:
        for each in opened_document:
            yield each.render(scale=dpi / 72).to_pil()


@pytest.mark.parametrize(("name", "dpi"), SIZES)
def test_both_codes_of_a_picture_are_read_and_it_has_its_true_size(name: str, dpi: int) -> None:
    told, layout = content(), layouts.load(name)
    picture = opened(draw.png(told, layout, dpi))
    assert read(picture) == [told.payload] * 2
    assert picture.mode == "1"
    assert picture.info["dpi"] == (pytest.approx(dpi, abs=0.02),) * 2
    size = tuple(round(side / dpi * INCH) for side in picture.size)
    assert size == (layout.width, layout.height)


@pytest.mark.parametrize(("name", "dpi"), SIZES)
def test_the_same_data_are_the_same_pixels_anywhere(name: str, dpi: int) -> None:
    picture = opened(draw.png(content(), layouts.load(name), dpi))
    found = hashlib.sha256(repr(picture.size).encode() + picture.tobytes()).hexdigest()
    assert found[:16] == PIXELS[name, dpi]


@pytest.mark.parametrize("name", NAMES)
def test_the_same_data_are_the_same_bytes(name: str) -> None:
    layout = layouts.load(name)
    assert draw.png(content(), layout) == draw.png(content(), layout)
    once, again = (b"".join(pdf.roll(contents(3), layout)) for _ in range(2))
    assert once == again


def test_state_is_never_printed() -> None:
    """A field that no layout asks for changes nothing."""
    layout = layouts.load("carton")
    assert page(content(1, state="released"), layout) == page(content(1), layout)
    assert not {line.field for name in NAMES for line in layouts.load(name).lines} & {"state", "status"}


@pytest.mark.parametrize("name", NAMES)
def test_a_roll_has_a_page_for_each_label_with_its_codes_and_its_text(name: str) -> None:
    told, layout = contents(3), layouts.load(name)
    data = b"".join(pdf.roll(told, layout))
    with pypdfium2.PdfDocument(data) as document:
        assert len(document) == 3
        for each, label in zip(document, told, strict=True):
            size = tuple(side / 72 * INCH for side in each.get_size())
            assert size == (
                pytest.approx(layout.width, abs=0.01),
                pytest.approx(layout.height, abs=0.01),
            )
            written = each.get_textpage().get_text_bounded().replace("\r\n", "")
            assert written.count(payload.grouped(label.code)) == 2
            assert label.texts["batch"] in written
            assert label.texts["product_zh"] in written
    assert [read(each) for each in rendered(data)] == [[label.payload] * 2 for label in told]


def test_a_document_shows_what_the_picture_shows() -> None:
    told, layout = content(), layouts.load("carton")
    (shown,) = rendered(b"".join(pdf.roll([told], layout)))
    size = (int(layout.width * 2), int(layout.height * 2))  # half a millimetre a pixel
    pictures = (opened(draw.png(told, layout)), shown)
    drawn, shown = (each.convert("L").resize(size, Image.Resampling.BOX) for each in pictures)
    different = [abs(a - b) for a, b in zip(drawn.tobytes(), shown.tobytes(), strict=True)]
    assert max(different) < 140
    assert sum(different) / len(different) < 6


def test_pages_leave_before_the_last_label_is_known() -> None:
    pages = pdf.roll(chain(contents(2), never()), layouts.load("carton"))
    assert all(len(part) > 10 for part in islice(pages, 3))  # the head and two pages
    with pytest.raises(InterruptedError):
        next(pages)


def never() -> Iterator[Content]:
    """A label that does not come."""
    raise InterruptedError
    yield


def test_a_roll_may_change_what_its_labels_have_in_common() -> None:
    told = [content(1), content(2, product_zh="冻鱿鱼"), content(3)]
    data = b"".join(pdf.roll(told, layouts.load("carton")))
    with pypdfium2.PdfDocument(data) as document:
        texts = [each.get_textpage().get_text_bounded() for each in document]
    assert ["冻鱿鱼" in text for text in texts] == [False, True, False]


def test_no_label_is_no_document() -> None:
    with pytest.raises(LabelError, match="no_labels"):
        next(pdf.roll([], layouts.load("carton")))


def test_rare_ideographs_can_be_copied_from_a_document() -> None:
    data = b"".join(pdf.roll([content(1, product_zh="\u4dae\U00020bb7冻品")], layouts.load("carton")))
    with pypdfium2.PdfDocument(data) as document:
        assert "\u4dae\U00020bb7冻品" in document[0].get_textpage().get_text_bounded()


def test_a_zip_holds_a_picture_for_each_label() -> None:
    told = contents(3)
    parts = list(draw.zipped(told, layouts.load("retail"), 203))
    assert len(parts) == 4
    with zipfile.ZipFile(BytesIO(b"".join(parts))) as archive:
        assert archive.namelist() == [f"{n:05}-{label.code}.png" for n, label in enumerate(told, 1)]
        assert [read(opened(archive.read(name)))[0] for name in archive.namelist()] == [
            label.payload for label in told
        ]


FITTING = [(name, stock) for name in NAMES for stock in sheet.fitting(layouts.load(name))]


@pytest.mark.parametrize(("name", "stock"), FITTING)
def test_a_sheet_has_a_label_in_each_place_from_the_first_free_one(name: str, stock: str) -> None:
    kind = sheet.stocks()[stock]
    start = min(3, kind.places)
    told = contents(kind.places + 1)
    data = b"".join(sheet.sheets(told, layouts.load(name), stock, start=start))
    pages = [sorted(set(read(each))) for each in rendered(data, 250)]
    first = kind.places - start + 1
    expected = [told[:first], told[first : first + kind.places], told[first + kind.places :]]
    assert pages == [sorted(label.payload for label in each) for each in expected if each]


@pytest.mark.parametrize("stock", sheet.stocks().values(), ids=lambda kind: kind.name)
def test_the_places_of_a_sheet_lie_on_it_side_by_side(stock: sheet.Stock) -> None:
    places = [stock.place(at) for at in range(stock.places)]
    assert all(x >= 0 and x + stock.width <= sheet.A4[0] + 0.01 for x, _ in places)
    assert all(y >= 0 and y + stock.height <= sheet.A4[1] + 0.01 for _, y in places)
    assert stock.across >= stock.width - 0.01
    assert stock.down >= stock.height - 0.01


@pytest.mark.parametrize(
    ("stock", "start", "code", "detail"),
    [
        ("a5", 1, "unknown_stock", ", ".join(sheet.stocks())),
        ("70x42-21", 1, "stock_too_small", "100 × 60"),
        ("105x74-8", 0, "bad_start", "8"),
        ("105x74-8", 9, "bad_start", "8"),
    ],
)
def test_a_sheet_that_cannot_be_is_refused(stock: str, start: int, code: str, detail: str) -> None:
    with pytest.raises(LabelError) as raised:
        sheet.sheets(contents(1), layouts.load("carton"), stock, start=start)
    assert (raised.value.code, raised.value.detail) == (code, detail)


def test_modules_in_a_document_are_whole_dots_of_the_printer_too() -> None:
    (mark, _) = (m for m in page(content(), layouts.load("carton"), 203).own if isinstance(m, Modules))
    assert mark.module == pytest.approx(4 * INCH / 203)
