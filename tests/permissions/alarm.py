"""Incidents in each town: a drill that asks its holders, one that stops goods, and a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.actors import Actor, Role
from app.domain.facts import HoldRequested
from app.domain.span import iso_of
from app.store import registry
from app.usecases.clues import Clues
from app.usecases.incidents import letters, opening, showing
from app.usecases.office import Office

if TYPE_CHECKING:
    from tests.permissions.world import Town


def raise_in(office: Office, town: Town) -> None:
    """DRILL asks the warehouse and the stall, STOP holds a batch that is only booked."""
    desk = Actor(town.person["IN"], town.firm["BU"], frozenset({Role.INVESTIGATOR}), region=town.region)
    for what, batch, drill in (("DRILL", "OUT", True), ("STOP", "NEW", False)):
        wanted = opening.Opening(clues=Clues(keys=(town.name(batch),)), why="feared", drill=drill)
        town.incident[what] = opening.open_incident(office, desk, wanted)
    asks = showing.show(office, desk, town.incident["DRILL"])["asks"]
    town.ask = {each["firm"].partition("-")[0]: each["ask"] for each in asks}
    told = letters.Told("who has it?")
    letter = letters.Letter(other="another city", no=town.name("LETTER"), clues=(told,))
    town.letter["IN"] = letters.receive_letter(office, desk, letter)
    with office.act(desk) as act:
        incident = registry.need(act.conn, "incident", "", no=town.incident["DRILL"])
        town.request = act.tx.new_id()
        request = HoldRequested(
            request=town.request, incident=incident.id, letter=town.letter["IN"], region=town.region,
            holders=1, on_hand=1, in_transit=0, due=iso_of(act.now),
        )  # fmt: skip
        act.append(request)
