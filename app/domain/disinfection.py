"""Was it disinfected to protocol, and which cartons were left out?

Three blocks are mandatory (who did it, how, who watched), after the ledgers that notices of 2020
ask for: date, people, place, object, agent, concentration, contact time.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.errors import Reason, reason
from app.domain.facts import Disinfected
from app.domain.ledger import Entry
from app.domain.policy import Policy

Ranges = list[tuple[int, int]]  #: carton numbers, both ends included


def faults(done: Disinfected, policy: Policy) -> list[Reason]:
    """Where a disinfection falls short of the protocol."""
    rule = policy.disinfection
    found = []
    agent = policy.agent(done.agent)
    if agent is None:
        if rule.agents:
            found.append(reason("agent_unknown", agent=done.agent))
    else:
        dose = (agent.least_mg_per_l, agent.most_mg_per_l)
        if not dose[0] <= done.mg_per_l <= dose[1]:
            found.append(
                reason("wrong_dose", agent=agent.name, value=done.mg_per_l, dose=f"{dose[0]}–{dose[1]}")
            )
        if done.contact_minutes < agent.contact_minutes:
            found.append(
                reason("contact_too_short", value=done.contact_minutes, least=agent.contact_minutes)
            )
        if done.surface_dc < agent.coldest_dc:
            found.append(reason("too_cold", value=done.surface_dc / 10, least=agent.coldest_dc / 10))
    if done.covers and done.faces < rule.faces:
        found.append(reason("faces_left_out", value=done.faces, least=rule.faces))
    if not done.signed_off:
        found.append(reason("not_signed_off"))
    if done.operator == done.supervisor:
        found.append(reason("watched_himself"))
    if len(done.photos) < rule.photos:
        found.append(reason("photos_missing", value=len(done.photos), least=rule.photos))
    return found


def lacking(entries: Iterable[Entry], batch: int, pieces: int, policy: Policy) -> list[Reason]:
    """Every carton of the batch that no faultless disinfection covered, named against the count."""
    if not policy.disinfection.required:
        return []
    covered = [
        span
        for entry in entries
        if isinstance(entry.fact, Disinfected) and not entry.fact.breach
        for cover in entry.fact.covers
        if cover.batch == batch
        for span in cover.ranges
    ]
    left = gaps(covered, pieces)
    if not left:
        return []
    count = sum(high - low + 1 for low, high in left)
    return [reason("not_disinfected", count=count, of=pieces, cartons=written(left))]


def gaps(covered: Ranges, count: int) -> Ranges:
    """What of 1..count no range covers."""
    left: Ranges = []
    following = 1
    for low, high in sorted(covered):
        if low > following:
            left.append((following, min(low - 1, count)))
        following = max(following, high + 1)
        if following > count:
            break
    if following <= count:
        left.append((following, count))
    return left


def merged(numbers: Iterable[int]) -> Ranges:
    """Single carton numbers as ranges."""
    ranges: Ranges = []
    for number in sorted(set(numbers)):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges


def written(ranges: Ranges, most: int = 20) -> str:
    """Ranges as people write them: ``17, 230–231``; past ``most`` it says how many more."""
    shown = [str(a) if a == b else f"{a}–{b}" for a, b in ranges[:most]]
    if len(ranges) > most:
        shown.append(f"… (+{len(ranges) - most})")
    return ", ".join(shown)
