"""Whose an incident is: the authority of its place sees all of it, others only their own part."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Connection

from app.domain import ids
from app.domain.actors import Actor, Role
from app.domain.errors import Conflict, NotFound, reason
from app.domain.quantity import whole
from app.store import incident_reads as read
from app.store import registry, sight
from app.usecases.office import Act

AUTHORITY = (Role.SUPERVISOR, Role.INVESTIGATOR)


class Part(StrEnum):
    """How much of an incident somebody sees."""

    WHOLE = "whole"  #: it was found in their region
    REGION = "region"  #: goods of it lie in their region, or their bureau was asked
    HOLDER = "holder"  #: they were asked what they have


def part_of(conn: Connection, actor: Actor, row: registry.Found) -> Part | None:
    """The part an actor has in an incident; None for who must not know that it is there."""
    if actor.visits(row.region):
        return Part.WHOLE
    if not read.concerns(conn, row.id, actor.party, actor.supervises):
        return None
    return Part.HOLDER if actor.supervises is None else Part.REGION


def find(conn: Connection, actor: Actor, no: str) -> tuple[registry.Found, Part]:
    """An incident by its number, and the actor's part. Raises NotFound, for others' incidents too."""
    text = ids.code(no, "incident")
    row = registry.one(conn, "incident", no=text)
    part = None if row is None else part_of(conn, actor, row)
    if row is None or part is None:
        raise NotFound(reason("no_such", what="incident", value=text))
    return row, part


def own(act: Act, no: str) -> registry.Found:
    """An open incident that the actor directs. Raises NotAllowed, NotFound, Conflict when closed."""
    act.needs(*AUTHORITY)
    row, part = find(act.conn, act.actor, no)
    if part is not Part.WHOLE:
        raise NotFound(reason("no_such", what="incident", value=row.no))
    act.tx.lock_row("incident", row.id)
    row = registry.need(act.conn, "incident", row.no, id=row.id)
    still_open(row)
    return row


def find_letter(conn: Connection, actor: Actor, key: int) -> registry.Found:
    """A letter that came to the actor's authority, went out from it, or to it. Raises NotFound."""
    row = registry.one(conn, "letter", id=whole(key, "letter"))
    if row is None or not sees_letter(actor, row):
        raise NotFound(reason("no_such", what="letter", value=key))
    return row


def sees_letter(actor: Actor, row: registry.Found) -> bool:
    """Whether a letter is the actor's authority's to read."""
    return sight.sees_letter(actor.supervises, row.region, row.to_region)


def still_open(row: registry.Found) -> None:
    """Raise Conflict for an incident that is over."""
    if row.status != "open":
        raise Conflict(reason("incident_closed", incident=row.no, status=row.status))
