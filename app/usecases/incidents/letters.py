"""Letters between authorities: what came in with its clues, what went out, and the answers to both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain import ids
from app.domain.actors import Actor
from app.domain.errors import BadInput, Conflict, NotFound, reason
from app.domain.facts import Clue, ClueAnswered, LetterReceived, LetterSent
from app.domain.policy import CHINA
from app.domain.span import iso_of
from app.store import registry
from app.usecases.clues import Clues
from app.usecases.incidents import reading
from app.usecases.notify import tell
from app.usecases.office import Act, Office
from app.usecases.register import choice

OUTCOMES = ("found", "nothing", "passed_on")
MOST_CLUES = 100
_STARTS = (
    "product", "origin", "plant", "supplier", "firm", "staff", "plate", "site", "zone", "since",
    "until",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One clue: its words, and what a trace may begin with (none: only words)."""

    text: str
    start: Clues | None = None

    def as_pairs(self) -> tuple[tuple[str, str], ...]:
        """The start as it is kept: names and texts."""
        if self.start is None:
            return ()
        keys = [(f"key{n}", key) for n, key in enumerate(self.start.keys)]
        rest = [
            (name, value.isoformat() if isinstance(value, datetime) else str(value))
            for name in _STARTS
            if (value := getattr(self.start, name)) not in ("", None)
        ]  # fmt: skip
        return (*keys, *rest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as it is written: ``other`` is who sent it or gets it, ``to_region`` where that is."""

    other: str
    clues: tuple[Told, ...]
    no: str = ""
    to_region: str = ""
    incident: str = ""
    evidence: str = ""
    drill: bool = False


def receive_letter(office: Office, actor: Actor, letter: Letter) -> int:
    """Put an incoming letter on record; each of its clues has a clock from now on. Its id."""
    with office.act(actor) as act:
        act.needs(*reading.AUTHORITY)
        no = ids.name(letter.no, "no", most=60)
        if registry.one(act.conn, "letter", no=no) is not None:
            raise Conflict(reason("registered_already", what="letter", value=no))
        fact = LetterReceived(
            letter=act.tx.new_id(), no=no, sender=ids.name(letter.other, "sender", most=200),
            region=actor.supervises or "", clues=_clues(act, letter), drill=letter.drill,
        )  # fmt: skip
        act.append(fact)
        return fact.letter


def send_letter(office: Office, actor: Actor, letter: Letter) -> int:
    """Put an outgoing letter on record and tell the outside; its id. A drill's is not told."""
    with office.act(actor) as act:
        act.needs(*reading.AUTHORITY)
        row = reading.own(act, letter.incident) if letter.incident else None
        drill = letter.drill or bool(row is not None and row.drill)
        key = act.tx.new_id()
        no = f"LT{act.now.astimezone(CHINA):%Y%m%d}-{key}"
        fact = LetterSent(
            letter=key, no=no, addressee=ids.name(letter.other, "addressee", most=200),
            region=actor.supervises or "", to_region=ids.region(letter.to_region, "to_region"),
            clues=_clues(act, letter), incident=None if row is None else row.id,
            evidence=_evidence(letter), drill=drill,
        )  # fmt: skip
        act.append(fact)
        if not drill:
            tell(
                act, "letter.sent", key if row is None else row.id, {"letter": no, "to": fact.to_region}
            )
        return key


def _evidence(letter: Letter) -> str:
    """What goes along: what the letter names, else the package of its incident."""
    named = letter.evidence.strip()
    return ids.name(named, "evidence", most=200) if named else letter.incident


def _clues(act: Act, letter: Letter) -> tuple[Clue, ...]:
    if not letter.clues:
        raise BadInput(reason("empty", field="clues"))
    if len(letter.clues) > MOST_CLUES:
        raise BadInput(reason("too_many", field="clues", value=len(letter.clues), most=MOST_CLUES))
    minutes = act.policy(act.actor.supervises or "", "").incident.reply_minutes
    due = iso_of(act.now + timedelta(minutes=minutes))
    return tuple(_clue(act, each, due) for each in letter.clues)


def _clue(act: Act, told: Told, due: str) -> Clue:
    text = ids.name(told.text, "text", most=500)
    return Clue(clock=act.tx.new_id(), text=text, due=due, start=told.as_pairs())


def answer_clue(office: Office, actor: Actor, letter: tuple[int, int], outcome: str, text: str) -> int:
    """Answer a clue (letter's id, which one from 1); the newest answer counts. The fact.

    Of a letter that went out, the answer is entered by who got it here or by the sender's authority.
    """
    key, n = letter
    with office.act(actor) as act:
        act.needs(*reading.AUTHORITY)
        row = reading.find_letter(act.conn, act.actor, key)
        clue = registry.one(act.conn, "clue", letter=row.id, n=n)
        if clue is None:
            raise NotFound(reason("no_such", what="clue", value=n))
        said = ClueAnswered(
            letter=row.id, clue=clue.id, outcome=choice(outcome, "outcome", OUTCOMES),
            text=ids.name(text, "text", most=500),
        )  # fmt: skip
        return act.append(said)
