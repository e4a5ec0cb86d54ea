"""Statements that take ids by the thousand and give rows by the ten thousand, as the driver makes them.

Written once for both databases: ``:name`` is a value, ``{name}`` stands for a table of ids with the
one column ``id``, ``THEN JOIN`` joins in just this order and ``BY`` names the index to read by. SQLite
is kept to these, because with statistics it may else read a whole table first to build a Bloom filter
(41 ms instead of 0.1); PostgreSQL plans by itself.
"""

from __future__ import annotations

import re
from typing import Any

import orjson
from sqlalchemy import Connection

Rows = list[tuple[Any, ...]]

_IDS = re.compile(r"\{(\w+)\}")
_BY = re.compile(r"\bBY (ix_\w+)")


class Many:
    """A statement. Call it with a connection and its values; ids may be any collection of numbers."""

    def __init__(self, sql: str) -> None:
        self._lists = frozenset(_IDS.findall(sql))
        lite = _IDS.sub(r"(SELECT value AS id FROM json_each(:\1))", sql)
        self.lite = _BY.sub(r"INDEXED BY \1", lite.replace("THEN JOIN", "CROSS JOIN"))
        post = _IDS.sub(r"(SELECT unnest(CAST(:\1 AS BIGINT[])) AS id)", sql.replace("%", "%%"))
        self.post = re.sub(r":(\w+)", r"%(\1)s", _BY.sub("", post.replace("THEN JOIN", "JOIN")))

    def __call__(self, conn: Connection, **values: Any) -> Rows:
        """All rows, as plain tuples."""
        return self.rows(conn, values)

    def rows(self, conn: Connection, values: dict[str, Any]) -> Rows:
        """The same, the values in a dictionary."""
        driver, is_lite = conn.connection.driver_connection, conn.dialect.name == "sqlite"
        assert driver is not None  # noqa: S101 - the connection is open
        found: Rows = driver.execute(*self.statement(values, is_lite=is_lite)).fetchall()
        return found

    def statement(self, values: dict[str, Any], *, is_lite: bool) -> tuple[str, dict[str, Any]]:
        """What is sent to the driver: SQL and values."""
        sent = dict(values)
        for name in self._lists:
            ids = list(values[name])
            sent[name] = orjson.dumps(ids).decode() if is_lite else ids
        return self.lite if is_lite else self.post, sent

    def column(self, conn: Connection, **values: Any) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in self(conn, **values)]
