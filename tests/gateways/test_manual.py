"""What the manual tells the other end to build works, in both languages."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.domain.notices import KINDS, Letter, Sent
from app.domain.span import moment
from app.exchange import gateway_file, lab_report
from app.exchange.lab_report import LabReport
from app.gateways.post import Post
from tests.gateways.making import SECRET, destination
from tests.gateways.stub import Platform, serving
from tests.guards.houses import ROOT

PAGES = [(ROOT / f"app/web/help/{language}/gateways.md") for language in ("en", "zh")]


def blocks(page: Path, kind: str) -> list[str]:
    """The blocks of code of one kind."""
    return re.findall(rf"```{kind}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=["en", "zh"])
def test_the_example_file_is_without_mistake(page: Path) -> None:
    (example,) = blocks(page, "toml")
    found, mistakes = gateway_file.parse(example, plain_http=False)
    assert mistakes == []
    assert [each.form for each in found.destinations] == ["platform"]
    assert [each.party for each in found.laboratories] == ["9135011100000037XH"]


@pytest.mark.parametrize("page", PAGES, ids=["en", "zh"])
def test_every_kind_has_its_line(page: Path) -> None:
    lines = re.findall(r"^\| `([a-z]+\.[a-z]+)` \|", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert lines == list(KINDS)


@pytest.mark.parametrize("page", PAGES, ids=["en", "zh"])
def test_the_recipe_knows_a_genuine_notice_and_nothing_else(page: Path) -> None:
    (recipe,) = blocks(page, "python")
    names: dict[str, Any] = {}
    exec(recipe, names)
    is_genuine: Callable[[str, dict[str, str], bytes], bool] = names["is_genuine"]
    with serving(Platform()) as platform:
        post = Post(destination(url=platform.url), "cold.example")
        assert post.send(Letter("msg_1", "hold.placed", moment(0), {"b": "批次"})) == Sent()
        post.close()
    headers, body = platform.raw
    assert is_genuine(SECRET, headers, body)
    assert not is_genuine(SECRET, headers, body + b" ")
    assert not is_genuine(SECRET[:-8] + "AAAAAAA=", headers, body)
    assert not is_genuine(SECRET, headers | {"webhook-id": "msg_2"}, body)
    old = headers | {"webhook-timestamp": str(int(time.time()) - 301)}
    assert not is_genuine(SECRET, old, body)


@pytest.mark.parametrize("page", PAGES, ids=["en", "zh"])
def test_the_example_report_can_be_read(page: Path) -> None:
    _, page_of_reports = (orjson.loads(each) for each in blocks(page, "json"))
    (report,) = page_of_reports["reports"]
    assert isinstance(lab_report.parse(orjson.dumps(report).decode()), LabReport)
