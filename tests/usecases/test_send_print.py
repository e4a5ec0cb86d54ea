"""Whatever a printer does, how it ended is on record, and nobody waits for it with a lock in hand."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from app.domain.errors import BadInput, NotFound
from app.domain.facts import PrintSent, SendingBegun
from app.domain.printers import Patience, Printer
from app.store import ledger, printing
from app.usecases import label_files, print_labels, send_print, void_label
from app.usecases.label_files import Paper
from app.usecases.office import Office
from app.usecases.print_labels import How
from tests.gateways import fake_printer
from tests.gateways.fake_printer import nobody, printer
from tests.story import Story

SOON = Patience(connect=1, write=1)


def at(story: Story, target: Printer) -> Office:
    """The office with one printer."""
    return replace(story.office, printers=(target,), patience=SOON)


def printed(story: Story, count: int = 3) -> int:
    """A print of a batch."""
    no = story.received(count)
    story.coded(no, count)
    how = How(format="zpl")
    return print_labels.print_batch(story.office, story.at("WH-1"), no, how).printing


def results(story: Story, key: int) -> list[tuple[str, str, int]]:
    """What is on record of a print's sendings."""
    with story.office.store.read() as conn:
        return [(row.printer, row.result, row.bytes) for row in printing.sendings(conn, key)]


def test_a_print_arrives_as_it_would_be_downloaded_and_is_on_record(story: Story) -> None:
    key, staff = printed(story), story.at("WH-1")
    with printer(fake_printer.sips) as fake:
        office = at(story, fake.at)
        sending = send_print.begin(office, staff, key, "dock")
        sent = send_print.deliver(office, staff, key, sending, "dock")
    file = b"".join(label_files.file(story.office, staff, key, "zpl", Paper(203)))
    assert bytes(fake.received) == file
    assert (sent.result, sent.bytes) == ("ok", len(file))
    assert results(story, key) == [("DOCK", "ok", len(file))]
    assert story.unequal() == []


def test_a_failure_of_the_printer_is_on_record_too(story: Story) -> None:
    key, staff = printed(story, 60), story.at("WH-1")
    office = at(story, nobody())
    sending = send_print.begin(office, staff, key, "DOCK")
    assert send_print.deliver(office, staff, key, sending, "DOCK").result == "refused"
    with printer(fake_printer.closes_early) as fake:
        office = at(story, fake.at)
        sending = send_print.begin(office, staff, key, "DOCK")
        assert send_print.deliver(office, staff, key, sending, "DOCK").result == "broken"
    assert [result for _, result, _ in results(story, key)] == ["refused", "broken"]
    assert story.unequal() == []


def test_others_write_while_a_printer_takes_its_time(story: Story) -> None:
    """A carton is voided while the line is open: with a transaction held, SQLite would not let it."""
    no = story.received(2)
    codes, staff = story.coded(no, 2), story.at("WH-1")
    key = print_labels.print_batch(story.office, staff, no, How()).printing

    def voids_meanwhile(line: socket.socket, fake: fake_printer.Fake) -> None:
        fake.received += line.recv(10)
        void_label.void_label(story.office, staff, codes[1], "spoiled just now")
        fake_printer.reads_all(line, fake)

    with printer(voids_meanwhile) as fake:
        office = replace(at(story, fake.at), patience=Patience(5, 20))
        sending = send_print.begin(office, staff, key, "DOCK")
        assert send_print.deliver(office, staff, key, sending, "DOCK").result == "ok"
    with story.office.store.read() as conn:
        kinds = [type(each.fact).__name__ for each in ledger.every(conn, in_history=False)][-3:]
    assert kinds == ["SendingBegun", "LabelVoided", "PrintSent"]


def test_a_sending_without_an_end_stays_one(story: Story) -> None:
    key, staff = printed(story), story.at("WH-1")
    office = at(story, nobody())
    send_print.begin(office, staff, key, "DOCK")
    assert results(story, key) == [("DOCK", "", 0)]
    with story.office.store.read() as conn:
        facts = [each.fact for each in ledger.every(conn, in_history=False)]
    assert [type(each) for each in facts[-1:]] == [SendingBegun]
    assert not any(isinstance(each, PrintSent) for each in facts)
    assert story.unequal() == []


def test_only_named_printers_and_own_prints(lite: Story) -> None:
    key, staff = printed(lite), lite.at("WH-1")
    office = at(lite, nobody())
    for who, number, name in (
        (staff, key, "ELSEWHERE"), (staff, key, "127.0.0.1:9100"), (staff, 999_999, "DOCK"),
        (lite.at("ST-Z"), key, "DOCK"),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            send_print.begin(office, who, number, name)
    assert results(lite, key) == []


def test_labels_that_cannot_be_made_any_more_are_a_result(lite: Story) -> None:
    no = lite.received(1)
    (code,), staff = lite.coded(no, 1), lite.at("WH-1")
    key = print_labels.print_batch(lite.office, staff, no, How()).printing
    void_label.void_label(lite.office, staff, code, "torn")
    with printer(fake_printer.reads_all) as fake:
        office = at(lite, fake.at)
        sending = send_print.begin(office, staff, key, "DOCK")
        sent = send_print.deliver(office, staff, key, sending, "DOCK")
    assert (sent.result, sent.bytes) == ("failed", 0)
    assert "voided" in sent.why


def test_paper_is_checked_before_anything_is_made(lite: Story) -> None:
    key, staff = printed(lite), lite.at("WH-1")
    for kind, paper, code in (
        ("exe", Paper(), "bad_choice"), ("pdf", Paper(72), "bad_choice"),
        ("zpl", Paper(stock="105x74-8"), "sheets_are_pdf"), ("pdf", Paper(start=0), "too_small"),
        ("pdf", Paper(stock="A9"), "label_unknown"),
        ("pdf", Paper(stock="70x42-21"), "label_stock_small"),
        ("pdf", Paper(stock="105x74-8", start=9), "label_bad_start"),
    ):  # fmt: skip
        with pytest.raises(BadInput) as caught:
            label_files.file(lite.office, staff, key, kind, paper)
        assert [each.code for each in caught.value.reasons] == [code]
    sheet = b"".join(label_files.file(lite.office, staff, key, "pdf", Paper(stock="105x74-8", start=8)))
    assert sheet.count(b"/MediaBox") == 2  # one label on the last place of a sheet, two on the next
