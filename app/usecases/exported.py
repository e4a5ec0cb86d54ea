"""What a trace found as a file: tables, graph, map, picture, or the evidence package for others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import Connection

from app.domain.actors import Actor
from app.domain.errors import BadInput, TooMuch, reason
from app.domain.span import iso, iso_of
from app.exchange.traces import FORMS, Findings, Form, Move, Point, Sheet
from app.store import changes, goods, listing
from app.store import scope as scoped
from app.store import sources as read
from app.usecases import bureaus, reached
from app.usecases.clues import Clues, follow
from app.usecases.inquiry import Answer, Patience, Question, inquire
from app.usecases.lists import viewer_of
from app.usecases.office import Office
from app.usecases.scope import Scope, Start, scope
from app.usecases.scope import reached as reached_from

_MOVE = ("movement", "from", "to", "departed", "arrived", "plate", "facts")


def export(
    office: Office, actor: Actor, clues: Clues, form: str, patience: Patience | None = None
) -> Answer[tuple[Form, bytes]]:
    """The findings in a form of ``FORMS``. Raises BadInput, NotFound, TooMuch rather than cut."""
    if form not in FORMS:
        choices = ", ".join(FORMS)
        raise BadInput(reason("bad_choice", field="form", value=form[:40], choices=choices))

    def answer(conn: Connection) -> tuple[Findings, Iterable[int]]:
        start = follow(conn, actor, clues).start
        whole = scope(conn, start)
        told = reached.told(conn, whole, actor)
        moves = _moves(conn, whole, actor)
        sheets = (*_sheets(told), _packages(conn, office, actor, start), _move_sheet(moves))
        facts = _facts(conn, office, actor, whole) if form == "evidence" else ()
        question = {"asked": clues.text, "at": iso_of(office.clock()), "region": actor.supervises or ""}
        found = Findings(question, told, sheets, _points(told, moves), moves, facts)
        return found, [*start.batches, *start.items]

    asked = Question(text=clues.text, direction=form, patience=patience)
    read_out = inquire(office, actor, asked, answer)
    written = FORMS[form].written(read_out.value)
    return Answer((FORMS[form], written), read_out.read, read_out.record)


def _sheets(told: dict[str, Any]) -> list[Sheet]:
    """Holders, other bureaus, places, vehicles and people."""
    holders = tuple(
        (h["site"], h["firm"], h["call"], part, pieces, h["grams"].get(part, 0))
        for h in told["holders"]
        for part, pieces in h["pieces"].items()
    )
    away = tuple(
        (e["region"], e["ask"], e["holders"], part, pieces)
        for e in told["elsewhere"]
        for part, pieces in e["pieces"].items()
    )
    return [
        Sheet("numbers", ("what", "number"), tuple(told["numbers"].items())),
        Sheet("holders", ("site", "firm", "call", "part", "pieces", "grams"), holders),
        Sheet("elsewhere", ("region", "ask", "holders", "part", "pieces"), away),
        _plain("places", told["places"]),
        Sheet("vehicles", ("plate",), tuple((each["plate"],) for each in told["vehicles"])),
        _plain("people", told["people"]),
    ]


def _plain(name: str, rows: list[dict[str, Any]]) -> Sheet:
    columns = tuple(rows[0]) if rows else ()
    return Sheet(name, columns, tuple(tuple(row.values()) for row in rows))


def _packages(conn: Connection, office: Office, actor: Actor, start: Start) -> Sheet:
    most, rows = office.trace_limit, list[tuple[Any, ...]]()
    whole = reached_from(conn, start)
    for _, more in goods.pages(conn, whole, actor.supervises or "", (0, 0), most + 1):
        rows += more
        if len(rows) > most:
            raise TooMuch(reason("answer_too_large", limit=most, what="packages"))
    return Sheet("packages", goods.COLUMNS, tuple(rows))


def _moves(conn: Connection, found: Scope, actor: Actor) -> tuple[Move, ...]:
    """Movements that one end of is in the asker's region; the other end may be a region only."""
    names = {
        row[0]: row[1] if bureaus.is_own(actor, row[3]) else row[3][:4]
        for row in scoped.sites(conn, found.places)
    }
    own = {row.site for row in found.places.values() if bureaus.is_own(actor, row.region)}
    return tuple(
        Move(
            key, names[source], names[target], iso(left_to),
            "" if arrived_to is None else iso(arrived_to), plate,
            tuple(fact for fact in (shipped, accepted) if fact is not None),
        )
        for key, source, target, plate, _, left_to, _, arrived_to, shipped, accepted in scoped.moved(
            conn, found.batches, found.items
        )
        if source in own or target in own
    )  # fmt: skip


def _move_sheet(moves: tuple[Move, ...]) -> Sheet:
    rows = (
        (m.number, m.source, m.target, m.departed, m.arrived, m.plate, " ".join(map(str, m.facts)))
        for m in moves
    )
    return Sheet("movements", _MOVE, tuple(rows))


def _points(told: dict[str, Any], moves: tuple[Move, ...]) -> tuple[Point, ...]:
    pieces: dict[str | None, dict[str, int]] = {}
    for holder in told["holders"]:
        mine = pieces.setdefault(holder["site"], {})
        for part, count in holder["pieces"].items():
            mine[part] = mine.get(part, 0) + count
    points = [
        Point(
            p["site"], p["name"], p["kind"], p["region"], p["lat_e6"], p["lon_e6"], p["since"] or "",
            pieces.get(p["site"], {}),
        )
        for p in told["places"]
    ]  # fmt: skip
    known = {point.key for point in points}
    away = {e["region"]: e["pieces"] for e in told["elsewhere"]}
    regions = {end for move in moves for end in (move.source, move.target)} | away.keys()
    bureaus_of = sorted(regions - known)
    points += [Point(each, "", "region", each, pieces=away.get(each, {})) for each in bureaus_of]
    return tuple(points)


def _facts(conn: Connection, office: Office, actor: Actor, found: Scope) -> tuple[bytes, ...]:
    """Every fact about the goods that the asker may read, as stored, corrected ones too."""
    limit = office.trace_limit
    rows = read.facts(conn, [*found.batches, *found.items], limit + 1)
    if len(rows) > limit:
        raise TooMuch(reason("answer_too_large", limit=limit, what="facts"))
    viewer = viewer_of(actor)
    told = (key for key in dict.fromkeys(row[1] for row in rows) if changes.tells(conn, viewer, key))
    return tuple(orjson.dumps(listing.raw_fact(conn, key), option=orjson.OPT_SORT_KEYS) for key in told)
