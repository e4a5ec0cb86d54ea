"""Projections that follow facts in the order they arrived: registers, papers, movements, holds.

Each is one row for one fact or a value that facts add to, so no fold is needed: a correction takes
the old fact's rows back (``undo``) and writes the new one's.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from typing import Any

from sqlalchemy import TextClause, bindparam, delete, insert, text, update

from app.domain.facts import (
    Accepted,
    Booked,
    BookingDecided,
    Disinfected,
    DocumentFiled,
    Fact,
    GatedIn,
    HoldLifted,
    IncidentClosed,
    Merged,
    PackagesCoded,
    PalletBuilt,
    PartyRegistered,
    PersonRegistered,
    PlantRegistered,
    Processed,
    ProductRegistered,
    Released,
    ResultReported,
    RolesGranted,
    RollPrinted,
    SampleTaken,
    Shipped,
    SiteRegistered,
    Split,
    Unloaded,
    VehicleRegistered,
    ZoneRegistered,
)
from app.domain.ledger import Entry
from app.domain.span import instant, micros
from app.store import incidents, printing
from app.store.announced import announced, cartons
from app.store.decided import Inserts, decided, settled
from app.store.proven import filed, sprayed
from app.store.session import Tx
from app.store.tables import table

_REGISTERS: dict[type[Fact], str] = {
    PartyRegistered: "party",
    SiteRegistered: "site",
    ZoneRegistered: "zone",
    VehicleRegistered: "vehicle",
    PersonRegistered: "person",
    RolesGranted: "role_grant",
    ProductRegistered: "product",
    PlantRegistered: "plant",
}


def apply(tx: Tx, entry: Entry) -> None:
    """Write the rows that an entry stands for."""
    fact = entry.fact
    if type(fact) in _REGISTERS:
        _register(tx, entry)
        return
    if isinstance(fact, printing.KINDS):
        printing.apply(tx, entry, fact)
        return
    for name, values in _inserts(entry):
        tx.conn.execute(insert(table(name)), values)
    _updates(tx, entry)


def undo(tx: Tx, entry: Entry) -> None:
    """Take back the rows of an entry that is being corrected."""
    movement = table("movement")
    match entry.fact:
        case Unloaded(batch=batch, pieces=pieces, grams=grams):
            _add(tx, batch, pieces=-pieces, grams=-grams)
        case DocumentFiled():
            _drop(tx, entry, "document", "attachment_fact")
        case Disinfected():
            _drop(tx, entry, "asset_disinfection", "attachment_fact")
        case Shipped(movement=key, uses=uses):
            tx.conn.execute(delete(movement).where(movement.c.id == key))
            _drop(tx, entry, "certificate_use")
            for use in uses:
                _use(tx, use.certificate, -use.pieces)
        case Accepted(movement=key):
            nothing = {"arrived_from": None, "arrived_to": None, "accepted": None}
            tx.conn.execute(update(movement).where(movement.c.id == key).values(nothing))
        case _:
            pass


@cache
def _upsert(name: str) -> TextClause:
    """Insert a register row, or change it when the fact is not older than what is there."""
    columns = [column.name for column in table(name).columns]
    changes = ", ".join(f"{c} = excluded.{c}" for c in columns if c != "id")
    newer = f"(excluded.as_of, excluded.as_fact) >= ({name}.as_of, {name}.as_fact)"
    marks = ", ".join(f":{c}" for c in columns)
    return text(
        f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks}) "  # noqa: S608 - our own names
        f"ON CONFLICT (id) DO UPDATE SET {changes} WHERE {newer}"
    )


def _register(tx: Tx, entry: Entry) -> None:
    values = asdict(entry.fact)
    values |= {"as_of": micros(entry.happened.latest), "as_fact": entry.id}
    tx.conn.execute(_upsert(_REGISTERS[type(entry.fact)]), values)


def _inserts(entry: Entry) -> Inserts:
    """The new rows of an entry, table by table."""
    fact = entry.fact
    match fact:
        case Booked():
            return _booked(fact)
        case DocumentFiled():
            return filed(entry, fact)
        case Disinfected():
            return sprayed(entry, fact)
        case RollPrinted():
            waiting: list[None] = [None] * len(fact.codes)
            printed = _labels(fact.tokens, fact.codes, waiting)
            mine = {"roll": fact.roll, "party": fact.party}
            return [("label", [label | mine for label in printed])]
        case PackagesCoded(roll=""):
            items = list(range(fact.first, fact.first + len(fact.codes)))
            return [("label", _labels(fact.tokens, fact.codes, items)), *cartons(fact)]
        case PackagesCoded():
            return cartons(fact)
        case PalletBuilt():
            labels = _labels((fact.token,), (fact.code,), [fact.pallet])
            alias = {"value": fact.sscc, "scheme": "sscc", "item": fact.pallet}
            return [("label", labels), *([("alias", [alias])] if fact.sscc else [])]
        case Split() | Merged() | Processed():
            return _lineage(entry, fact)
        case SampleTaken():
            row = {"id": fact.sample, "tube": fact.tube, "fact": entry.id}
            return [("sample", [row | {"outcome": "", "laboratory": None, "verdict": ""}])]
        case ResultReported():
            row = {"no": fact.report_no, "sample": fact.sample, "round": fact.round}
            return [("report", [row | {"fact": entry.id}])]
        case Shipped():
            uses = [asdict(use) | {"fact": entry.id} for use in fact.uses]
            return [("movement", _moved(entry, fact)), *([("certificate_use", uses)] if uses else [])]
        case _:
            return decided(entry) or announced(entry) or incidents.rows(entry)


def _booked(fact: Booked) -> Inserts:
    booking = {
        "id": fact.booking, "no": fact.no, "owner": fact.owner, "warehouse": fact.warehouse,
        "plate": fact.plate, "declaration": fact.declaration, "container": fact.container,
        "seal": fact.seal, "port": fact.port, "slot_from": instant(fact.slot_from), "status": "booked",
    }  # fmt: skip
    batches = [
        {
            "id": line.batch, "no": line.no, "booking": fact.booking, "owner": fact.owner,
            "product": line.product, "plant": line.plant, "origin": line.origin,
            "produced": line.produced, "expires": line.expires, "import_lot": line.import_lot,
            "declared_pieces": line.pieces, "declared_grams": line.grams,
            "pieces": 0, "grams": 0, "coded": 0, "wide_at": 0,
        }
        for line in fact.lines
    ]  # fmt: skip
    itself = [{"item": line.batch, "batch": line.batch} for line in fact.lines]
    return [("booking", [booking]), ("batch", batches), ("item_batch", itself)]


def _labels(
    tokens: tuple[str, ...], codes: tuple[str, ...], items: list[int] | list[None]
) -> list[dict[str, Any]]:
    return [
        {"token": token, "code": code, "item": item, "roll": "", "party": 0}
        for token, code, item in zip(tokens, codes, items, strict=True)
    ]


def _lineage(entry: Entry, fact: Split | Merged | Processed) -> Inserts:
    match fact:
        case Split():
            pairs = [(fact.parent, child.item) for child in fact.children]
            new = fact.children
        case Merged():
            pairs = [(item, fact.output.item) for item in fact.inputs]
            new = (fact.output,)
        case Processed():
            return _processed(entry, fact)
    edges = [{"parent": a, "child": b, "fact": entry.id} for a, b in pairs]
    tokens, codes = tuple(c.token for c in new), tuple(c.code for c in new)
    return [("edge", edges), ("label", _labels(tokens, codes, [c.item for c in new]))]


def _processed(entry: Entry, fact: Processed) -> Inserts:
    items = (item for load in fact.inputs for item in load.about)
    inputs = dict.fromkeys((*fact.parents, *items))
    edges = [(item, fact.operation) for item in inputs] + [(fact.operation, fact.batch)]
    batch = {
        "id": fact.batch, "no": fact.no, "booking": None, "owner": fact.party,
        "product": fact.product, "plant": None, "origin": "CN", "produced": fact.produced,
        "expires": fact.expires, "import_lot": "", "declared_pieces": fact.pieces,
        "declared_grams": fact.grams, "pieces": fact.pieces, "grams": fact.grams,
        "coded": 0, "wide_at": 0,
    }  # fmt: skip
    return [
        ("batch", [batch]),
        ("edge", [{"parent": a, "child": b, "fact": entry.id} for a, b in edges]),
        ("item_batch", [{"item": fact.batch, "batch": origin} for origin in fact.origins]),
    ]


def _moved(entry: Entry, fact: Shipped) -> list[dict[str, Any]]:
    common = {
        "id": fact.movement, "from_site": fact.site,
        "from_party": fact.party, "to_site": fact.to_site, "to_party": fact.to_party,
        "plate": fact.plate, "departed_from": micros(entry.happened.earliest),
        "departed_to": micros(entry.happened.latest), "fact": entry.id,
    }  # fmt: skip
    load = fact.load
    rows = [common | {"item": i, "wide": False, "pieces": 0, "grams": 0} for i in load.items]
    if load.batch is not None and (load.pieces or load.grams or fact.wide):
        amount = {"pieces": load.pieces, "grams": load.grams}
        rows.append(common | amount | {"item": load.batch, "wide": fact.wide})
    return rows


def _updates(tx: Tx, entry: Entry) -> None:
    """Changes that an entry makes to rows of earlier ones."""
    fact, at = entry.fact, micros(entry.happened.latest)
    match fact:
        case BookingDecided():
            _set(tx, "booking", fact.booking, status="approved" if fact.approved else "rejected")
        case GatedIn():
            _set(tx, "booking", fact.booking, status="arrived")
        case Unloaded():
            _add(tx, fact.batch, pieces=fact.pieces, grams=fact.grams)
        case PackagesCoded():
            _add(tx, fact.batch, coded=len(fact.tokens) * fact.pieces_each)
            if fact.roll:
                _bind(tx, fact)
        case Released() | HoldLifted() | IncidentClosed() if fact.proposal is not None:
            _set(tx, "proposal", fact.proposal, done=entry.id)
        case Shipped():
            for use in fact.uses:
                _use(tx, use.certificate, use.pieces)
        case Accepted():
            movement = table("movement")
            arrived = {"arrived_from": micros(entry.happened.earliest), "arrived_to": at}
            mine = update(movement).where(movement.c.id == fact.movement)
            tx.conn.execute(mine.values(**arrived, accepted=entry.id))
        case _:
            pass
    for name, key, values in settled(entry):
        _set(tx, name, key, **values)
    incidents.settle(tx, entry)


def _drop(tx: Tx, entry: Entry, *names: str) -> None:
    """Delete the rows that an entry wrote."""
    for rows in map(table, names):
        tx.conn.execute(delete(rows).where(rows.c.fact == entry.id))


def _set(tx: Tx, name: str, key: int, **values: object) -> None:
    rows = table(name)
    tx.conn.execute(update(rows).where(rows.c.id == key).values(**values))


def _add(tx: Tx, key: int, **amounts: int) -> None:
    """Add to sums of a batch."""
    batch = table("batch")
    more = {name: batch.c[name] + amount for name, amount in amounts.items()}
    tx.conn.execute(update(batch).where(batch.c.id == key).values(more))


def _bind(tx: Tx, fact: PackagesCoded) -> None:
    """The labels of a roll are on goods now."""
    label = table("label")
    bound = update(label).where(label.c.token == bindparam("found"))
    found = [{"found": token, "on": fact.first + n} for n, token in enumerate(fact.tokens)]
    tx.conn.execute(bound.values(item=bindparam("on")), found)


def _use(tx: Tx, key: int, pieces: int) -> None:
    certificate = table("certificate")
    more = {"used": certificate.c.used + pieces}
    tx.conn.execute(update(certificate).where(certificate.c.id == key).values(more))
