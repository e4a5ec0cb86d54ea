"""``coldtrace keys``: the keys that sign exit certificates."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table

from app.cli.opening import existing, open_office
from app.cli.words import said, word
from app.demo.city import SYSTEM
from app.domain.certificate import PublicKey
from app.domain.certificate_rows import minute
from app.exchange.jwk import jwk
from app.settings import Settings
from app.usecases import keys

app = typer.Typer(no_args_is_help=True, help="The keys that sign exit certificates.")
console = Console()


@app.command("make")
def make() -> None:
    """Make the first signing key; when there is one it is shown and nothing happens."""
    settings = existing(Settings())
    office = open_office(settings)
    _tell(settings, keys.make(office, SYSTEM))
    office.store.engine.dispose()


@app.command("rotate")
def rotate() -> None:
    """Begin a new signing key. What the earlier ones signed goes on being verified."""
    settings = existing(Settings())
    office = open_office(settings)
    _tell(settings, keys.rotate(office, SYSTEM))
    office.store.engine.dispose()


@app.command("show")
def show(
    as_jwks: Annotated[
        bool, typer.Option("--jwks", help="Only the public keys, as a JWK set to pass on.")
    ] = False,
) -> None:
    """Show every key with its dates, and whether it can sign here."""
    settings = existing(Settings())
    office = open_office(settings)
    found = keys.published(office)
    office.store.engine.dispose()
    if as_jwks:
        told = {"keys": [jwk(each.key) for each in found]}
        sys.stdout.write(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode() + "\n")
        return
    if not found:
        sys.exit("coldtrace: " + said("key_none", settings.language))
    table = Table()
    for column in ("key", "since", "until", "notes"):
        table.add_column(word(column, settings.language), overflow="fold")
    for each in found:
        use = word("key_old" if each.key.until else "key_ready", settings.language)
        lacks = "" if each.fault is None or each.key.until else each.fault.text(settings.language)
        table.add_row(each.key.kid, _day(each.key.since), _day(each.key.until), lacks or use)
    console.print(table)


def _day(at: datetime | None) -> str:
    return "" if at is None else minute(at)


def _tell(settings: Settings, key: PublicKey) -> None:
    folder = settings.home / "keys"
    console.print(
        said("key_made", settings.language, kid=key.kid, folder=folder), highlight=False, soft_wrap=True
    )
