"""Commands and their options. What they print is in ``shown``."""

from __future__ import annotations

import socket
import sys
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from rich.console import Console
from rich.table import Table

from app import wiring
from app.cli import certificates, importing, incidents, keys, outbox, printing, shown, tracing, users
from app.cli.opening import existing, open_office
from app.cli.words import said
from app.demo import run as demo_run
from app.demo.city import SYSTEM
from app.demo.fuzhou import BATCH
from app.exchange import policy_file
from app.main import create_app
from app.settings import Settings
from app.store import ledger, rebuild
from app.usecases.trace import trace as ask
from labels import payload

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Cold-chain food traceability.")
policy_app = typer.Typer(no_args_is_help=True, help="Policy profiles.")
app.add_typer(policy_app, name="policy")
app.add_typer(users.app, name="user")
app.add_typer(keys.app, name="keys")
app.add_typer(certificates.app, name="certificate")
app.add_typer(incidents.app, name="incident")
app.command("import")(importing.run)
app.command("labels")(printing.run)
app.command("notices")(outbox.run)
app.command()(tracing.trace)
app.command()(tracing.export)
console = Console()


@app.callback(invoke_without_command=True)
def version(
    show: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    """Cold-chain food traceability."""
    if show:
        console.print(f"coldtrace {metadata.version('coldtrace')}", highlight=False)
        raise typer.Exit


@app.command()
def demo(
    serve_it: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve the city when the story is told.")
    ] = True,
    lost: Annotated[
        int, typer.Option(min=0, max=500, help="Pieces that vanish for the stock count to find.")
    ] = 0,
) -> None:
    """Build a demonstration city, tell three real cases in it, then serve it."""
    settings = Settings()
    with demo_run.alone(settings.home) as handle:
        console.print(shown.banner(settings.language))
        plan = demo_run.Plan(
            settings, lambda line: console.print(line, highlight=False, markup=False), lost
        )
        demo_run.tell(plan)
        office = open_office(settings)
        shown.print_trace(console, ask(office, SYSTEM, BATCH, "forward"), settings.language)
        code = shown.example_code(office, BATCH)
        console.print(shown.next_steps(settings, payload.grouped(code)), highlight=False)
        office.store.engine.dispose()
        if serve_it:
            demo_run.share(handle)
            _serve(settings)


@app.command()
def serve() -> None:
    """Serve the application."""
    settings = Settings()
    if settings.database_url:
        _serve(settings)
        return
    with demo_run.alone(settings.home) as handle:
        demo_run.share(handle)
        _serve(settings)


def _serve(settings: Settings) -> None:
    """Serve until interrupted. It says where only when requests would be answered there."""
    six = ":" in settings.host
    where = f"http://{f'[{settings.host}]' if six else settings.host}:{settings.port}"
    family = socket.AF_INET6 if six else socket.AF_INET
    try:
        listening = socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        sys.exit("coldtrace: " + said("port_taken", settings.language, where=where, why=error.strerror))
    with listening:
        served = create_app(open_office(settings), settings)
        page = "/docs" if served.state.is_demo else "/help/commands"
        console.print(f"coldtrace serves {where}{page}  (Ctrl-C ends it)", highlight=False)
        config = uvicorn.Config(
            served, log_level="warning", proxy_headers=bool(settings.proxies),
            forwarded_allow_ips=settings.proxies,
        )  # fmt: skip
        uvicorn.Server(config).run(sockets=[listening])


@app.command("rebuild")
def rebuild_projections(
    check: Annotated[bool, typer.Option("--check", help="Only compare; change nothing.")] = False,
) -> None:
    """Replay the ledger: compare with the live projections, or build them again."""
    store = wiring.open_database(existing(Settings()))
    if not check:
        console.print(f"{rebuild.repair(store)} facts replayed; the projections are what they say.")
        return
    with store.write() as tx:
        ledger.integrate(tx)
    count, found = rebuild.check(store)
    for line in found:
        console.print(line, highlight=False, markup=False)
    if found:
        sys.exit(f"coldtrace: {len(found)} rows differ after replaying {count} facts")
    console.print(f"equal: {count} facts replayed, no row differs")


@policy_app.command("check")
def policy_check(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Check a profile and name every mistake with its line."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        sys.exit(f"{file}: not UTF-8 text at byte {error.start}")
    policy, mistakes = policy_file.parse(text)
    for mistake in mistakes:
        console.print(f"{file}: {mistake}", highlight=False, markup=False)
    if policy is None:
        sys.exit(1)
    console.print(f"{policy.label}: valid from {policy.effective_from}, {policy.title_en}")


@app.command("settings")
def list_settings() -> None:
    """List every setting, its value in force and what it is for."""
    table = Table("setting", "value", "what it is for")
    for row in Settings().described():
        table.add_row(*row)
    console.print(table)
