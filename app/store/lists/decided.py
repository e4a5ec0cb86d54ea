"""Lists of what was decided and found: holds, exit certificates, samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, case, exists, func, or_, select, true

from app.domain.span import iso
from app.store import sight
from app.store.paging import Listing, Row
from app.store.sight import Viewer
from app.store.tables import table

_hold, _batch, _item, _site = map(table, ("hold", "batch", "item", "site"))
_party, _plant, _label, _fact = map(table, ("party", "plant", "label", "fact"))
_named = _batch.alias("held_batch")
_fact_item, _item_batch = table("fact_item"), table("item_batch")


def hold_seen(viewer: Viewer) -> Any:
    """The condition on ``hold`` that it stops goods of the viewer, or that their party placed it."""
    placed = select(1).where(_fact.c.id == _hold.c.placed, _fact.c.party == viewer.party)
    by_scope = {
        "batch": _on_batch(viewer),
        "item": _on_item(viewer),
        "site": _on_site(viewer),
        "party": _on_party(viewer),
        "plant": _on_plant(viewer),
    }
    reached = (and_(_hold.c.scope == scope, seen) for scope, seen in by_scope.items())
    return or_(exists(placed.correlate(_hold)), *reached)


def _on_batch(viewer: Viewer) -> Any:
    """A batch that the viewer sees, or one inside such a batch."""
    seen = sight.seen_by(viewer.party, viewer.region)
    itself = select(1).where(_batch.c.id == _hold.c.target, seen).correlate(_hold)
    inside = (
        select(1)
        .where(_item_batch.c.batch == _hold.c.target, _batch.c.id == _item_batch.c.item, seen)
        .correlate(_hold)
    )
    return and_(or_(exists(itself), exists(inside)), _stops_near(viewer))


def _stops_near(viewer: Viewer) -> Any:
    """A hold of one region stops nothing of a firm elsewhere, unless the batch is its to answer for."""
    if viewer.region is not None:
        return true()
    there = select(1).where(_site.c.party == viewer.party, _site.c.region.startswith(_hold.c.region))
    own = select(1).where(_batch.c.id == _hold.c.target, sight.answers_for(viewer.party))
    return or_(_hold.c.region == "", exists(there.correlate(_hold)), exists(own.correlate(_hold)))


def _on_item(viewer: Viewer) -> Any:
    item, site, party = _item.alias("held"), _site.alias("held_at"), _party.alias("held_by")
    place = func.coalesce(site.c.region, party.c.region)
    there = (
        select(1)
        .select_from(item)
        .join(party, party.c.id == item.c.party)
        .outerjoin(site, site.c.id == item.c.site)
        .where(item.c.id == _hold.c.target)
        .where(or_(item.c.party == viewer.party, viewer.near(place)))
    )
    return exists(there.correlate(_hold))


def _on_site(viewer: Viewer) -> Any:
    """A place, for those who are there: a stall, its hall and its market."""
    place, hall, mine = _site.alias("shut"), _site.alias("hall"), _site.alias("mine")
    within = (
        select(1)
        .select_from(mine)
        .outerjoin(hall, hall.c.id == mine.c.within)
        .where(mine.c.party == viewer.party)
        .where(
            or_(
                mine.c.id == _hold.c.target,
                mine.c.within == _hold.c.target,
                hall.c.within == _hold.c.target,
            )
        )
    )
    near = select(1).where(place.c.id == _hold.c.target, viewer.near(place.c.region))
    return or_(exists(within.correlate(_hold)), exists(near.correlate(_hold)))


def _on_party(viewer: Viewer) -> Any:
    """A firm itself, those who have goods of its own, and those who supervise it."""
    firm, seen = _party.alias("firm"), sight.of_party(viewer.party)
    near = select(1).where(firm.c.id == _hold.c.target, viewer.near(firm.c.region))
    owned = select(1).where(_batch.c.owner == _hold.c.target, seen)
    return or_(
        _hold.c.target == viewer.party,
        exists(near.correlate(_hold)),
        exists(owned.correlate(_hold)),
    )


def _on_plant(viewer: Viewer) -> Any:
    """A plant abroad is every supervisor's, and theirs who have goods of it."""
    if viewer.region is not None:
        return _hold.c.scope == "plant"
    made = select(1).where(_batch.c.plant == _hold.c.target, sight.of_party(viewer.party))
    return exists(made.correlate(_hold))


def _holds(viewer: Viewer) -> Select[Any]:
    """Holds with what is held by the name that people use, as it is given to place one."""
    code = select(func.min(_label.c.code)).where(_label.c.item == _hold.c.target)
    number = _plant.c.country + "/" + _plant.c.number
    scope = _hold.c.scope
    target = case(
        (scope == "batch", _named.c.no),
        (scope == "site", _site.c.code),
        (scope == "party", _party.c.uscc),
        (scope == "plant", number),
        else_=code.scalar_subquery(),
    )
    return (
        select(
            _hold.c.id.label("hold"), scope, target.label("target"), _hold.c.why, _hold.c.since,
            _hold.c.until, _hold.c.placed, _hold.c.lifted,
        )
        .outerjoin(_named, (scope == "batch") & (_named.c.id == _hold.c.target))
        .outerjoin(_site, (scope == "site") & (_site.c.id == _hold.c.target))
        .outerjoin(_party, (scope == "party") & (_party.c.id == _hold.c.target))
        .outerjoin(_plant, (scope == "plant") & (_plant.c.id == _hold.c.target))
        .where(hold_seen(viewer))
    )  # fmt: skip


HOLDS = Listing(
    rows=_holds,
    key=(_hold.c.id,),
    sorts={"since": (_hold.c.since,), "entered": ()},
    filters={
        "open": lambda _, on: _hold.c.until.is_(None) if on else _hold.c.until.is_not(None),
        "scope": lambda _, scope: _hold.c.scope == scope,
        "batch": lambda _, no: _named.c.no == no,
    },
    search=(_hold.c.why,),
    reads={"since": iso, "until": iso},
)

_certificate, _consignee = table("certificate"), _party.alias("consignee")
_valid = (
    _certificate.c.revoked_at.is_(None) & (_certificate.c.used < _certificate.c.pieces)
)  # fmt: skip


def _certificates(viewer: Viewer) -> Select[Any]:
    """For its consignee, the owner and the warehouse of its batch: to others it tells of quantities."""
    return (
        select(
            _certificate.c.no, _batch.c.no.label("batch"), _consignee.c.name.label("consignee"),
            _consignee.c.uscc.label("consignee_uscc"), _certificate.c.pieces, _certificate.c.used,
            _certificate.c.since, _certificate.c.deadline, _certificate.c.policy,
            _certificate.c.issued, _certificate.c.revoked_at.label("revoked"),
        )
        .join(_batch, _batch.c.id == _certificate.c.batch)
        .join(_consignee, _consignee.c.id == _certificate.c.consignee)
        .where(
            or_(
                _certificate.c.consignee == viewer.party,
                sight.answers_for(viewer.party),
                sight.came_into(viewer),
                viewer.near(_consignee.c.region),
            )
        )
    )  # fmt: skip


CERTIFICATES = Listing(
    rows=_certificates,
    key=(_certificate.c.id,),
    sorts={"no": (_certificate.c.no,), "deadline": (_certificate.c.deadline,), "entered": ()},
    filters={
        "batch": lambda _, no: _batch.c.no == no,
        "consignee": lambda _, uscc: _consignee.c.uscc == uscc,
        "open": lambda _, on: _valid if on else ~_valid,
    },
    search=(_certificate.c.no, _batch.c.no),
    reads={"since": iso, "deadline": iso, "revoked": iso},
)

_sample, _laboratory = table("sample"), _party.alias("laboratory")
_pending = _sample.c.outcome.in_(("", "received")) & (_sample.c.verdict == "")


def _samples(viewer: Viewer) -> Select[Any]:
    """For those who took it, the laboratory that has it, the owner and the warehouse of its batch."""
    of_mine = (
        select(1)
        .where(_fact_item.c.fact == _sample.c.fact, _batch.c.id == _fact_item.c.item)
        .where(sight.answers_for(viewer.party))
    )
    return (
        select(
            _sample.c.fact.label("_of"), _sample.c.tube, _site.c.code.label("site"),
            _fact.c.happened_to.label("taken"), _sample.c.outcome,
            _laboratory.c.name.label("laboratory"), _sample.c.verdict, _sample.c.fact,
        )
        .join(_fact, _fact.c.id == _sample.c.fact)
        .outerjoin(_site, _site.c.id == _fact.c.place)
        .outerjoin(_laboratory, _laboratory.c.id == _sample.c.laboratory)
        .where(
            or_(
                _fact.c.party == viewer.party,
                _site.c.party == viewer.party,
                _sample.c.laboratory == viewer.party,
                viewer.near(_site.c.region),
                exists(of_mine.correlate(_sample)),
            )
        )
    )  # fmt: skip


def batches_of(conn: Connection, viewer: Viewer, facts: Sequence[int]) -> dict[int, Row]:
    """The numbers of the batches that facts are about, as far as the viewer sees them.

    A pallet stands for what was on it.
    """
    inside = table("containment")
    riding = (inside.c.since <= _fact.c.happened_to) & or_(
        inside.c.until.is_(None), inside.c.until >= _fact.c.happened_from
    )
    about = select(_fact_item.c.fact, _item.c.batch).where(_fact_item.c.fact.in_(facts))
    named = about.join(_item, _item.c.id == _fact_item.c.item)
    on_pallet = (
        about.join(_fact, _fact.c.id == _fact_item.c.fact)
        .join(inside, (inside.c.container == _fact_item.c.item) & riding)
        .join(_item, _item.c.id == inside.c.item)
    )
    every = named.union(on_pallet).subquery()
    query = (
        select(every.c.fact, _batch.c.no)
        .join(_batch, _batch.c.id == every.c.batch)
        .where(sight.seen_by(viewer.party, viewer.region))
        .order_by(every.c.fact, _batch.c.no)
    )
    found: dict[int, Row] = {fact: {"batches": []} for fact in facts}
    for fact, no in conn.execute(query):
        found[fact]["batches"].append(no)
    return found


def _with_batch(_: Viewer, no: str) -> Any:
    about, batch = _fact_item.alias("with_batch"), _batch.alias("batch_of_sample")
    return exists(
        select(1)
        .where(about.c.fact == _sample.c.fact, batch.c.id == about.c.item, batch.c.no == no)
        .correlate(_sample)
    )


SAMPLES = Listing(
    rows=_samples,
    key=(_sample.c.id,),
    sorts={"tube": (_sample.c.tube,), "entered": ()},
    filters={
        "pending": lambda _, on: _pending if on else ~_pending,
        "outcome": lambda _, outcome: _sample.c.outcome == ("" if outcome == "taken" else outcome),
        "verdict": lambda _, verdict: _sample.c.verdict == verdict,
        "site": lambda _, code: _site.c.code == code,
        "batch": _with_batch,
    },
    search=(_sample.c.tube,),
    reads={"taken": iso, "outcome": lambda outcome: outcome or "taken"},
    more=batches_of,
)
