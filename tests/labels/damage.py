"""What a freezer, a fork-lift and a cheap camera do to a label, as functions of pictures.

Pictures are grey, 0 black to 255 white, of shape (height, width); lengths are in pixels unless they
say otherwise. All draws come from the generator that is passed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Picture: TypeAlias = NDArray[np.uint8]
Draw: TypeAlias = np.random.Generator

GROUND = 96  #: what lies around a label: cardboard
FROST = 235
MODULE = 0.5  #: mm, near enough for the size of patches


@dataclass(frozen=True, slots=True)
class Damage:
    """A kind of damage, and the share of trials that must still be read (screens, label gate)."""

    name: str
    gate: float
    done: Callable[[Picture, float, Draw], Picture]


def blurred(picture: Picture, sigma: float) -> Picture:
    """Out of focus: a Gaussian of ``sigma`` pixels."""
    return cv2.GaussianBlur(picture, (0, 0), sigma) if sigma > 0 else picture  # type: ignore[return-value]


def turned(picture: Picture, degrees: float) -> Picture:
    """Held at an angle, on cardboard."""
    high, wide = picture.shape
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    size = int(high * sin + wide * cos) + 40, int(high * cos + wide * sin) + 40
    turn[:, 2] += (size[0] - wide) / 2, (size[1] - high) / 2
    return cv2.warpAffine(picture, turn, size, borderValue=GROUND)  # type: ignore[return-value]


def aslant(picture: Picture, amount: float, draw: Draw) -> Picture:
    """Seen from the side: one edge shorter by ``amount`` of its length."""
    high, wide = picture.shape
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    moved = corners.copy()
    side = int(draw.integers(4))
    a, b = side, (side + 1) % 4
    edge = moved[b] - moved[a]
    moved[a] += edge * amount / 2
    moved[b] -= edge * amount / 2
    moved += 20
    view = cv2.getPerspectiveTransform(corners, moved)
    return cv2.warpPerspective(picture, view, (wide + 40, high + 40), borderValue=GROUND)  # type: ignore[return-value]


def faded(picture: Picture, contrast: float) -> Picture:
    """Worn print: black is no longer black."""
    return (255 - (255 - picture.astype(np.float32)) * contrast).astype(np.uint8)


def torn(picture: Picture, share: float, draw: Draw) -> Picture:
    """A corner torn off that held ``share`` of the label."""
    high, wide = picture.shape
    ratio = draw.uniform(0.6, 1.6)
    across = min(wide, (2 * share * wide * high * ratio) ** 0.5)
    down = min(high, 2 * share * wide * high / across)
    corner = np.array([[0, 0], [across, 0], [0, down]], np.float32)
    if draw.random() < 0.5:
        corner[:, 0] = wide - corner[:, 0]
    if draw.random() < 0.5:
        corner[:, 1] = high - corner[:, 1]
    out = picture.copy()
    cv2.fillPoly(out, [corner.astype(np.int32)], GROUND)
    return out


def frosted(picture: Picture, share: float, dot: float, draw: Draw) -> Picture:
    """Hoar frost over ``share`` of the label: patches of 1 to 5 mm that hide 30 to 100 %, soft at the
    edge, every other time in heaps. ``dot`` is the pixels of a millimetre.

    The sizes are chosen so that one code of level H alone is read about as often as when single codes
    were measured (2 % cover 84 to 88 %, 5 % 70 to 78 %, 8 % 48 to 50 %): the gates come from there.
    """
    high, wide = picture.shape
    cover = np.zeros((high, wide), np.float32)
    heaps = draw.uniform((0, 0), (wide, high), (6, 2)) if draw.random() < 0.5 else None
    while (cover > 0).mean() < share:
        at = draw.uniform((0, 0), (wide, high))
        if heaps is not None:
            at = heaps[draw.integers(len(heaps))] + draw.normal(0, 4 * dot, 2)
        axes = tuple(int(radius) for radius in draw.uniform(1, 5, 2) * dot / 2)
        angle, depth = draw.uniform(0, 180), draw.uniform(0.3, 1)
        cv2.ellipse(cover, (int(at[0]), int(at[1])), axes, angle, 0, 360, depth, -1)
    soft = cv2.GaussianBlur(cover, (0, 0), 0.2 * dot)
    return (picture * (1 - soft) + FROST * soft).astype(np.uint8)


def _frost(share: float) -> Callable[[Picture, float, Draw], Picture]:
    """Frost, at any turn, a little out of focus."""

    def done(picture: Picture, module: float, draw: Draw) -> Picture:
        iced = frosted(picture, share, module / MODULE, draw)
        return blurred(turned(iced, draw.uniform(0, 360)), 0.3 * module)

    return done


DAMAGES = (
    Damage("clean", 0.975, lambda p, m, d: p),
    Damage("blur to 0.5 module", 0.975, lambda p, m, d: blurred(p, d.uniform(0, 0.5) * m)),
    Damage("blur 0.5 module", 0.975, lambda p, m, d: blurred(p, 0.5 * m)),
    Damage("all turns", 0.975, lambda p, m, d: turned(p, d.uniform(0, 360))),
    Damage("perspective 0.2", 0.975, lambda p, m, d: aslant(p, d.uniform(0, 0.2), d)),
    Damage("contrast 0.3", 0.975, lambda p, m, d: faded(p, 0.3)),
    Damage("torn corner 15 %", 0.975, lambda p, m, d: torn(p, d.uniform(0.05, 0.15), d)),
    Damage("frost 2 %", 0.95, _frost(0.02)),
    Damage("frost 5 %", 0.85, _frost(0.05)),
    Damage("frost 8 %", 0.60, _frost(0.08)),
)
