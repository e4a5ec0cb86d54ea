"""Nothing overlaps and nothing leaves the label: by boxes for any text, by pixels for the longest."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from numpy.typing import NDArray

from labels import draw, fonts, layouts
from labels.errors import LabelError
from labels.label import page
from labels.layouts import Layout
from labels.marks import INCH, Glyphs, Mark, Modules, Page, moved
from tests.labels.making import HOST, content

NAMES = layouts.names()
SIZES = list(product(NAMES, (203, 300)))
#: Real names of imported products, the longest that we found on certificates and in shops.
LONG = {
    "product_zh": "速冻去头去壳去肠线留尾南美白对虾仁(单冻,含镀冰衣,31/40规格,厄瓜多尔产)",
    "product_en": "Frozen raw peeled deveined tail-on whiteleg shrimp (Litopenaeus vannamei), glazed",
    "batch": "FZ20201114-0000001-3502A",
    "origin": "刚果民主共和国 Democratic Republic of the Congo",
    "produced": "2020-08-01 – 2020-08-31",
    "expires": "2022-07-31 – 2022-08-31",
    "net": "1 025.125 kg",
    "storage": "冷冻 ≤ -18℃ Store at or below -18 °C",
    "station": "福州市马尾区进口冷链食品集中监管总仓 Fuzhou Mawei Central Supervision Warehouse",
    "number": "12500/12500",
    "copy": "12",
    "sscc": "(00) 3 8901234 00000001 7",
    "pieces": "2500",
}
#: On a retail pack there is room for less.
SHORTER = {
    "product_zh": "速冻去头去壳留尾南美白对虾仁(单冻,31/40规格)",
    "product_en": "Frozen peeled deveined tail-on whiteleg shrimp, IQF, 31/40",
    "storage": "冷冻 ≤ -18℃ Store ≤ -18 °C",
}
HOSTS = [HOST, "TRACE.FUZHOU.GOV.CN", "COLD-CHAIN.SCJG.FUZHOU.GOV.CN"]


def texts(layout: str) -> dict[str, str]:
    """The longest that a layout must hold."""
    return LONG | SHORTER if layout == "retail" else LONG


def boxes(layout: Layout) -> list[tuple[str, float, float, float, float]]:
    """What a layout sets aside: (name, left, top, right, bottom) in mm, quiet zones included."""
    found = [("qr", s.x, s.y, s.x + s.side, s.y + s.side) for s in layout.squares]
    for box in layout.codes:
        family = fonts.FAMILIES[box.family]
        found.append(("code", box.x, box.y, box.x + box.width, box.y + box.size * family.capitals))
    for line in layout.lines:
        b = line.box
        found.append((line.field, b.x, b.y, b.x + b.width, b.y + b.height))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_what_is_set_aside_does_not_overlap_and_lies_on_the_label(name: str) -> None:
    layout = layouts.load(name)
    for _, left, top, right, bottom in boxes(layout):
        assert left >= 0.4
        assert top >= 0.4
        assert right <= layout.width - 0.4
        assert bottom <= layout.height - 0.4
    crossing = [
        (a[0], b[0])
        for a, b in combinations(boxes(layout), 2)
        if min(a[3], b[3]) - max(a[1], b[1]) > 1e-6 and min(a[4], b[4]) - max(a[2], b[2]) > 1e-6
    ]
    assert crossing == []


@pytest.mark.parametrize("name", NAMES)
def test_two_codes_stand_in_opposite_corners_with_the_typed_code_under_each(name: str) -> None:
    layout = layouts.load(name)
    first, second = layout.squares
    assert first.x < layout.width / 2 < second.x + second.side / 2
    assert first.y + first.side / 2 < layout.height / 2 < second.y + second.side
    for square, code in zip(layout.squares, layout.codes, strict=True):
        assert square.y + square.side <= code.y < square.y + square.side + 2
        assert code.size * fonts.FAMILIES[code.family].capitals >= 4.99  # mm
        assert code.least == code.size


def ink(marks: tuple[Mark, ...], label: Page, dpi: int) -> NDArray[np.bool_]:
    """Where some marks are black, on a ground with a hand's breadth around the label."""
    edge = 10.0
    wide = Page(label.width + 2 * edge, label.height + 2 * edge, (), moved_in(marks, edge))
    return ~np.array(draw.image(wide, dpi), bool)


def moved_in(marks: tuple[Mark, ...], edge: float) -> tuple[Mark, ...]:
    """Marks moved away from the top left corner."""
    return tuple(moved(marks, edge, edge))


@pytest.mark.parametrize(("name", "dpi"), SIZES)
@pytest.mark.parametrize("language", layouts.LANGUAGES)
@pytest.mark.parametrize("host", HOSTS)
def test_the_longest_texts_neither_touch_nor_leave_the_label(
    name: str, dpi: int, language: str, host: str
) -> None:
    layout = layouts.load(name)
    label = page(replace(content(3, host, **texts(name)), code="QQQQQQQQQ"), layout, dpi, language)
    lines: dict[str, list[Mark]] = {}
    for n, mark in enumerate(label.marks):
        # the parts of one line may touch each other: a typed code is set in groups
        key = f"{mark.y:.3f} {mark.x > 50}" if isinstance(mark, Glyphs) else f"qr {n}"
        lines.setdefault(key, []).append(mark)
    taken = np.zeros(ink((), label, dpi).shape, int)
    for marks in lines.values():
        taken += ink(tuple(marks), label, dpi)
    assert taken.max() == 1
    edge = round(10.0 * dpi / INCH)
    safe = round(0.4 * dpi / INCH)
    inside = taken[edge + safe : -edge - safe, edge + safe : -edge - safe]
    assert inside.sum() == taken.sum()


@pytest.mark.parametrize(("name", "dpi"), SIZES)
def test_quiet_zones_are_quiet(name: str, dpi: int) -> None:
    label = page(content(3, **texts(name)), layouts.load(name), dpi)
    black = ~np.array(draw.image(label, dpi), bool)
    for mark in label.own:
        if isinstance(mark, Modules):
            x, y = (round(at * dpi / INCH) for at in (mark.x, mark.y))
            side, quiet = mark.symbol.size * mark.dots, 4 * mark.dots
            zone = black[y - quiet : y + side + quiet, x - quiet : x + side + quiet].copy()
            assert zone.shape == (side + 2 * quiet, side + 2 * quiet)
            zone[quiet:-quiet, quiet:-quiet] = False
            assert not zone.any()


@pytest.mark.parametrize(("name", "dpi"), SIZES)
def test_modules_are_whole_dots_and_wide_enough_to_scan(name: str, dpi: int) -> None:
    modules = [m for m in page(content(), layouts.load(name), dpi).own if isinstance(m, Modules)]
    assert len(modules) == 2
    for mark in modules:
        assert mark.module == mark.dots * INCH / dpi
        assert mark.module >= (0.75 if name == "pallet" else 0.5)
        assert (mark.x * dpi / INCH) == pytest.approx(round(mark.x * dpi / INCH))


def test_every_widest_typed_code_fits() -> None:
    for name in NAMES:
        layout = layouts.load(name)
        label = page(replace(content(), code="WMWMWMWMW"), layout)
        groups = [m for m in label.own if isinstance(m, Glyphs) and set(m.text) <= {"W", "M"}]
        assert len(groups) == 6
        for mark in groups:
            long = fonts.width(fonts.FAMILIES[mark.family], mark.text) * mark.em
            assert mark.x >= 0.9
            assert mark.x + long <= layout.width - 0.9


def refused(**texts: str) -> LabelError:
    """The refusal of a carton label with some texts."""
    with pytest.raises(LabelError) as raised:
        page(content(1, **texts), layouts.load("carton"))
    return raised.value


def test_what_does_not_fit_is_refused_by_its_field() -> None:
    why = refused(product_zh="虾" * 70)
    assert (why.code, why.field, why.value) == ("text_too_long", "product_zh", "虾" * 70)
    assert refused(batch="X" * 60).field == "batch"


def test_text_shrinks_before_it_is_refused_and_no_further_than_stated() -> None:
    layout = layouts.load("carton")
    sizes = []
    for count in (10, 26, 40):
        label = page(content(1, product_zh="虾" * count), layout)
        sizes.append(next(m.em for m in label.fixed if isinstance(m, Glyphs) and "虾" in m.text))
    assert sizes[0] == 5.5
    assert sizes[0] >= sizes[1] > sizes[2] >= 3.4


@pytest.mark.parametrize(
    ("char", "named"),
    [
        ("\u0e01", "U+0E01 THAI CHARACTER KO KAI"), ("\u202e", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\U0001f990", "U+1F990 SHRIMP"), ("\x07", "U+0007 UNNAMED"),
        ("\u0627", "U+0627 ARABIC LETTER ALEF"), ("\ue000", "U+E000 UNNAMED"),
    ],
)  # fmt: skip
def test_a_character_that_no_font_draws_is_refused_by_name(char: str, named: str) -> None:
    why = refused(product_zh=f"冻{char}虾")
    assert (why.code, why.field, why.detail) == ("missing_glyph", "product_zh", named)


def test_rare_ideographs_are_drawn() -> None:
    label = page(content(1, product_zh="\u4dae\U00020bb7冻品"), layouts.load("carton"))
    drawn = {char for m in label.fixed if isinstance(m, Glyphs) for char in m.text}
    assert {"\u4dae", "\U00020bb7"} <= drawn
    family = fonts.FAMILIES["bold"]
    faces = [fonts.face_of(family, char) for char in ("\u4dae", "\U00020bb7")]
    assert [face and face.file for face in faces] == ["NotoSansSC[wght].ttf", "NotoSansJP[wght].ttf"]


def test_a_label_without_what_it_must_say_is_refused() -> None:
    why = refused(batch=" ")
    assert (why.code, why.field) == ("missing_field", "batch")


def test_an_address_too_long_to_print_is_refused() -> None:
    with pytest.raises(LabelError) as raised:
        page(content(1, "A" * 200 + ".EXAMPLE"), layouts.load("carton"))
    assert (raised.value.code, raised.value.field) == ("payload_too_long", "payload")


def test_an_unknown_layout_is_refused_with_those_there_are() -> None:
    with pytest.raises(LabelError) as raised:
        layouts.load("../carton")
    assert raised.value.detail == "carton, pallet, retail"


def test_composed_and_decomposed_text_print_the_same() -> None:
    layout = layouts.load("carton")
    assert page(content(1, product_en="Pe\u0301rigord"), layout) == page(
        content(1, product_en="P\u00e9rigord"), layout
    )
