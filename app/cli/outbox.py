"""``coldtrace notices``: what waits to go out or could not come in, and trying it again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.cli.opening import existing, open_office
from app.cli.words import said, word
from app.demo.city import SYSTEM
from app.domain.errors import Reason
from app.settings import Settings
from app.usecases import backlog, fetch_reports
from app.usecases.backlog import Backlog

console = Console()


def run(
    again: Annotated[int, typer.Option(help="Number of a parked notice that is to be sent again.")] = 0,
    all_of: Annotated[
        str, typer.Option(help="Destination whose parked notices are all to be sent again.")
    ] = "",
    report: Annotated[
        int, typer.Option(help="Number of a parked report that is to be taken again.")
    ] = 0,
) -> None:
    """Show what has not arrived and why; send or take again what is parked."""
    settings = existing(Settings())
    language, office = settings.language, open_office(settings)
    if again:
        count = backlog.try_notice_again(office, SYSTEM, again)
        console.print(said("again", language, count=count))
    if all_of:
        count = backlog.try_all_again(office, SYSTEM, all_of)
        console.print(said("again", language, count=count))
    if report:
        fact = fetch_reports.try_again(office, SYSTEM, report)
        code = "not_taken" if fact is None else "taken"
        console.print(said(code, language, report=report, fact=fact))
    _show(backlog.backlog(office, SYSTEM), language)
    office.store.engine.dispose()


def _show(found: Backlog, language: str) -> None:
    if not any(each.waiting or each.parked for each in found.destinations):
        console.print(word("nothing_waits", language))
    _table(
        "destinations",
        ("destination", "waiting", "failing", "parked", "oldest", "last_sent", "problem"),
        (
            (
                each.name if each.configured else said("gone", language, name=each.name),
                each.waiting, each.failing, each.parked, each.oldest, each.last_sent,
                each.problem,
            )
            for each in found.destinations
        ),
        language,
    )  # fmt: skip
    _table(
        "parked_notices",
        ("number", "destination", "kind", "made", "tries", "behind", "problem"),
        ((p.id, p.destination, p.kind, p.made, p.tries, p.behind, p.problem) for p in found.parked),
        language,
    )
    _table(
        "laboratories",
        ("laboratory", "asked", "problem"),
        ((each.name, each.asked, each.problem) for each in found.laboratories),
        language,
    )
    _table(
        "reports",
        ("number", "laboratory", "ref", "came", "problem"),
        ((r.id, r.laboratory, r.ref, r.came, r.problem) for r in found.reports),
        language,
    )


def _table(
    title: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]], language: str
) -> None:
    """A table with something in it."""
    table = Table(title=word(title, language))
    for column in columns:
        table.add_column(word(column, language), overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value, language) for value in row))
    if table.row_count:
        console.print(table, markup=False, highlight=False)


def _cell(value: object, language: str) -> str:
    match value:
        case None:
            return "–"
        case datetime():
            return value.astimezone().isoformat(sep=" ", timespec="seconds")
        case Reason():
            return value.text(language)
        case _:
            return str(value)
