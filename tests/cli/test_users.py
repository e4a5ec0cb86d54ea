"""Who may sign in, from the command line; and what the service will not start without."""

from __future__ import annotations

import socket
import stat
import subprocess
from pathlib import Path

import pytest

from tests.cli.test_commands import run

USCC = "11350100003591037Y"
ADD = ("user", "add", "admin", "--firm", USCC, "--role", "administrator", "--password-stdin")
NEW = ("--firm-name", "Market supervision", "--region", "3501")


def add(
    home: Path, *more: str, password: str = "frost-on-the-7th-dock"
) -> subprocess.CompletedProcess[str]:
    """``coldtrace user add`` with a password on its input."""
    return run(home, *ADD, *more, typed=password + "\n")


def test_the_first_administrator_makes_secret_and_ledger(tmp_path: Path) -> None:
    home = tmp_path / "new"
    done = add(home, *NEW)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("ADMIN may sign in (person ")
    assert stat.S_IMODE((home / "secret").stat().st_mode) == 0o600
    assert "…" not in run(home, "user", "list", COLUMNS="60").stdout  # folded, never cut
    shown = run(home, "user", "list", COLUMNS="120").stdout
    assert "ADMIN" in shown
    assert "Market supervision" in shown
    assert "administrator" in shown
    again = add(home)
    assert (again.returncode, "ADMIN" in again.stderr) == (1, True)


@pytest.mark.parametrize(
    ("more", "password", "said"),
    [
        (NEW, "short", "10"),
        (NEW, "aaaaaaaaaaaa", "repeats few characters"),
        (NEW, "my-admin-password", "holds the login"),
        ((), "frost-on-the-7th-dock", USCC),
        ((*NEW, "--role", "king"), "frost-on-the-7th-dock", "king"),
        (("--firm-name", "X", "--region", "99"), "frost-on-the-7th-dock", "99"),
    ],
)
def test_what_cannot_be_is_said_and_nobody_is_let_in(
    tmp_path: Path, more: tuple[str, ...], password: str, said: str
) -> None:
    done = add(tmp_path, *more, password=password)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "ADMIN" not in run(tmp_path, "user", "list").stdout


def test_a_password_is_changed_and_an_account_shut(tmp_path: Path) -> None:
    add(tmp_path, *NEW)
    words = ("user", "password", "admin", "--password-stdin")
    assert run(tmp_path, *words, typed="another-good-one-44\n").returncode == 0
    assert run(tmp_path, *words, typed="short\n").returncode == 1
    assert run(tmp_path, "user", "shut", "admin").returncode == 0
    assert run(tmp_path, "user", "shut", "nobody").returncode == 1


def test_a_password_is_never_asked_where_nobody_can_type(tmp_path: Path) -> None:
    done = run(tmp_path, "user", "add", "x", "--firm", USCC, "--role", "vendor")
    assert (done.returncode, "--password-stdin" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("secret", "said"),
    [
        ("", "There is no secret"),
        ("short", "can be guessed"),
        ("change-me-change-me-change-me-change-me", "can be guessed"),
        ("a" * 64, "can be guessed"),
    ],
)
def test_without_a_good_secret_nothing_is_served(tmp_path: Path, secret: str, said: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    done = run(tmp_path, "serve", COLDTRACE_SECRET=secret, COLDTRACE_PORT=port)
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (1, True, False)


def test_the_secret_is_not_shown_with_the_settings(tmp_path: Path) -> None:
    secret = "x9-this-is-31-or-more-characters-long"
    assert secret not in run(tmp_path, "settings", COLDTRACE_SECRET=secret).stdout
