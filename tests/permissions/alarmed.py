"""How the lines about incidents, answers, requests and letters are asked."""

from __future__ import annotations

from typing import Any

from tests.permissions.asking import ASKED, Ask, asks, fixed, held, listed
from tests.permissions.world import Town

_LETTER = {"clues": [{"text": "who has it?"}]}


@asks("POST /incidents")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask("/incidents", {"start": {"keys": [at.name("RAW")]}, "why": "feared"})


@asks("GET /incidents/what-if")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/incidents/what-if?key={at.name('RAW')}")


@asks("GET /incidents/{no}")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/incidents/{at.incident['DRILL']}")


@asks("GET /incidents/{no}/goods")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/incidents/{at.incident['DRILL']}/goods")


def _at_work(verb: str, **body: Any) -> None:
    def made(at: Town, mine: Town, who: str) -> Ask:
        return Ask(f"/incidents/{at.incident['STOP']}/{verb}", body)

    line = verb.replace("area_closed", "{step}")
    ASKED[f"POST /incidents/{{no}}/{line}"] = made


_at_work("steps/area_closed/done", note="closed")
_at_work("rounds", subject="people", samples=3, positives=0)
_at_work("closing", outcome="negative", why="nothing was there")


@asks("POST /incidents/{no}/batches")
def _(at: Town, mine: Town, who: str) -> Ask:
    more = {"batches": [mine.name("GATE")], "why": "the same truck"}
    return Ask(f"/incidents/{at.incident['STOP']}/batches", more)


@asks("POST /incidents/{no}/batches: batch")
def _(at: Town, mine: Town, who: str) -> Ask:
    more = {"batches": [at.name("GATE")], "why": "the same truck"}
    return Ask(f"/incidents/{mine.incident['STOP']}/batches", more)


@asks("POST /incidents/{no}/alerts/{level}")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/incidents/{at.incident['STOP']}/alerts/{at.region}")


@asks("POST /incidents/{no}/steps/{step}/assignment")
def _(at: Town, mine: Town, who: str) -> Ask:
    body = {"firm": mine.uscc["BU"], "staff": "900"}
    return Ask(f"/incidents/{at.incident['STOP']}/steps/area_closed/assignment", body)


@asks("POST /incidents/{no}/disposals")
def _(at: Town, mine: Town, who: str) -> Ask:
    body = {"manner": "harmless", "pieces": 3, "grams": 30_000, "witness": mine.witness}
    return Ask(f"/incidents/{at.incident['STOP']}/disposals", body)


@asks("POST /asks/{key}/answers")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/asks/{at.ask[held(who)]}/answers", {"found": 3, "sold": 0})


@asks("POST /hold-requests/{key}/answer")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/hold-requests/{at.request}/answer", {"accept": True, "why": "held"})


fixed("POST /letters", "/letters", {"no": "L-9", "sender": "Wuxi", **_LETTER})
fixed("POST /letters/sent", "/letters/sent", {"addressee": "Wuxi", "to_region": "3202", **_LETTER})


@asks("POST /letters/sent: incident")
def _(at: Town, mine: Town, who: str) -> Ask:
    body = {"addressee": "Wuxi", "to_region": "3202", "incident": at.incident["STOP"], **_LETTER}
    return Ask("/letters/sent", body)


@asks("GET /letters/{key}")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/letters/{at.letter['IN']}")


@asks("POST /letters/{key}/clues/{n}/answers")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/letters/{at.letter['IN']}/clues/1/answers", {"outcome": "nothing", "text": "none"})


listed("incidents", lambda at, who: at.incident["DRILL"])
listed("asks", lambda at, who: at.incident["DRILL"])
listed("clocks", lambda at, who: at.incident["DRILL"])
listed("hold-requests", lambda at, who: at.request)
listed("letters", lambda at, who: at.letter["IN"])
fixed("GET /plant-positives", "/plant-positives")
