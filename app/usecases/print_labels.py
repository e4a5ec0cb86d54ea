"""Labels to be printed, on record before there is a file: which ones, which copy, why again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain import ids
from app.domain import printing as rules
from app.domain.actors import Actor, Role
from app.domain.effects import LIVE
from app.domain.errors import BadInput, NotFound, Reason, reason
from app.domain.facts import LabelsPrinted, PalletBuilt
from app.domain.printing import Label
from app.store import ledger, printing, registry
from app.store.registry import Found
from app.usecases import label_drawing, label_texts, tokens
from app.usecases.codes import MOST_ITEMS, find_items
from app.usecases.goods import batch_of, only_of
from app.usecases.office import Act, Office
from labels import payload

#: Most pallets of one print; each of them has texts of its own.
MOST_PALLETS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """What a print looks like. ``why`` makes it a reprint: labels may have been printed before."""

    layout: str = ""
    format: str = "pdf"
    language: str = "zh+en"
    why: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """A print on record: ``labels`` counts them, ``reprints`` those that were printed before."""

    printing: int
    labels: int
    reprints: int


def print_batch(
    office: Office, actor: Actor, batch: str, how: How, codes: Sequence[str] = (),
    *, missing: bool = False,
) -> Printed:  # fmt: skip
    """Print labels of a batch's packages in the actor's hands: all, those named, those never printed.

    Raises Conflict that names labels which were printed before, unless ``how`` gives a reason, and
    BadInput for what cannot stand on the label.
    """
    with office.act(actor) as act:
        act.needs(Role.WAREHOUSE_STAFF, Role.VENDOR)
        row, asked = batch_of(act, batch), _asked(how, "carton")
        found = find_items(act, codes)
        act.tx.lock([row.id])
        if found:
            _packages(act, found, row)
            labels = printing.of_items(act.conn, list(found.values()))
        else:
            labels = printing.of_batch(act.conn, row.id, actor.party)
        texts = label_texts.of_batch(act.conn, row, how.language)
        what: dict[str, Any] = {
            "batch": row.id, "gtin": tokens.gtin(act.conn, row), "total": row.pieces, "texts": texts,
            "host": office.public_host,
        }  # fmt: skip
        return _done(act, labels, (asked, row.no), missing=missing, **what)


def print_pallets(office: Office, actor: Actor, codes: Sequence[str], how: How) -> Printed:
    """Print labels of pallets; they say what is on the pallets now."""
    with office.act(actor) as act:
        act.needs(Role.WAREHOUSE_STAFF, Role.VENDOR)
        asked = _asked(how, "pallet")
        if len(codes) > MOST_PALLETS:
            raise BadInput(reason("too_many", value=len(codes), most=MOST_PALLETS))
        found = find_items(act, codes)
        if not found:
            raise BadInput(reason("nothing_named"))
        for item in sorted(found.values()):
            act.tx.lock_row("item", item)
        _pallets(act, found)
        labels = _loaded(act, list(found.values()), how.language)
        return _done(
            act, labels, (asked, ", ".join(found)[:80]), missing=False, host=office.public_host
        )


def print_roll(
    office: Office, actor: Actor, roll: str, how: How, codes: Sequence[str] = (),
    *, missing: bool = False,
) -> Printed:  # fmt: skip
    """Print labels of a roll for goods that are still to come: codes and places on the roll alone.

    Labels that goods carry are printed by their batch, with everything on them.
    """
    with office.act(actor) as act:
        act.needs(Role.WAREHOUSE_STAFF, Role.ADMINISTRATOR)
        name, asked = ids.code(roll, "roll"), _asked(how, "carton")
        act.tx.lock_row("party", actor.party)
        total, labels = printing.on_roll(act.conn, name, actor.party)
        if not total:
            raise NotFound(reason("no_such", what="roll", value=name))
        if codes:
            labels = _of_roll(labels, name, codes)
        what: dict[str, Any] = {"roll": name, "host": office.public_host, "total": total}
        return _done(act, labels, (asked, name), missing=missing, **what)


def _asked(how: How, layout: str) -> How:
    """The same, with everything in it checked. Raises BadInput."""
    for field, value, choices in (
        ("format", how.format, rules.FORMATS),
        ("language", how.language, rules.LANGUAGES),
    ):
        if value not in choices:
            known = ", ".join(choices)
            raise BadInput(reason("bad_choice", field=field, value=value[:40], choices=known))
    why = ids.name(how.why, "why", most=500) if how.why else ""
    name = label_drawing.layout_of(how.layout or layout).name
    return How(layout=name, format=how.format, language=how.language, why=why)


def _done(
    act: Act, labels: Sequence[Label], asked: tuple[How, str], *, missing: bool, **what: Any
) -> Printed:
    """Put a print on record, once it is certain that it can be drawn."""
    how, called = asked
    taken = rules.chosen(labels, called, missing=missing, reprint=bool(how.why))
    if len(taken) > MOST_ITEMS:
        raise BadInput(reason("too_many", value=len(taken), most=MOST_ITEMS))
    fact = LabelsPrinted(
        printing=act.tx.new_id(), party=act.actor.party, layout=how.layout, format=how.format,
        language=how.language, why=how.why, runs=rules.runs(taken), **what,
    )  # fmt: skip
    label_drawing.check(fact)
    act.append(fact)
    return Printed(fact.printing, len(taken), rules.count(r for r in fact.runs if r.copy > 1))


def _packages(act: Act, found: dict[str, int], row: Found) -> None:
    """Raise BadInput unless all items are the actor's packages of a batch, and still goods."""
    states = registry.item_states(act.conn, list(found.values()))
    only_of((act.actor.party,), found, states)
    wrong = list[Reason]()
    for text, item in found.items():
        state = states[item]
        if state.batch != row.id or state.kind != "package":
            wrong.append(reason("mixed_batches", item=text, batch=row.no))
        elif state.disposition not in LIVE:
            wrong.append(reason("item_ended", item=text, disposition=state.disposition))
    if wrong:
        raise BadInput(*wrong)


def _pallets(act: Act, found: dict[str, int]) -> None:
    states = registry.item_states(act.conn, list(found.values()))
    only_of((act.actor.party,), found, states)
    wrong = [
        reason("wrong_kind", value=text, kind=states[item].kind, wanted="pallet")
        for text, item in found.items()
        if states[item].kind != "pallet"
    ]
    if wrong:
        raise BadInput(*wrong)


def _loaded(act: Act, pallets: list[int], language: str) -> list[Label]:
    """The labels of pallets, with what is on them."""
    built = ledger.about_items(act.conn, pallets, kinds=("pallet_built",))
    sscc = {e.fact.pallet: e.fact.sscc for e in built if isinstance(e.fact, PalletBuilt)}
    labels = []
    for each in printing.of_items(act.conn, pallets):
        inside = registry.contents(act.conn, [each.at])
        texts = label_texts.of_pallet(act.conn, sscc[each.at], inside, language)
        pieces, grams = (sum(getattr(s, unit) for s in inside) for unit in ("pieces", "grams"))
        labels.append(replace(each, pieces=pieces, grams=grams, texts=texts))
    return labels


def _of_roll(labels: Sequence[Label], roll: str, texts: Sequence[str]) -> list[Label]:
    """Those of a roll's labels that are named by their typed codes, in the order of the roll."""
    wanted = {}
    for text in texts:
        read = payload.read(ids.plain(text, "code"))
        wanted[read[1] if read else text] = text
    free = {label.code for label in labels}
    wrong = [text for code, text in wanted.items() if code not in free]
    if wrong:
        what = f"free label of roll {roll}"
        raise BadInput(*(reason("no_such", what=what, value=text[:80]) for text in wrong))
    return [label for label in labels if label.code in wanted]
