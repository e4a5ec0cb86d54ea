"""Policy profiles from TOML text, with every mistake named by its line."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from app.domain.policy import Policy

_ADAPTER = TypeAdapter(Policy)
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
        return None, [
            Mistake(_nearest(lines, _named(error["loc"])), _shown(error["loc"]), _said(error["msg"]))
            for error in errors.errors()
        ]


def _named(loc: tuple[str | int, ...]) -> Path:
    """The location without the parts that pydantic adds for itself."""
    return tuple(part for part in loc if not (isinstance(part, str) and "[" in part))


def _shown(loc: tuple[str | int, ...]) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in _named(loc))


def _said(message: str) -> str:
    return message.removeprefix("Value error, ")


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
