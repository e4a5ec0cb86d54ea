"""Having a manifest read by a process that is shut in: what it says, or why it said nothing."""

from __future__ import annotations

import os
import select
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from app.domain.errors import BadInput, Reason, TooMuch, reason

#: Seconds that we wait for the process, all waits together; our own work in between does not count.
PATIENCE = 30.0
_TOO_HEAVY = 3
_FRAME = 4_000_000  #: no honest frame is longer, in bytes
_ROOT = str(Path(__file__).parents[3])


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something wrong in a file. ``row`` counts from 1 as a spreadsheet does, 0 for the whole file;
    ``rows`` is how many rows it spoils; ``column`` is the heading in the file.
    """

    row: int
    column: str
    value: str
    reason: Reason
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Batch:
    """An import batch as its first good row has it. Days as YYYY-MM-DD, empty when not given."""

    no: str
    row: int
    product: str
    origin: str
    plant: str
    produced: str
    expires: str
    import_lot: str
    headings: dict[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """Up to 500 packages of one batch: row numbers, codes, pieces and grams, side by side."""

    batch: str
    rows: list[int]
    codes: list[str]
    pieces: list[int]
    grams: list[int]


@dataclass(frozen=True, slots=True)
class End:
    """Nothing more to come: good rows, bad rows, and how many mistakes were counted but not told."""

    rows: int
    bad: int
    untold: int


Frame = Batch | Group | Mistake | End


def read(file: BinaryIO, patience: float = PATIENCE) -> Iterator[Frame]:
    """Batches, groups of packages, mistakes and the end of a manifest, as they are read.

    ``file`` is a real file, open for reading. Raises BadInput for a file that is no manifest, TooMuch
    when reading it takes more memory or time than it may; the process is gone by then.
    """
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    command = [sys.executable, "-P", "-m", "app.exchange.manifest.child"]
    # nothing of our own environment: it holds the database's password
    given = {"PYTHONPATH": _ROOT, "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1"}
    process = subprocess.Popen(  # noqa: S603 - our own module, no argument from outside
        command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=given
    )
    try:
        yield from _heard(process, patience)
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _heard(process: subprocess.Popen[bytes], patience: float) -> Iterator[Frame]:
    pipe = _Pipe(process, patience)
    while (size := pipe.take(4)) is not None:
        (length,) = struct.unpack(">I", size)
        body = pipe.take(length) if length <= _FRAME else None
        if body is None:
            break
        frame = orjson.loads(body)
        if "refused" in frame:
            raise BadInput(*(_reason(code, values) for code, values in frame["refused"]))
        yield from _frames(frame)
        if "end" in frame:
            return
    raise BadInput(reason("manifest_broken"))


def _frames(frame: dict[str, Any]) -> Iterator[Frame]:
    if "group" in frame:
        yield Group(**frame["group"])
    elif "batch" in frame:
        yield Batch(**frame["batch"])
    elif "end" in frame:
        yield End(**frame["end"])
    for row, column, value, code, values in frame.get("mistakes", ()):
        yield Mistake(row, column, value, _reason(code, values))


def _reason(code: str, values: list[list[str]]) -> Reason:
    return Reason(code, tuple((name, value) for name, value in values))


@dataclass(slots=True)
class _Pipe:
    """What the process writes, as long as our patience lasts."""

    process: subprocess.Popen[bytes]
    patience: float
    waited: float = 0.0

    def take(self, count: int) -> bytes | None:
        """So many bytes, or None when the process ended before it had written them."""
        out = self.process.stdout
        assert out is not None  # noqa: S101 - it was opened with a pipe
        parts, left = [], count
        while left:
            began = time.monotonic()
            ready, _, _ = select.select([out], [], [], max(self.patience - self.waited, 0))
            self.waited += time.monotonic() - began
            if not ready:
                raise TooMuch(reason("manifest_too_slow", seconds=int(self.patience)))
            part = os.read(out.fileno(), min(left, 1 << 20))
            if not part:
                self._ended()
                return None
            parts.append(part)
            left -= len(part)
        return b"".join(parts)

    def _ended(self) -> None:
        """Raise TooMuch when the process was ended for its time or its memory."""
        status = self.process.wait(timeout=5)
        if status < 0 or status == _TOO_HEAVY:
            raise TooMuch(reason("manifest_too_heavy"))
