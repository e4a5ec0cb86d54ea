"""Bodies that no client of ours sends: never our fault, never slow, the same on both databases."""

from __future__ import annotations

import time
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import orjson
import pytest

from tests.databases import PostgresqlFactory, SqliteFactory
from tests.permissions import acting, trading  # noqa: F401 - they enter how their lines are asked
from tests.permissions.asking import ASKED, Ask
from tests.permissions.test_table import EXPECTED, WHO
from tests.permissions.walking import walking

DEEP = 10_000
LINES = {
    "POST /sales": "VE", "POST /holds: batch": "RO", "POST /plants": "AD", "POST /records": "VE",
    "POST /sessions": "--", "POST /samples/{tube}/results": "LA",
    "POST /batches/{batch}/documents": "WS", "PUT /persons/{person}/roles": "AD",
}  # fmt: skip


def bodies(good: bytes) -> dict[str, bytes]:
    """Hostile forms of a good body. Its first text and its first number are what is changed."""
    text = good.decode()
    name = text.partition('":')[0].removeprefix('{"')
    first = text.partition(":")[2]
    rest = first[first.index(",") :] if "," in first and first[0] in '"0123456789' else "}"

    def with_value(value: str) -> bytes:
        return f'{{"{name}":{value}{rest}'.encode()

    return {
        "nothing": b"", "white space": b" \n", "not an object": b"[]", "null": b"null",
        "two keys": f'{{"{name}":"Z",{text[1:]}'.encode(),
        "NaN": with_value("NaN"), "infinity": with_value("-Infinity"),
        "a long number": with_value("9" * 5_000), "a float": with_value("1e400"),
        "deep lists": with_value("[" * DEEP + "]" * DEEP),
        "deep objects": with_value('{"a":' * DEEP + "1" + "}" * DEEP),
        "open brackets": b"[" * 100_000,
        "NUL": with_value('"A\\u0000B"'), "raw NUL": with_value('"A\0B"'),
        "half a pair": with_value('"\\ud800"'), "half a name": f'{{"\\ud800":1,{text[1:]}'.encode(),
        "a long name": f'{{"{"A" * 100_000}":1,{text[1:]}'.encode(),
        "deep halves": with_value('[{"\\ud800":"\\udfff"}]'), "bidi": with_value('"\\u202eA"'),
        "a megabyte": with_value('"' + "A" * 1_000_000 + '"'),
        "a mark": b"\xef\xbb\xbf" + good, "UTF-16": text.encode("utf-16"), "latin": b'{"a":"\xff"}',
        "a tail": good + b"}", "half": good[:-5],
    }  # fmt: skip


KINDS = (
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "a/b;;",
    "",
)


def test_hostile_bodies_are_refused_quickly_and_the_same_everywhere(
    sqlite_factory: SqliteFactory, postgresql_factory: PostgresqlFactory
) -> None:
    verdicts: list[dict[tuple[str, str], int]] = []
    for factory in (sqlite_factory, postgresql_factory):
        found: dict[tuple[str, str], int] = {}
        with walking(factory) as walker:
            town = walker.world.towns["A"]
            for line, who in LINES.items():
                ask = ASKED[line](town, town, who)
                good = orjson.dumps(ask.body)
                sent = {
                    n: Ask(ask.path, body, {"content-type": "application/json"})
                    for n, body in bodies(good).items()
                }
                sent |= {kind: Ask(ask.path, good, {"content-type": kind}) for kind in KINDS}
                for what, one in sent.items():
                    with walker.rehearsed():
                        began = time.perf_counter()
                        answer = walker.send(who, line.split()[0], one)
                        took = time.perf_counter() - began
                    assert answer.status_code < 500, (line, what, answer.text)
                    assert took < 1, (line, what, took)
                    found[line, what] = answer.status_code
        verdicts.append(found)
    assert verdicts[0] == verdicts[1]
    done = {what for (_, what), status in verdicts[0].items() if status < 300}
    assert done <= {"two keys", "bidi", "a mark", "UTF-16"}


@pytest.mark.parametrize("path", ["/packages/%00", "/packages/%ED%A0%80", "/facts/9" + "9" * 5_000])
def test_hostile_paths_lead_nowhere(sqlite_factory: SqliteFactory, path: str) -> None:
    with walking(sqlite_factory) as walker:
        assert walker.told("VE", "GET", Ask(path)).status in (404, 422)


def test_half_a_pair_inside_a_record_is_that_records_own_mistake(sqlite_factory: SqliteFactory) -> None:
    with walking(sqlite_factory) as walker:
        for inner in (b'{"site":"\\ud800"}', b'{"\\ud800":1}', b'{"site":"A\\u0000"}'):
            for path in (b"/sales", b"/\\ud800"):
                record = b'{"key":"record-1","path":"' + path + b'","body":' + inner + b"}"
                body = b'{"records":[' + record + b"]}"
                ask = Ask("/records", body, {"content-type": "application/json"})
                with walker.rehearsed():
                    answer = walker.send("VE", "POST", ask)
                if answer.status_code == 200:
                    statuses = [each["status"] for each in answer.json()["answers"]]
                    assert statuses in ([422], [404]), (body, answer.text)
                else:
                    assert answer.status_code == 422, (body, answer.text)


#: What is put in the place of every text and every number of a request.
ODD: tuple[Any, ...] = ("A\0B", "Ａ" * 50, "'; DROP TABLE fact; --", "", 2**63, -1, None, [])


def spoilt(ask: Ask) -> Iterator[Ask]:
    """A request with one of its values after the other replaced by something odd."""
    head, _, query = ask.path.partition("?")
    steps = head.split("/")
    for n in range(1, len(steps)):
        for step in ("%00", "%ED%A0%80", "9" * 40):
            path = "/".join([*steps[:n], step, *steps[n + 1 :]])
            yield replace(ask, path=path + (f"?{query}" if query else ""))
    for where in _values(ask.body) if isinstance(ask.body, dict) else ():
        for odd in ODD:
            body = deepcopy(ask.body)
            target = body
            for step in where[:-1]:
                target = target[step]
            target[where[-1]] = odd
            yield replace(ask, body=body)


def _values(body: Any, where: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, value in body.items() if isinstance(body, dict) else enumerate(body):
        if isinstance(value, dict | list):
            yield from _values(value, (*where, key))
        else:
            yield (*where, key)


def test_no_odd_value_anywhere_is_our_fault(
    sqlite_factory: SqliteFactory, postgresql_factory: PostgresqlFactory
) -> None:
    verdicts = []
    for factory in (sqlite_factory, postgresql_factory):
        with walking(factory) as walker:
            town = walker.world.towns["A"]
            found = []
            for line in (each for each in ASKED if ":" not in each):
                made = ASKED[line]
                groups = dict(zip(WHO, EXPECTED[line], strict=True))
                who = next((who for who in WHO[1:] if groups[who][0] in "YDs"), "--")
                for ask in spoilt(made(town, town, who)):
                    with walker.rehearsed():
                        answer = walker.send(who, line.split()[0], ask)
                    assert answer.status_code < 500, (line, ask, answer.text)
                    named = [str(each) for each in (ask.body or {})] if not ask.within else []
                    found.append((line, named, answer.status_code))
        verdicts.append(found)
    assert verdicts[0] == verdicts[1]
