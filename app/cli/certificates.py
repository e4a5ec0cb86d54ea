"""``coldtrace certificate``: exit certificates on paper, and whether one is genuine."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from app.cli.opening import existing, open_office
from app.cli.words import said
from app.demo.city import SYSTEM
from app.domain import certificate_rows
from app.exchange import certificate
from app.exchange.certificate import NotVerified
from app.exchange.jwk import keys_of
from app.settings import Settings
from app.usecases import print_certificate

app = typer.Typer(no_args_is_help=True, help="Exit certificates on paper.")
console = Console()


@app.command("verify")
def verify(
    text: Annotated[str, typer.Argument(help="What the QR code says, or a file with that text in it.")],
    key: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="Public keys: a JWK or a JWK set.")
    ],
) -> None:
    """Check a certificate without network or database. Exit status 1 when it is not genuine."""
    language = Settings().language
    known = keys_of(key.read_text(encoding="utf-8-sig", errors="replace"))
    if not known:
        sys.exit("coldtrace: " + said("no_jwk", language, file=key))
    found = certificate.verify(_read(text), known)
    if isinstance(found, NotVerified):
        sys.exit("coldtrace: " + found.reason.text(language))
    table = Table(title=found.content.no, show_header=False)
    table.add_column()
    table.add_column(overflow="fold")
    for row in certificate_rows.rows(found.content, language):
        table.add_row(row.caption, row.value)
    console.print(table, highlight=False, markup=False)
    console.print(
        said("verified", language, kid=found.kid, host=found.content.host),
        highlight=False,
        soft_wrap=True,
    )


def _read(text: str) -> str:
    """The text itself, or what is in the file of that name."""
    with suppress(OSError, ValueError):  # most texts cannot be the name of a file
        if Path(text).is_file():
            return Path(text).read_text(encoding="utf-8-sig", errors="replace")
    return text


@app.command("print")
def print_out(
    no: Annotated[str, typer.Argument(help="Number of the certificate.")],
    out: Annotated[Path, typer.Option(help="PDF file to write; - for standard output.")],
    size: Annotated[Literal["a5", "a4"], typer.Option(help="Paper.")] = "a5",
    force: Annotated[bool, typer.Option("--force", help="Write over an existing file.")] = False,
) -> None:
    """Print a certificate as PDF. Every print is a copy: numbered and on record."""
    settings = existing(Settings())
    to_stdout = str(out) == "-"
    if not to_stdout and out.exists() and not force:
        sys.exit("coldtrace: " + said("file_exists", settings.language, out=out))
    office = open_office(settings)
    if to_stdout:
        printed = print_certificate.print_certificate(office, SYSTEM, no, size)
        sys.stdout.buffer.write(printed.page)
        return
    draft = out.with_name(f".{out.name}.part")
    try:
        with draft.open("wb") as file:  # before a copy is on record that nobody could keep
            printed = print_certificate.print_certificate(office, SYSTEM, no, size)
            file.write(printed.page)
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
        office.store.engine.dispose()
    told = said("printed", settings.language, file=out, no=printed.no, copy=printed.copy)
    console.print(told, highlight=False, markup=False, soft_wrap=True)
