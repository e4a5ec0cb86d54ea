"""Fetching a laboratory's finished reports: each is applied once, a bad one waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from app.domain.actors import Actor, Role
from app.domain.errors import Conflict, Reason, Refusal, Unavailable, reason
from app.domain.notices import LabSource
from app.domain.quantity import whole
from app.domain.span import micros
from app.exchange import lab_report
from app.exchange.lab_report import LabReport
from app.gateways.lab import Lab, RawReport
from app.gateways.wire import NoAnswer
from app.store import lab_reports, leases, notices, registry
from app.store.session import Tx
from app.usecases.enter_result import KitReading, Report, enter_result
from app.usecases.office import Office

_LEASE = timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a page brought; ``more``: another page may be waiting, ``problem``: there was no page."""

    taken: int = 0
    parked: int = 0
    more: bool = False
    problem: Reason | None = None


def fetch(office: Office, lab: Lab, holder: str) -> Fetched:
    """Fetch one page and apply it, unless another process is at it.

    The cursor moves when the whole page has been applied or parked: what dies before that is fetched
    again, and reports that are known are passed over.
    """
    source = lab.source
    with office.store.write() as tx:
        if not leases.take(tx, f"lab:{source.name}", holder, office.clock(), _LEASE):
            return Fetched()
        after = lab_reports.cursor(tx.conn, source.name)
    try:
        page = lab.page(after)
    except NoAnswer as error:
        _reached(office, source, after, error.problem)
        return Fetched(problem=error.problem)
    became = [_take(office, source, each) for each in page.reports]
    _reached(office, source, page.cursor, None)
    more = bool(page.reports) and page.cursor != after
    return Fetched(became.count("taken"), became.count("parked"), more)


def _reached(office: Office, source: LabSource, cursor: str, problem: Reason | None) -> None:
    said = "" if problem is None else notices.kept(problem)
    with office.store.write() as tx:
        asked = micros(office.clock())
        lab_reports.reached(tx, source.name, cursor=cursor, asked=asked, problem=said)


def _take(office: Office, source: LabSource, raw: RawReport) -> str:
    """Apply a report and keep it, in one transaction; what became of it, empty when it was known."""
    ref = raw.ref
    with office.store.write() as tx:
        known = lab_reports.find(tx.conn, source.name, ref)
        is_changed = known is not None and known.body != raw.text
        if is_changed:
            ref = f"{ref}#{sha256(raw.text.encode()).hexdigest()[:16]}"
            known = lab_reports.find(tx.conn, source.name, ref)
        if known is not None:
            return ""
        changed = reason("lab_report_changed", value=raw.ref) if is_changed else None
        fact, problem = (None, changed) if changed else _applied(office, tx, source, raw.text)
        state = "parked" if fact is None else "taken"
        lab_reports.add(
            tx, source=source.name, ref=ref, body=raw.text, came=micros(office.clock()), state=state,
            problem="" if problem is None else notices.kept(problem), fact=fact,
        )  # fmt: skip
        return state


def _applied(office: Office, tx: Tx, source: LabSource, text: str) -> tuple[int | None, Reason | None]:
    """The fact that a report became, or why it did not. Raises Unavailable: nothing is decided then."""
    found = lab_report.parse(text)
    if isinstance(found, Reason):
        return None, found
    try:
        with tx.savepoint():
            actor = _actor(tx, source)
            return enter_result(office.joined(tx), actor, _report(found)), None
    except Unavailable:
        raise
    except Refusal as refusal:
        return None, refusal.reasons[0]


def _actor(tx: Tx, source: LabSource) -> Actor:
    """The laboratory's system: it reports, and may do nothing else."""
    party = registry.need(tx.conn, "party", source.party, uscc=source.party)
    return Actor(0, party.id, frozenset({Role.LABORATORY}), device=f"lab:{source.name}")


def _report(found: LabReport) -> Report:
    readings = tuple(
        KitReading(
            kit=each.kit, targets=tuple((t.name, t.ct_centi) for t in each.targets),
            verdict=each.verdict,
        )
        for each in found.readings
    )  # fmt: skip
    return Report(
        tube=found.tube, report_no=found.report_no, readings=readings, verdict=found.verdict,
        stage=found.stage, controls_valid=found.controls_valid, amends=found.amends,
    )  # fmt: skip


def try_again(office: Office, actor: Actor, report: int) -> int | None:
    """Apply a parked report now that what was wrong may be right; the fact, None when it stays parked.

    Raises NotFound, and Conflict for a report that was taken or whose laboratory is not configured.
    """
    with office.act(actor) as act:
        act.needs(Role.ADMINISTRATOR)
        row = registry.need(act.conn, "lab_report", report, id=whole(report, "report"))
        source = next((each for each in office.laboratories if each.name == row.source), None)
        if row.state != "parked":
            raise Conflict(reason("not_parked", value=report))
        if source is None:
            raise Conflict(reason("not_configured", value=row.source))
        fact, problem = _applied(office, act.tx, source, row.body)
        lab_reports.settle(act.tx, report, fact, "" if problem is None else notices.kept(problem))
        return fact
