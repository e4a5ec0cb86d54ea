"""How far contamination of some goods can have come, with sharing and kill steps as switches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.domain.actors import Actor
from app.domain.errors import BadInput, reason
from app.domain.span import iso, micros
from app.domain.trace.reach import Reached, Switches, reach
from app.store import exposed as read
from app.store import scope as scoped
from app.usecases import bureaus
from app.usecases.clues import Clues, follow
from app.usecases.companions import Goods
from app.usecases.inquiry import Answer, Patience, Question, inquire
from app.usecases.office import Office
from app.usecases.surroundings import Node, Surroundings

Plain = dict[str, Any]
#: The first moment that counts unless the question names one.
_ALWAYS = 0


def spread(
    office: Office,
    actor: Actor,
    clues: Clues,
    switches: Switches,
    since: datetime | None = None,
    patience: Patience | None = None,
) -> Answer[Plain]:
    """Every package and place that can have taken it up, since when, by which facts.

    The world is read ring by ring around what has been reached, until nothing new is. Raises TooMuch
    beyond the limit of rows: then name a later ``since``, or do without sharing.
    """
    if since is not None and since.tzinfo is None:
        raise BadInput(reason("time_without_zone", field="from", value=since.isoformat()))
    begin = _ALWAYS if since is None else micros(since)
    wait = patience or Patience(office.trace_seconds)

    def answer(conn: Connection) -> tuple[Plain, Iterable[int]]:
        found = follow(conn, actor, clues)
        start = [*found.start.batches, *found.start.items]
        around = Surroundings(conn, office.trace_limit)
        starts: list[tuple[Node, int]] = [(("item", key), begin) for key in start]
        reached: dict[Any, Reached] = {}
        pending = starts
        while around.widen(pending, cross=switches.cross):
            wait.check()
            reached = dict(reach(starts, around.world(), switches))
            pending = [(node, each.since) for node, each in reached.items()]
        told = {"found": list(found.kinds), **_told(conn, reached, actor)}
        return told, start

    asked = Question(text=clues.text, direction="reach", patience=wait)
    return inquire(office, actor, asked, answer)


def _told(conn: Connection, keyed: dict[Node, Reached], actor: Actor) -> Plain:
    """Packages, lots and places of the asker's region; of the rest how many by bureau."""
    items = [key[1] for key in keyed if key[0] == "item"]
    known = read.told(conn, items, actor.supervises or "")
    zones = [key[1] for key in keyed if key[0] == "zone"]
    site_of = {zone: (site, code) for zone, site, code in read.zones_by_id(conn, zones)}
    places = {key[1] for key in keyed if key[0] == "site"} | {
        key[2] for key in keyed if key[0] == "lot"
    }
    sites = {row[0]: row for row in scoped.sites(conn, places | {s for s, _ in site_of.values()})}
    names = Goods.batch_names(conn, {key[1] for key in keyed if key[0] == "lot"})
    packages: list[Plain] = []
    lots: list[Plain] = []
    stood: list[Plain] = []
    away: Counter[str] = Counter()
    for key, each in sorted(keyed.items(), key=lambda pair: (pair[1].since, str(pair[0]))):
        at = {"since": iso(each.since), "by": [link.why for link in each.chain], "facts": each.facts}
        if key[0] == "item":
            row = known.get(key[1])
            if row is None or row[1] is None:
                continue  # pallets, operations and whole batches are links of the chain
            if bureaus.is_own(actor, str(row[-1])):
                packages.append({"code": row[1], "batch": row[2], "site": row[3], **at})
            else:
                away[str(row[-1])] += 1
            continue
        site, zone = site_of[key[1]] if key[0] == "zone" else (key[-1], None)
        _, code, _, region, *_ = sites[site]
        if not bureaus.is_own(actor, region):
            away[region[:4]] += 1
        elif key[0] == "lot":
            lots.append({"batch": names[key[1]], "site": code, **at})
        else:
            stood.append({"site": code, "zone": zone, **at})
    elsewhere = [{"region": region, "reached": away[region]} for region in sorted(away)]
    return {"packages": packages, "lots": lots, "places": stood, "elsewhere": elsewhere}
