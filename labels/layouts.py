"""Layouts as data: what stands where on a label, read from ``layouts/*.toml``. Lengths are in mm."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from labels.errors import LabelError
from labels.typeset import Box

LANGUAGES = ("zh+en", "zh", "en")


@dataclass(frozen=True, slots=True)
class Square:
    """Room for a QR code with its quiet zone; ``module`` is what a module should measure."""

    x: float
    y: float
    side: float
    module: float


@dataclass(frozen=True, slots=True)
class Line:
    """A field of the content in its box, behind a caption in the languages of the label."""

    field: str
    box: Box
    zh: str = ""
    en: str = ""
    required: bool = False
    #: differs from label to label in a run
    own: bool = False

    def caption(self, language: str) -> str:
        """``批号 Batch``, or one of the two."""
        chosen = {"zh": (self.zh,), "en": (self.en,)}.get(language, (self.zh, self.en))
        return " ".join(each for each in chosen if each)


@dataclass(frozen=True, slots=True)
class Layout:
    """A label of ``width`` × ``height``."""

    name: str
    width: float
    height: float
    squares: tuple[Square, ...]
    codes: tuple[Box, ...]
    lines: tuple[Line, ...]


def names() -> tuple[str, ...]:
    """The layouts there are."""
    found = (each.name for each in (files("labels") / "layouts").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


@cache
def load(name: str) -> Layout:
    """A layout by name.

    Raises LabelError ``unknown_layout``.
    """
    if name not in names():
        raise LabelError("unknown_layout", "layout", name, ", ".join(names()))
    told = tomllib.loads((files("labels") / "layouts" / f"{name}.toml").read_text("utf-8"))
    return Layout(
        name=name,
        width=told["width"],
        height=told["height"],
        squares=tuple(Square(**each) for each in told["qr"]),
        codes=tuple(Box(**each) for each in told["code"]),
        lines=tuple(_line(dict(each)) for each in told["text"]),
    )


def _line(told: dict[str, Any]) -> Line:
    whole = {name: told.pop(name) for name in ("field", "zh", "en", "required", "own") if name in told}
    return Line(box=Box(**told), **whole)
