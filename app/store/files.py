"""Attachments as files, named by what is in them, so that an acknowledged one survives a power cut.

A file lies at ``folder/ab/abcd…`` where ``abcd…`` is the SHA-256 of its content. Everything below the
folder is reached through handles of open folders and never through a link, so no name leads outside.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG

from app.domain.errors import NotFound, Unavailable, reason

DIGEST = re.compile(r"[0-9a-f]{64}")
#: Bytes of free disk that attachments leave alone (at most; a twentieth of a small disk): pictures
#: must not take the last room of the ledger.
RESERVE = 256 * 1024 * 1024
_STALE = 3600  #: seconds after which a temporary file is what a crash left behind
_FOLDER = os.O_RDONLY | os.O_DIRECTORY
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
#: A pipe in place of a file must not keep anybody waiting.
_OLD = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK


@dataclass(frozen=True, slots=True)
class Files:
    """The file store below one folder, which is made when the first file comes."""

    folder: Path

    def keep(self, content: bytes) -> str:
        """Store content; its SHA-256 in hexadecimal, once the disk has it for good.

        It is written again even when it is there already: so every acknowledgement rests on a sync
        of its own, and a damaged file is healed. Raises Unavailable, and then nothing is promised.
        """
        digest = sha256(content).hexdigest()
        with _disk_errors():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._leave_room(len(content))
            with _opened(self.folder, _FOLDER) as top:
                with suppress(FileExistsError):
                    os.mkdir(digest[:2], mode=0o700, dir_fd=top)
                with _opened(digest[:2], _FOLDER | os.O_NOFOLLOW, top) as shelf:
                    _put(shelf, digest, content)
                    os.fsync(shelf)
                os.fsync(top)
            with _opened(self.folder.parent, _FOLDER) as above:
                os.fsync(above)
        return digest

    def read(self, digest: str) -> bytes:
        """The content behind a digest. Raises NotFound for what cannot be a digest, Unavailable when
        the file is missing, is no plain file or holds something else.
        """
        if DIGEST.fullmatch(digest) is None:
            raise NotFound(reason("no_such", what="attachment", value=digest[:70]))
        try:
            with (
                _opened(self.folder, _FOLDER) as top,
                _opened(digest[:2], _FOLDER | os.O_NOFOLLOW, top) as shelf,
                _opened(digest, _OLD, shelf) as handle,
            ):
                content = _all_of(handle)
        except OSError as error:
            raise Unavailable(reason("attachment_damaged", value=digest)) from error
        if sha256(content).hexdigest() != digest:
            raise Unavailable(reason("attachment_damaged", value=digest))
        return content

    def sweep(self) -> int:
        """Remove what uploads left behind that a crash cut short; how many files it was."""
        gone = 0
        for path in self.folder.glob("[0-9a-f][0-9a-f]/*.part"):
            with suppress(OSError):
                if time.time() - path.lstat().st_mtime > _STALE:
                    path.unlink()
                    gone += 1
        return gone

    def _leave_room(self, more: int) -> None:
        disk = shutil.disk_usage(self.folder)
        if disk.free - more < min(RESERVE, disk.total // 20):
            raise Unavailable(reason("disk_short", bytes=more))


def _put(shelf: int, digest: str, content: bytes) -> None:
    """Content under its final name, whole or not at all; its bytes are on the disk before the name."""
    draft = f"{digest}.{secrets.token_hex(8)}.part"
    try:
        with _opened(draft, _NEW, shelf) as handle:
            left = memoryview(content)
            while left:
                left = left[os.write(handle, left) :]
            os.fsync(handle)
        os.replace(draft, digest, src_dir_fd=shelf, dst_dir_fd=shelf)
    except BaseException:
        with suppress(OSError):
            os.unlink(draft, dir_fd=shelf)
        raise


def _all_of(handle: int) -> bytes:
    if not S_ISREG(os.fstat(handle).st_mode):
        raise OSError("not a plain file")
    with open(handle, "rb", closefd=False) as file:
        return file.read()


@contextmanager
def _opened(name: str | Path, flags: int, within: int | None = None) -> Iterator[int]:
    """A handle, closed afterwards. Raises OSError."""
    handle = os.open(name, flags | os.O_CLOEXEC, 0o600, dir_fd=within)
    try:
        yield handle
    finally:
        os.close(handle)


@contextmanager
def _disk_errors() -> Iterator[None]:
    """Turn the disk's errors into a refusal that names no path."""
    try:
        yield
    except OSError as error:
        raise Unavailable(reason("store_failed", error=error.strerror or "disk error")) from error
