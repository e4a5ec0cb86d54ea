"""Lists of incidents, what holders were asked, clocks, letters, requests, positives by plant."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, case, exists, func, or_, select

from app.domain.span import iso
from app.store.paging import Listing
from app.store.sight import Viewer
from app.store.tables import table

_incident, _ask, _clock = map(table, ("incident", "ask", "clock"))
_request, _letter, _site = map(table, ("hold_request", "letter", "site"))
_party, _plant, _batch = map(table, ("party", "plant", "batch"))
_scope, _of, _finding = map(table, ("incident_scope", "incident_batch", "incident_finding"))
_person, _fact_item = table("person"), table("fact_item")


def _late(now: int) -> Any:
    """The condition that a clock has run out undone by a moment."""
    return _clock.c.done.is_(None) & (_clock.c.due < now)


def _any_late(now: int) -> Any:
    """The same of any clue of a letter."""
    clues = select(1).where(_clock.c.letter == _letter.c.id, _late(now))
    return exists(clues.correlate(_letter))


def _part(viewer: Viewer, region: Any) -> Any:
    """The region of a bureau that a viewer belongs to, or has above it."""
    if viewer.region is None:
        return region.is_(None)
    above = [viewer.region[:digits] for digits in (2, 4) if len(viewer.region) > digits]
    return or_(viewer.near(region), region.in_(above))


def _concerned(viewer: Viewer) -> Any:
    asked = (
        select(1)
        .where(_ask.c.incident == _incident.c.id)
        .where(or_(_ask.c.party == viewer.party, viewer.near(_ask.c.region)))
    )
    bureau = select(1).where(_request.c.incident == _incident.c.id, _part(viewer, _request.c.region))
    return or_(exists(asked.correlate(_incident)), exists(bureau.correlate(_incident)))


def _incidents(viewer: Viewer) -> Select[Any]:
    """Those of the viewer's region, whole; those that concern them, without what is not theirs."""
    mine = viewer.near(_incident.c.region)
    first = select(func.min(_scope.c.fact)).where(_scope.c.incident == _incident.c.id)
    return (
        select(
            _incident.c.no, case((mine, "whole"), else_="part").label("part"), _incident.c.cause,
            case((mine, _incident.c.subject), else_="").label("subject"), _incident.c.region,
            _incident.c.reach, _incident.c.status, _incident.c.drill, _incident.c.since,
            _incident.c.until, case((mine, _scope.c.on_hand)).label("on_hand"),
            case((mine, _scope.c.sold)).label("sold"),
            case((mine, _scope.c.holders)).label("holders"),
        )
        .outerjoin(_scope, _scope.c.fact == first.correlate(_incident).scalar_subquery())
        .where(or_(mine, _concerned(viewer)))
    )  # fmt: skip


INCIDENTS = Listing(
    rows=_incidents,
    key=(_incident.c.id,),
    sorts={"entered": ()},
    filters={
        "status": lambda _, status: _incident.c.status == status,
        "drill": lambda _, on: _incident.c.drill if on else ~_incident.c.drill,
        "batch": lambda _, no: exists(
            select(1)
            .where(_of.c.incident == _incident.c.id, _of.c.batch == _batch.c.id, _batch.c.no == no)
            .correlate(_incident)
        ),
    },
    search=(_incident.c.no,),
    reads={"since": iso, "until": iso},
)


def _asks(viewer: Viewer) -> Select[Any]:
    """What the viewer's firm was asked, or firms in the region they supervise."""
    return (
        select(
            _ask.c.id.label("ask"), _incident.c.no.label("incident"), _incident.c.drill,
            _incident.c.status, _site.c.code.label("site"), _party.c.name.label("firm"),
            _ask.c.on_hand, _ask.c.in_transit, _ask.c.sold, _ask.c.packages, _ask.c.found,
            _ask.c.said_sold, _ask.c.missing, _ask.c.answers, _clock.c.due,
            _clock.c.done_at.label("answered"), _clock.c.escalated_at.label("escalated"),
        )
        .join(_incident, _incident.c.id == _ask.c.incident)
        .join(_clock, _clock.c.id == _ask.c.id)
        .join(_party, _party.c.id == _ask.c.party)
        .outerjoin(_site, _site.c.id == _ask.c.site)
        .where(or_(_ask.c.party == viewer.party, viewer.near(_ask.c.region)))
    )  # fmt: skip


ASKS = Listing(
    rows=_asks,
    key=(_ask.c.id,),
    sorts={"due": (_clock.c.due,), "entered": ()},
    filters={
        "incident": lambda _, no: _incident.c.no == no,
        "open": lambda _, on: _clock.c.done.is_(None) if on else _clock.c.done.is_not(None),
    },
    reads={"due": iso, "answered": iso, "escalated": iso},
)


def _clocks(viewer: Viewer) -> Select[Any]:
    """What has to be done by a time in the viewer's region or by their firm."""
    return (
        select(
            _clock.c.id.label("clock"), _clock.c.what, _clock.c.name,
            _incident.c.no.label("incident"), _letter.c.no.label("letter"), _clock.c.region,
            _clock.c.unit, _party.c.name.label("firm"), _person.c.staff_no, _clock.c.due,
            _clock.c.done_at.label("done"), _clock.c.escalated_at.label("escalated"),
            func.coalesce(_incident.c.drill, _letter.c.drill).label("drill"),
        )
        .outerjoin(_incident, _incident.c.id == _clock.c.incident)
        .outerjoin(_letter, _letter.c.id == _clock.c.letter)
        .outerjoin(_party, _party.c.id == _clock.c.party)
        .outerjoin(_person, _person.c.id == _clock.c.person)
        .where(or_(_clock.c.party == viewer.party, viewer.near(_clock.c.region)))
    )  # fmt: skip


CLOCKS = Listing(
    rows=_clocks,
    key=(_clock.c.id,),
    sorts={"due": (_clock.c.due,), "entered": ()},
    filters={
        "what": lambda _, what: _clock.c.what == what,
        "incident": lambda _, no: _incident.c.no == no,
        "open": lambda _, on: _clock.c.done.is_(None) if on else _clock.c.done.is_not(None),
        "overdue": lambda _, asked: _late(asked[1]) if asked[0] else ~_late(asked[1]),
    },
    reads={"due": iso, "done": iso, "escalated": iso, "drill": bool},
)


def _letters(viewer: Viewer) -> Select[Any]:
    """Letters of the viewer's authority: that came in, went out, or came to it from here."""
    waiting = (
        select(func.count())
        .select_from(_clock)
        .where(_clock.c.letter == _letter.c.id, _clock.c.done.is_(None))
    )
    return select(
        _letter.c.id.label("letter"), _letter.c.no, _letter.c.direction, _letter.c.other,
        _letter.c.region, _letter.c.to_region,
        _letter.c.drill, _letter.c.at, _incident.c.no.label("incident"),
        waiting.correlate(_letter).scalar_subquery().label("open_clues"),
    ).outerjoin(_incident, _incident.c.id == _letter.c.incident).where(
        or_(viewer.near(_letter.c.region), _part(viewer, _letter.c.to_region))
        if viewer.region is not None
        else _letter.c.id.is_(None)
    )  # fmt: skip


LETTERS = Listing(
    rows=_letters,
    key=(_letter.c.id,),
    sorts={"entered": ()},
    filters={
        "direction": lambda _, way: _letter.c.direction == way,
        "overdue": lambda _, asked: _any_late(asked[1]) if asked[0] else ~_any_late(asked[1]),
    },
    search=(_letter.c.no,),
    reads={"at": iso},
)


def _requests(viewer: Viewer) -> Select[Any]:
    """Hold requests to the viewer's bureau, and those that incidents of their region made."""
    mine = or_(viewer.near(_incident.c.region), _part(viewer, _request.c.region))
    return (
        select(
            _request.c.id.label("request"), _incident.c.no.label("incident"),
            _letter.c.no.label("letter"), _request.c.region, _request.c.holders,
            _request.c.on_hand, _request.c.in_transit, _request.c.accepted, _clock.c.due,
            _clock.c.done_at.label("answered"),
        )
        .join(_incident, _incident.c.id == _request.c.incident)
        .join(_letter, _letter.c.id == _request.c.letter)
        .join(_clock, _clock.c.id == _request.c.id)
        .where(mine if viewer.region is not None else _request.c.id.is_(None))
    )  # fmt: skip


REQUESTS = Listing(
    rows=_requests,
    key=(_request.c.id,),
    sorts={"entered": ()},
    filters={
        "open": lambda _, on: _clock.c.done.is_(None) if on else _clock.c.done.is_not(None),
        "incident": lambda _, no: _incident.c.no == no,
    },
    reads={"due": iso, "answered": iso},
)


def _plants(_: Viewer) -> Select[Any]:
    """Incidents with a positive of goods of each plant; neither drills nor what proved negative."""
    counted = (
        select(func.count(_incident.c.id.distinct()))
        .select_from(_batch)
        .join(_fact_item, (_fact_item.c.item == _batch.c.id) & (_fact_item.c.kind == "result_reported"))
        .join(_finding, _finding.c.because == _fact_item.c.fact)
        .join(_incident, _incident.c.id == _finding.c.incident)
        .where(_batch.c.plant == _plant.c.id, _incident.c.status != "negative", ~_incident.c.drill)
        .correlate(_plant)
        .scalar_subquery()
    )
    return select(_plant.c.country, _plant.c.number, _plant.c.name, counted.label("incidents")).where(
        counted > 0
    )


PLANT_POSITIVES = Listing(
    rows=_plants,
    key=(_plant.c.id,),
    sorts={"number": (_plant.c.number,), "entered": ()},
    filters={"country": lambda _, code: _plant.c.country == code},
)
