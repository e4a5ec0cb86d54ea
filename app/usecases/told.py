"""What the outside world is told of facts: here for all of them, so that no act can forget it.

No name and no number of a person goes out, and no free text, which may hold either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.domain.facts import (
    Booked,
    CertificateRestored,
    CertificateRevoked,
    CertificateSuspended,
    HoldLifted,
    HoldPlaced,
    Line,
    Released,
    ResultReported,
    Unloaded,
    Voided,
)
from app.domain.ledger import Entry
from app.domain.notices import KINDS, Destination
from app.domain.span import iso_of, micros
from app.store import ledger, notices, registry
from app.store.session import Tx

Body = dict[str, Any]
_KIND = {
    Booked: "batch.reported",
    Unloaded: "batch.entered",
    Voided: "batch.entered",
    Released: "batch.released",
    ResultReported: "result.positive",
    HoldPlaced: "hold.placed",
    HoldLifted: "hold.lifted",
    CertificateRevoked: "certificate.revoked",
    CertificateSuspended: "certificate.suspended",
    CertificateRestored: "certificate.restored",
}


def tell(
    tx: Tx,
    to: Iterable[Destination],
    about: tuple[str, int],
    body: Mapping[str, Any],
    now: datetime,
) -> None:
    """Write a notice for every destination that wants its kind; ``about`` is kind and subject.

    Raises ValueError for a kind that is not in ``KINDS``, TypeError for a body without canonical form.
    """
    kind, subject = about
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of notice")
    wanting = [each.name for each in to if each.wants(kind)]
    if wanting:
        # numbers are given out under the lock, so that they follow the order of the acts
        tx.lock([subject])
        notices.put(tx, wanting, about, body, micros(now))


def tell_fact(tx: Tx, to: Iterable[Destination], entry: Entry) -> None:
    """Tell what a fact says, if it is one that is told."""
    kind = _KIND.get(type(entry.fact))
    if kind is None or not any(each.wants(kind) for each in to):
        return
    for subject, said in _said(tx.conn, entry):
        when = {"fact": entry.id, "happened": iso_of(entry.happened.latest)}
        if entry.corrects is not None:
            when["corrects"] = entry.corrects
        tell(tx, to, (kind, subject), said | when, entry.entered)


def _said(conn: Connection, entry: Entry) -> Iterator[tuple[int, Body]]:
    """The subjects that a fact tells of, and what it tells of each."""
    match entry.fact:
        case Booked() as fact:
            for line in fact.lines:
                yield line.batch, _batch(conn, line.batch) | _declared(line)
        case Unloaded() as fact:
            counted = {"pieces": fact.pieces, "grams": fact.grams}
            yield fact.batch, _batch(conn, fact.batch) | counted
        case Voided() if entry.corrects is not None:
            wrong = ledger.entry(conn, entry.corrects).fact
            if isinstance(wrong, Unloaded):
                nothing = {"pieces": 0, "grams": 0, "voided": True}
                yield wrong.batch, _batch(conn, wrong.batch) | nothing
        case ResultReported() as fact if fact.verdict == "positive":
            result = {"report": fact.report_no, "stage": fact.stage, "round": fact.round}
            result["laboratory"] = registry.need(conn, "party", "", id=fact.laboratory).uscc
            result["tube"] = registry.need(conn, "sample", "", id=fact.sample).tube
            for batch in fact.batches:
                yield batch, _batch(conn, batch) | result
            if not fact.batches:  # a swab of a room or a vehicle
                yield fact.sample, result
        case _:
            yield from _decided(conn, entry)


def _decided(conn: Connection, entry: Entry) -> Iterator[tuple[int, Body]]:
    match entry.fact:
        case Released() as fact:
            consignee = registry.need(conn, "party", "", id=fact.consignee).uscc
            issued = {"certificate": fact.no, "pieces": fact.pieces, "consignee": consignee}
            yield fact.batch, _batch(conn, fact.batch) | issued | {"deadline": fact.deadline}
        case (CertificateRevoked() | CertificateSuspended() | CertificateRestored()) as fact:
            row = registry.need(conn, "certificate", "", id=fact.certificate)
            yield fact.batch, _batch(conn, fact.batch) | {"certificate": row.no}
        case HoldPlaced() as fact:
            because = {} if fact.because is None else {"because": fact.because}
            yield _held(conn, fact.hold, fact.scope, fact.target, because)
        case HoldLifted() as fact:
            row = registry.need(conn, "hold", "", id=fact.hold)
            yield _held(conn, fact.hold, row.scope, row.target, {})


def _declared(line: Line) -> Body:
    days = {"produced": line.produced, "expires": line.expires}
    return {"pieces": line.pieces, "grams": line.grams} | {k: v for k, v in days.items() if v}


def _held(conn: Connection, hold: int, scope: str, target: int, more: Body) -> tuple[int, Body]:
    """A hold, named by what people call its target."""
    said = {"hold": hold, "scope": scope} | more
    match scope:
        case "batch":
            return target, _batch(conn, target) | said
        case "item":
            batch = registry.item(conn, target).batch
            if batch is None:
                return target, said
            return batch, _batch(conn, batch) | said
        case "site":
            return target, said | {"site": registry.need(conn, "site", "", id=target).code}
        case "plant":
            plant = registry.need(conn, "plant", "", id=target)
            return target, said | {"plant": f"{plant.country}/{plant.number}"}
        case _:
            return target, said | {"party": registry.need(conn, "party", "", id=target).uscc}


def _batch(conn: Connection, key: int) -> Body:
    """What identifies a batch outside: its own number, and those of its papers."""
    row = registry.need(conn, "batch", "", id=key)
    product = registry.need(conn, "product", "", id=row.product)
    found = {"batch": row.no, "product": product.code, "origin": row.origin}
    booking = None if row.booking is None else registry.one(conn, "booking", id=row.booking)
    if booking is None:
        return found
    warehouse = registry.need(conn, "site", "", id=booking.warehouse)
    return found | {
        "declaration": booking.declaration, "container": booking.container,
        "warehouse": warehouse.code, "region": warehouse.region,
    }  # fmt: skip
