"""``coldtrace import``: a booking and its packages from a file, with every mistake in a table."""

from __future__ import annotations

import inspect
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from app.cli.opening import open_office
from app.domain import ids
from app.domain.actors import Actor
from app.domain.errors import TooMuch, reason
from app.exchange.manifest import Mistake
from app.settings import Settings
from app.store import registry
from app.usecases.declare import BookingDetails
from app.usecases.import_manifest import How, Imported, import_manifest
from app.usecases.office import Office

_WORDS = {
    "check": ("checking packages", "核对货物"),
    "keep": ("keeping packages", "登记货物"),
    "row": ("row", "行"),
    "column": ("column", "列"),
    "value": ("value", "值"),
    "wrong": ("what is wrong, and what to do", "错误与处理办法"),
    "imported": (
        "imported: {rows} packages of {batches} batches under booking {no}",
        "已导入：预约 {no}，{batches} 个批次，{rows} 件货物",
    ),
    "known": (
        "this file was imported for booking {no} before ({rows} packages); nothing was added",
        "该文件此前已为预约 {no} 导入（{rows} 件），未作任何改动",
    ),
    "checked": (
        "nothing was kept: {rows} packages of {batches} batches would be imported",
        "试运行，未保存：可导入 {batches} 个批次、{rows} 件货物",
    ),
    "refused": (
        "nothing was imported; correct the rows, or leave them out with --keep-good",
        "未导入任何内容；请更正后重试，或用 --keep-good 略过有误的行",
    ),
    "empty": ("nothing was imported: no row is without a mistake", "未导入任何内容：没有无误的行"),
    "mistakes": ("{total} mistakes, {left_out} rows", "{total} 处错误，涉及 {left_out} 行"),
    "shown": ("the first {shown} are shown", "仅列出前 {shown} 处"),
    "also": ("{row} and {more} more rows of its batch", "{row}，及同批次另 {more} 行"),
    "file": ("whole file", "整个文件"),
}
_SHOWN = 200


def _word(name: str, language: str, **values: object) -> str:
    english, chinese = _WORDS[name]
    return (chinese if language == "zh" else english).format_map(values)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The options of the command; typer reads them off this class."""

    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="An .xlsx or CSV file.")]
    party: Annotated[str, typer.Option(help="Social credit code of the owner of the goods.")]
    warehouse: Annotated[str, typer.Option(help="Code of the supervision warehouse.")]
    booking: Annotated[str, typer.Option(help="Number of the booking to be made.")]
    plate: Annotated[str, typer.Option(help="Vehicle.")]
    declaration: Annotated[str, typer.Option(help="Customs declaration.")]
    container: Annotated[str, typer.Option(help="Container.")]
    seal: Annotated[str, typer.Option(help="Seal.")]
    slot: Annotated[str, typer.Option(help="Agreed moment, such as 2026-12-01T08:00:00+08:00.")]
    port: Annotated[str, typer.Option(help="Port of entry.")] = ""
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only check; keep nothing.")] = False
    keep_good: Annotated[bool, typer.Option("--keep-good", help="Leave rows with mistakes out.")] = (
        False
    )

    def details(self) -> BookingDetails:
        """The booking without its lines."""
        try:
            slot = datetime.fromisoformat(self.slot)
        except ValueError:
            raise typer.BadParameter(f"{self.slot!r} is no moment", param_hint="--slot") from None
        return BookingDetails(
            no=self.booking, warehouse=self.warehouse, plate=self.plate, slot=slot,
            declaration=self.declaration, container=self.container, seal=self.seal, port=self.port,
            lines=(),
        )  # fmt: skip


def run(**given: Any) -> None:
    """Import a manifest: book a vehicle, and announce its packages from an .xlsx or CSV file."""
    asked, settings, console = Asked(**given), Settings(), Console()
    details = asked.details()
    size = asked.file.stat().st_size
    if size > settings.max_file_bytes:
        raise TooMuch(reason("manifest_too_large", value=size, most=settings.max_file_bytes))
    office = open_office(settings)
    with asked.file.open("rb") as file:
        actor = _somebody_of(office, asked.party)
        done = _imported(office, actor, (details, asked), file, settings.language)
    _show(console, done, settings.language)
    office.store.engine.dispose()
    if done.outcome == "refused" or (asked.dry_run and done.total):
        sys.exit(1)


run.__signature__ = inspect.signature(Asked, eval_str=True)  # type: ignore[attr-defined]


def _somebody_of(office: Office, uscc: str) -> Actor:
    """Whoever sits at this computer, acting for a party."""
    text = ids.uscc(uscc, "party")
    with office.store.read() as conn:
        party = registry.need(conn, "party", text, uscc=text)
    return Actor(person=0, party=party.id, roles=frozenset(), device="cli")


def _imported(
    office: Office, actor: Actor, what: tuple[BookingDetails, Asked], file: BinaryIO, language: str
) -> Imported:
    """Import behind a progress bar; it goes to standard error, so that output can be kept."""
    details, asked = what
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as progress:
        bars = {
            stage: progress.add_task(_word(stage, language), total=None, visible=False)
            for stage in ("check", "keep")
        }

        def watch(stage: str, rows: int) -> None:
            whole = progress.tasks[0].completed if stage == "keep" else None
            progress.update(bars[stage], completed=rows, total=whole, visible=True)

        how = How(keep_good=asked.keep_good, dry_run=asked.dry_run, watch=watch)
        return import_manifest(office, actor, details, file, how)


def _show(console: Console, done: Imported, language: str) -> None:
    if done.mistakes:
        table = Table()
        for name in ("row", "column", "value", "wrong"):
            table.add_column(_word(name, language), overflow="fold")
        for mistake in done.mistakes[:_SHOWN]:
            cells = (mistake.column, mistake.value, mistake.reason.text(language))
            table.add_row(_rows(mistake, language), *(Text(cell) for cell in cells))
        console.print(table)
        counted = _word("mistakes", language, total=done.total, left_out=done.left_out)
        if done.total > _SHOWN:
            shown = min(_SHOWN, len(done.mistakes))
            counted += "; " + _word("shown", language, shown=shown)
        console.print(counted, highlight=False)
    values = {"rows": done.rows, "batches": len(done.batches), "no": done.no}
    said = "empty" if done.outcome == "refused" and not done.rows else done.outcome
    console.print(_word(said, language, **values), highlight=False)


def _rows(mistake: Mistake, language: str) -> str:
    if mistake.rows > 1:
        return _word("also", language, row=mistake.row, more=mistake.rows - 1)
    return str(mistake.row or _word("file", language))
