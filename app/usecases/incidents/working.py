"""Rounds of tests of people and surroundings, and the end of goods before a witness."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain import ids
from app.domain.actors import Actor
from app.domain.errors import BadInput, reason
from app.domain.facts import Destroyed, GoodsDisposed, ReturnedAbroad, RoundReported
from app.domain.quantity import whole
from app.store import incident_reads as read
from app.store import ledger, registry
from app.usecases.attach import need_brought
from app.usecases.incidents import reading
from app.usecases.office import Act, Office
from app.usecases.register import choice

SUBJECTS = ("people", "environment")
MANNERS = ("destroyed", "returned", "harmless")


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """So many samples of ``people`` or of the ``environment``, so many of them positive."""

    subject: str
    samples: int
    positives: int
    note: str = ""


def report_round(office: Office, actor: Actor, no: str, round_: Round) -> int:
    """Record a round of tests; its number within the incident."""
    with office.act(actor) as act:
        row = reading.own(act, no)
        subject = choice(round_.subject, "subject", SUBJECTS)
        samples, positives = (
            whole(round_.samples, "samples"),
            whole(round_.positives, "positives", least=0),
        )
        if not 0 <= positives <= samples or samples == 0:
            raise BadInput(reason("round_counts", samples=samples, positives=positives))
        before = [r for r in read.rows(act.conn, "incident_round", row.id) if r.subject == subject]
        fact = RoundReported(
            incident=row.id, subject=subject, number=len(before) + 1, samples=samples,
            positives=positives, note=_text(round_.note),
        )  # fmt: skip
        act.append(fact)
        return fact.number


def _text(note: str) -> str:
    return ids.name(note, "note", most=500) if note.strip() else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposal:
    """How goods ended, how much, who saw it, and the facts of the holders that it sums up."""

    manner: str
    pieces: int
    grams: int
    witness: int
    facts: tuple[int, ...] = ()
    photos: tuple[str, ...] = ()
    note: str = ""


def dispose(office: Office, actor: Actor, no: str, disposal: Disposal) -> int:
    """Record that goods came to their end before a witness who is not the actor; the fact.

    Raises BadInput without a witness or a weight, and for facts that are no ends of goods.
    """
    with office.act(actor) as act:
        row = reading.own(act, no)
        witness = whole(disposal.witness, "witness")
        registry.need(act.conn, "person", witness, id=witness)
        if witness == actor.person:
            raise BadInput(reason("second_person_needed"))
        pieces, grams = (
            whole(disposal.pieces, "pieces", least=0),
            whole(disposal.grams, "grams", least=0),
        )
        if grams <= 0:
            raise BadInput(reason("not_weighed"))
        _only_ends(act, disposal.facts)
        need_brought(act, disposal.photos)
        fact = GoodsDisposed(
            incident=row.id, manner=choice(disposal.manner, "manner", MANNERS), pieces=pieces,
            grams=grams, witness=witness, facts=disposal.facts, photos=disposal.photos,
            note=_text(disposal.note),
        )  # fmt: skip
        return act.append(fact)


def _only_ends(act: Act, facts: tuple[int, ...]) -> None:
    for key in facts:
        entry = ledger.entry(act.conn, whole(key, "facts"))
        if not isinstance(entry.fact, Destroyed | ReturnedAbroad):
            raise BadInput(reason("no_end_of_goods", fact=key))
