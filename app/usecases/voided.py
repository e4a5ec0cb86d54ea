"""What somebody is told who holds a void label in their hands."""

from __future__ import annotations

from sqlalchemy import Connection

from app.domain.actors import Actor
from app.domain.errors import Reason, reason
from app.domain.policy import CHINA
from app.domain.span import moment
from app.store import printing, registry, sight
from labels import payload


def told(conn: Connection, actor: Actor, text: str) -> Reason | None:
    """That a label is void, since when and which one to use; None when it is not, or not for them.

    Only whoever holds what it was on, or supervises the region of it, learns that there was such a
    label: to everybody else it reads like one that never was.
    """
    read = payload.read(text)
    void = printing.voided(conn, *read) if read is not None else None
    if void is None:
        return None
    day = f"{moment(void.at).astimezone(CHINA):%Y-%m-%d}"
    shown = payload.grouped(void.code)
    if void.item is None:
        mine = void.party == actor.party
        return reason("label_void_unused", value=shown, day=day) if mine else None
    if not _sees(conn, actor, void.item):
        return None
    fresh = registry.need(conn, "label", void.item, item=void.item)
    return reason("label_void", value=shown, day=day, instead=payload.grouped(fresh.code))


def _sees(conn: Connection, actor: Actor, item: int) -> bool:
    """Whether somebody holds a package or pallet, or supervises the region of it."""
    state = registry.item(conn, item)
    if state.party == actor.party:
        return True
    if actor.supervises is None:
        return False
    if state.batch is not None:
        return sight.sees(conn, state.batch, actor.party, actor.supervises)
    site = registry.one(conn, "site", id=state.site) if state.site is not None else None
    return site is not None and actor.visits(site.region)
