"""Codes for goods: thousands in one call, or from a roll that was printed before."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain import ids
from app.domain.actors import Actor, Role
from app.domain.errors import BadInput, Conflict, NotFound, Reason, reason
from app.domain.facts import PackagesCoded, PalletBuilt, RollPrinted
from app.domain.quantity import share, whole
from app.store import announced, registry, stock
from app.usecases import strays, tokens, voided
from app.usecases.goods import MOST_PIECES, batch_of, own_site
from app.usecases.office import Act, Office, When
from labels import payload

#: Most labels of one call. A container holds 900 to 2 500 cartons.
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Coded:
    """New codes in carton order: (typed code, public token, first carton number)."""

    labels: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """Code ``count`` packages of ``pieces_each`` pieces; from a roll, or the scanned labels of one."""

    site: str
    batch: str
    count: int
    pieces_each: int = 1
    roll: str = ""
    scanned: tuple[str, ...] = ()


def code_packages(office: Office, actor: Actor, coding: Coding, when: When | None = None) -> Coded:
    """Turn uncoded pieces of a batch at a site into packages with a code each.

    Packages that a manifest has announced, with as many pieces each, also keep the plant's own carton
    codes: first announced, first coded. Codes are stuck on in the order of the manifest.
    """
    with office.act(actor, when) as act:
        act.needs(Role.WAREHOUSE_STAFF, Role.VENDOR)
        site, row = own_site(act, coding.site), batch_of(act, coding.batch)
        count = whole(coding.count, "count")
        each = whole(coding.pieces_each, "pieces_each", most=MOST_PIECES)
        if count > MOST:
            raise BadInput(reason("too_many", value=count, most=MOST))
        act.tx.lock([row.id])
        row = batch_of(act, coding.batch)
        have = stock.of(act.conn, row.id, site.party, site.id, "stored")
        reasons, asked = list[Reason](), count * each
        if have.pieces < asked:
            here = {"site": site.code, "batch": row.no}
            reasons.append(reason("not_enough", have=have.pieces, asked=asked, **here))
        breach = act.gate("code", row.no, reasons, [row.id])
        pairs = _labels(act, coding, row.id, count)
        grams = share(count * each, have)
        known = announced.unused(act.conn, row.id, each, count)
        aliases = (*known, *([""] * (count - len(known)))) if known else ()
        fact = PackagesCoded(
            batch=row.id, first=act.tx.new_block(count), ordinal=row.coded + 1,
            pieces_each=each, grams_each=grams // count, grams_rest=grams % count, site=site.id,
            party=site.party, tokens=tuple(t for t, _ in pairs), codes=tuple(c for _, c in pairs),
            roll=ids.code(coding.roll, "roll") if coding.roll else "", aliases=aliases, breach=breach,
        )  # fmt: skip
        entry = act.append(fact, place=site.id)
        if breach:  # packages of pieces that were not there wait until somebody explains them
            strays.hold(act, range(fact.first, fact.first + count), entry)
        numbered = enumerate(pairs)
        return Coded(tuple((code, token, fact.ordinal + n * each) for n, (token, code) in numbered))


def _labels(act: Act, coding: Coding, batch: int, count: int) -> list[tuple[str, str]]:
    """(token, code) for each package: fresh, or free ones of the roll."""
    if not coding.roll:
        new_token = tokens.maker(act, batch)
        return [(new_token(), payload.new_code()) for _ in range(count)]
    roll = ids.code(coding.roll, "roll")
    act.tx.lock_row("party", act.actor.party)  # nobody makes a label void while it is bound
    if coding.scanned:
        return _scanned(act, roll, coding.scanned, count)
    free = registry.free_labels(act.conn, act.actor.party, roll, count)
    if len(free) < count:
        raise Conflict(reason("roll_short", roll=roll, have=len(free), need=count))
    return free


def _scanned(act: Act, roll: str, texts: tuple[str, ...], count: int) -> list[tuple[str, str]]:
    """Labels of a roll in the order in which they were stuck on and scanned."""
    if len(texts) != count:
        raise BadInput(reason("too_small", field="scanned", value=len(texts), least=count))
    pairs = []
    for text in texts:
        read = payload.read(text)
        row = registry.one(act.conn, "label", **dict([read])) if read else None
        if (why := voided.told(act.conn, act.actor, text)) is not None:
            raise Conflict(why)
        if row is None or row.roll != roll or row.party != act.actor.party:
            raise BadInput(reason("no_such", what=f"label of roll {roll}", value=text[:80]))
        if row.item is not None:
            raise Conflict(reason("label_bound", value=text[:80]))
        pairs.append((row.token, row.code))
    if len(set(pairs)) < len(pairs):
        raise BadInput(reason("listed_twice", what="label", value=roll))
    return pairs


def print_roll(office: Office, actor: Actor, roll: str, count: int) -> Coded:
    """Reserve labels before there are goods for them; they are bound at their first scan."""
    with office.act(actor) as act:
        act.needs(Role.WAREHOUSE_STAFF, Role.ADMINISTRATOR)
        name, most = ids.code(roll, "roll"), whole(count, "count")
        if most > MOST:
            raise BadInput(reason("too_many", value=most, most=MOST))
        if registry.one(act.conn, "label", roll=name, party=actor.party):
            raise Conflict(reason("registered_already", what="roll", value=name))
        pairs = [(payload.new_token(), payload.new_code()) for _ in range(most)]
        tokens, codes = tuple(t for t, _ in pairs), tuple(c for _, c in pairs)
        act.append(RollPrinted(roll=name, party=actor.party, tokens=tokens, codes=codes))
        return Coded(tuple((code, token, 0) for token, code in pairs))


def build_pallet(office: Office, actor: Actor, site: str, sscc: str = "") -> str:
    """An empty pallet with a code of ours, and its SSCC when it has one; the typed code."""
    with office.act(actor) as act:
        act.needs(Role.WAREHOUSE_STAFF, Role.VENDOR)
        place = own_site(act, site)
        given = ids.sscc(sscc) if sscc else ""
        if given and registry.items_by_alias(act.conn, [given]):
            raise Conflict(reason("registered_already", what="pallet", value=given))
        fact = PalletBuilt(
            pallet=act.tx.new_id(), sscc=given, site=place.id, party=place.party,
            token=payload.new_token(), code=payload.new_code(),
        )  # fmt: skip
        act.append(fact, place=place.id)
        return fact.code


def packages_of(office: Office, actor: Actor, batch: str) -> tuple[str, ...]:
    """Typed codes of a batch's packages in carton order, for its owner's or holder's own list."""
    with office.store.read() as conn:
        no = ids.code(batch, "batch")
        row = registry.need(conn, "batch", no, no=no)
        codes = registry.codes_held(conn, row.id, actor.party)
    if not codes and row.owner != actor.party:
        raise NotFound(reason("no_such", what="batch", value=row.no))
    return codes
