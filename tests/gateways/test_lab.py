"""Finished reports come in by themselves: each once, and a bad one holds nothing up."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.domain.errors import Conflict
from app.gateways.lab import Lab
from app.usecases import backlog, fetch_reports, sample
from app.usecases.fetch_reports import Fetched
from tests.gateways.making import laboratory
from tests.gateways.stub import Platform, serving
from tests.story import ADMIN, Story
from tests.usecases.said import kinds_since, written


def report(tube: str, no: str, verdict: str = "negative", **changes: Any) -> dict[str, Any]:
    """As a laboratory's system writes it."""
    ct = 3000 if verdict == "positive" else None
    targets = [{"name": "ORF1ab", "ct_centi": ct}, {"name": "N", "ct_centi": ct}]
    reading = {"kit": "kit_a", "targets": targets, "verdict": verdict}
    whole = {"id": f"LR-{no}", "tube": tube, "report_no": no, "readings": [reading], "verdict": verdict}
    return whole | changes


@dataclasses.dataclass
class Room:
    """A story with a laboratory whose system is asked."""

    story: Story
    platform: Platform
    lab: Lab
    tubes: list[str]

    def fetch(self) -> Fetched:
        return fetch_reports.fetch(self.story.office, self.lab, "one")

    def parked(self) -> list[tuple[str, str]]:
        """(their name for it, code of the problem)."""
        found = backlog.backlog(self.story.office, ADMIN).reports
        return [(each.ref, each.problem.code if each.problem else "") for each in found]


@contextmanager
def opened(story: Story) -> Iterator[Room]:
    """A room on a story."""
    with serving(Platform(slow=1.5)) as platform:
        url = f"http://127.0.0.1:{platform.port}/reports"
        source = laboratory(story.usccs["LAB-1"], url=url)
        story.office = dataclasses.replace(story.office, laboratories=(source,))
        lab = Lab(source)
        yield Room(story, platform, lab, story.tubes(story.received()))
        lab.close()


@pytest.fixture
def room(story: Story) -> Iterator[Room]:
    with opened(story) as made:
        yield made


@pytest.fixture
def lite_room(lite: Story) -> Iterator[Room]:
    with opened(lite) as made:
        yield made


def test_each_report_is_applied_once_by_the_laboratorys_own_key(room: Room) -> None:
    one, two = room.tubes
    room.platform.reports = [report(one, "R-1"), report(two, "R-2", "positive")]
    before = len(written(room.story))
    assert room.fetch() == Fetched(taken=2, more=True)
    kinds = kinds_since(room.story, before)
    assert kinds[:3] == ["result_reported", "result_reported", "incident_opened"]
    assert kinds.count("result_reported") == kinds.count("hold_placed") + 1 == 2
    assert room.fetch() == Fetched()
    room.platform.reports = room.platform.reports * 2  # a system that begins again
    assert room.fetch() == Fetched(more=True)
    assert kinds_since(room.story, before) == kinds
    assert set(room.platform.keys) == {"Bearer " + "t" * 32}
    entry = written(room.story)[before]
    assert (entry.party, entry.device) == (room.story.parties["LAB-1"], "lab:lab")
    assert room.story.unequal() == []


def test_a_bad_report_is_parked_with_its_reason_and_the_next_ones_come_in(room: Room) -> None:
    one, two = room.tubes
    room.platform.reports = [
        report("T-NOBODYS", "R-0"),
        report(one, "R-1", extra=1),
        report(one, "R-1", "positive", id="LR-1b") | {"verdict": "negative"},
        "nonsense",
        report(one, "R-\u0000", id="LR-nul"),
        report(one, "R-3", id="a\u0000b"),
        report(two, "R-2"),
    ]
    assert room.fetch() == Fetched(taken=2, parked=5, more=True)
    said = room.parked()
    assert [code for _, code in said] == [
        "no_such", "lab_report_unreadable", "verdict_not_worst", "lab_report_unreadable",
        "strange_character",
    ]  # fmt: skip
    assert [ref for ref, _ in said[:3]] == ["LR-R-0", "LR-R-1", "LR-1b"]
    assert room.fetch() == Fetched()


def test_what_was_sent_before_with_other_content_is_not_applied_over_it(room: Room) -> None:
    one, _ = room.tubes
    room.platform.reports = [report(one, "R-1"), report(one, "R-1b", "positive", id="LR-R-1")]
    assert room.fetch() == Fetched(taken=1, parked=1, more=True)
    ((ref, code),) = room.parked()
    assert (ref.startswith("LR-R-1#"), code) == (True, "lab_report_changed")


def test_a_parked_report_is_taken_when_what_was_wrong_is_right(room: Room) -> None:
    no = room.story.received()
    carton = sample.draw_plan(room.story.office, room.story.at("WH-1"), no)[0]
    tube = sample.Tube("WH-1", "T-LATE", "outer_pack", no, cartons=(carton,))
    sample.take_sample(room.story.office, room.story.at("WH-1"), tube)
    room.platform.reports = [report("T-LATE", "R-9")]
    assert room.fetch() == Fetched(parked=1, more=True)
    (parked,) = backlog.backlog(room.story.office, ADMIN).reports
    assert parked.problem is not None
    assert parked.problem.code == "not_received"
    assert fetch_reports.try_again(room.story.office, ADMIN, parked.id) is None
    sample.handle_sample(room.story.office, room.story.at("LAB-1"), "T-LATE", "received")
    fact = fetch_reports.try_again(room.story.office, ADMIN, parked.id)
    assert written(room.story)[-1].id == fact
    with pytest.raises(Conflict):
        fetch_reports.try_again(room.story.office, ADMIN, parked.id)
    assert room.parked() == []


def test_pages_follow_each_other_and_only_one_process_asks(room: Room) -> None:
    one, two = room.tubes
    room.platform.page = 1
    room.platform.reports = [report(one, "R-1"), report(two, "R-2")]
    assert room.fetch() == Fetched(taken=1, more=True)
    assert fetch_reports.fetch(room.story.office, room.lab, "two") == Fetched()
    assert room.fetch() == Fetched(taken=1, more=True)
    assert room.fetch() == Fetched()


@pytest.mark.parametrize(
    ("way", "code"),
    [
        ("status:500", "answered"),
        ("status:401", "answered"),
        ("redirect:/elsewhere", "answered"),
        ("timeout", "no_answer_in_time"),
        ("drip", "no_answer_in_time"),
        ("huge", "reply_too_large"),
        ("lost", "no_connection"),
        ("half", "no_connection"),
        ("raw:<html>", "answer_unreadable"),
        ("raw:[]", "answer_unreadable"),
        ('raw:{"reports":{}}', "answer_unreadable"),
        ('raw:{"reports":[],"next":7}', "answer_unreadable"),
        ('raw:{"reports":[],"next":"\\u0000"}', "answer_unreadable"),
    ],
)
def test_no_page_moves_nothing_and_says_why(lite_room: Room, way: str, code: str) -> None:
    room = lite_room
    room.platform.reports = [report(room.tubes[0], "R-1")]
    room.platform.fault = lambda *_: way
    fetched = room.fetch()
    assert (fetched.taken, fetched.parked, fetched.more) == (0, 0, False)
    (state,) = backlog.backlog(room.story.office, ADMIN).laboratories
    assert state.problem is not None
    assert state.problem.code == code
    room.platform.fault = lambda *_: "ok"
    assert room.fetch() == Fetched(taken=1, more=True)
    assert backlog.backlog(room.story.office, ADMIN).laboratories[0].problem is None
    assert room.platform.elsewhere == []
