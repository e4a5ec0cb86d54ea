"""An incident opens: goods stopped, certificates suspended, every level told, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from app.domain.actors import Actor
from app.domain.alarm import STEPS, IncidentRule, levels
from app.domain.facts import AlertRaised, FindingAdded, IncidentOpened, IncidentWidened, StepSet
from app.domain.policy import CHINA, Policy
from app.domain.span import iso_of
from app.usecases import gate
from app.usecases.incidents.ask_bureaus import ask_bureaus
from app.usecases.incidents.stop import (
    Goods,
    Stop,
    locked_plan,
    numbers_of,
    place_holds,
    suspend,
    take_scope,
)
from app.usecases.notify import tell
from app.usecases.office import Act

#: Whoever nobody is: what the house does by itself is entered by no person.
NOBODY = Actor(person=0, party=0, roles=frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why an incident opens, where, and how far what it stops reaches."""

    cause: str
    subject: str
    why: str
    region: str
    reach: str
    because: int | None = None
    letter: int | None = None
    drill: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """An incident that has just opened: id, number, and what it stopped."""

    incident: int
    no: str
    stop: Stop


def unattended(act: Act) -> Act:
    """The same act, for what follows from it by rule and not because somebody decided it."""
    return replace(act, actor=NOBODY)


def rule_of(act: Act, batches: Iterable[int]) -> Policy:
    """The policy of an incident: that of its first batch, or without one any in force."""
    first = next(iter(sorted(batches)), None)
    return act.policy("", "") if first is None else gate.policy_of(act, first)


def begin(act: Act, cause: Cause, goods: Goods) -> Opened:
    """Open an incident. A drill stops nothing and tells nobody outside; all else is the same."""
    stop = locked_plan(act, goods, cause.reach)
    policy = rule_of(act, goods.seen)
    incident = act.tx.new_id()
    no = f"IN{act.now.astimezone(CHINA):%Y%m%d}-{incident}"
    house = unattended(act) if cause.cause == "result" else act
    house.append(_opened(act, cause, goods, (incident, no, policy)))
    if not cause.drill:
        place_holds(act, incident, goods.stopped, cause.reach, (cause.why, cause.because))
        suspend(house, incident, stop.certificates)
    due = act.now + timedelta(minutes=policy.incident.holders_minutes)
    take_scope(house, incident, stop, due, ask=bool(goods.stopped))
    if not cause.drill:
        if goods.stopped:
            ask_bureaus(house, (incident, no, cause.region), stop, policy.incident)
        _tell_all(house, cause, (incident, no), stop)
    return Opened(incident, no, stop)


def _opened(act: Act, cause: Cause, goods: Goods, given: tuple[int, str, Policy]) -> IncidentOpened:
    incident, no, policy = given
    rule = policy.incident
    return IncidentOpened(
        incident=incident, no=no, cause=cause.cause, subject=cause.subject, why=cause.why,
        region=cause.region, reach=cause.reach, policy=policy.label, batches=goods.named,
        exposed=goods.exposed, proposed=goods.proposed, steps=_steps(act, rule),
        alerts=_alerts(act, rule, cause.region), letter=cause.letter, because=cause.because,
        drill=cause.drill,
    )  # fmt: skip


def _steps(act: Act, rule: IncidentRule) -> tuple[StepSet, ...]:
    return tuple(
        StepSet(clock=act.tx.new_id(), name=name, unit=STEPS[name][0], due=iso_of(due))
        for name, due in rule.due(act.now).items()
    )


def _alerts(act: Act, rule: IncidentRule, region: str) -> tuple[AlertRaised, ...]:
    due = iso_of(act.now + timedelta(minutes=rule.acknowledge_minutes))
    return tuple(AlertRaised(clock=act.tx.new_id(), region=level, due=due) for level in levels(region))


def _tell_all(act: Act, cause: Cause, made: tuple[int, str], stop: Stop) -> None:
    """One notice for each level, all at once: none waits for another."""
    incident, no = made
    body = {
        "incident": no, "cause": cause.cause, "region": cause.region, "drill": cause.drill,
        "batches": numbers_of(act.conn, stop.goods.stopped), "numbers": stop.scope.numbers(),
    }  # fmt: skip
    for level in levels(cause.region):
        tell(act, "incident.opened", incident, body | {"level": level})


def add_finding(act: Act, incident: int, because: int, tube: tuple[int, tuple[int, ...]]) -> None:
    """A positive round of a specimen (id, batches) belongs to the incident."""
    sample, batches = tube
    fact = FindingAdded(incident=incident, because=because, sample=sample, batches=batches)
    unattended(act).append(fact)


def widen(
    act: Act, incident: tuple[int, str, str], batches: tuple[int, ...], cause: tuple[str, int | None]
) -> Stop:
    """More batches are stopped by an incident (id, number, reach); what there is is looked at again."""
    key, no, reach = incident
    stop = locked_plan(act, Goods(batches), reach, key)
    why, because = cause
    act.append(IncidentWidened(incident=key, batches=batches, why=why, because=because))
    place_holds(act, key, batches, reach, cause)
    suspend(act, key, stop.certificates)
    rule = rule_of(act, batches).incident
    take_scope(act, key, stop, act.now + timedelta(minutes=rule.holders_minutes), ask=True)
    ask_bureaus(act, (key, no, reach), stop, rule)
    return stop
