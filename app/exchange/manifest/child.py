"""The process that reads a stranger's file: little memory, little time, no secrets, plain data out.

Started by ``reading``. The file is its standard input; on its standard output go frames: four bytes of
length, then JSON.
"""

from __future__ import annotations

import os
import resource
import signal
import struct
import sys
from typing import Any, BinaryIO

import orjson

from app.domain.errors import Refusal
from app.exchange.manifest.checker import Checker
from app.exchange.manifest.tables import MEGA, open_table

MEMORY = 600 * MEGA  #: address space in bytes; 100 000 honest packages take a sixth of it
#: Seconds of computing for opening a small file, one more for each megabyte: an honest one is unpacked
#: five times as fast, one whose directory lies about its size ends soon.
OPENING = 2
LONGEST = 30
#: Exit status when the memory did not suffice and it was Python that noticed.
TOO_HEAVY = 3


def main() -> None:
    """Read, check, tell. Whatever goes wrong beyond a refusal ends the process, and is told by that."""
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
        resource.setrlimit(limit, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.nice(10)  # whoever scans at a dock comes first
    _allow(OPENING)
    out = sys.stdout.buffer
    data = sys.stdin.buffer.read()
    try:
        _allow(OPENING + len(data) // MEGA)
        table = open_table(data)
        _allow(LONGEST)
        checker = Checker(since_1904=table.since_1904)
        for frame in checker.check(table.rows):
            _tell(out, frame)
    except Refusal as refusal:
        _tell(out, {"refused": [(each.code, each.values) for each in refusal.reasons]})
    except MemoryError:
        os._exit(TOO_HEAVY)
    out.flush()


def _allow(seconds: int) -> None:
    """So many seconds of computing in all; the system ends the process then."""
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CPU, (min(seconds, LONGEST), LONGEST))


def _tell(out: BinaryIO, frame: dict[str, Any]) -> None:
    body = orjson.dumps(frame)
    out.write(struct.pack(">I", len(body)) + body)


if __name__ == "__main__":
    main()
