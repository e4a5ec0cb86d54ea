"""What would be stopped, and stopping it: one reading for the question and for the act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.domain.actors import Actor, Role
from app.domain.facts import CertificateSuspended, HolderAsked, HoldPlaced, ScopeTaken
from app.domain.span import iso_of
from app.domain.trace.balance import Holder
from app.store import incident_reads as read
from app.store import registry
from app.usecases import bureaus
from app.usecases.office import Act
from app.usecases.scope import Scope, Start, reached, scope

#: Kinds of places that sell to people, in the words of a question.
STALLS = ("stall", "shop", "kitchen")


@dataclass(frozen=True, slots=True)
class Goods:
    """Batches of an incident: ``named`` and ``exposed`` ones are stopped, ``proposed`` ones are not."""

    named: tuple[int, ...] = ()
    exposed: tuple[int, ...] = ()
    proposed: tuple[int, ...] = ()

    @property
    def stopped(self) -> tuple[int, ...]:
        return tuple(sorted({*self.named, *self.exposed}))

    @property
    def seen(self) -> tuple[int, ...]:
        """What the figures are of: what is stopped, or else what it is proposed to stop."""
        return self.stopped or self.proposed


@dataclass(frozen=True, slots=True)
class Stop:
    """Everything that stopping some batches within a reach means, at one moment."""

    goods: Goods
    reach: str
    scope: Scope
    mine: tuple[Holder, ...]
    elsewhere: tuple[bureaus.Bureau, ...]
    certificates: tuple[tuple[int, int, str], ...]  #: (id, batch, number)

    def region_of(self, holder: Holder) -> str:
        """Where a holder's goods are."""
        return bureaus.region_of(self.scope, holder)

    def as_dict(self, conn: Connection) -> dict[str, Any]:
        """The question's answer: pieces, stalls, holders, certificates, and other bureaus."""
        stock = [h for h in self.mine if h.on_hand]
        kinds = [self.scope.places[h.site].kind for h in stock if h.site]
        return {
            "batches": numbers_of(conn, self.goods.named),
            "exposed": numbers_of(conn, self.goods.exposed),
            "reach": self.reach,
            "would_stop": {
                "pieces": sum(h.on_hand for h in self.mine),
                "in_transit": sum(h.pieces.get("in_transit", 0) for h in self.mine),
                "holders": len(stock),
                "stalls": sum(kind in STALLS for kind in kinds),
                "certificates": len(self.certificates),
            },
            "numbers": self.scope.numbers(),
            "elsewhere": [
                {
                    "region": b.region, "holders": b.holders, "ask": b.ask,
                    "on_hand": b.pieces.get("on_hand", 0),
                    "in_transit": b.pieces.get("in_transit", 0),
                }
                for b in self.elsewhere
            ],
        }  # fmt: skip


def numbers_of(conn: Connection, batches: Iterable[int]) -> list[str]:
    """The numbers that people know batches by."""
    return sorted(row.no for row in registry.many(conn, "batch", "id", list(batches)))


def plan(conn: Connection, goods: Goods, reach: str, incident: int = 0) -> Stop:
    """What stopping these goods within a reach means now, by an incident or a new one. Reads only."""
    found = scope(conn, Start(goods.seen))
    bureau = Actor(0, 0, frozenset({Role.INVESTIGATOR}), region=reach)
    papers = read.certificates(conn, goods.stopped, reach, incident) if goods.stopped else []
    return Stop(
        goods, reach, found, tuple(bureaus.own(found, bureau)),
        tuple(bureaus.elsewhere(found, bureau)), tuple(papers),
    )  # fmt: skip


def locked_plan(act: Act, goods: Goods, reach: str, incident: int = 0) -> Stop:
    """The same, with everything made of these goods held still until the act is over."""
    whole, _ = reached(act.conn, Start(goods.seen))
    act.tx.lock({*whole, *goods.seen})
    return plan(act.conn, goods, reach, incident)


def place_holds(
    act: Act, incident: int, batches: Iterable[int], reach: str, cause: tuple[str, int | None]
) -> list[int]:
    """A hold on each of the batches, evaluated through it, however many packages there are."""
    why, because = cause
    placed = []
    for batch in batches:
        fact = HoldPlaced(
            hold=act.tx.new_id(), scope="batch", target=batch, why=why, because=because,
            incident=incident, region=reach,
        )  # fmt: skip
        act.append(fact)
        placed.append(fact.hold)
    return placed


def suspend(act: Act, incident: int, papers: Iterable[tuple[int, int, str]]) -> None:
    """Exit certificates are worth nothing for the time being."""
    for certificate, batch, _ in papers:
        act.append(CertificateSuspended(certificate=certificate, batch=batch, incident=incident))


def take_scope(act: Act, incident: int, stop: Stop, due: Any, ask: bool) -> None:
    """The figures of this moment, and every holder within reach asked for theirs by ``due``."""
    asked = tuple(_asked(act, stop, holder, iso_of(due)) for holder in stop.mine) if ask else ()
    numbers = tuple(stop.scope.numbers().items())
    act.append(ScopeTaken(incident=incident, numbers=numbers, asked=asked))


def _asked(act: Act, stop: Stop, holder: Holder, due: str) -> HolderAsked:
    return HolderAsked(
        clock=act.tx.new_id(), party=holder.party, site=holder.site, region=stop.region_of(holder),
        on_hand=holder.on_hand, in_transit=holder.pieces.get("in_transit", 0),
        sold=holder.pieces.get("sold", 0), packages=holder.packages, due=due,
    )  # fmt: skip
