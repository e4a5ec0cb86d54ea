"""Labels on paper: the rows that facts of printing stand for, and what is asked about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, text, update

from app.domain.facts import LabelsPrinted, LabelVoided, PrintSent, SendingBegun
from app.domain.ledger import Entry
from app.domain.printing import Label, count
from app.domain.span import micros
from app.store import built
from app.store.session import Tx
from app.store.tables import chunks, table

_label, _item, _printed = table("label"), table("item"), table("printed")
_job, _sending, _void = table("print_job"), table("print_sending"), table("void_label")

Kinds = LabelsPrinted | SendingBegun | PrintSent | LabelVoided
KINDS = (LabelsPrinted, SendingBegun, PrintSent, LabelVoided)
_OF_ITEMS = text(
    "INSERT INTO printed (token, copy_no, printing, n) "
    "SELECT token, :copy_no, :printing, item - :first + :n "
    "FROM label WHERE item BETWEEN :first AND :last"
)


def apply(tx: Tx, entry: Entry, fact: Kinds) -> None:
    """Write the rows that an entry stands for."""
    at = micros(entry.happened.latest)
    match fact:
        case LabelsPrinted():
            tx.conn.execute(insert(_job), _print(fact) | {"at": at, "fact": entry.id})
            _copies(tx, fact)
        case SendingBegun():
            begun = {
                "id": fact.sending, "printing": fact.printing, "printer": fact.printer, "since": at,
                "until": None, "bytes": 0, "result": "", "why": "", "fact": entry.id,
            }  # fmt: skip
            tx.conn.execute(insert(_sending), begun)
        case PrintSent():
            ended = {"until": at, "bytes": fact.bytes, "result": fact.result, "why": fact.why}
            tx.conn.execute(update(_sending).where(_sending.c.id == fact.sending).values(ended))
        case LabelVoided():
            _voided(tx, fact, {"at": at, "fact": entry.id})


def _print(fact: LabelsPrinted) -> dict[str, Any]:
    return {
        "id": fact.printing, "batch": fact.batch, "roll": fact.roll, "party": fact.party,
        "layout": fact.layout, "format": fact.format, "language": fact.language, "why": fact.why,
        "labels": count(fact.runs), "reprints": count(run for run in fact.runs if run.copy > 1),
    }  # fmt: skip


def _copies(tx: Tx, fact: LabelsPrinted) -> None:
    """A row for each label, numbered through the print."""
    places = [row.token for row in _of_roll(tx.conn, fact.roll, fact.party)] if fact.roll else []
    n, copies = 1, list[dict[str, Any]]()
    for run in fact.runs:
        row = {"copy_no": run.copy, "printing": fact.printing}
        if fact.roll:
            tokens = places[run.first - 1 : run.last]
            copies += [row | {"token": token, "n": n + k} for k, token in enumerate(tokens)]
        else:
            tx.conn.execute(_OF_ITEMS, row | {"first": run.first, "last": run.last, "n": n})
        n += run.last - run.first + 1
    if copies:
        tx.conn.execute(insert(_printed), copies)


def _voided(tx: Tx, fact: LabelVoided, when: dict[str, int]) -> None:
    """The label leads nowhere from now on; its row stays, so that nothing gets its code again."""
    row = {
        "token": fact.token, "code": fact.code, "item": fact.item, "roll": fact.roll,
        "party": fact.party, "why": fact.why,
    }  # fmt: skip
    tx.conn.execute(insert(_void), row | when)
    tx.conn.execute(update(_label).where(_label.c.token == fact.token).values(item=None))
    if fact.new_token:
        fresh = {"token": fact.new_token, "code": fact.new_code, "item": fact.item}
        tx.conn.execute(insert(_label), fresh | {"roll": "", "party": 0})


def _made_before() -> Any:
    """How often a label was printed."""
    copies = select(func.max(_printed.c.copy_no)).where(_printed.c.token == _label.c.token)
    return func.coalesce(copies.scalar_subquery(), 0).label("copies")


def _of_roll(conn: Connection, roll: str, party: int) -> list[Any]:
    """The labels of a roll in the order of their codes, in which they are given to goods."""
    query = select(_label.c.token, _label.c.code, _label.c.item, _made_before(), _void.c.fact)
    query = query.outerjoin(_void, _void.c.token == _label.c.token)
    query = query.where(_label.c.roll == roll, _label.c.party == party)
    return list(conn.execute(query.order_by(_label.c.code)))


def on_roll(conn: Connection, roll: str, party: int) -> tuple[int, list[Label]]:
    """How many labels a party's roll has, and those of them that no goods carry and that are not void.

    A label's ``at`` and carton number are its place on the roll.
    """
    rows = _of_roll(conn, roll, party)
    free = [
        Label(at=place, code=row.code, copies=row.copies, ordinal=place, pieces=1)
        for place, row in enumerate(rows, start=1)
        if row.item is None and row.fact is None
    ]
    return len(rows), free


def _labelled() -> Select[Any]:
    columns = (_item.c.id, _item.c.ordinal, _item.c.pieces, _item.c.grams)
    return select(*columns, _label.c.code, _made_before()).join(_label, _label.c.item == _item.c.id)


def _labels(found: Sequence[Row[Any]]) -> list[Label]:
    return [Label(row.id, row.code, row.copies, row.ordinal, row.pieces, row.grams) for row in found]


def of_batch(conn: Connection, batch: int, party: int) -> list[Label]:
    """Labels of a batch's live packages in a party's hands, in carton order."""
    mine = (_item.c.batch == batch) & (_item.c.party == party) & (_item.c.kind == "package")
    live = _item.c.disposition.in_(("stored", "on_sale"))
    query = _labelled().where(mine, live).order_by(_item.c.ordinal, _item.c.id)
    return _labels(conn.execute(query).all())


def of_items(conn: Connection, items: Sequence[int]) -> list[Label]:
    """Labels of items, in carton order."""
    found: list[Row[Any]] = []
    for chunk in chunks(items):
        found += conn.execute(_labelled().where(_item.c.id.in_(chunk))).all()
    return _labels(sorted(found, key=lambda row: (row.ordinal, row.id)))


_PAGE = (
    select(_printed.c.n, _printed.c.copy_no, _label.c.token, _label.c.code)
    .join(_label, _label.c.token == _printed.c.token)
    .outerjoin(_void, _void.c.token == _printed.c.token)
    .where(_printed.c.printing == bindparam("printing"), _printed.c.n > bindparam("after"))
    .where(_void.c.token.is_(None))
    .order_by(_printed.c.n)
    .limit(bindparam("limit"))
)


def page(conn: Connection, printing: int, after: int, limit: int = 500) -> list[Any]:
    """Labels of a print past the n-th: (n, copy_no, token, code). Those that are void are left out."""
    return list(conn.execute(_PAGE, {"printing": printing, "after": after, "limit": limit}))


def sendings(conn: Connection, printing: int) -> list[Any]:
    """What became of a print at printers, oldest first."""
    query = select(_sending).where(_sending.c.printing == printing)
    return list(conn.execute(query.order_by(_sending.c.id)))


def lost(conn: Connection, printing: int) -> int:
    """How many labels of a print have been made void."""
    query = select(func.count()).join(_void, _void.c.token == _printed.c.token)
    return int(conn.execute(query.where(_printed.c.printing == printing)).scalar_one())


def voided(conn: Connection, column: str, value: str) -> Any:
    """The void label with a token or typed code, or None."""
    return built.first(conn, "void_label", {column: value})
