"""Building the demonstration: whole or not at all, and never over real records."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from sqlalchemy.engine import make_url

from app import secret, wiring
from app.demo import accounts, waiting
from app.demo.city import SYSTEM, City, build
from app.demo.fuzhou import Fuzhou
from app.demo.others import Sanming, Yantai
from app.demo.telling import DemoClock, Telling
from app.settings import Settings
from app.store import ledger, meta, schema, wipe
from app.store.session import Store, open_store
from app.usecases import keys

POLICY = "central_warehouse_nat"


class DemoRefused(RuntimeError):
    """The demonstration will not be built here; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to tell, to whom. ``lost`` pieces vanish at the wholesaler for the stock count to find."""

    settings: Settings
    out: Callable[[str], None]
    lost: int = 0


def tell(plan: Plan) -> None:
    """Build the city and tell its three cases.

    On SQLite the story grows in a file of its own that takes the place of the old one when it is
    complete. On PostgreSQL a mark says that it is being built, and what is interrupted is taken away.
    """
    settings = plan.settings
    address = make_url(settings.url)
    if address.get_backend_name() == "sqlite":
        _into_file(plan, Path(address.database or ""))
    else:
        _into_server(plan)


def _into_file(plan: Plan, path: Path) -> None:
    if path.exists():
        _refuse_real_records(open_store(f"sqlite:///{path}"))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    growing = path.with_name(path.name + ".building")
    _remove(growing)
    store = open_store(f"sqlite:///{growing}")
    try:
        _build(plan, store)
        store.engine.dispose()
        _remove(path)
        growing.rename(path)
    except BaseException:
        store.engine.dispose()
        _remove(growing)
        raise


def _into_server(plan: Plan) -> None:
    store = open_store(plan.settings.url)
    _refuse_real_records(store)
    wipe.everything(store)
    try:
        _build(plan, store)
    except BaseException:
        wipe.everything(store)
        raise
    finally:
        store.engine.dispose()


def _refuse_real_records(store: Store) -> None:
    """Only an empty database or an earlier demonstration may be replaced."""
    try:
        if not wipe.has_schema(store):
            return
        with store.read() as conn:
            if meta.facts(conn) and not meta.get(conn, "demo"):
                raise DemoRefused(
                    "This database holds records that are not the demonstration's; nothing was touched. "
                    "Set COLDTRACE_HOME or COLDTRACE_DATABASE_URL to another place."
                )
    finally:
        if store.sqlite:
            store.engine.dispose()


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _build(plan: Plan, store: Store) -> None:
    schema.upgrade(store)
    secret.made(plan.settings)
    with store.write() as tx:
        meta.put(tx, "demo", "building")
    clock = DemoClock()
    office = wiring.office(plan.settings.model_copy(update={"policies": POLICY}), store, clock)
    telling = Telling(clock, plan.out, plan.settings.language)
    keys.make(office, SYSTEM)
    city = build(office)
    _cases(city, telling, plan.lost)
    accounts.open_all(city)
    with store.write() as tx:
        ledger.integrate(tx)
        meta.put(tx, "demo", "complete")
        meta.put(tx, "demo_clock", clock.moment.isoformat())
        meta.put(tx, "demo_built", datetime.now(UTC).isoformat())


def _cases(city: City, telling: Telling, lost: int) -> None:
    Fuzhou(city, telling, lost).tell()
    Sanming(city, telling).tell()
    Yantai(city, telling).tell()
    waiting.tell(city, telling)


def clock_of(store: Store) -> Callable[[], datetime] | None:
    """The clock of a demonstration: where its story ended, and on from there. None elsewhere."""
    with store.read() as conn:
        ended, built = meta.get(conn, "demo_clock"), meta.get(conn, "demo_built")
    if not ended:
        return None
    offset = datetime.fromisoformat(ended) - datetime.fromisoformat(built)
    return lambda: datetime.now(UTC) + offset


@contextmanager
def alone(home: Path) -> Iterator[IO[str]]:
    """Hold the home folder for building. Raises DemoRefused while another process is using it."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home / "in-use").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DemoRefused(
                f"{home} is in use by another coldtrace process; stop it first, or set COLDTRACE_HOME."
            ) from None
        try:
            yield handle
        finally:
            with suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_UN)


def share(handle: IO[str]) -> None:
    """From building to serving: others may serve too, nobody may rebuild."""
    fcntl.flock(handle, fcntl.LOCK_SH)
