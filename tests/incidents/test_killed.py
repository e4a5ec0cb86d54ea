"""Killed at any point while a positive is entered: all of it is there afterwards, or nothing.

A process of its own enters the result and is killed after a while that is drawn by chance. The long
form is ``COLDTRACE_KILLS=50 python -m pytest -s tests/incidents/test_killed.py``.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from typing import Any

from sqlalchemy import func, select

from app.store.session import Store, open_store
from app.store.tables import table
from tests.incidents.entering import READY
from tests.story import Story

KILLS = int(os.environ.get("COLDTRACE_KILLS", "4"))
SEED = 20201117
#: What a positive leaves, table by table.
TOLD = ("incident", "hold", "suspension", "ask", "incident_scope", "incident_finding", "notice")


def counts(store: Store) -> dict[str, int]:
    with store.read() as conn:
        found = {
            name: int(conn.execute(select(func.count()).select_from(table(name))).scalar_one())
            for name in (*TOLD, "report", "fact")
        }
    store.engine.dispose()
    return found


def entered(url: str, tube: str, wait: float | None) -> None:
    """Enter the result in a process of its own; kill it after a while, or let it finish."""
    asked = [sys.executable, "-m", "tests.incidents.entering", url, tube]
    process: Any = subprocess.Popen(asked, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline().strip() == READY
    if wait is not None:
        time.sleep(wait)
        os.kill(process.pid, signal.SIGKILL)
    process.wait(timeout=60)
    process.stdout.close()


def test_a_positive_that_is_killed_is_whole_or_not_there(story: Story) -> None:
    chance = random.Random(SEED)
    url = story.office.store.engine.url.render_as_string(hide_password=False)
    done = nothing = 0
    longest = 0.4
    for n in range(KILLS):
        no = story.released(20, to="ST-Z")
        (tube, *_) = [f"T-{no}-{c}" for c in range(1, 21) if _known(story, f"T-{no}-{c}")]
        story.office.store.engine.dispose()
        before = counts(story.office.store)
        entered(url, tube, None if n == 0 else chance.uniform(0, longest))
        after = counts(open_store(url))
        added = {name: after[name] - before[name] for name in (*TOLD, "report")}
        if added["report"]:
            done += 1
            assert added == dict.fromkeys(added, 1) | {"notice": 0, "ask": 1}, added
        else:
            nothing += 1
            assert after == before
    print(f"{KILLS} tries: {done} whole, {nothing} not there")
    assert story.unequal() == []


def _known(story: Story, tube: str) -> bool:
    rows = table("sample")
    with story.office.store.read() as conn:
        return conn.execute(select(rows.c.id).where(rows.c.tube == tube)).first() is not None
