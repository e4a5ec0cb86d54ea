"""The lists of incidents page without gaps, and show each viewer their part."""

from __future__ import annotations

import pytest

from app.store.lists import LISTS
from app.usecases.incidents.letters import Letter, Told, receive_letter
from tests.incidents.test_course import at_the_stall, investigator, positive
from tests.story import Story
from tests.web.client import Api
from tests.web.town import Town

#: Lists of incidents, and how many rows the stories below make at least.
ROWS = {"incidents": 2, "asks": 2, "clocks": 4, "letters": 3, "hold-requests": 0, "plant-positives": 1}


@pytest.fixture
def alarmed(story: Story) -> Story:
    """Two incidents and three letters."""
    for _ in range(2):
        positive(story, at_the_stall(story))
    for n in range(3):
        clue = Told(f"cherries seen at stall {n}")
        receive_letter(
            story.office, investigator(story), Letter(no=f"L-{n}", other="Wuxi", clues=(clue,))
        )
    return story


@pytest.mark.parametrize("name", ROWS)
def test_lists_of_incidents_page_in_every_order(alarmed: Story, name: str) -> None:
    api, seeker = Api.on(alarmed), investigator(alarmed)
    town = Town(alarmed, api, "", ())
    whole = api.ask(seeker, "GET", f"/{name}?limit=200&sort=entered").json()["rows"]
    assert len(whole) >= ROWS[name]
    for sort in LISTS[name].sorts:
        there = town.walked(seeker, f"/{name}?sort={sort}", 2)
        back = town.walked(seeker, f"/{name}?sort=-{sort}", 3)
        assert there == back[::-1]
        assert sorted(map(str, there)) == sorted(map(str, whole))
