"""Goods on the road: ship, accept, put away, found somewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain import ids
from app.domain.actors import Actor, Role
from app.domain.errors import BadInput, Conflict, NotFound, Reason, reason
from app.domain.facts import Accepted, CertificateUse, HoldPlaced, Load, PutAway, Seen, Shipped
from app.domain.history import ItemState
from app.domain.quantity import whole
from app.domain.release import Certificate, exit_faults
from app.store import gate as read
from app.store import ledger, registry, trails
from app.usecases import gate, strays
from app.usecases.codes import find_items
from app.usecases.gate import Asked
from app.usecases.goods import VISITORS, Goods, Picked, only_of, own_goods, own_site, pick
from app.usecases.office import Act, Office, When

_KEEPERS = (Role.WAREHOUSE_STAFF, Role.VENDOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """Goods from one site to another.

    ``everything`` takes all of ``goods.batch`` at the site; what is on pallets goes by its pallet.
    """

    site: str
    to: str
    goods: Goods
    plate: str = ""
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A movement on its way: its number, and the certificates it used."""

    movement: int
    certificates: tuple[str, ...]
    pieces: int


def ship(office: Office, actor: Actor, shipment: Shipment, when: When | None = None) -> Sent:
    """Send goods off. Leaving a supervision warehouse takes an exit certificate for the receiver."""
    with office.act(actor, when) as act:
        act.needs(*_KEEPERS)
        site = own_site(act, shipment.site)
        code = ids.code(shipment.to, "to")
        to = registry.need(act.conn, "site", code, code=code)
        picked = pick(act, shipment.goods, site, everything=shipment.everything)
        leaving = site.kind == "supervision_warehouse"
        if picked.empty and not picked.states:
            raise BadInput(reason("nothing_named"))
        asked = Asked.EXIT if leaving else Asked.TRADE
        reasons = [*picked.reasons, *gate.judge(act, picked.batches, asked, picked.states, site)]
        uses: list[tuple[Certificate, int]] = []
        if leaving and picked.load.grams and not picked.load.pieces:
            # a certificate is for pieces: weight alone would pass under any
            reasons.append(reason("too_small", field="pieces", value=0, least=1))
        if leaving:
            uses, faults = _certificates(act, picked, to.party)
            reasons += faults
        breach = act.gate("ship", picked.subject, list(dict.fromkeys(reasons)), picked.items)
        movement = act.tx.new_id()
        fact = Shipped(
            load=picked.load, site=site.id, party=site.party, breach=breach, movement=movement,
            to_site=to.id, to_party=to.party, wide=picked.wide,
            plate=ids.plate(shipment.plate) if shipment.plate else "",
            uses=tuple(CertificateUse(certificate=c.certificate, pieces=n) for c, n in uses),
        )  # fmt: skip
        entry = act.append(fact, place=site.id)
        _hold_revoked(act, uses, entry)
        if leaving and breach:
            _hold_batches(act, picked.batches, "left the warehouse in breach", entry)
        return Sent(movement, tuple(c.no for c, _ in uses), picked.pieces)


def _hold_revoked(act: Act, uses: list[tuple[Certificate, int]], because: int) -> None:
    """A shipment told late, under a certificate that has been revoked since, is held like others."""
    for certificate, _ in uses:
        row = registry.need(act.conn, "certificate", certificate.no, id=certificate.certificate)
        if row.revoked_at is not None:
            _hold_batches(act, [row.batch], f"certificate {row.no} was revoked", because)


def _hold_batches(act: Act, batches: Iterable[int], why: str, because: int) -> None:
    for batch in batches:
        hold = HoldPlaced(hold=act.tx.new_id(), scope="batch", target=batch, why=why, because=because)
        act.append(hold)


def _certificates(
    act: Act, picked: Picked, consignee: int
) -> tuple[list[tuple[Certificate, int]], list[Reason]]:
    """The certificate of each batch that covers its pieces, or why there is none."""
    wanted = dict.fromkeys(picked.batches, 0)
    if picked.load.batch is not None:
        wanted[picked.load.batch] += picked.load.pieces
    for state in picked.packages:
        if state.batch is not None:
            wanted[state.batch] += state.pieces
    uses, faults = [], []
    for batch, pieces in wanted.items():
        issued = read.certificates(act.conn, batch, act.judged_at)
        certificate, wrong = exit_faults(issued, consignee, pieces, act.judged_at)
        faults += wrong
        if certificate is not None:
            uses.append((certificate, pieces))
    return uses, faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The receiver's own list. ``pieces`` None: as shipped. ``items`` None: everything was there."""

    movement: int
    pieces: int | None = None
    grams: int | None = None
    items: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the two lists disagree; all zero when they agree."""

    missing_pieces: int = 0
    missing_items: int = 0
    extra_items: int = 0


def accept(office: Office, actor: Actor, receipt: Receipt, when: When | None = None) -> Difference:
    """Take goods over. Both lists are compared and every difference stays on record."""
    with office.act(actor, when) as act:
        act.needs(*_KEEPERS)
        shipped = _shipped(act, receipt.movement)
        load, wide = shipped.load, shipped.wide
        sent = registry.riding(act.conn, shipped.movement)
        act.tx.lock({s.batch for s in sent if s.batch} | ({load.batch} if load.batch else set()))
        sent = registry.riding(act.conn, shipped.movement)
        lines = trails.lines(act.conn, shipped.movement)
        if any(line.accepted is not None for line in lines):
            raise Conflict(reason("accepted_already", movement=shipped.movement))
        missing, extra = _compare(act, sent, receipt, (shipped.party, actor.party))
        place = registry.need(act.conn, "site", shipped.to_site, id=shipped.to_site)
        came = registry.item_states(act.conn, list(extra.values()))
        odd = strays.strays(act, extra, came, place)
        pieces = load.pieces if receipt.pieces is None else whole(receipt.pieces, "pieces", least=0)
        if load.batch is None and (pieces or receipt.grams):
            value = pieces or receipt.grams
            raise BadInput(reason("packages_only", movement=shipped.movement, value=value))
        grams = receipt.grams
        if grams is None:
            grams = _weight(load, pieces)
        fact = Accepted(
            load=load, site=shipped.to_site, party=actor.party, movement=shipped.movement,
            from_party=shipped.party, pieces=pieces, grams=whole(grams, "grams", least=0),
            missing=missing, extra=tuple(sorted(extra.values())), wide=wide,
            breach=(*odd.breach, *(("surplus",) if pieces > load.pieces else ())),
        )  # fmt: skip
        act.comes_after([*sent, *came.values()], lines[0].departed_to)
        entry = act.append(fact, place=shipped.to_site)
        strays.hold(act, odd.held, entry)
        if "surplus" in fact.breach and load.batch is not None:
            _hold_surplus(act, shipped.site, load.batch, entry)
        return Difference(load.pieces - pieces, len(missing), len(extra))


def _hold_surplus(act: Act, site: int, batch: int, because: int) -> None:
    """More came out of a supervision warehouse than it certified: the batch waits for an answer."""
    sender = registry.need(act.conn, "site", site, id=site)
    if sender.kind == "supervision_warehouse":
        _hold_batches(act, [batch], "more arrived than left the warehouse", because)


def _weight(load: Load, pieces: int) -> int:
    """Grams for the pieces received: the shipped share, and its average for surplus pieces."""
    if pieces == load.pieces:
        return load.grams
    return load.grams * pieces // load.pieces if load.pieces else 0


def _shipped(act: Act, movement: int) -> Shipped:
    lines = trails.lines(act.conn, whole(movement, "movement"))
    fact = ledger.entry(act.conn, lines[0].fact).fact if lines else None
    if not isinstance(fact, Shipped) or fact.to_party != act.actor.party:
        raise NotFound(reason("no_such", what="movement", value=movement))
    return fact


def _compare(
    act: Act, sent: list[ItemState], receipt: Receipt, parties: tuple[int, int]
) -> tuple[tuple[int, ...], dict[str, int]]:
    """Items shipped and not received, and items received that were not on the shipper's list.

    Both are goods of the two ``parties``: anybody else's codes look like codes that do not exist.
    """
    if receipt.items is None:
        return (), {}
    found = find_items(act, receipt.items)
    got = set(found.values())
    states = registry.item_states(act.conn, sorted(got))
    only_of(parties, found, states)
    inside = registry.contents(act.conn, [s.item for s in states.values() if s.kind == "pallet"])
    named = {s.item for s in sent}
    # a pallet that was scanned vouches for what is on it, and a package for its pallet
    here = got | {s.item for s in inside} | {s.container for s in states.values() if s.container}
    missing = tuple(sorted(named - here))
    extra = {text: item for text, item in found.items() if item not in named}
    return missing, extra


def put_away(office: Office, actor: Actor, site: str, zone: str, items: tuple[str, ...]) -> int:
    """Lay coded goods into a zone or cold room."""
    with office.act(actor) as act:
        act.needs(*_KEEPERS)
        place, code = own_site(act, site), ids.code(zone, "zone")
        room = registry.need(act.conn, "zone", code, site=place.id, code=code)
        picked = pick(act, Goods(items=items), place)
        act.gate("put_away", picked.subject, picked.reasons, picked.items)
        fact = PutAway(load=picked.load, site=place.id, party=place.party, zone=room.id)
        return act.append(fact, place=place.id)


def see(
    office: Office, actor: Actor, site: str, items: tuple[str, ...], when: When | None = None
) -> int:
    """Record that coded goods were found at a place, whatever the ledger thought before.

    Everybody may find their own goods at their own places, a supervisor anything anywhere.
    """
    with office.act(actor, when) as act:
        act.needs(*_KEEPERS, *VISITORS)
        place = own_site(act, site)
        found = find_items(act, items)
        if not found:
            raise BadInput(reason("nothing_named"))
        states = registry.item_states(act.conn, list(found.values()))
        own_goods(act, found, place, states)
        if act.tx.lock({s.batch for s in states.values() if s.batch is not None}):
            states = registry.item_states(act.conn, list(found.values()))
        odd = strays.strays(act, found, states, place)
        fact = Seen(items=tuple(found.values()), site=place.id, party=place.party, breach=odd.breach)
        act.comes_after(states.values())
        entry = act.append(fact, place=place.id)
        strays.hold(act, odd.held, entry)
        return entry
