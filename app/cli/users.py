"""``coldtrace user``: who may sign in. The first administrator comes from here."""

from __future__ import annotations

import inspect
import sys
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app import secret
from app.cli.opening import existing, open_office
from app.cli.words import said, word
from app.demo.city import SYSTEM
from app.settings import Settings
from app.usecases import identity, keys, people

app = typer.Typer(no_args_is_help=True, help="Who may sign in.")
Login = Annotated[str, typer.Argument(help="What they sign in with.")]
FromInput = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]
console = Console()


@dataclass(frozen=True, kw_only=True)
class Adding:
    """The options of ``user add``; typer reads them off this class."""

    login: Login
    firm: Annotated[str, typer.Option(help="Social credit code of the firm or authority.")]
    role: Annotated[list[str], typer.Option(help="What they are trusted to do; more than once.")]
    firm_name: Annotated[str, typer.Option(help="Registers the firm if it is new.")] = ""
    region: Annotated[
        str, typer.Option(help="Division code: of a new firm, and how far a supervisor sees.")
    ] = ""
    staff_no: Annotated[str, typer.Option(help="Staff number in the firm.")] = "001"
    from_input: FromInput = False

    def newcomer(self, password: str) -> people.Newcomer:
        """As the use case takes it."""
        return people.Newcomer(
            login=self.login, password=password, firm=self.firm, firm_name=self.firm_name,
            region=self.region, staff_no=self.staff_no, roles=tuple(self.role),
        )  # fmt: skip


def add(**given: Any) -> None:
    """Let a person sign in. The first one makes the installation's secret, ledger and signing key."""
    adding, settings = Adding(**given), Settings()
    newcomer = adding.newcomer(_password(settings.language, from_input=adding.from_input))
    secret.made(settings)
    office = open_office(settings)
    person = people.let_in(office, SYSTEM, newcomer)
    keys.make(office, SYSTEM)
    office.store.engine.dispose()
    sentence = said("let_in", settings.language, login=newcomer.login.upper(), person=person)
    console.print(sentence, highlight=False)


add.__signature__ = inspect.signature(Adding, eval_str=True)  # type: ignore[attr-defined]
app.command("add")(add)


@app.command("list")
def list_users() -> None:
    """List who may sign in, with their firm and roles."""
    settings = existing(Settings())
    office = open_office(settings)
    columns = ("login", "person", "firm", "staff_no", "roles", "region", "shut")
    table = Table()
    for column in columns:
        table.add_column(word(column, settings.language), overflow="fold")
    for row in people.accounts(office, SYSTEM):
        table.add_row(*(str(row[column] or "") for column in columns))
    office.store.engine.dispose()
    console.print(table)


@app.command("password")
def password(login: Login, from_input: FromInput = False) -> None:
    """Set a new password; whoever is signed in with the old one is signed out."""
    settings = existing(Settings())
    given = _password(settings.language, from_input=from_input)
    office = open_office(settings)
    identity.set_password(office, SYSTEM, login, given)
    office.store.engine.dispose()
    console.print(said("password_set", settings.language, login=login.upper()), highlight=False)


@app.command("shut")
def shut(login: Login) -> None:
    """Shut an account; whoever is signed in with it is signed out."""
    settings = existing(Settings())
    office = open_office(settings)
    identity.disable_account(office, SYSTEM, login)
    office.store.engine.dispose()
    console.print(said("account_shut", settings.language, login=login.upper()), highlight=False)


def _password(language: str, *, from_input: bool) -> str:
    """A password that was typed twice without being shown, or read from standard input."""
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        sys.exit("coldtrace: " + said("no_terminal", language))
    return str(typer.prompt(word("password", language), hide_input=True, confirmation_prompt=True))
