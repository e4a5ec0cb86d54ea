"""Nobody can be told or asked who is not in the file, and a mistake in it is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import wiring
from app.exchange import gateway_file
from app.settings import Settings
from app.store import meta
from app.store.session import Store
from tests.story import Story

GOOD = """
hosts = ["platform.example"]
[[destination]]
name = "city"
url = "https://platform.example/in"
secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
kinds = ["*"]
"""
LAB = """
[[laboratory]]
name = "lims"
url = "https://platform.example/r"
secret = "a-token-of-at-least-24-characters"
party = "9135011100000037XH"
"""


def test_a_good_file() -> None:
    found, mistakes = gateway_file.parse(GOOD + LAB, plain_http=False)
    assert mistakes == []
    (to,), (lab,) = found.destinations, found.laboratories
    assert (to.name, to.form, to.order, to.private, to.seconds) == (
        "city", "webhook", "subject", False, 10,
    )  # fmt: skip
    assert to.wants("letter.sent")
    assert (lab.name, lab.every) == ("lims", 60)
    assert "whsec" not in repr(found)  # secrets stay out of logs
    assert "a-token" not in repr(found)


MISTAKES = [
    ('url = "https://platform.example/in"', 'url = "http://platform.example/in"', "begin with https"),
    ('url = "https://platform.example/in"', 'url = "ftp://platform.example/in"', "no http address"),
    ('url = "https://platform.example/in"', 'url = "https://u:p@platform.example/"', "no http address"),
    ('url = "https://platform.example/in"', 'url = "https://platform.example:0/"', "no http address"),
    ('url = "https://platform.example/in"', 'url = "https://other.example/in"', "not among the hosts"),
    ('url = "https://platform.example/in"', 'url = "https://platform.example.evil/"', "not among"),
    ('url = "https://platform.example/in"', 'url = "https://127.0.0.1/in"', "not among the hosts"),
    ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_c2hvcnQ=", "5 bytes"),
    ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_§", "not whsec_ and base64"),
    ('kinds = ["*"]', 'kinds = ["hold.plaecd"]', "no such kind: hold.plaecd"),
    ('kinds = ["*"]', "kinds = []", "destination.1.kinds"),
    ('kinds = ["*"]', 'kinds = ["*"]\nsecret2 = 1', "destination.1.secret2"),
    ('kinds = ["*"]', 'kinds = ["*"]\nca = "/no/such.pem"', "/no/such.pem"),
    ('kinds = ["*"]', 'kinds = ["*"]\nseconds = 0', "destination.1.seconds"),
    ('name = "city"', 'name = "City Hall"', "small letters"),
    ('name = "city"', 'name = "lims"', "two of that name"),
    ('name = "city"', "name = ", "line 4"),
    ("9135011100000037XH", "9135011100000037XB", "9135011100000037XB"),
    ("a-token-of-at-least-24-characters", "short", "fewer than 24"),
]


@pytest.mark.parametrize(("good", "bad", "said"), MISTAKES)
def test_a_mistake_is_named_and_nothing_is_used(good: str, bad: str, said: str) -> None:
    assert good in GOOD + LAB
    found, mistakes = gateway_file.parse((GOOD + LAB).replace(good, bad), plain_http=False)
    assert found == gateway_file.Gateways()
    assert len(mistakes) == 1
    assert said in mistakes[0]


def test_plain_http_passes_in_a_demonstration_alone(story: Story, tmp_path: Path) -> None:
    file = tmp_path / "gateways.toml"
    file.write_text(GOOD.replace("https://", "http://"), encoding="utf-8")
    store = story.office.store
    with pytest.raises(wiring.SetupError, match=r"gateways\.toml: city: the url must begin with https"):
        wiring.load_gateways(str(file), store)
    with store.write() as tx:
        meta.put(tx, "demo", "complete")
    assert [each.name for each in wiring.load_gateways(str(file), store).destinations] == ["city"]


def test_a_file_that_is_not_there_is_no_empty_file(store: Store) -> None:
    with pytest.raises(wiring.SetupError, match="no such file"):
        wiring.load_gateways("/no/such.toml", store)
    assert wiring.load_gateways(Settings(gateways="").gateways, store) == gateway_file.Gateways()
