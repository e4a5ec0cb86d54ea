"""Label printers: raw bytes on a TCP port, as they have taken them since JetDirect, without an answer.

The printer says only with its window whether it takes more. So "ok" means that it took every byte and
did not break off before the end; whether the ribbon was in, a person sees.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.printers import Patience, Printer

_LINGER = 2.0  #: seconds in which a printer that does not want the print may still break off


@dataclass(frozen=True, slots=True)
class Sent:
    """How a sending ended. ``result``: ok, refused (nobody there), timeout or broken (it broke off)."""

    bytes: int
    result: str
    why: str = ""


@dataclass(slots=True)
class Line:
    """An open line to a printer; ``sent`` counts the bytes that it took."""

    at: socket.socket
    sent: int = 0

    def write(self, part: bytes) -> None:
        """Send all of a part, however little the printer takes at a time. Raises OSError."""
        view = memoryview(part)
        while view:
            taken = self.at.send(view)
            self.sent += taken
            view = view[taken:]

    def close(self) -> None:
        """Say that this is all, and hear whether it was. Raises OSError when the printer broke off."""
        self.at.shutdown(socket.SHUT_WR)
        self.at.settimeout(_LINGER)
        try:
            while self.at.recv(4096):
                pass  # some printers tell their state; none is asked for
        except TimeoutError:
            pass  # most keep the line open until the paper is out


def send(printer: Printer, parts: Iterable[bytes], patience: Patience) -> Sent:
    """Send a print, part by part as it is made, to the printer's own address and nowhere else.

    Whatever goes wrong on the line is an answer, not an error; what goes wrong in ``parts`` is raised.
    """
    try:
        opened = socket.create_connection((printer.host, printer.port), timeout=patience.connect)
    except TimeoutError as error:
        return Sent(0, "timeout", _why(error))
    except OSError as error:
        return Sent(0, "refused", _why(error))
    with opened:
        opened.settimeout(patience.write)
        line = Line(opened)
        for part in parts:
            if (fault := _fault(line, part)) is not None:
                return fault
        return _fault(line) or Sent(line.sent, "ok")


def _fault(line: Line, part: bytes | None = None) -> Sent | None:
    """Write a part, or close the line without one; what went wrong."""
    try:
        line.close() if part is None else line.write(part)
    except TimeoutError as error:
        return Sent(line.sent, "timeout", _why(error))
    except OSError as error:
        return Sent(line.sent, "broken", _why(error))
    return None


def _why(error: OSError) -> str:
    return (error.strerror or str(error) or type(error).__name__)[:200]
