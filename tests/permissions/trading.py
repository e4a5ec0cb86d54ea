"""How the lines about goods on their way, records, lists and pictures are asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests import pictures
from tests.permissions.asking import ASKED, Ask, asks, firm_of, fixed, held, listed, stock_at
from tests.permissions.world import Town

Goods = Callable[[Town, str], dict[str, Any]]


def _pieces(town: Town, firm: str) -> dict[str, Any]:
    return {"batch": town.name("OUT"), "pieces": 1}


def _at_site(line: str, more: Callable[[Town], dict[str, Any]], goods: Goods = _pieces) -> None:
    """Goods at a site: the site may be somebody else's, or the batch, or the codes."""

    def made(site: str, batch: str) -> None:
        def asked(at: Town, mine: Town, who: str) -> Ask:
            firm = held(who)
            # an authority finds at a site the goods of the site
            where, whose = (at if site else mine), (at if batch or who == "SU" else mine)
            body = {"site": where.name(firm), "goods": goods(whose, firm)}
            return Ask(f"/{line}", body | more(mine))

        ASKED[f"POST /{line}{batch}"] = asked

    made("site", "")
    made("", ": batch")

    @asks(f"POST /{line}: code")
    def _(at: Town, mine: Town, who: str) -> Ask:
        firm = held(who)
        body = {"site": mine.name(firm), "goods": {"items": list(at.codes[firm][1:2])}}
        return Ask(f"/{line}", body | more(mine))


def _rough(town: Town, firm: str) -> dict[str, Any]:
    return {"batch": town.name(stock_at(firm)), "pieces": 1}


_at_site("shipments", lambda mine: {"to": mine.name("ST")})
_at_site("displays", lambda mine: {})
_at_site("sales", lambda mine: {})
_at_site("returns", lambda mine: {"paper": "RET-9"}, _rough)
_at_site(
    "disposals",
    lambda mine: {"witness": mine.witness, "weighed": 9_000, "method": "burnt"},
    _rough,
)


@asks("POST /movements/{movement}/acceptance")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/movements/{at.movement[held(who)]}/acceptance", {})


@asks("POST /movements/{movement}/acceptance: code")
def _(at: Town, mine: Town, who: str) -> Ask:
    firm = held(who)
    return Ask(f"/movements/{mine.movement[firm]}/acceptance", {"items": list(at.codes[firm][1:2])})


@asks("POST /put-aways")
def _(at: Town, mine: Town, who: str) -> Ask:
    firm = held(who)
    items = list(mine.codes[firm][1:2])
    return Ask("/put-aways", {"site": at.name(firm), "zone": "Z-1", "items": items})


@asks("POST /put-aways: code")
def _(at: Town, mine: Town, who: str) -> Ask:
    firm = held(who)
    items = list(at.codes[firm][1:2])
    return Ask("/put-aways", {"site": mine.name(firm), "zone": "Z-1", "items": items})


def _sighting(site: Town, goods: Town, firm: str) -> dict[str, Any]:
    return {"site": site.name(firm), "items": list(goods.codes[firm][1:2])}


@asks("POST /sightings")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask("/sightings", _sighting(at, mine, held(who)))


@asks("POST /sightings: code")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask("/sightings", _sighting(mine, at, held(who)))


@asks("POST /stock-counts")
def _(at: Town, mine: Town, who: str) -> Ask:
    firm = held(who)
    batch = mine.name(stock_at(firm))
    return Ask("/stock-counts", {"site": at.name(firm), "batch": batch, "pieces": 1})


@asks("POST /stock-counts: batch")
def _(at: Town, mine: Town, who: str) -> Ask:
    firm = held(who)
    batch = at.name(stock_at(firm))
    return Ask("/stock-counts", {"site": mine.name(firm), "batch": batch, "pieces": 1})


# a record of a batch is as if it had come alone


def _record(path: str, body: Any, **more: object) -> Ask:
    record = {"key": "record-0001", "path": path, "body": body, **more}
    return Ask("/records", {"records": [record]}, within=True)


@asks("POST /records")
def _(at: Town, mine: Town, who: str) -> Ask:
    return _record("/sightings", _sighting(at, mine, held(who)))


@asks("POST /records: path")
def _(at: Town, mine: Town, who: str) -> Ask:
    return _record(f"/movements/{at.movement[held(who)]}/acceptance", {})


@asks("POST /records: worker")
def _(at: Town, mine: Town, who: str) -> Ask:
    # a colleague, who was never signed in on this handheld: nobody's work but one's own
    worker = mine.person.get(who, 1) if at is mine else at.person["WS"]
    return _record("/sightings", _sighting(mine, mine, held(who)), worker=worker)


# facts, traces, pictures


@asks("GET /facts/{fact}")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/facts/{at.fact[_own(who)]}")


def _own(who: str) -> str:
    """Whose fact somebody asks for: that of their own firm, or of the administrator."""
    return "AD" if who == "AD" else firm_of(who, "WH", "ST", "LAB")


@asks("GET /packages/{code}")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/packages/{at.codes[held(who)][1]}")


def _traced(line: str, key: Callable[[Town], str]) -> None:
    ASKED[line] = lambda at, mine, who: Ask(f"/traces?key={key(at)}")


_traced("GET /traces", lambda at: at.name("OUT"))
_traced("GET /traces: code", lambda at: at.codes["WH"][1])
_traced("GET /traces: pallet", lambda at: at.pallet["WH empty"])
_traced("GET /traces: tube", lambda at: at.name("GOT"))
_traced("GET /traces: certificate", lambda at: at.certificate)
_traced("GET /traces: booking", lambda at: at.name("BK-IN"))


def _followed(line: str, query: Callable[[Town], str]) -> None:
    path = line.split()[1].removesuffix(":")
    ASKED[line] = lambda at, mine, who: Ask(f"{path}?{query(at)}")


_followed("GET /traces/scope", lambda at: f"key={at.name('OUT')}")
_followed("GET /traces/scope: site", lambda at: f"site={at.name('WH')}")
_followed("GET /traces/scope: staff", lambda at: f"firm={at.uscc['WH']}&staff=000")
_followed("GET /traces/scope: plate", lambda at: f"plate={at.plate['IM']}")
_followed("GET /traces/file", lambda at: f"form=csv&key={at.codes['WH'][1]}")
_followed("GET /traces/goods", lambda at: f"key={at.codes['WH'][1]}")
_followed("GET /traces/origins", lambda at: f"key={at.codes['WH'][1]}")
_followed("GET /traces/exposure", lambda at: f"key={at.codes['WH'][1]}")
_followed("GET /traces/reach", lambda at: f"key={at.codes['WH'][1]}")
_followed("GET /traces/sources", lambda at: f"positive={at.codes['WH'][1]}")

fixed("POST /attachments", "/attachments", pictures.photo("fresh"))


@asks("GET /attachments/{sha256}")
def _(at: Town, mine: Town, who: str) -> Ask:
    firm = "OF" if who == "AD" else firm_of(who, "WH", "ST", "LAB")
    return Ask(f"/attachments/{at.photo[firm]}")


# lists


def _batch(at: Town, who: str) -> object:
    return at.name("OUT" if held(who) == "ST" else "RAW")


def _movement(at: Town, who: str) -> object:
    return at.movement[held(who)]


def _hold(at: Town, who: str) -> object:
    return at.hold[held(who)]


def _firm_site(at: Town, who: str) -> object:
    return at.name(firm_of(who, "WH", "ST", "LAB"))


def _plate(at: Town, who: str) -> object:
    return at.plate[firm_of(who, "WH", "ST", "LAB")]


def _colleague(at: Town, who: str) -> object:
    return at.person[who if who in at.person else "WS"]


def _certificate(at: Town, who: str) -> object:
    return at.certificate


listed("batches", _batch)
listed("bookings", lambda at, who: at.name("BK-IN"))
listed("movements", _movement)
listed("stock", lambda at, who: at.name(held(who)))
listed("packages", lambda at, who: at.codes[held(who)][1])
listed("holds", _hold)
listed("certificates", _certificate)
listed("samples", lambda at, who: at.name("GOT"))
listed("sites", _firm_site)
listed("parties", lambda at, who: at.uscc["WH"])
listed("products", lambda at, who: "pomfret")
listed("plants", lambda at, who: "IN-1")
listed("vehicles", _plate)
listed("persons", _colleague)
listed("zones", _firm_site)


@asks("GET /changes")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask("/changes?after=-1&limit=200", shown=at.fact[_own(who)])
