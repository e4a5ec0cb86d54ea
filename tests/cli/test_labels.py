"""Printing labels on the command line: a whole file or none, and on record like any print."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pypdfium2
import pytest

from tests.cli.test_commands import COMMAND, run

BATCH = "PF-20201114"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a told demonstration."""
    folder = tmp_path_factory.mktemp("home")
    done = run(folder, "demo", "--no-serve")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def home(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of it that a test may print in."""
    return shutil.copytree(told, tmp_path_factory.mktemp("copy") / "home")


def test_what_is_missing_is_printed_once_and_then_only_with_a_reason(
    home: Path, tmp_path: Path
) -> None:
    """400 of the 2 500 cartons stayed in the warehouse."""
    pdf, zpl, png = (tmp_path / name for name in ("标签 1.pdf", "l.zpl", "l.zip"))
    done = run(home, "labels", BATCH, "--missing", "--out", str(pdf))
    assert done.returncode == 0, done.stderr
    assert f": 400 labels of {BATCH} (0 reprinted) in {pdf}" in done.stdout
    printing = done.stdout.split()[1].rstrip(":")
    assert len(pypdfium2.PdfDocument(pdf)) == 400
    again = run(home, "labels", BATCH, "--out", str(zpl), "--format", "zpl")
    assert (again.returncode, zpl.exists()) == (1, False)
    assert "was printed already (1). Give a reason to print it again." in again.stderr
    assert "380 more were printed already" in again.stderr
    words = ("labels", BATCH, "--format", "zpl", "--out", str(zpl), "--reason", "缺墨", "--dpi", "203")
    forced = run(home, *words, COLDTRACE_LANGUAGE="zh")
    assert forced.returncode == 0, forced.stderr
    assert "共 400 枚标签（重打 400 枚）" in forced.stdout
    assert zpl.read_bytes().count(b"^XZ") == 401
    same = run(home, "labels", BATCH, "--format", "png", "--out", str(png), "--print", printing)
    assert f"print {printing}: the file was made again" in same.stdout
    with zipfile.ZipFile(png) as folder:
        assert len(folder.namelist()) == 400
    assert {each.name for each in tmp_path.iterdir()} == {pdf.name, zpl.name, png.name}
    assert run(home, "rebuild", "--check").returncode == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("NOWHERE", "--out", "x.pdf"), "There is no batch “NOWHERE” here."),
        ((BATCH, "--out", "there.pdf"), "there.pdf is there already; nothing was printed."),
        ((BATCH, "--out", "no/such/folder.pdf"), "No such file or directory"),
        ((BATCH, "--out", "x.doc", "--format", "doc"), "format “doc” is not one of: pdf, zpl, png."),
        ((BATCH, "--out", "x.pdf", "--stock", "A9"), "There is no stock “A9”"),
        ((BATCH, "--out", "x.pdf", "--layout", "huge"), "There is no layout “huge”"),
        ((BATCH, "--out", "x.pdf", "--dpi", "72"), "dpi “72” is not one of: 203, 300, 600."),
        ((BATCH, "--out", "x.pdf", "--print", "999999"), "There is no print “999999” here."),
        ((BATCH, "--out", "x.pdf", "--party", "91350111000100031Y"), "wrong check digit"),
    ],
)
def test_a_mistake_is_one_sentence_and_leaves_neither_file_nor_record(
    home: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    (tmp_path / "there.pdf").write_bytes(b"mine")
    env = os.environ | {"COLDTRACE_HOME": str(home), "COLUMNS": "120"}
    facts = run(home, "rebuild", "--check").stdout
    done = subprocess.run(
        [*COMMAND, "labels", *words], cwd=tmp_path, env=env, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("there.pdf", b"mine")]
    assert run(home, "rebuild", "--check").stdout == facts


def test_labels_may_go_to_standard_output(home: Path, tmp_path: Path) -> None:
    env = os.environ | {"COLDTRACE_HOME": str(home)}
    words = [*COMMAND, "labels", BATCH, "--format", "zpl", "--out", "-", "--reason", "wet"]
    done = subprocess.run(words, env=env, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"~DG")
    assert done.stdout.endswith(b"^XZ\n")
    assert b"400 labels" in done.stderr


def test_a_full_disk_leaves_no_file_and_says_how_to_go_on(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "l.pdf"
    command = f"ulimit -f 64; exec {COMMAND[0]} -c 'from app.cli import main; main()' \"$@\""
    env = os.environ | {"COLDTRACE_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    shell = ["bash", "-c", command, "sh", "labels", BATCH, "--out", str(out), "--print", "1"]
    made = run(home, "labels", BATCH, "--out", str(tmp_path / "a.pdf"), "--reason", "torn")
    shell[-1] = made.stdout.split()[1].rstrip(":")
    (tmp_path / "a.pdf").unlink()
    done = subprocess.run(shell, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode != 0
    assert f"--print {shell[-1]} makes it again" in done.stderr
    assert list(tmp_path.iterdir()) == []
