"""A process that says it is ready, enters one positive result, and may be killed while it does."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from sqlalchemy import select

from app.domain.actors import Actor, Role
from app.domain.policy import Policies
from app.store.files import Files
from app.store.keyring import Keyring
from app.store.session import open_store
from app.store.tables import table
from app.usecases import enter_result
from app.usecases.office import Office
from tests.story import Clock, simple_policy

READY = "ready"


def main(url: str, tube: str) -> None:
    """Enter a positive round of a tube as whoever received it."""
    clock, store = Clock(), open_store(url)
    sample, person = table("sample"), table("person")
    with store.read() as conn:
        party = conn.execute(select(sample.c.laboratory).where(sample.c.tube == tube)).scalar_one()
        who = conn.execute(select(person.c.id).where(person.c.party == party).limit(1)).scalar_one()
    clock.pass_time(days=30)
    files = Files(Path(tempfile.gettempdir()) / "coldtrace-no-files")
    keys = Keyring(files.folder / "keys")
    office = Office(store, Policies((simple_policy(),)), clock, files=files, keys=keys)
    lab = Actor(who, party, frozenset({Role.LABORATORY}))
    reading = enter_result.KitReading(
        kit="kit_a", targets=(("ORF1ab", 3000), ("N", 3000)), verdict="positive"
    )
    report = enter_result.Report(
        tube=tube, report_no=f"R-{tube}-X", readings=(reading,), verdict="positive"
    )
    sys.stdout.write(READY + "\n")
    sys.stdout.flush()
    enter_result.enter_result(office, lab, report)


if __name__ == "__main__":
    main(*sys.argv[1:])
