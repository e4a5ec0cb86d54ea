"""Finished reports, fetched from a laboratory's own system."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson

from app.domain.errors import reason
from app.domain.notices import LabSource
from app.gateways.wire import Answer, NoAnswer, Wire

MOST_BYTES = 5_000_000
#: Reports that are asked for at a time.
PAGE = 100
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class RawReport:
    """A report as it came. ``ref`` names it among those of its laboratory."""

    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """Reports, and the cursor that the next page comes after; the same one when there is no more."""

    reports: tuple[RawReport, ...]
    cursor: str


class Lab:
    """The way to one laboratory."""

    def __init__(self, source: LabSource) -> None:
        self.source = source
        self._wire = Wire(source, most_bytes=MOST_BYTES)

    def page(self, after: str) -> Page:
        """The finished reports after a cursor, empty for the first. Raises NoAnswer."""
        asked = {"limit": str(PAGE)} | ({"after": after} if after else {})
        answer = self._wire.get(asked, {"authorization": f"Bearer {self.source.secret}"})
        if answer.status != 200:
            raise NoAnswer(reason("answered", status=answer.status, said=answer.said or "–"))
        if answer.cut:
            raise NoAnswer(reason("reply_too_large", most=MOST_BYTES))
        return _page(answer, after)

    def close(self) -> None:
        """Hang up."""
        self._wire.close()


def _page(answer: Answer, after: str) -> Page:
    try:
        told = orjson.loads(answer.body)
    except orjson.JSONDecodeError as error:
        raise NoAnswer(reason("answer_unreadable", why="no JSON")) from error
    reports = told.get("reports") if isinstance(told, dict) else None
    cursor = told.get("next", after) if isinstance(told, dict) else None
    if not isinstance(reports, list) or not isinstance(cursor, str) or not _is_plain(cursor or "–"):
        raise NoAnswer(reason("answer_unreadable", why="reports, next"))
    return Page(tuple(_raw(each) for each in reports), cursor)


def _raw(report: Any) -> RawReport:
    """A report under its own id; one without an id that can be kept is named by its content."""
    text = orjson.dumps(report, option=orjson.OPT_SORT_KEYS).decode()
    given = report.get("id") if isinstance(report, dict) else None
    if isinstance(given, str) and _is_plain(given):
        return RawReport(given, text)
    return RawReport(sha256(text.encode()).hexdigest(), text)


def _is_plain(text: str) -> bool:
    return 0 < len(text) <= _LONGEST and text.isprintable()
