"""Files by their content: on the disk before anybody is told, and nothing outside the folder."""

from __future__ import annotations

import errno
import os
import shutil
import time
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.domain.errors import NotFound, Refusal, Unavailable
from app.store.files import RESERVE, Files

CONTENT = b"a photo of a seal"
DIGEST = sha256(CONTENT).hexdigest()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "home" / "attachments")


def everything(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if not p.is_dir())


def why(refusal: Refusal) -> tuple[str, dict[str, str]]:
    (only,) = refusal.reasons
    return only.code, dict(only.values)


def test_what_is_kept_is_read_again_and_lies_by_its_digest(files: Files) -> None:
    assert files.keep(CONTENT) == DIGEST
    assert files.read(DIGEST) == CONTENT
    assert everything(files.folder) == [f"{DIGEST[:2]}/{DIGEST}"]
    assert (files.folder / DIGEST[:2] / DIGEST).stat().st_mode & 0o777 == 0o600


def test_the_same_content_twice_is_one_file_and_heals_a_damaged_one(files: Files) -> None:
    files.keep(CONTENT)
    path = files.folder / DIGEST[:2] / DIGEST
    path.write_bytes(CONTENT[:-1])
    with pytest.raises(Unavailable) as caught:
        files.read(DIGEST)
    assert why(caught.value) == ("attachment_damaged", {"value": DIGEST})
    assert files.keep(CONTENT) == DIGEST
    assert (everything(files.folder), files.read(DIGEST)) == ([f"{DIGEST[:2]}/{DIGEST}"], CONTENT)


class Watched:
    """The calls that decide what a power cut leaves, in their order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.calls: list[str] = []
        self.folder = folder
        sync, replace = os.fsync, os.replace

        def fsync(handle: int) -> None:
            path = Path(f"/proc/self/fd/{handle}").readlink()
            self.calls.append("fsync " + ("file" if path.suffix == ".part" else self.name(path)))
            sync(handle)

        def moved(source: str, target: str, **more: Any) -> None:
            self.calls.append("rename")
            replace(source, target, **more)

        monkeypatch.setattr(os, "fsync", fsync)
        monkeypatch.setattr(os, "replace", moved)

    def name(self, path: Path) -> str:
        return "home" if path == self.folder.parent else str(path.relative_to(self.folder.parent))


def test_content_is_on_the_disk_before_its_name_and_its_name_before_anybody_is_told(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(monkeypatch, files.folder)
    in_order = [
        "fsync file", "rename", f"fsync attachments/{DIGEST[:2]}", "fsync attachments", "fsync home",
    ]  # fmt: skip
    files.keep(CONTENT)
    assert watched.calls == in_order
    files.keep(CONTENT)  # a second acknowledgement does not rest on the syncs of the first
    assert watched.calls == in_order * 2


@pytest.mark.parametrize("call", ["fsync", "replace", "write", "open", "mkdir"])
@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC])
def test_a_disk_error_is_a_refusal_that_promises_nothing_and_names_no_path(
    files: Files, monkeypatch: pytest.MonkeyPatch, call: str, error: int
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise OSError(error, os.strerror(error), "/some/path")

    with monkeypatch.context() as broken:
        broken.setattr(os, call, fails)
        with pytest.raises(Unavailable) as caught:
            files.keep(CONTENT)
    assert why(caught.value) == ("store_failed", {"error": os.strerror(error)})
    assert everything(files.folder) == []
    assert files.keep(CONTENT) == DIGEST


def test_half_written_files_are_completed(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, piece: write(handle, piece[:3]))
    assert files.read(files.keep(CONTENT)) == CONTENT


def test_attachments_leave_the_ledger_its_room(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    full = SimpleNamespace(total=10**12, free=RESERVE)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    with pytest.raises(Unavailable) as caught:
        files.keep(CONTENT)
    assert why(caught.value) == ("disk_short", {"bytes": str(len(CONTENT))})
    assert everything(files.folder) == []


@pytest.mark.parametrize(
    "name",
    [
        "", ".", "..", "../../etc/passwd", "/etc/passwd", "%2e%2e%2f", "..\\..\\x", DIGEST.upper(),
        DIGEST[:-1], DIGEST + "0", DIGEST + "\n", DIGEST[:-1] + "\x00", DIGEST[:2] + "/" + DIGEST[2:],
        "\u0660" * 64, "ａ" * 64, "x" * 10_000,
    ],
)  # fmt: skip
def test_a_name_that_is_no_digest_reaches_nothing(
    files: Files, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    files.keep(CONTENT)
    monkeypatch.setattr(os, "open", lambda *_, **__: pytest.fail("something was opened"))
    with pytest.raises(NotFound) as caught:
        files.read(name)
    assert why(caught.value) == ("no_such", {"what": "attachment", "value": name[:70]})


def test_links_pipes_and_folders_are_not_followed(files: Files, tmp_path: Path) -> None:
    files.keep(CONTENT)
    path = files.folder / DIGEST[:2] / DIGEST
    outside = tmp_path / "outside"
    outside.write_bytes(CONTENT)

    def is_refused() -> bool:
        try:
            files.read(DIGEST)
        except Unavailable as refusal:
            return why(refusal)[0] == "attachment_damaged"
        return False

    path.unlink()
    assert is_refused()
    path.symlink_to(outside)
    assert is_refused()
    path.unlink()
    path.mkdir()
    assert is_refused()
    path.rmdir()
    os.mkfifo(path)
    assert is_refused()
    path.unlink()
    path.parent.rmdir()
    elsewhere = tmp_path / "shelf"
    elsewhere.mkdir()
    (elsewhere / DIGEST).write_bytes(CONTENT)
    path.parent.symlink_to(elsewhere)
    assert is_refused()
    with pytest.raises(Unavailable):  # and nothing is written through a link either
        files.keep(CONTENT)
    assert everything(elsewhere) == [DIGEST]


def test_what_a_crash_left_is_swept_and_what_is_being_written_is_not(files: Files) -> None:
    files.keep(CONTENT)
    shelf = files.folder / DIGEST[:2]
    old, new = shelf / "a.part", shelf / "b.part"
    for path in (old, new):
        path.write_bytes(b"half")
    hours_ago = time.time() - 7_200
    os.utime(old, (hours_ago, hours_ago))
    assert files.sweep() == 1
    assert everything(files.folder) == sorted([f"{shelf.name}/b.part", f"{shelf.name}/{DIGEST}"])
