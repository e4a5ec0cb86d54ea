"""Who is in somebody's way is told to try again, in whatever language the database speaks."""

from __future__ import annotations

import threading

from app.domain.errors import Unavailable
from tests.databases import PostgresqlFactory, opened
from tests.story import Story


def test_a_deadlock_is_busy_and_keeps_the_pool(postgresql_factory: PostgresqlFactory) -> None:
    with opened(postgresql_factory) as store:
        story = Story.begun(store)
        first, second = story.parties["ST-Z"], story.parties["ST-L"]
        both, refused = threading.Barrier(2), list[str]()

        def take(mine: int, theirs: int) -> None:
            try:
                with store.write() as tx:
                    tx.lock_row("party", mine)
                    both.wait(10)
                    tx.lock_row("party", theirs)
            except Unavailable as refusal:
                refused.append(refusal.reasons[0].code)

        threads = [
            threading.Thread(target=take, args=pair) for pair in ((first, second), (second, first))
        ]
        pool = store.engine.pool
        for each in threads:
            each.start()
        for each in threads:
            each.join(30)
        assert refused == ["store_busy"]
        assert store.engine.pool is pool
