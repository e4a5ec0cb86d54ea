"""The list of prints, with what became of them at printers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from app.domain.span import iso
from app.store.lists.goods import batch_called
from app.store.paging import Listing, Row
from app.store.sight import Viewer
from app.store.tables import table

_job, _sending, _void = table("print_job"), table("print_sending"), table("void_label")
_printed, _batch, _party = table("printed"), table("batch"), table("party")


def _prints(viewer: Viewer) -> Select[Any]:
    names = ("roll", "layout", "format", "language", "why", "labels", "reprints", "at", "fact")
    return (
        select(
            _job.c.id.label("_of"), _job.c.id.label("print"), _batch.c.no.label("batch"),
            *(_job.c[name] for name in names), _party.c.name.label("firm"),
        )
        .join(_party, _party.c.id == _job.c.party)
        .outerjoin(_batch, _batch.c.id == _job.c.batch)
        .where(or_(_job.c.party == viewer.party, viewer.near(_party.c.region)))
    )  # fmt: skip


def _more(conn: Connection, _: Viewer, prints: Sequence[int]) -> dict[int, Row]:
    """How many labels of each print are void by now, and where it was sent, oldest first."""
    found: dict[int, Row] = {key: {"void": 0, "sendings": []} for key in prints}
    void = (
        select(_printed.c.printing, func.count())
        .join(_void, _void.c.token == _printed.c.token)
        .where(_printed.c.printing.in_(prints))
        .group_by(_printed.c.printing)
    )
    for key, count in conn.execute(void):
        found[key]["void"] = count
    sent = select(_sending).where(_sending.c.printing.in_(prints)).order_by(_sending.c.id)
    for row in conn.execute(sent):
        found[row.printing]["sendings"].append(
            {
                "sending": row.id, "printer": row.printer, "since": iso(row.since),
                "until": None if row.until is None else iso(row.until), "bytes": row.bytes,
                "result": row.result, "why": row.why,
            }
        )  # fmt: skip
    return found


PRINTS = Listing(
    rows=_prints,
    key=(_job.c.id,),
    sorts={"entered": ()},
    filters={
        "batch": lambda _, no: batch_called(_job.c.batch, no),
        "roll": lambda _, roll: _job.c.roll == roll,
        "print": lambda _, key: _job.c.id == key,
    },
    reads={"at": iso},
    more=_more,
)
