"""Several processes of an installation start for the first time at once, with one home or one each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from app.store.keyring import Keyring
from app.store.session import open_store
from app.usecases import keys
from tests.certificates.making import issued
from tests.databases import PostgresqlFactory, SqliteFactory
from tests.store.writing import CONTEXT, Job
from tests.story import ADMIN, Story

STARTS = 6


@dataclass(frozen=True)
class Start:
    """A process that comes up and asks for the key, with the others."""

    url: str
    home: Path
    now: datetime

    def run(self, together: Barrier, told: Connection) -> None:
        """Tell which key signs, whether it can sign here, and how many keys were published."""
        office = Job(self.url, ADMIN, "", "", self.now).office()
        office = replace(office, keys=Keyring(self.home / "keys"))
        together.wait()
        kid = keys.make(office, ADMIN).kid
        known = keys.published(office)
        told.send((kid, known[0].fault is None, len(known)))


@pytest.fixture
def url(factory: SqliteFactory | PostgresqlFactory) -> Iterator[str]:
    address = factory.url()
    yield address
    if isinstance(factory, PostgresqlFactory):
        factory.drop(address)


def started(homes: list[Path], url: str, now: datetime) -> list[tuple[str, bool, int]]:
    """What each process was told."""
    together, ends, children = CONTEXT.Barrier(len(homes)), [], []
    for home in homes:
        here, there = CONTEXT.Pipe(duplex=False)
        child = CONTEXT.Process(target=Start(url, home, now).run, args=(together, there))
        child.start()
        ends.append(here)
        children.append(child)
    said = [end.recv() for end in ends]
    for child in children:
        child.join()
    return said


def test_processes_with_one_home_agree_on_one_key_that_signs(url: str, tmp_path: Path) -> None:
    story = Story.begun(open_store(url))
    said = started([tmp_path] * STARTS, url, story.clock())
    (kid,) = {kid for kid, _, _ in said}
    assert said == [(kid, True, 1)] * STARTS
    story.office = replace(story.office, keys=Keyring(tmp_path / "keys"))
    no, _ = issued(story)
    assert no
    assert [key.kid for key in keys.public(story.office)] == [kid]
    assert story.unequal() == []
    story.office.store.engine.dispose()


def test_with_a_home_each_one_signs_and_the_others_say_that_they_cannot(
    url: str, tmp_path: Path
) -> None:
    """Two machines on one database: the key file has to be brought over, no second key comes up."""
    story = Story.begun(open_store(url))
    homes = [tmp_path / str(n) for n in range(STARTS)]
    said = started(homes, url, story.clock())
    assert len({kid for kid, _, _ in said}) == 1
    assert sorted(can for _, can, _ in said) == [False] * (STARTS - 1) + [True]
    assert {count for _, _, count in said} == {1}
    story.office.store.engine.dispose()
