"""The backlog over HTTP and on the command line, in both languages; reports that laboratories push."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from app import wiring
from app.domain.actors import Actor, Role
from app.settings import Settings
from app.usecases import identity
from tests.cli.test_commands import run
from tests.gateways import waiting
from tests.gateways.making import destination, wired
from tests.story import ADMIN, EVERYTHING, Story
from tests.usecases.said import kinds_since, written
from tests.web.client import Api


@pytest.fixture
def overseer(story: Story) -> Actor:
    return dataclasses.replace(story.at("CS-1"), roles=frozenset({Role.ADMINISTRATOR}))


def test_the_backlog_says_what_waits_and_why_and_not_what_it_is_about(
    story: Story, overseer: Actor
) -> None:
    story.office = waiting.at_the_doors(story.office)
    parked_at = story.clock.moment
    wired(story, destination())
    no = story.received()
    story.clock.pass_time(hours=2)
    web = Api.on(story)
    answer = web.ask(overseer, "GET", "/backlog", **{"accept-language": "zh"})
    told = answer.json()
    ages = {each["name"]: each.pop("oldest_seconds") for each in told["destinations"]}
    assert told["destinations"] == [
        {
            "name": "city", "configured": True, "waiting": 2, "failing": 0, "parked": 0,
            "last_sent": None, "problem": "",
        },
        {
            "name": "gone-away", "configured": False, "waiting": 0, "failing": 0, "parked": 1,
            "last_sent": None, "problem": "",
        },
        {
            "name": "moved-away", "configured": False, "waiting": 0, "failing": 0, "parked": 1,
            "last_sent": None, "problem": "",
        },
    ]  # fmt: skip
    # booked 30 hours before the slot, then two hours: 32, and some seconds that steps take
    assert 32 * 3600 <= ages["city"] < 32 * 3600 + 120
    assert [each["notice"] for each in told["parked"]] == [waiting.NOTICE, waiting.NOTICE + 10]
    assert told["parked"][0] | {"notice": 0} == {
        "notice": 0, "destination": "moved-away", "kind": "hold.placed", "tries": 1, "behind": 0,
        "made": parked_at.isoformat().replace("+00:00", "Z"), "problem": "对方返回 400：no",
    }  # fmt: skip
    assert told["laboratories"] == [{"name": "lab", "asked": None, "problem": ""}]
    assert [each["report"] for each in told["reports"]] == [waiting.REPORT]
    assert no not in answer.text
    health = web.send("GET", "/healthz").json()
    assert health["notices"] == 4
    assert health["notice_age"] >= ages["city"]


def test_an_administrator_sends_again_once_for_each_key(story: Story, overseer: Actor) -> None:
    story.office = waiting.at_the_doors(story.office)
    web = Api.on(story)
    path = f"/notices/{waiting.NOTICE}/again"
    assert web.post(overseer, path, key="again-0001") == {"count": 1}
    assert web.post(overseer, path, key="again-0001") == {"count": 1}
    late = web.ask(overseer, "POST", path)
    assert (late.status_code, late.json()["reasons"][0]["code"]) == (409, "not_parked")
    assert web.post(overseer, f"/lab-reports/{waiting.REPORT}/again") == {"fact": None}
    assert web.post(overseer, f"/destinations/{waiting.DESTINATION}/again") == {"count": 1}


def test_a_laboratorys_key_pushes_a_report_and_nothing_else(story: Story) -> None:
    tube, other = story.tubes(story.received())
    person = story.people["LAB-1/001"]
    identity.grant_roles(story.office, ADMIN, person, [role.value for role in EVERYTHING])
    key = identity.issue_key(story.office, ADMIN, person, "LIMS", ["laboratory"], 30)
    web, before = Api.on(story), len(written(story))

    def push(name: str, no: str = "R-1", to: str = tube) -> tuple[int, str]:
        target = [{"name": "ORF1ab"}, {"name": "N"}]
        reading = {"kit": "kit_a", "targets": target, "verdict": "negative"}
        body = {"report_no": no, "readings": [reading], "verdict": "negative"}
        headers = {"authorization": f"Bearer {key}", "idempotency-key": name}
        answer = web.send("POST", f"/samples/{to}/results", body, headers)
        told = answer.json()
        return answer.status_code, str(told.get("fact") or told["reasons"][0]["code"])

    first = push(f"R-1:{tube}")
    assert first[0] == 201
    assert push(f"R-1:{tube}") == first  # sent again: the same answer, nothing is done
    assert push("another-key") == (409, "report_used")  # without its key: known by its number
    assert push(f"R-1:{other}", to=other)[0] == 201  # one report may speak of two tubes
    assert kinds_since(story, before) == ["result_reported", "result_reported"]
    headers = {"authorization": f"Bearer {key}", "idempotency-key": "hold-it-00"}
    hold = {"scope": "batch", "target": "B-1", "why": "no"}
    assert web.send("POST", "/holds", hold, headers).status_code == 403
    entry = written(story)[-1]
    assert (entry.actor, entry.device) == (person, f"key:{key.removeprefix('ctk_').partition('.')[0]}")


def test_the_command_shows_it_and_sends_again(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    office = wiring.office(settings, wiring.open_database(settings))
    assert run(tmp_path, "notices").stdout.strip() == "Nothing waits; everything has arrived."
    waiting.at_the_doors(office)
    shown = run(tmp_path, "notices", COLUMNS="160").stdout
    assert "gone-away (not in the gateways file)" in shown
    assert "It answered 400: no" in shown
    done = run(tmp_path, "notices", "--again", str(waiting.NOTICE), COLDTRACE_LANGUAGE="zh")
    assert "将重新发送 1 条通知。" in done.stdout
    assert run(tmp_path, "notices", "--all-of", "gone-away").stdout.startswith("1 notices")
    again = run(tmp_path, "notices", "--again", str(waiting.NOTICE))
    assert (again.returncode, "is not parked" in again.stderr) == (1, True)
    left = run(tmp_path, "notices", "--report", str(waiting.REPORT))
    assert (left.returncode, "gateways file" in left.stderr) == (1, True)


def test_a_mistake_in_the_file_keeps_the_service_from_starting(tmp_path: Path) -> None:
    file = tmp_path / "gateways.toml"
    file.write_text('[[destination]]\nname = "x"\n', encoding="utf-8")
    run(tmp_path, "user", "list")
    wiring.open_database(Settings(home=tmp_path))
    done = run(tmp_path, "notices", COLDTRACE_GATEWAYS=str(file))
    assert done.returncode == 1
    assert "destination.1.url: field required" in done.stderr
