"""How the command line shows things, in English or Chinese."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from app.cli.words import said, word
from app.domain.policy import CHINA
from app.settings import Settings
from app.store import find, movements
from app.usecases.office import Office
from app.usecases.trace import Trace


def banner(language: str) -> str:
    """What the demonstration says of itself."""
    return word("banner", language)


def json_text(value: Any) -> str:
    """Indented JSON with a line feed."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def example_code(office: Office, batch: str) -> str:
    """The typed code of a batch's last carton, for people to try."""
    with office.store.read() as conn:
        (match, *_) = find.by_key(conn, batch)
        return str(movements.packages(conn, match.batches[0], office.trace_limit)[-1].code)


def next_steps(settings: Settings, code: str) -> str:
    """What to try after the story, as this command was called."""
    command = sys.argv[0] if sys.argv[0].endswith("coldtrace") else "coldtrace"
    here = f"{Path.cwd()}{os.sep}"
    command = command.removeprefix(here)
    if settings.language == "zh":
        return (
            f"\n试一试：\n  {command} trace {code}          一箱在仓的鲳鱼\n"
            f"  {command} trace 350120201000917 --forward   由报关单查流向\n"
            f"  {command} trace MSCU1234566 --balance       由集装箱查平衡\n"
            f"  {command} rebuild --check                   重放台账并比对"
        )
    return (
        f"\nTry:\n  {command} trace {code}          a carton still in the warehouse\n"
        f"  {command} trace 350120201000917 --forward   from the customs declaration onwards\n"
        f"  {command} trace MSCU1234566 --balance       from the container to the balance\n"
        f"  {command} rebuild --check                   replay the ledger and compare"
    )


def print_trace(console: Console, answer: Trace, language: str) -> None:
    """A trace as tables."""
    kinds = ", ".join(dict.fromkeys(word(found["as"], language) for found in answer.found))
    console.print(f"\n[bold]{answer.key}[/bold]  ({kinds})", highlight=False)
    for item in answer.items:
        _print_item(console, item, language)
    for batch in answer.batches:
        _print_origin(console, batch["origin"], language)
        if "facts" in batch:
            _print_facts(console, batch["facts"], language)
        if "moves" in batch:
            _print_moves(console, batch["moves"], language)
        if "now" in batch:
            _print_now(console, batch["now"], language)
        if "packages" in batch:
            _print_packages(console, batch["packages"], language)
        if "balance" in batch:
            _print_balance(console, batch, language)


def _minute(text: str | None) -> str:
    """A stored moment in China time, to the minute."""
    if text is None:
        return ""
    return f"{datetime.fromisoformat(text).astimezone(CHINA):%Y-%m-%d %H:%M}"


def _print_item(console: Console, item: dict[str, Any], language: str) -> None:
    at = item["site"] or "–"
    state = word(item["disposition"], language)
    title = f"{word('path', language)} {item['code']} ({state}, {at})"
    table = _table(title, ("site", "since", "until", "facts"), language)
    for stay in item["path"]:
        facts = ", ".join(map(str, stay["facts"]))
        table.add_row(stay["site"], _minute(stay["since"]), _minute(stay["until"]), facts)
    console.print(table)


def _print_origin(console: Console, origin: dict[str, Any], language: str) -> None:
    table = Table(title=f"{word('origin', language)}: {origin['batch']}", show_header=False)
    for name, value in origin.items():
        if name == "holds":
            for hold in value:
                table.add_row(f"[red]{word('hold', language)} {hold['hold']}[/red]", hold["why"])
        elif name == "received_grams":
            table.add_row(word("received_kg", language), f"{value / 1000:.1f}")
        elif value not in ("", None):
            told = ", ".join(value) if isinstance(value, list) else str(value)
            table.add_row(word(name, language), told)
    console.print(table)


def _print_facts(console: Console, facts: list[dict[str, Any]], language: str) -> None:
    columns = ("fact", "kind", "happened", "site", "notes")
    table = _table(word("facts", language), columns, language)
    for fact in facts:
        corrected = [word("corrected", language)] if fact.get("corrected") else []
        notes = [*(word(code, language) for code in fact.get("breach", [])), *corrected]
        row = (word(fact["kind"], language), _minute(fact["happened"]), fact["site"] or "")
        table.add_row(str(fact["fact"]), *row, ", ".join(notes))
    console.print(table)


def _print_moves(console: Console, moves: list[dict[str, Any]], language: str) -> None:
    if not moves:
        return
    columns = ("from", "to", "pieces", "departed", "arrived", "notes")
    table = _table(word("moves", language), columns, language)
    for move in moves:
        arrived = _minute(move["arrived"]) or word("on_way", language)
        note = "" if move["plausible"] else word("implausible", language)
        pieces = str(move["pieces"])
        table.add_row(move["from"], move["to"], pieces, _minute(move["departed"]), arrived, note)
    console.print(table)


def _print_now(console: Console, rows: list[dict[str, Any]], language: str) -> None:
    columns = ("site", "holder", "disposition", "pieces", "kg", "call")
    table = _table(word("now", language), columns, language)
    for row in rows:
        kilos = f"{row['grams'] / 1000:.1f}"
        place = (row["site"] or "–", row["holder"] or "–", word(row["disposition"], language))
        table.add_row(*place, str(row["pieces"]), kilos, row["call"] or "")
    console.print(table)


def _print_packages(console: Console, rows: list[dict[str, Any]], language: str) -> None:
    columns = ("code", "carton", "site", "disposition", "pieces")
    table = _table(word("packages", language), columns, language)
    for row in rows:
        where = (row["site"] or "–", word(row["disposition"], language))
        table.add_row(row["code"], str(row["carton"]), *where, str(row["pieces"]))
    console.print(table)


def _print_balance(console: Console, batch: dict[str, Any], language: str) -> None:
    balance = batch["balance"]
    parts = [
        f"{word(name, language)} {balance[name]}"
        for name in _PARTS
        if balance[name] or name in ("on_hand", "sold", "unexplained")
    ]
    total = f"{word('received', language)} {balance['received']} = " + " + ".join(parts)
    verdict = word("adds_up" if balance["adds_up"] else "open", language)
    if balance["adds_up"] and balance["unexplained"]:
        lacking = (
            f"{row['site'] or '–'} {row['pieces']}"
            for row in batch.get("now", [])
            if row["disposition"] in ("unexplained", "missing") and row["pieces"]
        )
        where = ", ".join(lacking) or "–"
        pieces = balance["unexplained"]
        verdict = said("unexplained_here", language, pieces=pieces, where=where)
    console.print(f"{word('balance', language)}: {total}   ({verdict})", highlight=False)


_PARTS = ("on_hand", "in_transit", "sold", "consumed", "returned", "destroyed", "unexplained")
_NUMBERS = ("pieces", "kg")


def _table(title: str, columns: tuple[str, ...], language: str) -> Table:
    """A table that wraps what does not fit: a number or a telephone is never cut."""
    table = Table(title=title)
    for column in columns:
        right = "right" if column in _NUMBERS else "left"
        table.add_column(word(column, language), justify=right, overflow="fold")  # type: ignore[arg-type]
    return table
