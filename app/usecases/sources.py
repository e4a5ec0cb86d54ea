"""Upstream: the way back of one thing with its facts, and what several positives have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from app.domain import ids
from app.domain.actors import Actor
from app.domain.errors import BadInput, TooMuch, reason
from app.domain.facts import SampleTaken
from app.domain.span import micros
from app.domain.trace.exposure import EVER
from app.domain.trace.source import Candidate, Case, Ranked, rank
from app.store import ledger
from app.store import scope as scoped
from app.store import sources as read
from app.usecases import bureaus
from app.usecases.clues import Clues, follow
from app.usecases.inquiry import Answer, Patience, Question, inquire
from app.usecases.office import Office

Plain = dict[str, Any]


def origins(
    office: Office, actor: Actor, clues: Clues, patience: Patience | None = None
) -> Answer[Plain]:
    """Everything the goods were made of, with papers and every fact on the way. Raises TooMuch."""
    limit = office.trace_limit

    def answer(conn: Connection) -> tuple[Plain, Iterable[int]]:
        found = follow(conn, actor, clues)
        start = [*found.start.batches, *found.start.items]
        nodes = read.upstream(conn, start, limit + 1)
        _within(nodes, limit, "items")
        items = [row[0] for row in nodes]
        lineage = read.lineage(conn, start, limit + 1)
        batches = sorted({row[1] for row in lineage})
        facts = read.facts(conn, sorted({*items, *batches}), limit + 1)
        _within(facts, limit, "facts")
        told = {
            "found": list(found.kinds),
            "items": {"columns": read.NODES, "rows": nodes},
            "made_of": {"columns": ("parent", "child", "fact"), "rows": read.edges(conn, items)},
            "batches": {"columns": read.PAPERS, "rows": read.papers(conn, batches)},
            "facts": {"columns": read.FACTS, "rows": facts},
        }
        return told, start

    asked = Question(text=clues.text, direction="origins", patience=patience)
    return inquire(office, actor, asked, answer)


def _within(rows: Sequence[Any], limit: int, what: str) -> None:
    if len(rows) > limit:
        raise TooMuch(reason("answer_too_large", limit=limit, what=what))


@dataclass(frozen=True, slots=True)
class _Case:
    """A positive or negative: its items or batches, and the last moment that counts for it."""

    name: Case
    nodes: tuple[int, ...]
    until: int = field(default=EVER)


def common(
    office: Office,
    actor: Actor,
    positives: Sequence[str],
    negatives: Sequence[str] = (),
    patience: Patience | None = None,
) -> Answer[Plain]:
    """Batches, plants, containers, firms, places and vehicles upstream, ranked by what they explain.

    A case is any key; a tube stands for the cartons it touched, until it was taken. Places of other
    regions are told by region. Raises BadInput, NotFound, TooMuch.
    """
    twice = set(positives) & set(negatives)
    if twice or not positives:
        code = "listed_twice" if twice else "empty"
        named = {"what": "case", "value": min(twice)} if twice else {"field": "positive"}
        raise BadInput(reason(code, **named))

    def answer(conn: Connection) -> tuple[Plain, Iterable[int]]:
        cases = [_case(conn, actor, key) for key in (*positives, *negatives)]
        leads = _leads(conn, actor, cases, office.trace_limit)
        plus = {case.name: 1 for case in cases[: len(positives)]}
        minus = {case.name: 1 for case in cases[len(positives) :]}
        ranking = rank(plus, minus, leads)
        _within(ranking.ranked, office.trace_limit, "candidates")
        told = {
            "positives": list(plus), "negatives": list(minus),
            "ranked": [_shown(each) for each in ranking.ranked],
            "not_excluded": [{"kind": kind, "name": name} for kind, name in ranking.not_excluded],
            "unexplained": list(ranking.unexplained),
        }  # fmt: skip
        return told, [node for case in cases for node in case.nodes]

    text = f"+{' +'.join(positives)} {' '.join(f'-{key}' for key in negatives)}".strip()
    asked = Question(text=text, direction="sources", patience=patience)
    return inquire(office, actor, asked, answer)


def _shown(each: Ranked) -> Plain:
    return {
        "kind": each.kind, "name": each.name, "score": round(float(each.score), 6),
        "against": round(float(each.against), 6), "combined": round(float(each.combined), 6),
        "explains": list(each.explains), "clean": list(each.clean),
    }  # fmt: skip


def _case(conn: Connection, actor: Actor, key: str) -> _Case:
    text = ids.name(key, "case", most=120)
    found = follow(conn, actor, Clues(keys=(text,)))
    fact = read.sampled(conn, text.upper()) if "tube" in found.kinds else None
    if fact is not None:
        entry = ledger.entry(conn, fact)
        if isinstance(entry.fact, SampleTaken):
            nodes = dict.fromkeys(each.item or each.batch for each in entry.fact.cartons)
            return _Case(text, tuple(nodes), micros(entry.happened.latest))
    return _Case(text, (*found.start.batches, *found.start.items))


def _leads(
    conn: Connection, actor: Actor, cases: list[_Case], limit: int
) -> Iterable[tuple[Case, Candidate]]:
    """(case, node upstream of it), each once."""
    named: dict[int, list[_Case]] = defaultdict(list)
    for case in cases:
        for node in case.nodes:
            named[node].append(case)
    lineage = read.lineage(conn, named, limit * 10 + 1)
    _within(lineage, limit * 10, "batches")
    told = {row[0]: _papers(row, actor) for row in read.papers(conn, {row[1] for row in lineage})}
    found: set[tuple[Case, Candidate]] = set()
    for node, batch in lineage:
        found |= {(case.name, candidate) for case in named[node] for candidate in told[batch]}
    places = read.places(conn, named)
    sites = {row[0]: row for row in scoped.sites(conn, {place for _, place, _ in places})}
    for node, place, since in places:
        candidate = _place(actor, sites[place][1], sites[place][3])
        found |= {(case.name, candidate) for case in named[node] if since <= case.until}
    for node, plate, left in read.ridden(conn, named):
        found |= {(case.name, ("vehicle", plate)) for case in named[node] if left <= case.until}
    return sorted(found)


def _place(actor: Actor, code: str, region: str) -> Candidate:
    return ("place", code) if bureaus.is_own(actor, region) else ("region", region[:4])


def _papers(row: Any, actor: Actor) -> list[Candidate]:
    _, no, country, plant, owner, container, _, plate, warehouse, region = row
    told = [("batch", no), ("firm", owner)]
    if plant is not None:
        told.append(("plant", f"{country}/{plant}"))
    if container:
        told.append(("container", container))
    if plate:
        told.append(("vehicle", plate))
    if warehouse is not None:
        told.append(_place(actor, warehouse, region))
    return told
