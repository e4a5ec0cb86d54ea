"""Disinfection: three mandatory blocks, judged by the protocol, cartons named against the count."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace

from app.domain import disinfection, ids
from app.domain.actors import Actor, Role
from app.domain.errors import BadInput, Reason, reason
from app.domain.facts import Cover, Disinfected
from app.domain.history import ItemState
from app.domain.quantity import whole
from app.store import registry
from app.usecases import attach, gate
from app.usecases.codes import find_items
from app.usecases.goods import batch_of, own_goods, own_site
from app.usecases.office import Act, Office, When


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """How it was done and who watched. mg/L, minutes, tenths of a degree on the surface."""

    agent: str
    mg_per_l: int
    contact_minutes: int
    surface_dc: int
    faces: int = 6
    method: str = "spray"
    operator: int
    supervisor: int
    signed_off: bool = True
    certificate_no: str = ""
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Surface:
    """What was disinfected: cartons by ranges or scans (none named: all), a vehicle, or a zone."""

    site: str
    batch: str = ""
    cartons: tuple[tuple[int, int], ...] = ()
    items: tuple[str, ...] = ()
    plate: str = ""
    zone: str = ""


def disinfect(
    office: Office, actor: Actor, surface: Surface, protocol: Protocol, when: When | None = None
) -> tuple[str, ...]:
    """Record a disinfection; the codes of where it fell short of the protocol.

    It is an observation: what was done badly is recorded too, flagged, and does not count as cover.
    """
    with office.act(actor, when) as act:
        act.needs(Role.WAREHOUSE_STAFF)
        site = own_site(act, surface.site)
        covers, stray = _covers(act, surface, site)
        plate = ids.plate(surface.plate) if surface.plate else ""
        zone = None
        if surface.zone:
            code = ids.code(surface.zone, "zone")
            zone = registry.need(act.conn, "zone", code, site=site.id, code=code).id
        if not (covers or plate or zone is not None):
            raise BadInput(reason("nothing_named"))
        fact = _fact(act, site.id, protocol, covers, plate, zone)
        policies = [gate.policy_of(act, cover.batch) for cover in covers]
        judging = policies or [act.policy(site.region, "")]
        faults = [fault for policy in judging for fault in disinfection.faults(fact, policy)] + stray
        breach = tuple(dict.fromkeys(fault.code for fault in faults))
        act.append(replace(fact, breach=breach), place=site.id)
        return breach


def _fact(
    act: Act, site: int, protocol: Protocol, covers: tuple[Cover, ...], plate: str, zone: int | None
) -> Disinfected:
    for field, person in (("operator", protocol.operator), ("supervisor", protocol.supervisor)):
        registry.need(act.conn, "person", person, id=whole(person, field))
    for digest in protocol.photos:
        if re.fullmatch(r"[0-9a-f]{64}", ids.plain(digest, "photos")) is None:
            raise BadInput(reason("bad_digest", field="photos", value=digest[:70]))
        if protocol.photos.count(digest) > 1:  # the policy asks for so many, not for one so often
            raise BadInput(reason("listed_twice", what="photo", value=digest))
    attach.need_brought(act, protocol.photos)
    return Disinfected(
        covers=covers, plate=plate, zone=zone, site=site,
        agent=ids.name(protocol.agent, "agent", most=60),
        mg_per_l=whole(protocol.mg_per_l, "mg_per_l", least=0),
        contact_minutes=whole(protocol.contact_minutes, "contact_minutes", least=0),
        surface_dc=whole(protocol.surface_dc, "surface_dc", least=-1000, most=1000),
        faces=whole(protocol.faces, "faces", least=0),
        method=ids.name(protocol.method, "method", most=60), operator=protocol.operator,
        supervisor=protocol.supervisor, signed_off=protocol.signed_off,
        certificate_no=protocol.certificate_no and ids.code(protocol.certificate_no, "certificate_no"),
        photos=tuple(protocol.photos),
    )  # fmt: skip


def _covers(act: Act, surface: Surface, site: registry.Found) -> tuple[tuple[Cover, ...], list[Reason]]:
    """Carton numbers for each batch that was sprayed, and what of it was not at the site at all."""
    by_batch: dict[int, list[tuple[int, int]]] = defaultdict(list)
    if surface.batch:
        row = batch_of(act, surface.batch)
        if not row.pieces:
            raise BadInput(reason("not_unloaded", batch=row.no))
        by_batch[row.id] += _numbered(surface, row)
    stray = []
    for state in _scanned(act, surface, site):
        last = state.ordinal + state.pieces - 1
        by_batch[state.batch or 0].append((state.ordinal, last))
        if state.site != site.id:
            shown = f"№ {state.ordinal}"
            stray.append(reason("item_not_here", item=shown, site=site.code, where="–"))
    for batch in by_batch:
        if not registry.is_at(act.conn, batch, site):
            no = registry.need(act.conn, "batch", batch, id=batch).no
            stray.append(reason("batch_not_here", batch=no, site=site.code))
    covers = (Cover(batch=b, ranges=tuple(_joined(r))) for b, r in by_batch.items() if r)
    return tuple(covers), stray


def _numbered(surface: Surface, row: registry.Found) -> list[tuple[int, int]]:
    """Ranges of carton numbers; all of them when neither numbers nor scans were given."""
    ranges = [(low, high) for low, high in surface.cartons]
    if not ranges and not surface.items:
        return [(1, row.pieces)]
    for low, high in ranges:
        if not 1 <= whole(low, "carton") <= whole(high, "carton") <= row.pieces:
            shown = f"{low}–{high}"
            raise BadInput(reason("carton_out_of_range", value=shown, batch=row.no, most=row.pieces))
    return ranges


def _scanned(act: Act, surface: Surface, site: registry.Found) -> list[ItemState]:
    """The packages that were scanned or stand on a scanned pallet. Raises BadInput."""
    found = find_items(act, surface.items)
    named = registry.item_states(act.conn, list(found.values()))
    own_goods(act, found, site, named)
    pallets = [state.item for state in named.values() if state.kind == "pallet"]
    states = [
        state
        for state in (*named.values(), *registry.contents(act.conn, pallets))
        if state.kind == "package"
    ]
    for state in states:
        if not state.ordinal:
            code = registry.need(act.conn, "label", state.item, item=state.item).code
            raise BadInput(reason("cartons_unknown", item=code))
    return states


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges without gaps between neighbours, so that 2 500 scans are stored as one range."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    return joined
