"""Legal and illegal steps in any order, late and corrected facts: the laws hold all the same."""

from __future__ import annotations

from collections import Counter

from tests.databases import PostgresqlFactory, SqliteFactory
from tests.machine.chain import CAMPAIGN, run


def _done(tally: Counter[tuple[str, str]]) -> Counter[str]:
    return Counter({what: n for (what, how), n in tally.items() if how == "done"})


def test_nothing_unreleased_moves_and_no_piece_is_lost(sqlite_factory: SqliteFactory) -> None:
    tally = run(sqlite_factory, sqlite_factory, CAMPAIGN or 110)
    done, tried = _done(tally), tally.total()
    # a machine that is always refused would prove nothing
    assert done.total() > tried / 4, done
    for what in (
        "release",
        "ship",
        "accept",
        "sell",
        "split",
        "merge",
        "process",
        "void",
        "print",
        "void_label",
    ):
        assert done[what] > 0, (what, tally)


def test_the_laws_hold_on_postgresql_too(
    postgresql_factory: PostgresqlFactory, sqlite_factory: SqliteFactory
) -> None:
    tally = run(postgresql_factory, sqlite_factory, max(CAMPAIGN // 10, 8))
    assert _done(tally).total() > 0
