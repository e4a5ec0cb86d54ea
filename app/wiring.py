"""Settings into a working office. The only place where things are built."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import make_url

import app
from app import secret
from app.domain import printers
from app.domain.policy import Policies, Policy
from app.domain.printers import Patience
from app.exchange import gateway_file, policy_file
from app.exchange.gateway_file import Gateways
from app.exchange.pictures import Limits
from app.settings import Settings
from app.store import meta, schema, wipe
from app.store.files import Files
from app.store.keyring import Keyring
from app.store.session import Store, open_store
from app.usecases.office import Office

SHIPPED = Path(str(app.__file__)).parent / "policies"


class SetupError(RuntimeError):
    """The installation is not fit to run; the message says what to do."""


def clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def load_policies(named: str) -> Policies:
    """The profiles a setting names: shipped ones by name, others by path."""
    profiles: list[Policy] = []
    for name in filter(None, (each.strip() for each in named.split(","))):
        path = Path(name) if name.endswith(".toml") else SHIPPED / f"{name}.toml"
        if not path.is_file():
            raise SetupError(f"COLDTRACE_POLICIES names {name!r}, but there is no file {path}")
        policy, mistakes = policy_file.parse(path.read_text(encoding="utf-8"))
        if policy is None:
            raise SetupError("\n".join(f"{path}: {mistake}" for mistake in mistakes))
        profiles.append(policy)
    if not profiles:
        raise SetupError("COLDTRACE_POLICIES names no profile")
    return Policies(tuple(profiles))


def load_gateways(named: str, store: Store) -> Gateways:
    """Who is told and who is asked, by the file that a setting names; plain http in a demonstration.

    Raises SetupError that lists every mistake.
    """
    if not named:
        return Gateways()
    path = Path(named)
    if not path.is_file():
        raise SetupError(f"COLDTRACE_GATEWAYS names {named!r}, but there is no such file")
    with store.read() as conn:
        is_demo = bool(meta.get(conn, "demo"))
    found, mistakes = gateway_file.parse(path.read_text(encoding="utf-8-sig"), plain_http=is_demo)
    if mistakes:
        raise SetupError("\n".join(f"{path}: {mistake}" for mistake in mistakes))
    return found


def has_database(settings: Settings) -> bool:
    """Whether a ledger of ours is where the settings point; nothing is made in finding out."""
    if make_url(settings.url).get_backend_name() == "sqlite":
        file = make_url(settings.url).database
        return file is not None and Path(file).is_file()
    return wipe.has_schema(open_store(settings.url))


def open_database(settings: Settings) -> Store:
    """The database of the settings, brought to the newest schema."""
    if not settings.database_url:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    store = open_store(settings.url)
    if not schema.is_current(store):
        schema.upgrade(store)
    return store


def open_files(settings: Settings) -> Files:
    """The store of photos and papers in the home folder of the settings."""
    return Files(settings.home / "attachments")


def office(
    settings: Settings, store: Store | None = None, time: Callable[[], datetime] = clock
) -> Office:
    """An office on the database and under the policies of the settings."""
    store = store or open_database(settings)
    gateways = load_gateways(settings.gateways, store)
    return Office(
        store=store,
        policies=load_policies(settings.policies),
        clock=time,
        files=open_files(settings),
        keys=Keyring(settings.home / "keys"),
        file_limits=Limits(settings.max_attachment_bytes, settings.max_picture_pixels),
        destinations=gateways.destinations,
        laboratories=gateways.laboratories,
        public_host=settings.public_host,
        label_payload=settings.label_payload,
        printers=printers.read(settings.printers),
        patience=Patience(settings.printer_connect_seconds, settings.printer_write_seconds),
        trace_limit=settings.trace_limit,
        trace_seconds=settings.trace_seconds,
        secret=secret.read(settings).encode(),
    )
