"""The parts of a trace: the story of a batch, and the path of one coded item."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from app.domain.errors import TooMuch, reason
from app.domain.facts import Processed, TraceAsked, Unloaded, kind_of
from app.domain.ledger import Entry
from app.domain.span import iso, iso_of, micros
from app.domain.trace import hops as walk
from app.domain.trace.balance import BALANCE
from app.store import gate, ledger, movements, registry

Plain = dict[str, Any]


def batch_story(conn: Connection, batch: int, direction: str, limit: int) -> Plain:
    """What the direction asks for about one batch, as plain data."""
    row = registry.need(conn, "batch", batch, id=batch)
    story: Plain = {"origin": origin(conn, row)}
    held = movements.holdings(conn, batch)
    if direction in ("all", "back"):
        story["facts"] = facts(conn, batch)
    if direction in ("all", "forward", "batch"):
        story["moves"] = moves(conn, batch, limit)
        story["now"] = now(conn, held)
    if direction == "batch":
        found = movements.packages(conn, batch, limit)
        _within(found, limit, "packages")
        story["packages"] = [
            {
                "code": p.code, "site": p.site, "disposition": p.disposition, "pieces": p.pieces,
                "grams": p.grams, "pallet": p.container, "carton": p.ordinal,
            }
            for p in found
        ]  # fmt: skip
    if direction != "back":
        story["balance"] = balance(row, held)
    return story


def origin(conn: Connection, row: registry.Found) -> Plain:
    """Where a batch came from: producer, papers, container, warehouse, and what it was made of."""
    product = registry.need(conn, "product", row.product, id=row.product)
    told: Plain = {
        "batch": row.no, "product": product.name, "product_en": product.name_en,
        "country": row.origin, "produced": row.produced, "import_lot": row.import_lot,
        "received": row.pieces, "received_grams": row.grams,
    }  # fmt: skip
    if row.plant is not None:
        told["plant"] = registry.need(conn, "plant", row.plant, id=row.plant).number
    if row.booking is not None:
        booking = registry.need(conn, "booking", row.booking, id=row.booking)
        warehouse = registry.need(conn, "site", booking.warehouse, id=booking.warehouse)
        told |= {
            "booking": booking.no, "declaration": booking.declaration, "container": booking.container,
            "seal": booking.seal, "plate": booking.plate, "port": booking.port,
            "warehouse": warehouse.code,
        }  # fmt: skip
    parents = [b for b in registry.origins(conn, [row.id]) if b != row.id]
    if parents:
        known = movements.loaded(conn, "batch", parents)
        told["made_from"] = sorted(known[parent].no for parent in parents)
    holds = gate.open_holds(conn, row.id)
    told["holds"] = [{"hold": h.id, "why": h.why, "since": iso(h.since)} for h in holds]
    return told


def facts(conn: Connection, item: int) -> list[Plain]:
    """Every fact about an item, the corrected ones too, in the order of its history.

    That somebody asked is on record as well, but it is not part of what happened to the goods.
    """
    found = ledger.about_items(conn, [item], superseded=True)
    found = [entry for entry in found if not isinstance(entry.fact, TraceAsked)]
    newer = {entry.corrects for entry in found}
    sites = movements.loaded(conn, "site", [e.place for e in found if e.place is not None])
    return [_fact(entry, entry.id in newer, sites) for entry in found]


def _fact(entry: Entry, corrected: bool, sites: dict[int, Any]) -> Plain:
    told: Plain = {
        "fact": entry.id,
        "kind": kind_of(type(entry.fact)),
        "happened": iso_of(entry.happened.latest),
        "entered": iso_of(entry.entered),
        "site": sites[entry.place].code if entry.place in sites else None,
        "person": entry.actor,
    }
    if entry.happened.earliest != entry.happened.latest:
        told["happened_from"] = iso_of(entry.happened.earliest)
    if entry.corrects is not None:
        told["corrects"] = entry.corrects
    if corrected:
        told["corrected"] = True
    if breach := getattr(entry.fact, "breach", ()):
        told["breach"] = list(breach)
    return told


def moves(conn: Connection, batch: int, limit: int) -> list[Plain]:
    """Movements of a batch in time order; one that no goods can have been there for is marked."""
    rows = movements.moves(conn, batch, limit)
    _within(rows, limit, "movements")
    hops = [_hop(row) for row in rows]
    starts = _starts(conn, batch)
    wrong = walk.implausible(starts, hops)
    sites = movements.loaded(conn, "site", [s for r in rows for s in (r.from_site, r.to_site)])
    return [
        {
            "movement": row.id, "from": sites[row.from_site].code, "to": sites[row.to_site].code,
            "pieces": int(row.pieces), "grams": int(row.grams), "departed": iso(row.departed_to),
            "arrived": None if row.arrived_to is None else iso(row.arrived_to),
            "plate": row.plate, "facts": [f for f in (row.fact, row.accepted) if f is not None],
            "plausible": row.id not in wrong,
        }
        for row in rows
    ]  # fmt: skip


def _hop(row: Any) -> walk.Hop:
    arrived = None if row.arrived_to is None else (row.arrived_from, row.arrived_to)
    return walk.Hop(
        row.id, row.from_site, row.to_site, (row.departed_from, row.departed_to), arrived, row.fact,
        row.accepted,
    )  # fmt: skip


def _starts(conn: Connection, batch: int) -> list[tuple[int, int]]:
    """Where and when a batch's goods first were: unloaded, or made."""
    starts = []
    for entry in ledger.about_items(conn, [batch], kinds=("unloaded", "processed")):
        match entry.fact:
            case Unloaded(site=site):
                starts.append((site, micros(entry.happened.earliest)))
            case Processed(batch=made, site=site) if made == batch:
                starts.append((site, micros(entry.happened.earliest)))
            case _:
                pass
    return starts


def now(conn: Connection, held: Iterable[Any]) -> list[Plain]:
    """Who has how much, in which state, and whom to call."""
    rows = [row for row in held if row.pieces or row.short_pieces or row.grams]
    sites = movements.loaded(conn, "site", [row.site for row in rows])
    parties = movements.loaded(conn, "party", [row.party for row in rows])
    told = []
    for row in rows:
        site = sites.get(row.site)
        line: Plain = {
            "site": site.code if site is not None else None,
            "name": site.name if site is not None else None,
            "holder": parties[row.party].name if row.party in parties else None,
            "call": site.duty_phone if site is not None else None,
            "disposition": row.disposition,
            "pieces": int(row.pieces) - int(row.short_pieces),
            "grams": int(row.grams) - int(row.short_grams),
            "packages": int(row.packages),
        }
        if line["pieces"] or line["disposition"] == "sampled":
            told.append(line)
    return sorted(told, key=lambda line: (str(line["site"]), line["disposition"]))


def balance(row: registry.Found, held: Iterable[Any]) -> Plain:
    """Received = on hand + in transit + sold + consumed + returned + destroyed + unexplained."""
    pieces = dict.fromkeys(BALANCE.values(), 0)
    grams = dict.fromkeys(BALANCE.values(), 0)
    for each in held:
        name = BALANCE[each.disposition]
        pieces[name] += int(each.pieces) - int(each.short_pieces)
        grams[name] += int(each.grams) - int(each.short_grams)
    del pieces["sampled"]
    return {
        "received": row.pieces,
        **pieces,
        "received_grams": row.grams,
        **{f"{name}_grams": value for name, value in grams.items()},
        "adds_up": sum(pieces.values()) == row.pieces and sum(grams.values()) == row.grams,
    }


def item_story(conn: Connection, item: int, limit: int) -> Plain:
    """One coded item: what it is, where it has been, what it came from and became."""
    state = registry.item(conn, item)
    older, younger = (
        movements.ancestors(conn, item, limit),
        movements.descendants(conn, item, limit),
    )
    _within(older, limit, "items")
    _within(younger, limit, "items")
    codes = movements.codes(conn, [*older, *younger])
    rows = movements.stays(conn, [item])
    sites = movements.loaded(conn, "site", [*(row.place for row in rows), state.site or 0])
    return {
        "code": codes.get(item),
        "kind": state.kind,
        "pieces": state.pieces,
        "grams": state.grams,
        "carton": state.ordinal,
        "site": sites[state.site].code if state.site in sites else None,
        "disposition": state.disposition,
        "path": [
            {
                "site": sites[row.place].code, "since": iso(row.since),
                "until": None if row.until is None else iso(row.until),
                "facts": [f for f in (row.in_fact, row.out_fact) if f is not None],
            }
            for row in rows
        ],
        "from": sorted(codes[each] for each in older if each in codes and each != item),
        "became": sorted(codes[each] for each in younger if each in codes and each != item),
        "facts": facts(conn, item),
    }  # fmt: skip


def _within(rows: list[Any], limit: int, what: str) -> None:
    if len(rows) > limit:
        raise TooMuch(reason("answer_too_large", limit=limit, what=what))
