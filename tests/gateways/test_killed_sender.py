"""A server that is killed while it sends: what it had not written down is sent again."""

from __future__ import annotations

import dataclasses
import time
from datetime import timedelta

from app.store import backlog
from app.usecases.deliver import LEASE
from app.usecases.notify import tell
from tests.gateways.making import destination, wired
from tests.gateways.stub import Platform, serving
from tests.story import Story
from tests.web.serving import Place, Server

SUBJECTS, EACH = 20, 10


def test_a_killed_sender_loses_nothing_and_keeps_the_order(story: Story) -> None:
    with serving(Platform(lambda *_: "slow-ok:0.02")) as platform:
        wired(story, destination(url=platform.url))
        for n in range(EACH):
            with story.office.act(story.at("WH-1")) as act:
                for subject in range(SUBJECTS):
                    tell(act, "batch.entered", 1_000 + subject, {"subject": subject, "n": n})
        place = Place.of(story)
        for killed in range(3):
            # the next one comes on a calendar on which the silence has lasted long enough
            silence = killed * (LEASE + timedelta(seconds=1))
            server = Server(dataclasses.replace(place, back=place.back - silence))
            server.start()
            try:
                _wait_for(platform, SUBJECTS * EACH if killed == 2 else 60 * (killed + 1))
                if killed == 2:
                    _settled(story)
            finally:
                server.end()
    order = [(body["data"]["subject"], body["data"]["n"]) for _, body in platform.applied]
    assert len(order) == SUBJECTS * EACH
    for subject in range(SUBJECTS):
        assert [n for s, n in order if s == subject] == list(range(EACH))
    assert story.unequal() == []


def _wait_for(platform: Platform, count: int) -> None:
    until = time.monotonic() + 60
    while len(platform.applied) < count:
        assert time.monotonic() < until, len(platform.applied)
        time.sleep(0.01)


def _settled(story: Story) -> None:
    """The server has written down that all of it arrived."""
    until = time.monotonic() + 30
    while True:
        with story.office.store.read() as conn:
            if backlog.oldest(conn)[0] == 0:
                return
        assert time.monotonic() < until
        time.sleep(0.05)
