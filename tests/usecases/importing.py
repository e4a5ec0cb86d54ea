"""Imports for tests: a booking without lines, files by path, and a process that may be killed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from app.domain.actors import Actor
from app.domain.policy import Policies
from app.store.files import Files
from app.store.keyring import Keyring
from app.store.session import open_store
from app.usecases.declare import BookingDetails
from app.usecases.import_manifest import How, Imported, import_manifest
from app.usecases.office import Office
from tests.exchange.sheets import on_disk
from tests.story import Story, simple_policy


def details(story: Story, no: str = "BK-1", hours: int = 30) -> BookingDetails:
    """What stands on the papers of a vehicle, but for its goods."""
    n = no.removeprefix("BK-")
    return BookingDetails(
        no=no, warehouse="WH-1", plate=f"闽A0000{n[-1]}", declaration=f"DEC-{n}",
        container="CSQU3054383", seal=f"SEAL-{n}", slot=story.clock.moment + timedelta(hours=hours),
        lines=(),
    )  # fmt: skip


def imported(story: Story, data: bytes, no: str = "BK-1", **how: Any) -> Imported:
    """The importer's own file."""
    with on_disk(data) as file:
        owner = story.at("IM-1")
        return import_manifest(story.office, owner, details(story, no), file, How(**how))


@dataclass(frozen=True)
class ImportJob:
    """One file, imported at a fixed moment by somebody, in a process of its own."""

    url: str
    actor: Actor
    booking: BookingDetails
    path: Path
    now: datetime

    def run(self, how: How) -> Imported:
        policies = Policies((simple_policy(),))
        here = self.path.parent
        files, keys = Files(here), Keyring(here / "keys")
        office = Office(open_store(self.url), policies, lambda: self.now, files=files, keys=keys)
        with self.path.open("rb") as file:
            return import_manifest(office, self.actor, self.booking, file, how)


def import_and_tell(job: ImportJob, told: Connection) -> None:
    """Import, telling each stage with how many packages have passed it, at last what came of it."""
    done = job.run(How(watch=lambda stage, rows: told.send((stage, rows))))
    told.send((done.outcome, done.rows))
