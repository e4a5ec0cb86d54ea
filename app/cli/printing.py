"""``coldtrace labels``: a batch's labels as a file, on record exactly as over HTTP."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.cli.opening import existing, open_office
from app.cli.words import said, word
from app.domain import ids
from app.domain.actors import Actor, Role
from app.domain.errors import BadInput, reason
from app.settings import Settings
from app.store import registry
from app.usecases import label_files
from app.usecases.label_files import Paper
from app.usecases.office import Office
from app.usecases.print_labels import How, Printed, print_batch

KINDS = {"pdf": "pdf", "zpl": "zpl", "png": "zip"}
ROLES = frozenset({Role.WAREHOUSE_STAFF, Role.VENDOR})


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The options of the command; typer reads them off this class."""

    batch: Annotated[str, typer.Argument(help="Number of the batch.")]
    format: Annotated[str, typer.Option(help="pdf, png (a zip of pictures) or zpl.")] = "pdf"
    out: Annotated[str, typer.Option(help="The file to write; - is standard output.")]
    layout: Annotated[str, typer.Option(help="carton, retail or pallet.")] = "carton"
    dpi: Annotated[int, typer.Option(help="203, 300 or 600; left out: what is usual.")] = 0
    stock: Annotated[str, typer.Option(help="A4 label sheets, such as 105x74-8 (pdf only).")] = ""
    start: Annotated[int, typer.Option(help="First free label of the first sheet.")] = 1
    missing: Annotated[bool, typer.Option("--missing", help="Only those never printed.")] = False
    reason: Annotated[str, typer.Option(help="Why labels are printed again.")] = ""
    language: Annotated[str, typer.Option(help="Of the labels: zh+en, zh or en.")] = "zh+en"
    party: Annotated[
        str, typer.Option(help="Social credit code of the holder; left out: the warehouse.")
    ] = ""
    again: Annotated[int, typer.Option("--print", help="Only make the file of this print again.")] = 0
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False

    @property
    def paper(self) -> Paper:
        """What the labels go on."""
        return Paper(self.dpi, self.stock, self.start)

    def how(self) -> How:
        """As the use case takes it."""
        return How(layout=self.layout, format=self.format, language=self.language, why=self.reason)


def run(**given: Any) -> None:
    """Print labels of a batch into a file; it is on record like any print."""
    asked, settings = Asked(**given), existing(Settings())
    if asked.format not in KINDS:
        choices = ", ".join(KINDS)
        raise BadInput(reason("bad_choice", field="format", value=asked.format[:40], choices=choices))
    if asked.out != "-" and Path(asked.out).exists() and not asked.force:
        sys.exit("coldtrace: " + said("file_exists", settings.language, out=asked.out))
    office = open_office(settings)
    actor = _holder(office, asked)
    with _writing(asked.out) as file:  # before anything is on record: there is a place to write to
        made = _printed(office, actor, asked)
        try:
            _draw(office, actor, (made, asked), file, settings.language)
        except BaseException:
            told = said("file_not_made", settings.language, printing=made.printing)
            sys.stderr.write(f"coldtrace: {told}\n")
            raise
    name = "labels_again" if asked.again else "labels_made"
    values = {"printing": made.printing, "labels": made.labels, "reprints": made.reprints}
    sentence = said(name, settings.language, batch=asked.batch, out=asked.out, **values)
    Console(stderr=asked.out == "-").print(sentence, highlight=False, markup=False, soft_wrap=True)
    office.store.engine.dispose()


run.__signature__ = inspect.signature(Asked, eval_str=True)  # type: ignore[attr-defined]


def _holder(office: Office, asked: Asked) -> Actor:
    """Whoever sits at this computer, acting for the firm that holds the goods."""
    with office.store.read() as conn:
        if asked.party:
            text = ids.uscc(asked.party, "party")
            party = int(registry.need(conn, "party", text, uscc=text).id)
        else:
            no = ids.code(asked.batch, "batch")
            row = registry.need(conn, "batch", no, no=no)
            party = (*registry.warehouse_of(conn, row)[1:], row.owner)[0]
    return Actor(person=0, party=party, roles=ROLES, device="cli")


def _printed(office: Office, actor: Actor, asked: Asked) -> Printed:
    """The print on record: a new one, or the one that was asked for again."""
    if asked.again:
        row = label_files.job(office, actor, asked.again)
        return Printed(row.id, row.labels, row.reprints)
    label_files.check(KINDS[asked.format], asked.paper, asked.layout)
    return print_batch(office, actor, asked.batch, asked.how(), missing=asked.missing)


def _draw(
    office: Office, actor: Actor, what: tuple[Printed, Asked], file: IO[bytes], language: str
) -> None:
    """Write the labels behind a progress bar; it goes to standard error."""
    made, asked = what
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    hidden = not console.is_terminal
    bars = Progress(*columns, TimeRemainingColumn(), console=console, transient=True, disable=hidden)
    with bars as progress:
        bar = progress.add_task(word("label", language), total=made.labels)

        def watch(drawn: int) -> None:
            progress.update(bar, completed=drawn)

        for part in label_files.file(
            office, actor, made.printing, KINDS[asked.format], asked.paper, watch
        ):
            file.write(part)
        file.flush()


@contextmanager
def _writing(out: str) -> Iterator[IO[bytes]]:
    """A file that has its name only when it is whole, or standard output."""
    if out == "-":
        yield sys.stdout.buffer
        return
    path = Path(out)
    with NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False
    ) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
