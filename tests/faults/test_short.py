"""The short forms: an hour without the platform, and one round of captures beside a full outbox."""

from __future__ import annotations

from tests.faults.outage import outage
from tests.story import Story


def test_an_hour_without_the_platform(story: Story) -> None:
    found = outage(story, hours=1, notices=200, subjects=10)
    assert (found.applied, found.out_of_order) == (200, [])
    assert found.twice > 0  # answers that were lost on their way
    assert found.asked_away < 100  # it was not hammered
    assert story.unequal() == []
