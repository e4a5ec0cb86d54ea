"""Destinations and laboratories for tests, at addresses of this machine."""

from __future__ import annotations

import base64
import dataclasses
from typing import Any

from app.domain.notices import Destination, LabSource
from tests.story import Story

SECRET = "whsec_" + base64.b64encode(b"for-tests-only-32-bytes-of-it---").decode()


def destination(name: str = "city", **changes: Any) -> Destination:
    """A destination that wants everything."""
    plain = Destination(
        name=name, url="http://127.0.0.1:9/in", secret=SECRET, private=True, seconds=1,
        kinds=frozenset({"*"}),
    )  # fmt: skip
    return dataclasses.replace(plain, **changes)


def laboratory(party: str, **changes: Any) -> LabSource:
    """A laboratory whose reports are fetched."""
    plain = LabSource(
        name="lab", url="http://127.0.0.1:9/reports", secret="t" * 32, private=True, seconds=1,
        party=party,
    )  # fmt: skip
    return dataclasses.replace(plain, **changes)


def wired(story: Story, *destinations: Destination) -> Story:
    """The story with somebody to tell."""
    story.office = dataclasses.replace(story.office, destinations=destinations)
    return story
