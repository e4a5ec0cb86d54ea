"""Checking without us: the command, and the recipes of the manual as they are printed there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from app.domain.certificate import written
from app.exchange.jwk import jwk, keys_of
from tests.certificates.making import POMFRET, public, signed
from tests.guards.houses import ROOT

LANGUAGES = ("en", "zh")


def recipe(language: str, kind: str) -> str:
    """A program of the manual's page."""
    page = (ROOT / "app/web/help" / language / "certificates.md").read_text(encoding="utf-8")
    (found,) = re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL)
    return str(found)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with the public keys and nothing of ours."""
    told = {"keys": [jwk(public(2)), jwk(public(1))]}
    (tmp_path / "keys.json").write_bytes(orjson.dumps(told))
    (tmp_path / "text.txt").write_text(signed() + "\n")
    swapped = signed(replace(POMFRET, pieces=1))
    (tmp_path / "bad.txt").write_text(signed()[:-4] + swapped[-4:])
    return tmp_path


def run(desk: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """A program in the folder, away from our sources and with no home."""
    env = {"PATH": os.environ["PATH"], "COLDTRACE_HOME": str(desk / "no-home")}
    return subprocess.run(command, cwd=desk, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_python_of_the_manual_verifies_and_reads(desk: Path, language: str) -> None:
    (desk / "check.py").write_text(recipe(language, "python"), encoding="utf-8")
    good = run(desk, sys.executable, "-I", "check.py", "text.txt", "keys.json")
    assert (good.returncode, good.stdout.strip()) == (0, written(POMFRET).decode()), good.stderr
    bad = run(desk, sys.executable, "-I", "check.py", "bad.txt", "keys.json")
    assert (bad.returncode, bad.stdout, "InvalidSignature" in bad.stderr) == (1, "", True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_openssl_of_the_manual_verifies(desk: Path, language: str) -> None:
    (desk / "check.sh").write_text(recipe(language, "sh"), encoding="utf-8")
    good = run(desk, "sh", "check.sh", "text.txt", public(1).x)
    assert (good.returncode, good.stdout) == (0, "Signature Verified Successfully\n"), good.stderr
    for text, key in (("bad.txt", public(1).x), ("text.txt", public(2).x)):
        bad = run(desk, "sh", "check.sh", text, key)
        assert (bad.returncode, "Success" in bad.stdout) == (1, False)


def verify(desk: Path, *arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    """The command, as an installed one is called."""
    call = "from app.cli import main; main()"
    env = {
        "PATH": os.environ["PATH"], "COLDTRACE_HOME": str(desk / "no-home"), "COLUMNS": "200",
        "COLDTRACE_DATABASE_URL": "postgresql://nobody@nowhere.invalid/x", "PYTHONPATH": str(ROOT),
        "COLDTRACE_LANGUAGE": language,
    }  # fmt: skip
    command = [sys.executable, "-c", call, "certificate", "verify", *arguments]
    return subprocess.run(command, cwd=desk, env=env, capture_output=True, text=True, check=False)


def test_the_command_needs_no_database_and_makes_nothing(desk: Path) -> None:
    (desk / "public.jwk").write_bytes(orjson.dumps(jwk(public(1))))
    by_file = verify(desk, "text.txt", "--key", "public.jwk")
    assert (by_file.returncode, by_file.stderr) == (0, "")
    for line in (
        "EC20201116-9F3A01BC",
        "1600 pieces, 16000.000 kg",
        "江南冻品批发有限公司",
        public(1).kid,
    ):
        assert line in by_file.stdout
    assert verify(desk, signed(), "--key", "keys.json").stdout == by_file.stdout
    chinese = verify(desk, signed(), "--key", "keys.json", language="zh").stdout
    assert "真实：由密钥" in chinese
    assert not (desk / "no-home").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("bad.txt", "The text was changed after it was signed"),
        (signed(seed=3), "not among the known ones"),
        (signed()[:-30], "The text is cut off: 554 of 584"),
        ("EC20201116-9F3A01BC", "is only a number"),
        ("hello", "This is not an exit certificate"),
    ],
)
def test_the_command_says_in_a_plain_sentence_why_not(desk: Path, text: str, sentence: str) -> None:
    told = verify(desk, text, "--key", "keys.json")
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith("coldtrace: ")
    assert sentence in told.stderr


def test_a_file_without_a_key_is_named(desk: Path) -> None:
    told = verify(desk, signed(), "--key", "text.txt")
    assert (told.returncode, told.stderr) == (
        1, "coldtrace: text.txt holds no Ed25519 public key as JWK or JWK set.\n",
    )  # fmt: skip


def test_keys_go_out_and_come_in_as_they_are() -> None:
    key = public(1)
    assert keys_of(orjson.dumps(jwk(key)).decode()) == (key,)
    assert keys_of(orjson.dumps({"keys": [jwk(key), {"kty": "RSA"}]}).decode()) == (key,)
    for other in ("", "[]", "7", "null", '{"keys": 1}', '{"crv":"Ed25519","x":"AA"}', "[" * 9_999):
        assert keys_of(other) == ()
