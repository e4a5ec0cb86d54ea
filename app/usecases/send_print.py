"""A print goes to a label printer: begun on record, sent with no transaction open, its end on record.

What a printer was sent cannot be taken back, so the beginning is a fact of its own: when the service
dies on the way there is a sending without a result, and nobody takes it for one that was never tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.domain.actors import Actor, Role
from app.domain.errors import NotFound, Refusal, reason
from app.domain.facts import PrintSent, SendingBegun
from app.domain.printers import Printer
from app.gateways import printer as line
from app.gateways.printer import Sent
from app.store import registry
from app.usecases import label_files
from app.usecases.label_files import Paper
from app.usecases.office import Office


def begin(office: Office, actor: Actor, key: int, name: str) -> int:
    """Put on record that a print goes to a printer; the id of the sending. Nothing is sent yet.

    Raises NotFound for another firm's print or a printer that is not configured, BadInput for labels
    that cannot be drawn for it.
    """
    with office.act(actor) as act:
        act.needs(Role.WAREHOUSE_STAFF, Role.VENDOR, Role.ADMINISTRATOR)
        row = registry.one(act.conn, "print_job", id=key)
        if row is None or row.party != actor.party:
            raise NotFound(reason("no_such", what="print", value=key))
        fact = SendingBegun(
            sending=act.tx.new_id(), printing=key, printer=printer_of(office, name).name
        )
        act.append(fact)
        return fact.sending


def printer_of(office: Office, name: str) -> Printer:
    """A configured printer by name. Raises NotFound for any other."""
    found = {each.name: each for each in office.printers}
    if name.strip().upper() not in found:
        raise NotFound(reason("no_such", what="printer", value=name[:40]))
    return found[name.strip().upper()]


@dataclass(slots=True)
class _Counted:
    """The parts of a file, and how many bytes of it were asked for so far."""

    parts: Iterator[bytes]
    asked: int = field(default=0)

    def __iter__(self) -> Iterator[bytes]:
        for part in self.parts:
            yield part
            self.asked += len(part)


def deliver(office: Office, actor: Actor, key: int, sending: int, name: str) -> Sent:
    """Send a print whose sending is on record, then put on record how it ended, whatever happened."""
    target, fact = printer_of(office, name), label_files.printed(office, actor, key)
    file = _Counted(label_files.parts(office, fact, "zpl", Paper(target.dpi)))
    try:
        sent = line.send(target, file, office.patience)
    except Refusal as refusal:
        sent = Sent(file.asked, "failed", refusal.text()[:200])
    with office.act(actor) as act:
        ended = PrintSent(
            sending=sending, printing=key, printer=target.name, bytes=sent.bytes, result=sent.result,
            why=sent.why,
        )  # fmt: skip
        act.append(ended)
    return sent
