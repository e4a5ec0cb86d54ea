"""Files that are made to hurt. Each ends soon, in a sentence, and leaves this process as it was."""

from __future__ import annotations

import io
import os
import random
import resource
import signal
import struct
import subprocess
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

import app
from app.domain.errors import BadInput, Refusal, TooMuch
from app.exchange.manifest import child, read
from tests.exchange.sheets import (
    CHINESE,
    Raw,
    comma,
    mistakes,
    on_disk,
    packages,
    row,
    rows,
    sheet_xml,
    text,
    workbook,
    workbook_rels,
    zipped,
)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def said(data: bytes) -> tuple[type[Refusal], str]:
    """The refusal that a file gets, within two seconds and with little memory of ours."""
    began, before = time.monotonic(), grown()
    with pytest.raises(Refusal) as refused, on_disk(data) as file:
        list(read(file))
    assert time.monotonic() - began < 6  # two on a machine that does nothing else
    assert grown() - before < 20_000
    return type(refused.value), refused.value.reasons[0].code


def told(data: bytes) -> set[str]:
    """The codes of everything that is said against a file, of its rows or of all of it."""
    try:
        return {each[3] for each in mistakes(data)}
    except Refusal as refusal:
        return {each.code for each in refusal.reasons}


def grown() -> int:
    """The most memory this process has had, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def patched(data: bytes, name: str, **sizes: int) -> bytes:
    """The zip file with the sizes of a part falsified in its directory and before the part itself."""
    out = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.getinfo(name)
    at = data.index(name.encode(), data.rindex(b"PK\x01\x02", 0, data.rindex(name.encode())))
    for place, offset in ((at - 46, 24), (part.header_offset, 22)):
        struct.pack_into("<I", out, place + offset, sizes["size"])
    return bytes(out)


def test_a_workbook_that_would_unpack_to_gigabytes_is_refused_by_its_directory() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open(SHEET, "w") as part:
            for _ in range(250):
                part.write(b" " * 1_000_000)
    assert said(bomb.getvalue()) == (BadInput, "manifest_bomb")


def test_many_parts_that_are_each_small_enough_are_refused_together() -> None:
    part = b"<a>" + os.urandom(16).hex().encode() * 300_000 + b"</a>"
    parts: dict[str, str | bytes] = {f"xl/{n}.xml": part for n in range(25)}
    assert said(workbook([row()], parts=parts)) == (BadInput, "manifest_bomb")


def test_a_directory_that_lies_about_its_sizes_does_not_help() -> None:
    head = f'<worksheet xmlns="{MAIN}"><sheetData>'
    filler = "<row/>" * 30_000_000
    data = workbook([], parts={SHEET: head + filler + "</sheetData></worksheet>"})
    lying = patched(data, SHEET, size=5_000)
    with zipfile.ZipFile(io.BytesIO(lying)) as archive:
        assert archive.getinfo(SHEET).file_size == 5_000
    assert said(lying)[1] in ("manifest_broken", "manifest_too_heavy")


def test_a_directory_of_a_hundred_thousand_names_is_not_read() -> None:
    many: dict[str, str | bytes] = {f"xl/{n}": b"" for n in range(60_000)}
    assert said(zipped(many)) == (BadInput, "manifest_bomb")


@pytest.mark.parametrize(
    ("where", "outcome"),
    [
        ("XFD1048576", {"manifest_too_heavy"}),
        ("ZZZZZ99999999", {"manifest_broken", "manifest_too_heavy"}),
        ("A0", {"manifest_broken", "empty"}),
        ("", {"manifest_broken", "empty"}),
        ("XFD3", {"manifest_too_wide"}),
    ],
)
def test_a_cell_that_says_it_is_far_away_costs_nothing(where: str, outcome: set[str]) -> None:
    lie = f'<row r="3"><c r="{where}"><v>1</v></c></row>'
    assert told(workbook([row()], more=lie)) & outcome


@pytest.mark.parametrize("claim", ["A1:XFD1048576", "A1", "A1:B2"])
def test_what_a_sheet_claims_of_its_size_is_not_believed(claim: str) -> None:
    assert len(packages(workbook(rows(3), dimension=claim))) == 3


@pytest.mark.parametrize("claim", ["nonsense", "A1:A1:A1", "B2:A1"])
def test_a_claim_that_makes_no_sense_does_no_harm(claim: str) -> None:
    assert told(workbook(rows(3), dimension=claim)) <= {"manifest_broken"}


@pytest.mark.parametrize("name", ["../../evil", "/etc/evil", "..\\evil", "xl/../../evil"])
def test_parts_with_names_that_climb_are_refused_and_nothing_is_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert said(workbook([row()], parts={name: b"x"})) == (BadInput, "manifest_broken")
    assert list(tmp_path.iterdir()) == []


def test_a_part_that_is_a_symbolic_link_is_refused() -> None:
    out = io.BytesIO(workbook([row()]))
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("xl/media/link")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert said(out.getvalue()) == (BadInput, "manifest_broken")


def entities(kind: str) -> tuple[str, str]:
    """(declarations, their use)."""
    if kind == "laughs":
        rounds = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
        return f'<!DOCTYPE x [<!ENTITY l0 "ha">{rounds}]>', "&l11;"
    if kind == "quadratic":
        return f'<!DOCTYPE x [<!ENTITY q "{"q" * 100_000}">]>', "&q;" * 10_000
    outside = "file:///etc/passwd" if kind == "file" else "http://127.0.0.1:9/x"
    return f'<!DOCTYPE x [<!ENTITY f SYSTEM "{outside}">]>', "&f;"


@pytest.mark.parametrize("kind", ["laughs", "quadratic", "file", "http"])
def test_entities_are_never_followed(kind: str) -> None:
    declared, used = entities(kind)
    cell = Raw(f'<c r="H2" t="inlineStr"><is><t>{used}</t></is></c>')
    data = workbook([], parts={SHEET: declared + sheet_xml([CHINESE, row(code=cell)])})
    began = time.monotonic()
    assert told(data) <= {"manifest_broken", "empty", "strange_character"}
    assert time.monotonic() - began < 6


def test_one_word_that_is_said_a_million_times_does_not_fill_the_memory() -> None:
    shared = f'<sst xmlns="{MAIN}"><si><t>{"x" * 30_000}</t></si></sst>'
    noise = random.Random(1)  # so that it is not refused for being too dense
    cells = "".join(
        f'<row r="{r}">'
        + "".join(f'<c r="{c}{r}" t="s"><v>0</v></c>' for c in "ABCDEFGHIJ")
        + f"</row><!--{noise.getrandbits(400):x}-->"
        for r in range(1, 30_000)
    )
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    parts: dict[str, str | bytes] = {SHEET: sheet, "xl/sharedStrings.xml": shared}
    parts["xl/_rels/workbook.xml.rels"] = workbook_rels()
    assert said(workbook([], parts=parts)) == (TooMuch, "manifest_too_heavy")


@pytest.mark.parametrize("seed", range(12))
def test_a_broken_workbook_is_refused_or_read_but_never_crashes_us(seed: int) -> None:
    noise = random.Random(seed)
    data = bytearray(workbook(rows(20)))
    for _ in range(noise.choice([1, 10, 200])):
        data[noise.randrange(4, len(data))] = noise.randrange(256)
    del data[noise.randrange(len(data) // 2, len(data) + 1) :]
    told(bytes(data))  # raises whatever is not a refusal


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"PK\x03\x04" + b"\xff" * 5_000, zipped({"a": "b"})],
)
def test_a_zip_file_that_is_no_workbook_is_refused(data: bytes) -> None:
    assert said(data)[0] is BadInput


def test_a_million_columns_are_refused() -> None:
    assert said(b",".join([b"x"] * 1_000_000)) == (BadInput, "manifest_too_wide")
    wide = text([row()]).encode() + b"," * 1_000_000
    assert said(wide) == (BadInput, "manifest_too_wide")


def test_huge_cells_are_refused_or_named() -> None:
    assert said(comma([row(code="1" * 5_000_000)])) == (BadInput, "manifest_cell_too_long")
    ((_, _, value, code),) = mistakes(workbook([row(code="x" * 1_000_000)]))
    assert (len(value), code) == (60, "too_long")


def test_a_formula_is_text_that_nobody_calculates() -> None:
    evil = "=cmd|'/C calc'!A0"
    assert [each[2:] for each in mistakes(comma([row(code=evil)]))] == [(evil, "strange_character")]
    formula = Raw('<c r="H2"><f>HYPERLINK("http://127.0.0.1:9/","x")</f></c>')
    assert [each[2:] for each in mistakes(workbook([row(code=formula)]))] == [("", "empty")]


def test_more_rows_than_a_manifest_may_have_are_refused() -> None:
    line = ",".join(row(code="CTN-{}"))
    lines = "\n".join(line.format(n) for n in range(200_001))
    with pytest.raises(BadInput, match="more than 200000 rows"):
        packages((",".join(CHINESE) + "\n" + lines).encode())


def test_patience_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    with on_disk(comma(rows(5))) as file, pytest.raises(TooMuch) as refused:
        list(read(file, patience=0.0))
    assert refused.value.reasons[0].code == "manifest_too_slow"


def test_the_process_is_gone_when_nobody_listens_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start: Any = subprocess.Popen

    def watched(*args: Any, **named: Any) -> Any:
        started.append(start(*args, **named))
        return started[0]

    monkeypatch.setattr(subprocess, "Popen", watched)
    with on_disk(comma(rows(50_000))) as file:
        heard = read(file)
        next(heard)
        heard.close()  # type: ignore[attr-defined]
    assert [process.returncode for process in started] == [-signal.SIGKILL]


def test_the_process_sees_none_of_our_secrets_and_none_of_the_folder_we_stand_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLDTRACE_DATABASE_URL", "postgresql://secret")
    seen: list[dict[str, str]] = []
    start: Any = subprocess.Popen

    def watched(*args: Any, **named: Any) -> Any:
        seen.append(named["env"])
        return start(*args, **named)

    monkeypatch.setattr(subprocess, "Popen", watched)
    assert len(packages(comma(rows(2, import_lot="SEEN")))) == 2
    assert set(seen[0]) == {"PYTHONPATH", "LC_ALL", "MALLOC_ARENA_MAX"}
    assert seen[0]["PYTHONPATH"] == str(Path(str(app.__file__)).parents[1])
    assert child.TOO_HEAVY == 3
