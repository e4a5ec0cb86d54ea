"""Policy profiles from TOML text, with every mistake named by its line."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, fields
from difflib import get_close_matches

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from app.domain.alarm import IncidentRule
from app.domain.policy import (
    AgentRule,
    AssayRule,
    BookingRule,
    DisinfectionRule,
    DocumentRule,
    PlanStep,
    Policy,
    ReleaseRule,
    SamplingRule,
)

_ADAPTER = TypeAdapter(Policy)
_SHAPES = (
    Policy, DocumentRule, PlanStep, SamplingRule, AssayRule, AgentRule, DisinfectionRule, ReleaseRule,
    BookingRule, IncidentRule,
)  # fmt: skip
_KEYS = sorted({field.name for shape in _SHAPES for field in fields(shape)})
_TABLE = re.compile(r"\s*(\[\[?)\s*([\w.\-]+)\s*\]\]?")
_KEY = re.compile(r"\s*([\w\-]+)\s*=")

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong with a profile. ``line`` counts from 1; 0 when nothing in the text names it."""

    line: int
    where: str
    what: str

    def __str__(self) -> str:
        return (
            f"line {self.line}: {self.where}: {self.what}"
            if self.where
            else f"line {self.line}: {self.what}"
        )


def parse(text: str) -> tuple[Policy | None, list[Mistake]]:
    """The policy, or None and everything that is wrong with the text."""
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        return None, [Mistake(int(at[1]) if at else _last_line(text), "", str(error))]
    try:
        # strict, and by way of JSON: there a list may be a tuple, and nothing else is guessed
        return _ADAPTER.validate_json(json.dumps(plain, default=str), strict=True), []
    except ValidationError as errors:
        lines = _lines(text)
        return None, [_mistake(lines, _named(error["loc"]), error) for error in errors.errors()]


def _mistake(lines: dict[Path, int], path: Path, error: ErrorDetails) -> Mistake:
    """One mistake at the line of the key it speaks of."""
    said = error["msg"].removeprefix("Value error, ")
    if error["type"] == "value_error":  # a rule of a whole table names its field first
        field = said.split(" ", 1)[0].split(".")
        path = (*path, *field) if (*path, *field) in lines else path
    elif error["type"] == "missing":
        said = "is missing"
    elif error["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        said = "is not a key of this table"
        close = get_close_matches(str(path[-1]), _KEYS, n=1)
        said += f"; did you mean {close[0]}?" if close else ""
    shown = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
    return Mistake(_nearest(lines, path), shown, said)


def _named(loc: tuple[str | int, ...]) -> Path:
    """The location without the parts that pydantic adds for itself."""
    return tuple(part for part in loc if not (isinstance(part, str) and "[" in part))


def _last_line(text: str) -> int:
    return text.count("\n") + 1


def _nearest(lines: dict[Path, int], path: Path) -> int:
    """The line of a place in the file, or of the closest table around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _lines(text: str) -> dict[Path, int]:
    """The line on which each table and key stands."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if (header := _TABLE.match(line)) is not None:
            table = _table(header[2].split("."), header[1] == "[[", counts)
            found.setdefault(table, number)
            if table[:-1]:
                found.setdefault(table[:-1], number)
        elif (key := _KEY.match(line)) is not None:
            found[(*table, key[1])] = number
    return found


def _table(names: list[str], is_array: bool, counts: dict[Path, int]) -> Path:
    """The path of a table header; arrays of tables get the number of their entry."""
    path: Path = ()
    for depth, name in enumerate(names):
        path = (*path, name)
        if depth == len(names) - 1 and is_array:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
