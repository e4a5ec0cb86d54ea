"""A label printer on this machine that does what a test says."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from app.domain.printers import Printer

Behaviour = Callable[[socket.socket, "Fake"], None]


@dataclass
class Fake:
    """The printer: what it has received, when it may end, and that it has done with a line."""

    at: Printer
    received: bytearray = field(default_factory=bytearray)
    lines: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)


def reads_all(line: socket.socket, fake: Fake) -> None:
    """A printer as it should be."""
    while part := line.recv(65_536):
        fake.received += part


def sips(line: socket.socket, fake: Fake) -> None:
    """Takes very little at a time, so that writes are partial."""
    while part := line.recv(37):
        fake.received += part


def never_reads(line: socket.socket, fake: Fake) -> None:
    """Out of labels: it takes the line and nothing else."""
    fake.over.wait(20)


def closes_early(line: socket.socket, fake: Fake) -> None:
    """Breaks off after the first bytes, as when it is switched off."""
    fake.received += line.recv(100)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def keeps_open(line: socket.socket, fake: Fake) -> None:
    """Reads all, and keeps the line until the paper is out."""
    reads_all(line, fake)
    fake.over.wait(20)


@contextmanager
def printer(behaviour: Behaviour, *, room: int = 0, dpi: int = 203) -> Iterator[Fake]:
    """A listening printer; ``room`` bytes of buffer when it matters."""
    with socket.socket() as listening:
        if room:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        fake = Fake(Printer("DOCK", "127.0.0.1", listening.getsockname()[1], dpi))

        def serve() -> None:
            with suppress(OSError):
                while not fake.over.is_set():
                    line, _ = listening.accept()
                    with line:
                        fake.lines += 1
                        behaviour(line, fake)
                    fake.ended.set()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield fake
        finally:
            fake.over.set()
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=10)


def nobody() -> Printer:
    """An address at which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return Printer("DOCK", "127.0.0.1", free.getsockname()[1], 203)
