"""Who may do what to whose: the whole table, walked over every route, on both databases."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from tests.openapi import described
from tests.permissions import (  # noqa: F401 - they enter how their lines are asked
    acting,
    alarmed,
    printing,
    trading,
)
from tests.permissions.asking import ASKED
from tests.permissions.walking import Told, Walker, blanked, walking
from tests.permissions.world import ROLES

WHO = ("--", *ROLES)
TOWNS = "ABXC"  # own, other's, missing, other region
TABLE = Path(__file__).parents[1] / "expected" / "permissions.txt"


def written() -> dict[str, list[str]]:
    """The table: for each line nine groups, in the order of WHO."""
    found: dict[str, list[str]] = {}
    for text in TABLE.read_text(encoding="utf-8").splitlines():
        line, bar, groups = text.partition("|")
        if bar and not text.startswith("#"):
            assert line.strip() not in found, line
            found[line.strip()] = groups.split()
    return found


EXPECTED = written()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def walker(request: pytest.FixtureRequest) -> Iterator[Walker]:
    factory = request.getfixturevalue(f"{request.param}_factory")
    with walking(factory) as made:
        yield made


def test_every_route_has_a_line_and_every_line_a_route() -> None:
    routes = {
        f"{method.upper()} {path}" for path, item in described()["paths"].items() for method in item
    }
    assert {line.partition(":")[0] for line in EXPECTED} == routes
    assert set(EXPECTED) == set(ASKED)
    assert {len(groups) for groups in EXPECTED.values()} == {len(WHO)}


@pytest.mark.parametrize("line", EXPECTED)
def test_everybody_may_do_what_the_table_says_and_nothing_else(walker: Walker, line: str) -> None:
    expected = dict(zip(WHO, EXPECTED[line], strict=True))
    found = {who: _walked(walker, line, who, group) for who, group in expected.items()}
    assert found == expected


def _walked(walker: Walker, line: str, who: str, group: str) -> str:
    """A group of the table as it really is."""
    method = line.split()[0]
    letters = {"401": "UUUU", "403": "FFFF"}.get(group, group)
    if letters != group and not walker.world.office.store.sqlite:
        letters = letters[0]  # what a role covers is decided before any database is asked
    towns = walker.world.towns
    asks = [ASKED[line](towns[mark], towns["A"], who) for mark in TOWNS[: len(letters)]]
    found, answers = [], dict[int, Told]()
    for n, (ask, letter) in enumerate(zip(asks, letters, strict=True)):
        if letter == ".":
            found.append(".")
        elif ask.shown is not None:
            found.append(walker.letter(who, method, ask))
        else:
            answers[n] = told = walker.told(who, method, ask)
            found.append(told.letter)
    for n, told in answers.items():
        # what is refused like something missing is told in the very same words
        if n != 2 and 2 in answers and told.letter == answers[2].letter != "Y":
            like = blanked(answers[2], asks[2], asks[n])
            assert blanked(told, asks[n], asks[2]) == like, (who, TOWNS[n])
    return group if "".join(found) == letters else "".join(found)


#: Look-ups and acts whose answer about something of somebody else's must not take longer.
TIMED = ("GET /packages/{code}", "GET /facts/{fact}", "POST /sales: code", "POST /holds/{key}/lifting")


def test_what_is_somebody_elses_takes_as_long_as_what_is_missing(walker: Walker) -> None:
    towns = walker.world.towns
    taken: dict[tuple[str, str], list[float]] = {}
    for n in range(50 * len(TIMED)):
        line = TIMED[n % len(TIMED)]
        who = "RO" if "holds" in line else "VE"
        for mark in "BX" if n % 2 else "XB":  # neither of them always comes first
            ask = ASKED[line](towns[mark], towns["A"], who)
            with walker.rehearsed():
                began = time.perf_counter()
                answer = walker.send(who, line.split()[0], ask)
                taken.setdefault((line, mark), []).append(time.perf_counter() - began)
            assert answer.status_code in (404, 422)
    for line in TIMED:
        assert abs(median(taken[line, "B"]) - median(taken[line, "X"])) < 0.01, line
