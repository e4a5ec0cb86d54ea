"""What a printer may do on the line, and what is said of it."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from app.domain.printers import Patience, Printer
from app.gateways import printer as line
from tests.gateways import fake_printer
from tests.gateways.fake_printer import nobody, printer

SOON = Patience(connect=1, write=1)
PARTS = [b"^XA%05d^XZ\n" % n * 400 for n in range(60)]
WHOLE = b"".join(PARTS)


@pytest.mark.parametrize(
    "behaviour", [fake_printer.reads_all, fake_printer.sips, fake_printer.keeps_open]
)
def test_every_byte_arrives_in_order(behaviour: fake_printer.Behaviour) -> None:
    with printer(behaviour, room=4096) as fake:
        sent = line.send(fake.at, iter(PARTS), SOON)
        fake.over.set()
    assert (sent.bytes, sent.result) == (len(WHOLE), "ok")
    assert bytes(fake.received) == WHOLE


def test_a_printer_that_takes_nothing_is_left_after_the_set_time() -> None:
    asked = []

    def endless() -> Iterator[bytes]:
        while True:  # a printer that never reads must not make us draw for ever
            asked.append(1)
            yield b"x" * 100_000

    with printer(fake_printer.never_reads, room=4096) as fake:
        sent = line.send(fake.at, endless(), SOON)
    assert sent.result == "timeout"
    assert 0 < sent.bytes < len(asked) * 100_000


def test_a_printer_that_breaks_off_is_told_from_one_that_took_all() -> None:
    with printer(fake_printer.closes_early, room=4096) as fake:
        sent = line.send(fake.at, iter([b"x" * 100_000] * 200), SOON)
    assert sent.result == "broken"
    assert sent.bytes < 200 * 100_000


def test_a_small_print_that_was_thrown_away_is_not_said_to_be_printed() -> None:
    """It fits into the buffers of the line, so every write succeeds; only the end shows it."""
    with printer(fake_printer.closes_early) as fake:
        sent = line.send(fake.at, iter([b"x" * 200]), SOON)
    assert (sent.bytes, sent.result) == (200, "broken")


def test_nobody_there_is_an_answer() -> None:
    sent = line.send(nobody(), iter(PARTS), SOON)
    assert (sent.bytes, sent.result) == (0, "refused")
    assert sent.why


def test_a_name_that_leads_nowhere_is_an_answer() -> None:
    sent = line.send(Printer("DOCK", "printer.invalid", 9100, 203), iter(PARTS), SOON)
    assert (sent.bytes, sent.result) == (0, "refused")


def test_what_the_printer_says_is_not_taken_for_anything() -> None:
    def chatters(at: socket.socket, fake: fake_printer.Fake) -> None:
        at.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n" * 50)
        fake_printer.reads_all(at, fake)

    with printer(chatters) as fake:
        sent = line.send(fake.at, iter(PARTS), SOON)
    assert (sent.result, bytes(fake.received), fake.lines) == ("ok", WHOLE, 1)


def test_what_goes_wrong_in_drawing_is_raised_and_the_line_closed() -> None:
    def broken() -> Iterator[bytes]:
        yield b"^XA^XZ"
        raise ValueError("no glyph")

    with printer(fake_printer.reads_all) as fake:
        with pytest.raises(ValueError, match="no glyph"):
            line.send(fake.at, broken(), SOON)
        assert fake.ended.wait(10)
    assert bytes(fake.received) == b"^XA^XZ"
