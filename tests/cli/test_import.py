"""Importing a manifest on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_commands import run
from tests.exchange.sheets import comma, row, rows, workbook

BOOKING = (
    "--party", "9135011100010003XY", "--warehouse", "FZ-WH-1", "--booking", "BK-900", "--plate",
    "闽A12345", "--declaration", "350120210000900", "--container", "CSQU3054383", "--seal", "S-900",
    "--slot", "2021-01-28T08:00:00+08:00",
)  # fmt: skip
GOODS = {"batch": "M-1", "plant": "IN-0517", "produced": "2020-04-01"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a told demonstration."""
    folder = tmp_path_factory.mktemp("home")
    done = run(folder, "demo", "--no-serve")
    assert done.returncode == 0, done.stderr
    return folder


def test_a_file_is_checked_imported_and_known_afterwards(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "清单 1.xlsx"
    file.write_bytes(workbook(rows(30, **GOODS)))
    words = ("import", str(file), *BOOKING)
    dry = run(home, *words, "--dry-run")
    assert (dry.returncode, dry.stdout) == (
        0,
        "nothing was kept: 30 packages of 1 batches would be imported\n",
    )
    done = run(home, *words, COLDTRACE_LANGUAGE="zh")
    assert (done.returncode, done.stdout) == (0, "已导入：预约 BK-900，1 个批次，30 件货物\n")
    again = run(home, *words)
    assert again.returncode == 0
    assert "imported for booking BK-900 before (30 packages); nothing was added" in again.stdout
    traced = run(home, "trace", "M-1", "--json")
    assert '"350120210000900"' in traced.stdout
    assert run(home, "rebuild", "--check").returncode == 0


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("and what to do", "a country code", "2 mistakes, 2 rows", "nothing was imported")),
        ("zh", ("错误与处理办法", "国家代码", "2 处错误，涉及 2 行", "未导入任何内容")),
    ],
)  # fmt: skip
def test_mistakes_are_a_table_and_the_status_is_one(
    home: Path, tmp_path: Path, language: str, said: tuple[str, ...]
) -> None:
    file = tmp_path / "bad.csv"
    goods = GOODS | {"batch": "M-3"}
    bad = [row(2, **goods, origin="XX"), row(3, **goods, grams="[red]")]
    file.write_bytes(comma([row(1, **goods | {"code": "BAD-1"}), *bad]))
    words = ["import", str(file), *BOOKING]
    words[words.index("BK-900")] = "BK-901"
    done = run(home, *words, COLDTRACE_LANGUAGE=language)
    assert done.returncode == 1
    plain = "".join(done.stdout.split())
    for each in (*said, "[red]", "净重(kg)"):
        assert "".join(each.split()) in plain
    assert "Traceback" not in done.stderr


def test_good_rows_may_be_kept(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "mixed.csv"
    lines = [row(n, code=f"MX-{n}", **GOODS | {"batch": "M-2"}) for n in range(3)]
    file.write_bytes(comma([*lines, row(9, **GOODS, origin="XX")]))
    words = ["import", str(file), *BOOKING, "--keep-good"]
    words[words.index("BK-900")] = "BK-902"
    done = run(home, *words)
    assert done.returncode == 0
    assert "imported: 3 packages of 1 batches under booking BK-902" in done.stdout
    assert "1 mistakes, 1 rows" in done.stdout


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("--slot", "tomorrow"), "is no moment"),
        (("--slot", "2021-01-28T08:00:00"), "no time zone"),
        (("--party", "91350111000100031Y"), "wrong check digit"),
        (("--warehouse", "NOWHERE"), "There is no site"),
        (("--plate", "ABC"), "not a vehicle plate"),
    ],
)
def test_what_is_wrong_with_the_booking_is_one_sentence(
    home: Path, tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    file = tmp_path / "good.csv"
    file.write_bytes(comma([row(1, **GOODS | {"batch": "M-9", "code": "NEW-1"})]))
    words = ["import", str(file), *BOOKING]
    words[words.index(change[0]) + 1] = change[1]
    words[words.index("BK-900")] = "BK-909"
    done = run(home, *words)
    assert done.returncode != 0
    assert "".join(said.split()) in "".join((done.stdout + done.stderr).split())
    assert "Traceback" not in done.stderr


def test_a_file_that_is_too_large_or_no_table_is_refused(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "noise.xlsx"
    file.write_bytes(b"PK\x03\x04" + b"\xff" * 5_000)
    large = run(home, "import", str(file), *BOOKING, COLDTRACE_MAX_FILE_BYTES="1000")
    assert (large.returncode, large.stderr) == (
        1,
        "coldtrace: The file has 5004 bytes; at most 1000 are read. Split it by batch.\n",
    )
    broken = run(home, "import", str(file), *BOOKING)
    assert (broken.returncode, broken.stderr[:30]) == (1, "coldtrace: The file cannot be ")
