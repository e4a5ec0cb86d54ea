"""A positive result: its incident opens by itself, or the open one learns of one more finding."""

from __future__ import annotations

from datetime import timedelta

from app.domain.facts import ResultReported, SampleTaken, StepDone
from app.domain.span import micros
from app.store import clues as reach_of
from app.store import incident_reads as read
from app.store import lots, met, registry
from app.usecases.incidents.begin import (
    Cause,
    add_finding,
    begin,
    rule_of,
    unattended,
    widen,
)
from app.usecases.incidents.stop import Goods, place_holds
from app.usecases.office import Act


def found_positive(act: Act, taken: SampleTaken, fact: ResultReported, because: int) -> int:
    """Everything that follows from a positive round, in its own transaction; the incident.

    Raises nothing that could keep the result out: a positive is never refused for what follows it.
    """
    # a hold is read where nobody chose its language
    stage = {"preliminary": "初筛", "confirmed": "复核"}.get(fact.stage, "")
    why = f"{fact.stage} positive, tube {taken.tube} / {stage}阳性，样管 {taken.tube}"
    there = read.open_with(act.conn, taken.sample, taken.batches)
    if there is None:
        return _opened(act, taken, why, because)
    add_finding(act, there.id, because, (taken.sample, taken.batches))
    stopped = set(read.batches(act.conn, there.id))
    again = [b for b in taken.batches if b in stopped and not read.held_by(act.conn, b, why)]
    place_holds(act, there.id, again, there.reach, (why, because))
    more = tuple(sorted(set(taken.batches) - stopped))
    if more:
        widen(unattended(act), (there.id, there.no, there.reach), more, (why, because))
    rechecked(act, taken, fact)
    return int(there.id)


def _opened(act: Act, taken: SampleTaken, why: str, because: int) -> int:
    site = registry.need(act.conn, "site", taken.site, id=taken.site)
    goods = _goods(act, taken)
    cause = Cause(
        cause="result", subject=taken.tube, why=why, region=site.region, reach=site.region[:4],
        because=because,
    )  # fmt: skip
    made = begin(act, cause, goods)
    add_finding(act, made.incident, because, (taken.sample, taken.batches))
    return made.incident


def _goods(act: Act, taken: SampleTaken) -> Goods:
    """What a tube speaks of: its batches, what met them, or for other subjects what met the subject."""
    rule = rule_of(act, taken.batches).incident
    window = _window(act, rule.exposure_hours)
    if not taken.batches:
        return Goods(proposed=tuple(_near(act, taken, window)))
    items = [carton.item for carton in taken.cartons if carton.item is not None]
    met_them = met.batches(act.conn, rule.hold_exposed, ((), items), window) if items else []
    return Goods(taken.batches, tuple(sorted(set(met_them) - set(taken.batches))))


def _window(act: Act, hours: int) -> tuple[int, int]:
    return micros(act.now - timedelta(hours=hours)), micros(act.now)


def _near(act: Act, taken: SampleTaken, window: tuple[int, int]) -> list[int]:
    """Batches that were at a place, in a room, on a vehicle or in somebody's hands within a time.

    Nobody knows which room uncoded goods are in, so those of the site may have been in any of them.
    """
    key = taken.subject_id or 0
    match taken.subject:
        case "zone":
            found = [*reach_of.were_in(act.conn, key, *window), *_uncoded(act, taken.site, window)]
        case "vehicle":
            row = registry.one(act.conn, "vehicle", id=key)
            found = [] if row is None else reach_of.rode(act.conn, row.plate, *window)
        case "person":
            found = reach_of.handled(act.conn, key, 0, *window)
        case _:
            site = key or taken.site
            found = [*reach_of.were_at(act.conn, site, *window), *_uncoded(act, site, window)]
    return sorted(set(found))


def _uncoded(act: Act, site: int, window: tuple[int, int]) -> list[int]:
    return [row[0] for row in lots.at(act.conn, site, *window)]


def rechecked(act: Act, taken: SampleTaken, fact: ResultReported) -> None:
    """A confirming round does the step that waits for it."""
    there = read.open_with(act.conn, taken.sample, ())
    if fact.stage != "confirmed" or there is None:
        return
    for clock in read.clocks(act.conn, there.id, "step"):
        if clock.name in ("recheck_sent", "recheck_result") and clock.done is None:
            note = f"{fact.report_no}: {fact.verdict}"
            act.append(StepDone(incident=there.id, step=clock.id, note=note))
