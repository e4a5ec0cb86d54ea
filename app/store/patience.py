"""How long a reading may take, and that it ends when nobody waits for it any more.

SQLite asks a progress handler, PostgreSQL keeps a time for each statement; whoever is told that the
caller has left interrupts what is running, from any thread.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.domain.errors import TooMuch, reason

#: SQLite's steps between two looks at the clock: about a millisecond.
_STEPS = 20_000


class Patience:
    """The patience of one caller with one reading, in seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._until = time.monotonic() + seconds
        self._gone = False
        self._stop: Callable[[], object] | None = None
        self._lock = Lock()

    @property
    def over(self) -> bool:
        """Whether there is no point in going on."""
        return self._gone or time.monotonic() > self._until

    def leave(self) -> None:
        """Nobody waits any more: stop what is running now."""
        with self._lock:
            self._gone = True
            if self._stop is not None:
                self._stop()

    def check(self) -> None:
        """Raise TooMuch when it is over; for loops between two statements."""
        if self.over:
            raise self._refusal()

    def _refusal(self) -> TooMuch:
        return TooMuch(reason("trace_too_long", seconds=f"{self.seconds:g}"))

    @contextmanager
    def over_reading(self, conn: Connection) -> Iterator[None]:
        """Whatever is read inside ends with TooMuch when the patience does."""
        self.check()
        driver = conn.connection.driver_connection
        assert driver is not None  # noqa: S101 - the connection is open
        is_lite = conn.dialect.name == "sqlite"
        if is_lite:
            driver.set_progress_handler(self._ends, _STEPS)
        else:
            left = max(1, int((self._until - time.monotonic()) * 1000))
            driver.execute(f"SET LOCAL statement_timeout = {left}")
        with self._lock:
            self._stop = driver.interrupt if is_lite else driver.cancel_safe
        try:
            yield
        except (sqlite3.OperationalError, psycopg.errors.QueryCanceled, DBAPIError) as error:
            if not _was_stopped(error):
                raise
            raise self._refusal() from error
        finally:
            with self._lock:
                self._stop = None
            if is_lite:
                driver.set_progress_handler(None, 0)

    def _ends(self) -> int:
        return 1 if self.over else 0


def _was_stopped(error: BaseException) -> bool:
    driver = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(driver, sqlite3.OperationalError):
        return driver.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT
    return isinstance(driver, psycopg.errors.QueryCanceled)
