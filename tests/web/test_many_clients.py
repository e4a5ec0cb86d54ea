"""Many clients at once, over real connections to a running server, on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.store.tables import table
from tests.story import Story
from tests.usecases.said import cells, written
from tests.web.client import Api
from tests.web.serving import Server, Told, Wire, at_once, served, stocked


@dataclass
class Stall:
    """Zhou's stall with ten pieces, and the server that its handhelds talk to."""

    story: Story
    server: Server
    token: str
    batch: str

    def sell(self, key: str, pieces: int = 1, at: Server | None = None) -> Told:
        """One try of one client, on a connection of its own."""
        body = {"site": "ST-Z", "goods": {"batch": self.batch, "pieces": pieces}}
        wire = Wire(at or self.server, self.token)
        try:
            return wire.ask("POST", "/sales", body, key)
        finally:
            wire.close()

    def sell_until_told(self, key: str, pieces: int = 1, at: Server | None = None) -> Told:
        """The same try until it is no longer running elsewhere."""
        while (told := self.sell(key, pieces, at)).reason == "still_running":
            pass
        return told

    def kinds(self) -> Counter[str]:
        """How many facts of a sale there are, and how many of one that was refused."""
        found = Counter(type(each.fact).__name__ for each in written(self.story))
        return Counter({kind: found[kind] for kind in ("Sold", "Refused") if found[kind]})

    def answers(self) -> int:
        """How many answers are stored."""
        with self.story.office.store.read() as conn:
            return int(conn.execute(select(func.count()).select_from(table("answer"))).scalar_one())


@pytest.fixture
def stall(story: Story) -> Iterator[Stall]:
    no, _ = stocked(story, 10)
    token = Api.on(story).token(story.at("ST-Z"))
    with served(story) as server:
        yield Stall(story, server, token, no)


def test_fifty_clients_sell_the_last_ten_pieces_exactly_once(stall: Stall) -> None:
    told = at_once(50, lambda _: stall.sell(str(uuid4())))
    said = Counter((each.status, each.reason) for each in told)
    assert said == {(201, ""): 10, (409, "not_enough"): 40}
    assert len({each.fact for each in told if each.status == 201}) == 10
    stock = cells(stall.story, stall.batch)
    assert stock.get(("ST-Z", "stored"), (0, 0)) == (0, 0)
    assert stock["ST-Z", "sold"] == (10, 100_000)
    assert stall.kinds() == {"Sold": 10, "Refused": 40}
    assert stall.answers() == 50
    assert stall.story.unequal() == []


def test_one_key_from_twenty_clients_is_one_sale_and_one_answer(stall: Stall) -> None:
    key = str(uuid4())
    told = at_once(20, lambda _: stall.sell(key))
    assert {(each.status, each.reason) for each in told} <= {(201, ""), (409, "still_running")}
    assert len([each for each in told if each.status == 201 and not each.replayed]) == 1
    final = at_once(20, lambda _: stall.sell_until_told(key))
    answers = {(each.status, each.body) for each in [*final, *told] if each.status == 201}
    assert len(answers) == 1
    assert all(each.replayed for each in final)
    assert stall.kinds() == {"Sold": 1}
    assert (stall.answers(), stall.story.unequal()) == (1, [])


def test_one_key_with_two_bodies_at_once_does_the_first_and_refuses_the_other(stall: Stall) -> None:
    key = str(uuid4())
    told = at_once(20, lambda n: stall.sell_until_told(key, 1 + n % 2))
    said = Counter((each.status, each.reason) for each in told)
    assert said == {(201, ""): 10, (422, "key_reused"): 10}
    assert stall.kinds() == {"Sold": 1}
    pieces = cells(stall.story, stall.batch)["ST-Z", "sold"][0]
    assert stall.sell(key, pieces).status == 201
    assert stall.sell(key, 3 - pieces).reason == "key_reused"
    assert (stall.answers(), stall.story.unequal()) == (1, [])


def test_one_key_at_two_servers_is_still_one_sale(stall: Stall) -> None:
    """What one process remembers is no help here: the database must hold the second one off."""
    key = str(uuid4())
    with served(stall.story) as other:
        servers = (stall.server, other)
        told = at_once(20, lambda n: stall.sell_until_told(key, at=servers[n % 2]))
    assert len({(each.status, each.body) for each in told}) == 1
    assert (told[0].status, Counter(each.replayed for each in told)) == (201, {True: 19, False: 1})
    assert stall.kinds() == {"Sold": 1}
    assert (stall.answers(), stall.story.unequal()) == (1, [])
