"""Facts in the proof order, for screens that ask what is new.

A position is given once, in order and without gaps, and a reader only ever sees whole runs of them: so
whoever asks from the last position they have looked at misses nothing, however late a fact got its own.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, and_, case, exists, func, or_, select, true

from app.domain.facts import HoldRequestAnswered, HoldRequested, kind_of
from app.domain.facts.incidents import INCIDENT_FACTS
from app.domain.facts.letters import LETTER_FACTS
from app.domain.span import iso
from app.store import sight
from app.store.lists.decided import batches_of, hold_seen
from app.store.paging import Row
from app.store.sight import Viewer
from app.store.tables import table

_log, _fact, _fact_item, _hold = map(table, ("log_entry", "fact", "fact_item", "hold"))
_batch, _booking, _movement = map(table, ("batch", "booking", "movement"))
_certificate, _site = table("certificate"), table("site")
_incident, _told_of = table("incident"), table("incident_fact")
_place, _doer = _site.alias("place"), table("party").alias("doer")
_wrong, _to = _fact.alias("wrong"), _site.alias("sent_to")

#: What happens to a batch before it leaves the warehouse, and what is found and decided about it.
_OF_THE_BATCH = (
    "booked", "booking_decided", "document_filed", "document_waived", "gated_in", "unloaded",
    "packages_announced", "manifest_accepted", "packages_coded", "plan_drawn", "sample_taken",
    "sample_handled", "result_reported", "disinfected", "release_proposed", "released",
    "certificate_revoked", "certificate_signed", "certificate_printed", "batch_rejected",
)  # fmt: skip
#: Who sees these is decided by the incident that they belong to.
_OF_AN_INCIDENT = tuple(
    kind_of(each) for each in (*INCIDENT_FACTS, *LETTER_FACTS, HoldRequested, HoldRequestAnswered)
)
_OF_A_CERTIFICATE = (
    "released", "certificate_revoked", "certificate_suspended", "certificate_restored",
)  # fmt: skip
#: Whose these are is told by who entered them alone.
_OF_THE_ASKER = ("refused", "trace_asked")


def last(conn: Connection) -> int:
    """The newest position; -1 when there is none."""
    return int(conn.execute(select(func.coalesce(func.max(_log.c.position), -1))).scalar_one())


def between(conn: Connection, viewer: Viewer, after: int, until: int, limit: int) -> list[Row]:
    """Facts that a viewer may see at the positions after one, up to another."""
    # who did it is told to their own firm and to the authority
    known = true() if viewer.region is not None else _fact.c.party == viewer.party
    query = (
        select(
            _log.c.position, _fact.c.id.label("fact"), _fact.c.kind, _fact.c.happened_to,
            _fact.c.entered, _place.c.code.label("place"), case((known, _fact.c.actor)).label("actor"),
            _fact.c.corrects,
        )
        .join(_fact, _fact.c.id == _log.c.fact)
        .outerjoin(_place, _place.c.id == _fact.c.place)
        .outerjoin(_doer, _doer.c.id == _fact.c.party)
        .where(_log.c.position > after, _log.c.position <= until, _seen(viewer))
        .order_by(_log.c.position)
        .limit(limit)
    )  # fmt: skip
    rows = [dict(row._mapping) for row in conn.execute(query)]
    batches = batches_of(conn, viewer, [row["fact"] for row in rows]) if rows else {}
    for row in rows:
        row["happened"], row["entered"] = iso(row.pop("happened_to")), iso(row["entered"])
        row |= batches[row["fact"]]
    return rows


def tells(conn: Connection, viewer: Viewer, fact: int) -> bool:
    """Whether a viewer is told of a fact, wherever it stands in the proof order."""
    query = (
        select(_fact.c.id)
        .outerjoin(_place, _place.c.id == _fact.c.place)
        .outerjoin(_doer, _doer.c.id == _fact.c.party)
        .where(_fact.c.id == fact, _seen(viewer))
    )
    return conn.execute(query).first() is not None


def _seen(viewer: Viewer) -> Any:
    """Everything for those who supervise everywhere; for others what concerns them or their goods."""
    if viewer.region == "":
        return true()
    mine = [
        _fact.c.party == viewer.party,
        _place.c.party == viewer.party,
        exists(
            select(1)
            .where(_wrong.c.id == _fact.c.corrects, _wrong.c.party == viewer.party)
            .correlate(_fact)
        ),
        and_(_fact.c.kind.in_(_OF_THE_BATCH), _about_own_batch(viewer)),
        and_(_fact.c.kind == "batch_rejected", _about_batch(sight.of_party(viewer.party))),
        and_(_fact.c.kind.in_(_OF_A_CERTIFICATE), _certified(viewer)),
        and_(_fact.c.kind.in_(("hold_placed", "hold_lifted")), _held(viewer)),
        and_(_fact.c.kind.in_(("shipped", "accepted")), _sent(viewer)),
    ]
    if viewer.region is not None:
        of_region = _about_batch(sight.of_region(viewer.region))
        loose = _fact.c.place.is_(None) & _fact.c.kind.not_in((*_OF_THE_ASKER, *_OF_AN_INCIDENT))
        mine += [viewer.near(_place.c.region), viewer.near(_doer.c.region), loose & of_region]
        mine.append(_of_incident(viewer))
    return or_(*mine)


def _of_incident(viewer: Viewer) -> Any:
    """The history of an incident that was found in the region a viewer supervises."""
    theirs = select(1).where(
        _told_of.c.fact == _fact.c.id,
        _incident.c.id == _told_of.c.incident,
        viewer.near(_incident.c.region),
    )
    return exists(theirs.correlate(_fact))


def _about_batch(seen: Any) -> Any:
    about = select(1).where(_fact_item.c.fact == _fact.c.id, _batch.c.id == _fact_item.c.item, seen)
    return exists(about.correlate(_fact))


def _about_own_batch(viewer: Viewer) -> Any:
    """About a batch that the viewer owns or keeps, in its warehouse or at no place.

    What is done with it elsewhere is done by somebody whose goods they are by then.
    """
    about = (
        select(1)
        .select_from(_fact_item)
        .join(_batch, _batch.c.id == _fact_item.c.item)
        .outerjoin(_booking, _booking.c.id == _batch.c.booking)
        .where(_fact_item.c.fact == _fact.c.id, sight.answers_for(viewer.party))
        .where(or_(_fact.c.place.is_(None), _fact.c.place == _booking.c.warehouse))
    )
    return exists(about.correlate(_fact))


def _certified(viewer: Viewer) -> Any:
    """A certificate for the viewer."""
    given = select(1).where(
        _fact_item.c.fact == _fact.c.id,
        _certificate.c.batch == _fact_item.c.item,
        or_(
            _certificate.c.issued == _fact.c.id,
            _certificate.c.revoked == _fact.c.id,
            _fact.c.kind.in_(("certificate_suspended", "certificate_restored")),
        ),
        _certificate.c.consignee == viewer.party,
    )
    return exists(given.correlate(_fact))


def _held(viewer: Viewer) -> Any:
    """A hold that the viewer sees in their list."""
    hold = select(1).where(
        or_(_hold.c.placed == _fact.c.id, _hold.c.lifted == _fact.c.id), hold_seen(viewer)
    )
    return exists(hold.correlate(_fact))


def _sent(viewer: Viewer) -> Any:
    """Goods that were sent to or by the viewer, or into the region they supervise.

    Any line of the movement tells: all of them have the same ends.
    """
    to_me = or_(_movement.c.to_party == viewer.party, viewer.near(_to.c.region))
    ends = case(
        (_movement.c.accepted == _fact.c.id, _movement.c.from_party == viewer.party), else_=to_me
    )
    line = (
        select(case((ends, 1), else_=0))
        .select_from(_fact_item)
        .join(_movement, _movement.c.item == _fact_item.c.item)
        .join(_to, _to.c.id == _movement.c.to_site)
        .where(_fact_item.c.fact == _fact.c.id)
        .where(or_(_movement.c.fact == _fact.c.id, _movement.c.accepted == _fact.c.id))
        .limit(1)
    )
    return line.correlate(_fact).scalar_subquery() == 1
