"""One run of Schemathesis against a server on the prepared world, and what came of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import orjson

from app import wiring
from app.demo.accounts import PASSWORD
from app.main import create_app
from app.settings import Settings
from app.store.session import Store
from app.usecases.office import Office
from tests.schema.given import PEERS, USERS
from tests.schema.world import World
from tests.web.serving import Place, Server

ROOT = Path(__file__).parents[2]
CONFIG = Path(__file__).with_name("schemathesis.toml")


@dataclass
class Outcome:
    """What one database's run showed."""

    database: str
    code: int
    output: str
    seconds: float
    operations: list[str]
    answers: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    reasons: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    probes: Counter[str] = field(default_factory=Counter)

    @property
    def cases(self) -> int:
        """Requests that were answered."""
        return sum(found.total() for found in self.answers.values())

    @property
    def missing(self) -> dict[str, str]:
        """Operations that never succeeded, each with what it was answered."""
        return {
            each: f"{dict(self.answers[each])} {dict(self.reasons[each].most_common(3))}"
            for each in self.operations
            if not any(200 <= status < 300 for status in self.answers[each])
        }


def described(office: Office) -> dict[str, Any]:
    """The document of the application as it is served here."""
    return create_app(office, Settings()).openapi()


def run(
    store: Store, database: str, folder: Path, arguments: list[str], *, told: bool = True
) -> Outcome:
    """Serve the world (``told``: with its three cases), and let Schemathesis loose on it."""
    world = World.opened(store, folder / "files", told=told)
    document = described(world.office)
    (folder / "openapi.json").write_bytes(orjson.dumps(document))
    (folder / "world.json").write_bytes(orjson.dumps(world.prepared()))
    _configure(folder)
    back = wiring.clock() - world.clock.moment
    server = Server(Place.at(world.office, back - timedelta(minutes=1), tries=1_000_000))
    server.start()
    begun = monotonic()
    try:
        done = _told(folder, server.port, arguments)
    finally:
        server.end()
    labels = [f"{m.upper()} {path}" for path, methods in document["paths"].items() for m in methods]
    found = Outcome(database, done.returncode, done.stdout, monotonic() - begun, labels)
    _read(found, folder)
    return found


def _configure(folder: Path) -> None:
    """Who signs in, in the order in which they are tried."""
    people = []
    for login in USERS:
        token = {
            "extractFrom": "body", "extractSelector": "/token", "sendIn": "header",
            "sendName": "Authorization", "sendTemplate": "Bearer {token}",
        }  # fmt: skip
        body = orjson.dumps({"login": login, "password": PASSWORD}).decode()
        sign_in = {
            "verb": "POST", "endpoint": "/sessions", "payloadRaw": body,
            "contentType": "application/json", "token": token,
        }  # fmt: skip
        people.append({"name": login, "loginEndpointAuth": sign_in})
    (folder / "wfc.json").write_bytes(orjson.dumps({"auth": people}))
    peers = ", ".join(f'"{each}"' for each in PEERS)
    text = CONFIG.read_text(encoding="utf-8").replace('"PEERS"', peers)
    (folder / "schemathesis.toml").write_text(text, encoding="utf-8")


def _told(folder: Path, port: int, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "--config-file", "schemathesis.toml",
        "run", "openapi.json", "--url", f"http://127.0.0.1:{port}", "--no-color", *arguments,
    ]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLDTRACE_SCHEMA_FOLDER": str(folder)}
    return subprocess.run(
        command, cwd=folder, env=environment, check=False, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def _read(found: Outcome, folder: Path) -> None:
    for line in (folder / "log.jsonl").read_bytes().splitlines():
        said = orjson.loads(line)
        if "probe" in said:
            found.probes[said["probe"]] += 1
            continue
        if said["method"] == said["operation"].partition(" ")[0]:
            found.answers[said["operation"]][said["status"]] += 1
            found.reasons[said["operation"]].update(said["reasons"])
