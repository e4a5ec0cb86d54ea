"""Printers that labels may be sent to: those that are named, and no other address."""

from __future__ import annotations

import re
from dataclasses import dataclass

RESOLUTIONS = (203, 300)  #: dots per inch
#: Services that take anything sent to them as a command of theirs lie below; raw ports above.
LOWEST_PORT = 1024
_PRINTER = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9_-]{0,39})=(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[A-Za-z0-9.-]+))"
    r":(?P<port>[0-9]{1,5})@(?P<dpi>[0-9]+)"
)


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer that takes raw ZPL on a port of its own; ``dpi`` is that of its print head."""

    name: str
    host: str
    port: int
    dpi: int


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait: for a printer to answer, and for it to take more of a print."""

    connect: int = 5
    write: int = 30


def read(setting: str) -> tuple[Printer, ...]:
    """Printers as ``name=host:port@dpi``, comma separated. Raises ValueError naming the wrong one."""
    found: dict[str, Printer] = {}
    for text in filter(None, (each.strip() for each in setting.split(","))):
        match = _PRINTER.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is no name=host:port@dpi")
        printer = Printer(
            name=match["name"].upper(), host=match["six"] or match["host"], port=int(match["port"]),
            dpi=int(match["dpi"]),
        )  # fmt: skip
        if not LOWEST_PORT <= printer.port < 1 << 16:
            raise ValueError(f"{text!r}: a raw port lies from {LOWEST_PORT} to 65535")
        if printer.dpi not in RESOLUTIONS:
            raise ValueError(f"{text!r}: dpi is one of {', '.join(map(str, RESOLUTIONS))}")
        if printer.name in found:
            raise ValueError(f"printer {printer.name} is named twice")
        found[printer.name] = printer
    return tuple(found.values())
