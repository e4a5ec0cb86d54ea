"""``python -m tests.labels.read_rates``: how often a damaged label of ours is still read.

Two decoders look at the same picture, as a scanning page does; a label counts as read when either
finds its payload, and a wrong payload counts as a failure of the whole campaign.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp

from labels import draw, layouts
from labels.label import page
from labels.marks import Modules, Page
from tests.labels.damage import DAMAGES, GROUND, Damage, Picture
from tests.labels.making import content

#: (layout, dots an inch) as they are printed.
PRINTED = (("carton", 203), ("carton", 300), ("retail", 203), ("retail", 300), ("pallet", 203))


@dataclass(frozen=True, slots=True)
class Rate:
    """Shares of trials: read by zxing-cpp, by OpenCV, by either; by either with one code alone.

    ``wrong``: how often something was read that is not on the label.
    """

    zxing: float
    opencv: float
    either: float
    alone: float
    wrong: int


#: A camera sees a module with at least so many pixels from where it is held.
_PIXELS = 6


def rate(layout: str, dpi: int, damage: Damage, trials: int) -> Rate:
    """Print, damage and read some labels; the same every time."""
    counts, wrong = [0, 0, 0, 0], 0
    for n in range(trials):
        told = content(n)
        label = page(told, layouts.load(layout), dpi)
        first, second = _seen(label, dpi, damage, n)
        lonely, other = _seen(_with_one_code(label), dpi, damage, n)
        every = (first, second, first | second, lonely | other)
        counts = [had + (told.payload in now) for had, now in zip(counts, every, strict=True)]
        wrong += bool((first | second) - {told.payload})
    zxing, opencv, either, alone = (count / trials for count in counts)
    return Rate(zxing, opencv, either, alone, wrong)


def _seen(label: Page, dpi: int, damage: Damage, seed: int) -> tuple[set[str], set[str]]:
    """What two decoders read on a damaged label."""
    dots = next(mark.dots for mark in label.own if isinstance(mark, Modules))
    grow = -(-_PIXELS // dots)
    printed = draw.image(label, dpi).convert("L")
    printed = printed.resize((printed.width * grow, printed.height * grow))
    picture = np.pad(np.array(printed, np.uint8), 20, constant_values=GROUND)
    damaged = damage.done(picture, dots * grow, np.random.default_rng([seed, dpi]))
    return by_zxing(damaged), by_opencv(damaged)


def _with_one_code(label: Page) -> Page:
    """The same label with its second code left out, for comparison."""
    codes = [mark for mark in label.own if isinstance(mark, Modules)]
    own = tuple(mark for mark in label.own if mark is not codes[-1])
    return Page(label.width, label.height, label.fixed, own)


def by_zxing(picture: Picture) -> set[str]:
    """What zxing-cpp reads."""
    return {found.text for found in zxingcpp.read_barcodes(picture)}


def by_opencv(picture: Picture) -> set[str]:
    """What OpenCV reads."""
    try:
        _, texts, _, _ = cv2.QRCodeDetector().detectAndDecodeMulti(picture)
    except cv2.error:  # it trips over some shapes that it takes for codes
        return set()
    return {text for text in texts if text}


def main() -> int:
    """Print a table, and fail when a gate is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.labels.read_rates", description=__doc__)
    parser.add_argument("--trials", type=int, default=40)
    parser.add_argument("--layout", choices=layouts.names(), help="one layout alone")
    asked = parser.parse_args()
    missed = 0
    heads = ("zxing-cpp", "OpenCV", "either", "one code", "gate")
    print(f"{'label':14}{'damage':22}" + "".join(f"{head:>10}" for head in heads))
    for layout, dpi in PRINTED:
        for damage in DAMAGES if asked.layout in (None, layout) else ():
            found = rate(layout, dpi, damage, asked.trials)
            failed = found.either < damage.gate or found.wrong > 0
            missed += failed
            shares = (found.zxing, found.opencv, found.either, found.alone, damage.gate)
            shown = "".join(f"{share:10.3f}" for share in shares)
            print(f"{layout} {dpi:<7}{damage.name:22}{shown}{' MISSED' if failed else ''}")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
