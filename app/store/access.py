"""Accounts, sessions and keys: rows about how people come in. No rules here, no clear-text secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from app.store.built import Ask, given
from app.store.session import Tx
from app.store.tables import table

_person, _grant = table("person"), table("role_grant")
_session, _key = table("session"), table("api_key")
_whose = (_person.c.id, _person.c.party, _person.c.staff_no, _grant.c.roles, _grant.c.region)
_GRANT = Ask(
    select(*_whose)
    .outerjoin(_grant, _grant.c.id == _person.c.id)
    .where(_person.c.id == given("person"))
)
_SESSION = Ask(
    select(*_whose, _session.c.device, _session.c.csrf, _session.c.expires, _session.c.ended)
    .join(_session, _session.c.person == _person.c.id)
    .outerjoin(_grant, _grant.c.id == _person.c.id)
    .where(_session.c.id == given("key"))
)
_API_KEY = Ask(
    select(*_whose, _key.c.secret, _key.c.roles.label("only"), _key.c.expires, _key.c.revoked)
    .join(_key, _key.c.person == _person.c.id)
    .outerjoin(_grant, _grant.c.id == _person.c.id)
    .where(_key.c.prefix == given("prefix"))
)


def grant(conn: Connection, person: int) -> Any:
    """A person's party, staff number, roles and region as they are now; None for nobody."""
    return _GRANT.first(conn, person=person)


def session(conn: Connection, key: str) -> Any:
    """A session and whose it is, as they are now; None when there is no such session."""
    return _SESSION.first(conn, key=key)


def api_key(conn: Connection, prefix: str) -> Any:
    """The key of a system and whose it is, as they are now; ``only`` are the roles it was made for."""
    return _API_KEY.first(conn, prefix=prefix)


def accounts(conn: Connection) -> list[dict[str, Any]]:
    """Every account with the person, firm, roles and region behind it, by login."""
    account, party = table("account"), table("party")
    query = (
        select(
            account.c.login, account.c.person, party.c.name.label("firm"), _person.c.staff_no,
            _grant.c.roles, _grant.c.region, account.c.disabled.label("shut"),
        )
        .join(_person, _person.c.id == account.c.person)
        .join(party, party.c.id == _person.c.party)
        .outerjoin(_grant, _grant.c.id == account.c.person)
        .order_by(account.c.login)
    )  # fmt: skip
    return [dict(row._mapping) for row in conn.execute(query)]


def add(tx: Tx, into: str, /, **values: object) -> None:
    """A new row."""
    tx.conn.execute(insert(table(into)).values(**values))


def change(tx: Tx, of: str, where: Mapping[str, object], /, **values: object) -> int:
    """New values in the rows that meet the conditions; how many there were."""
    rows = table(of)
    query = update(rows).where(*(rows.c[column] == value for column, value in where.items()))
    return int(tx.conn.execute(query.values(**values)).rowcount)


def remove(tx: Tx, of: str, /, **values: object) -> int:
    """Take the rows with these values away; how many there were."""
    rows = table(of)
    query = delete(rows).where(*(rows.c[column] == value for column, value in values.items()))
    return int(tx.conn.execute(query).rowcount)


def count_miss(tx: Tx, person: int) -> None:
    """One more wrong PIN in a row."""
    badge = table("badge")
    more = update(badge).where(badge.c.person == person).values(misses=badge.c.misses + 1)
    tx.conn.execute(more)


def was_signed_in(conn: Connection, person: int, device: str, at: int) -> bool:
    """Whether a person had a session on a device at a moment (microseconds)."""
    rows = table("session")
    query = select(rows.c.id).where(
        rows.c.person == person,
        rows.c.device == device,
        rows.c.created <= at,
        func.coalesce(rows.c.ended, rows.c.expires) >= at,
    )
    return conn.execute(query.limit(1)).first() is not None


def end_sessions_on(tx: Tx, party: int, device: str, at: int) -> None:
    """End every session on a device of a party."""
    rows = table("session")
    staff = select(_person.c.id).where(_person.c.party == party)
    mine = (rows.c.device == device) & rows.c.person.in_(staff) & rows.c.ended.is_(None)
    tx.conn.execute(update(rows).where(mine).values(ended=at))


def end_sessions(tx: Tx, person: int, at: int) -> None:
    """End every session of a person."""
    rows = table("session")
    mine = update(rows).where(rows.c.person == person, rows.c.ended.is_(None))
    tx.conn.execute(mine.values(ended=at))
