"""A notice and a report that were parked before anybody asks, under numbers that are known."""

from __future__ import annotations

import dataclasses

from sqlalchemy import insert

from app.domain.errors import reason
from app.domain.span import micros
from app.store import notices
from app.store.tables import table
from app.usecases.office import Office
from tests.gateways.making import laboratory

NOTICE, REPORT, NOTHING, DESTINATION = 800_000_001, 800_000_002, 800_000_003, "gone-away"


def at_the_doors(office: Office) -> Office:
    """An office at whose doors something waits; nobody is told anything by it."""
    now = micros(office.clock())
    problem = notices.kept(reason("answered", status=400, said="no"))
    with office.store.write() as tx:
        for number, name in ((NOTICE, "moved-away"), (NOTICE + 10, DESTINATION)):
            parked = {
                "id": number, "destination": name, "kind": "hold.placed", "subject": 1, "body": "{}",
                "made": now, "state": "parked", "tries": 1, "due": now, "problem": problem,
            }  # fmt: skip
            tx.conn.execute(insert(table("notice")).values(parked))
        unread = {
            "id": REPORT, "source": "lab", "ref": "LR-1", "body": "{}", "came": now,
            "state": "parked", "problem": problem,
        }  # fmt: skip
        tx.conn.execute(insert(table("lab_report")).values(unread))
    return dataclasses.replace(office, laboratories=(laboratory("9135011100000037XH"),))
