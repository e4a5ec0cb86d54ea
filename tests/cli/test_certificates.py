"""Keys and certificates from the command line, on a demonstration and on a fresh installation."""

from __future__ import annotations

import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from tests.certificates.test_print import codes
from tests.cli.test_commands import run
from tests.cli.test_users import NEW, add


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a told demonstration."""
    folder = tmp_path_factory.mktemp("home")
    done = run(folder, "demo", "--no-serve")
    assert done.returncode == 0, done.stderr
    return folder


def issued(home: Path) -> tuple[str, int]:
    """The certificate that the story issued, and how many copies of it the tests have printed."""
    with closing(sqlite3.connect(home / "coldtrace.sqlite3")) as conn:
        ((no, copies),) = conn.execute("SELECT no, copies FROM certificate").fetchall()
    return str(no), int(copies)


def test_the_demonstration_issues_a_certificate_that_verifies_offline(
    home: Path, tmp_path: Path
) -> None:
    paper, (no, copies) = tmp_path / "exit.pdf", issued(home)
    done = run(home, "certificate", "print", no, "--out", str(paper))
    told = f"{paper}: certificate {no}, copy {copies + 1}\n"
    assert (done.returncode, done.stdout) == (0, told), done.stderr
    (text,) = codes(paper.read_bytes())
    (tmp_path / "keys.json").write_text(run(home, "keys", "show", "--jwks").stdout)
    away = run(tmp_path / "away", "certificate", "verify", text, "--key", str(tmp_path / "keys.json"))
    assert (away.returncode, away.stderr) == (0, "")
    for line in (no, "PF-20201114", "2100 pieces, 21000.000 kg", "闽A8K921"):
        assert line in away.stdout
    changed = text[:-40] + ("A" if text[-40] != "A" else "B") + text[-39:]
    refused = run(tmp_path, "certificate", "verify", changed, "--key", str(tmp_path / "keys.json"))
    assert refused.returncode == 1
    assert "equal:" in run(home, "rebuild", "--check").stdout


def test_a_file_is_not_written_over_by_accident_and_no_copy_is_counted(
    home: Path, tmp_path: Path
) -> None:
    paper, (no, _) = tmp_path / "exit.pdf", issued(home)
    paper.write_text("mine")
    kept = run(home, "certificate", "print", no, "--out", str(paper))
    assert (kept.returncode, "--force" in kept.stderr, paper.read_text()) == (1, True, "mine")
    nowhere = run(home, "certificate", "print", no, "--out", str(tmp_path / "no" / "exit.pdf"))
    assert (nowhere.returncode, nowhere.stdout) == (1, "")
    before = run(home, "certificate", "print", no, "--out", str(paper), "--force", "--size", "a4")
    again = run(home, "certificate", "print", no, "--out", str(paper), "--force")
    copies = [int(each.stdout.rsplit(" ", 1)[1]) for each in (before, again)]
    assert copies[1] == copies[0] + 1
    assert list(tmp_path.iterdir()) == [paper]
    unknown = run(home, "certificate", "print", "EC20200101-00000000", "--out", "-")
    assert (unknown.returncode, unknown.stdout) == (1, "")


def test_the_first_administrator_brings_the_first_key(tmp_path: Path) -> None:
    home = tmp_path / "new"
    assert add(home, *NEW).returncode == 0
    (file,) = (home / "keys").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    shown = run(home, "keys", "show")
    assert (shown.returncode, file.stem in shown.stdout, "signs" in shown.stdout) == (0, True, True)
    assert file.stem in run(home, "keys", "make").stdout
    assert list((home / "keys").iterdir()) == [file]


def test_a_lost_key_is_said_and_another_one_comes_on_request_alone(tmp_path: Path) -> None:
    home = tmp_path / "new"
    add(home, *NEW)
    (file,) = (home / "keys").iterdir()
    file.unlink()
    for words in (("keys", "show"), ("keys", "make"), ("user", "list")):
        run(home, *words)
        assert list((home / "keys").iterdir()) == []
    assert "is not in COLDTRACE_HOME/keys" in " ".join(
        run(home, "keys", "show", COLUMNS="400").stdout.split()
    )
    rotated = run(home, "keys", "rotate", COLDTRACE_LANGUAGE="zh")
    (new,) = (home / "keys").iterdir()
    assert f"签名密钥为 {new.stem}" in rotated.stdout
    known = json.loads(run(home, "keys", "show", "--jwks").stdout)["keys"]
    assert [(key["kid"], "exp" in key) for key in known] == [(file.stem, True), (new.stem, False)]


def test_there_is_nothing_to_show_where_there_is_no_ledger(tmp_path: Path) -> None:
    for words in (("keys", "show"), ("keys", "make"), ("certificate", "print", "X", "--out", "-")):
        done = run(tmp_path / "none", *words)
        assert (done.returncode, done.stdout) == (1, "")
    assert not (tmp_path / "none").exists()
