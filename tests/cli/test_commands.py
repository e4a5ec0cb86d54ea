"""The command line as people use it: whole processes, their output and exit status."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import httpx
import pytest

from tests.databases import PostgresqlFactory

COMMAND = [sys.executable, "-c", "from app.cli import main; main()"]


def run(home: Path, *words: str, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """One command in a home folder of its own; ``typed`` comes on its standard input."""
    env = os.environ | {"COLDTRACE_HOME": str(home), "COLUMNS": "120"} | settings
    return subprocess.run(
        [*COMMAND, *words], env=env, input=typed, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a told demonstration."""
    folder = tmp_path_factory.mktemp("home")
    done = run(folder, "demo", "--no-serve")
    assert done.returncode == 0, done.stderr
    assert "PRELIMINARY POSITIVE" in done.stdout
    assert "received 2500 = on hand 2117 + sold 383 + unexplained 0" in done.stdout
    return folder


def test_the_demonstration_can_be_told_again(home: Path) -> None:
    again = run(home, "demo", "--no-serve", COLDTRACE_LANGUAGE="zh")
    assert again.returncode == 0, again.stderr
    assert "初筛阳性" in again.stdout
    assert "equal:" in run(home, "rebuild", "--check").stdout


def test_a_trace_is_json_on_demand(home: Path) -> None:
    done = run(home, "trace", "csqu3054383", "--balance", "--json")
    (batch,) = json.loads(done.stdout)["batches"]
    assert (batch["balance"]["on_hand"], batch["balance"]["sold"]) == (2117, 383)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("trace", "NOWHERE"), "Nothing here is called “NOWHERE”"),
        (("trace", "X", "--back", "--forward"), "one direction at a time"),
        (("policy", "check", "README.md"), "line"),
        (("demo", "--lost", "-1"), "Invalid value"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    home: Path, words: tuple[str, ...], said: str
) -> None:
    done = run(home, *words)
    assert done.returncode != 0
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def edit(path: Path, *statements: str) -> None:
    """Change a database behind everybody's back."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as conn:
        for statement in statements:
            conn.execute(statement)


def test_tampering_with_a_projection_is_found_and_repaired(home: Path) -> None:
    last = "DELETE FROM stay WHERE item = (SELECT max(item) FROM stay)"
    edit(home / "coldtrace.sqlite3", "UPDATE stock SET pieces = pieces + 1", last)
    found = run(home, "rebuild", "--check")
    assert (found.returncode, "only after replay" in found.stdout) == (1, True)
    assert run(home, "rebuild").returncode == 0
    assert run(home, "rebuild", "--check").returncode == 0


def test_real_records_are_never_replaced(home: Path, tmp_path: Path) -> None:
    real = tmp_path / "coldtrace.sqlite3"
    real.write_bytes((home / "coldtrace.sqlite3").read_bytes())
    edit(real, "DELETE FROM meta")
    kept = real.read_bytes()
    done = run(tmp_path, "demo", "--no-serve")
    assert done.returncode == 1
    assert "nothing was touched" in done.stderr
    assert real.read_bytes() == kept


def heed_interrupts() -> None:
    """Ctrl-C ends the process; a background shell hands down to its children to ignore it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_demonstration_leaves_the_old_one(tmp_path: Path, sent: signal.Signals) -> None:
    env = os.environ | {"COLDTRACE_HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    command = [*COMMAND, "demo", "--no-serve"]
    with subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, text=True, preexec_fn=heed_interrupts
    ) as process:
        assert process.stdout is not None
        next(line for line in process.stdout if "Booked and approved" in line)
        process.send_signal(sent)
        process.stdout.read()
    assert process.returncode != 0
    assert not (tmp_path / "coldtrace.sqlite3").exists()
    assert run(tmp_path, "demo", "--no-serve").returncode == 0
    assert not list(tmp_path.glob("*.building*"))


def test_the_demonstration_serves_and_ends_on_request(home: Path) -> None:
    env = os.environ | {"COLDTRACE_HOME": str(home), "COLDTRACE_PORT": "18642", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen([*COMMAND, "serve"], env=env, stdout=subprocess.DEVNULL) as process:
        try:
            answer = asked("http://127.0.0.1:18642/traces?key=CSQU3054383&direction=balance")
            assert answer.json()["batches"][0]["balance"]["received"] == 2500
            other = run(home, "demo", "--no-serve")
            assert (other.returncode, "in use" in other.stderr) == (1, True)
        finally:
            process.send_signal(signal.SIGINT)


def asked(url: str) -> httpx.Response:
    """The answer, as soon as the service is up."""
    for _ in range(150):
        try:
            return httpx.get(url)
        except httpx.ConnectError:
            time.sleep(0.2)
    raise AssertionError("the service never came up")


def test_the_story_is_the_same_on_postgresql(
    postgresql_factory: PostgresqlFactory, tmp_path: Path
) -> None:
    url = postgresql_factory.url()
    for _ in range(2):  # telling it twice is safe
        done = run(tmp_path, "demo", "--no-serve", COLDTRACE_DATABASE_URL=url)
        assert done.returncode == 0, done.stderr
    assert "received 2500 = on hand 2117 + sold 383 + unexplained 0" in done.stdout
    assert "equal:" in run(tmp_path, "rebuild", "--check", COLDTRACE_DATABASE_URL=url).stdout
    postgresql_factory.drop(url)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"COLDTRACE_PORT": "abc"}, "COLDTRACE_PORT: 'abc' cannot be used"),
        ({"COLDTRACE_LANGUAGE": "fr"}, "COLDTRACE_LANGUAGE: 'fr' cannot be used"),
        ({"COLDTRACE_DATABASE_URL": "nonsense"}, "The database cannot be used"),
        ({"COLDTRACE_DATABASE_URL": "postgresql://x@127.0.0.1:1/y"}, "The database cannot be used"),
        ({}, "There is no ledger at"),
        ({"COLDTRACE_LANGUAGE": "zh"}, "尚无台账"),
    ],
)
def test_an_installation_that_cannot_work_is_said_in_a_sentence(
    tmp_path: Path, settings: dict[str, str], said: str
) -> None:
    done = run(tmp_path / "new", "trace", "PF-20201114", **settings)
    assert (done.returncode, said in done.stderr) == (1, True), done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "new").exists()  # a command that reads builds nothing


@pytest.mark.parametrize(
    "key", ["ＣＳＱＵ３０５４３８３", "CSQU 305438 3", "闽a·8k921", " pf-20201114 "]
)
def test_a_key_may_be_written_as_people_write_it(home: Path, key: str) -> None:
    done = run(home, "trace", key, "--balance")
    assert (done.returncode, "PF-20201114" in done.stdout) == (0, True), done.stderr


def test_a_taken_port_is_said_before_anything_is_promised(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run(home, "serve", COLDTRACE_PORT=port)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Set COLDTRACE_HOST or COLDTRACE_PORT" in done.stderr


def test_the_chinese_story_has_no_code_words(home: Path) -> None:
    done = run(home, "trace", "PF-20201114", COLDTRACE_LANGUAGE="zh")
    words = ("on_sale", "stored", "received", "gated_in", "disposition", "holder", "unexplained")
    assert [word for word in words if word in done.stdout] == []
    assert "账实相符" in done.stdout


def test_clues_lead_there_without_a_key_and_the_evidence_is_written_once(
    home: Path, tmp_path: Path
) -> None:
    clues = ("product=26901234000010", "origin=IN", "since=2020-11-14T00:00", "until=2020-11-18")
    traced = run(home, "trace", *clues, "--json")
    assert '"batch": "PF-20201114"' in traced.stdout, traced.stderr
    file = tmp_path / "evidence.zip"
    done = run(home, "export", "PF-20201114", "--out", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    with zipfile.ZipFile(file) as zipped:
        assert "facts.jsonl" in zipped.namelist()
    table = tmp_path / "table.CSV"
    assert run(home, "export", "PF-20201114", "--out", str(table)).returncode == 0
    assert table.read_text(encoding="utf-8-sig").startswith("# 汇总 numbers")
    nameless = run(home, "export", "PF-20201114", "--out", str(tmp_path / "what"))
    assert (nameless.returncode, "what is none of json" in nameless.stderr) == (2, True)
    again = run(home, "export", "PF-20201114", "--out", str(file))
    assert (again.returncode, "was not written" in again.stderr) == (1, True)
    wrong = run(home, "trace", "since=yesterday")
    assert (wrong.returncode, "no time" in wrong.stderr, "Traceback" in wrong.stderr) == (
        2,
        True,
        False,
    )
