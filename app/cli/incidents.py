"""``coldtrace incident``: what is open, how far it reaches, and who must be called."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app.cli import shown
from app.cli.opening import existing, open_office
from app.cli.words import said, word
from app.demo.city import SYSTEM
from app.settings import Settings
from app.usecases import lists
from app.usecases.incidents import showing

app = typer.Typer(no_args_is_help=True, help="Incidents.")
console = Console()
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
_LIST = ("no", "status", "cause", "subject", "since", "on_hand", "sold", "holders")
_ASKS = ("site", "holder", "on_hand", "sold", "answered", "call")


@app.command("list")
def list_incidents(
    status: Annotated[str, typer.Option(help="open, handled or negative; empty: all.")] = "open",
    as_json: Json = False,
) -> None:
    """List incidents, the newest first; drills are marked."""
    settings = existing(Settings())
    office, language = open_office(settings), settings.language
    filters = {"status": status} if status else {}
    found = lists.page(office, SYSTEM, "incidents", lists.Asked("-entered", "", 200, filters))
    office.store.engine.dispose()
    if as_json:
        sys.stdout.write(shown.json_text({"rows": found.rows}))
        return
    table = _table("incidents", _LIST, language)
    for row in found.rows:
        no = row["no"] + (f" ({word('drill', language)})" if row["drill"] else "")
        row |= {"status": f"is_{row['status']}", "since": row["since"][:16]}
        table.add_row(no, *(_cell(row[name], language) for name in _LIST[1:]))
    console.print(table)


@app.command("show")
def show_incident(
    no: Annotated[str, typer.Argument(help="The number, such as IN20201117-512.")],
    as_json: Json = False,
) -> None:
    """Show an incident: figures, who was asked and what they said, steps, alerts."""
    settings = existing(Settings())
    office, language = open_office(settings), settings.language
    found = showing.show(office, SYSTEM, no)
    phones = showing.phones(office, no)
    office.store.engine.dispose()
    if as_json:
        sys.stdout.write(shown.json_text(found))
        return
    print_incident(console, found, phones, language)


def print_incident(
    console: Console, found: dict[str, Any], phones: dict[str, str], language: str
) -> None:
    """An incident for people."""
    head = f"{word('incident', language)} {found['no']}: {word('is_' + found['status'], language)}"
    drill = f"  [{word('drill', language)}]" if found["drill"] else ""
    console.print(f"{head}{drill}  {', '.join(found['batches'])}", highlight=False, markup=False)
    numbers = found["numbers"] or {}
    if numbers:
        console.print(said("scope_line", language, **numbers), highlight=False)
    table = _table("must_call", _ASKS, language)
    for ask in found["asks"]:
        reply = "–" if ask["said"] is None else str(ask["said"]["found"])
        row = (ask["site"] or "–", ask["firm"], str(ask["on_hand"]), str(ask["sold"]), reply)
        table.add_row(*row, phones.get(ask["site"] or "", ""))
    console.print(table)
    for each in (*found["alerts"], *found["steps"]):
        state = each["done"] or (f"{word('late', language)}" if each["escalated"] else "–")
        line = f"  {word(each['name'], language)}: {each['due'][:16]}  {state[:16]}"
        console.print(line, highlight=False)


def _cell(value: object, language: str) -> str:
    return "–" if value is None else word(str(value), language)[:40]


def _table(title: str, columns: tuple[str, ...], language: str) -> Table:
    table = Table(title=word(title, language))
    for column in columns:
        table.add_column(word(column, language), overflow="fold")
    return table
