"""Letting people in: a firm, a person of it, their roles and their account in one act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.domain import ids
from app.domain.actors import Actor, Role
from app.domain.errors import NotAllowed, reason
from app.store import access, registry
from app.usecases import identity, register
from app.usecases.office import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who is to sign in. ``firm_name`` and ``region`` register a firm that is new."""

    login: str
    password: str
    firm: str
    roles: tuple[str, ...]
    staff_no: str = "001"
    firm_name: str = ""
    region: str = ""


def let_in(office: Office, actor: Actor, newcomer: Newcomer) -> int:
    """Register what is missing and open the account, all or nothing; the person's id."""
    with office.open() as tx:
        joined = office.joined(tx)
        uscc = ids.uscc(newcomer.firm, "firm")
        party = registry.one(tx.conn, "party", uscc=uscc)
        if party is None and newcomer.firm_name:
            details = register.PartyDetails(
                uscc=uscc, name=newcomer.firm_name, kind="authority", region=newcomer.region
            )
            key = register.register_party(joined, actor, details)
        else:
            key = int(registry.need(tx.conn, "party", uscc, uscc=uscc).id)
        number = ids.code(newcomer.staff_no, "staff_no")
        known = registry.one(tx.conn, "person", party=key, staff_no=number)
        post = ", ".join(newcomer.roles) or "–"
        person = known.id if known else register.register_person(joined, actor, key, number, post)
        identity.grant_roles(joined, actor, person, newcomer.roles, newcomer.region)
        identity.open_account(joined, actor, person, newcomer.login, newcomer.password)
        return int(person)


def accounts(office: Office, actor: Actor) -> list[dict[str, Any]]:
    """Every account with its person, firm, roles and region. For administrators."""
    if not actor.holds(Role.ADMINISTRATOR):
        raise NotAllowed(reason("role_needed", role=Role.ADMINISTRATOR))
    with office.store.read() as conn:
        return access.accounts(conn)
