"""Traces and their files on the command line, from keys and from clues written ``name=value``."""

from __future__ import annotations

import sys
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from app.cli import shown
from app.cli.opening import existing, open_office
from app.cli.words import said
from app.demo.city import SYSTEM
from app.domain.policy import CHINA
from app.exchange.traces import FORMS
from app.settings import Settings
from app.usecases import exported
from app.usecases.clues import Clues
from app.usecases.trace import DIRECTIONS, told

console = Console()
_TIMES = ("since", "until")
_NAMES = tuple(field.name for field in fields(Clues) if field.name not in ("keys", "whole"))
Words = Annotated[
    list[str],
    typer.Argument(
        help="Code, batch, declaration, container, plate, tube, …, or clues: "
        + " ".join(f"{name}=…" for name in _NAMES)
    ),
]


def clues_of(words: list[str]) -> Clues:
    """Keys and clues as they were typed; a time without a zone is China time.

    Raises BadParameter for a time that is none. A word with ``=`` before which no clue stands is a key.
    """
    given: dict[str, Any] = {}
    keys = []
    for word in words:
        name, is_clue, value = word.partition("=")
        if is_clue and name in _NAMES:
            given[name] = _moment(name, value) if name in _TIMES else value
        else:
            keys.append(word)
    return Clues(keys=tuple(keys), **given)


def _moment(name: str, value: str) -> datetime:
    try:
        when = datetime.fromisoformat(value)
    except ValueError as error:
        raise typer.BadParameter(f"{name}: {value} is no time; write 2020-11-08T20:00") from error
    return when if when.tzinfo is not None else when.replace(tzinfo=CHINA)


def trace(
    key: Words,
    back: Annotated[bool, typer.Option("--back", help="Where it came from.")] = False,
    forward: Annotated[bool, typer.Option("--forward", help="Where it went.")] = False,
    batch: Annotated[
        bool, typer.Option("--batch", help="The whole batch, package by package.")
    ] = False,
    balance: Annotated[bool, typer.Option("--balance", help="Whether the sum comes out.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Trace from any key or clue: everything, or one direction."""
    asked = [
        name for name, on in zip(DIRECTIONS[1:], (back, forward, batch, balance), strict=True) if on
    ]
    if len(asked) > 1:
        raise typer.BadParameter("ask for one direction at a time")
    clues = clues_of(key)
    settings = existing(Settings())
    answer = told(open_office(settings), SYSTEM, clues, asked[0] if asked else "all").value
    if as_json:
        sys.stdout.write(shown.json_text(answer.as_dict()))
    else:
        shown.print_trace(console, answer, settings.language)


def export(
    key: Words,
    out: Annotated[Path, typer.Option("--out", help="File to write; it must not exist yet.")],
    form: Annotated[
        str, typer.Option("--form", help=f"{' | '.join(FORMS)}; left out, the end of the name says it.")
    ] = "",
) -> None:
    """Write what a trace finds to a file: tables, graph, map, picture, or the evidence package."""
    ends = {each.suffix: name for name, each in FORMS.items()}
    meant = form or ends.get(out.suffix.removeprefix(".").lower(), "")
    if meant not in FORMS:
        raise typer.BadParameter(f"--form: {form or out.name} is none of {', '.join(FORMS)}")
    clues = clues_of(key)
    settings = existing(Settings())
    _, content = exported.export(open_office(settings), SYSTEM, clues, meant).value
    try:
        with out.open("xb") as file:
            file.write(content)
    except OSError as error:
        sys.exit("coldtrace: " + said("not_written", settings.language, file=out, why=error.strerror))
    console.print(f"{out}: {len(content)} bytes", highlight=False, markup=False)
