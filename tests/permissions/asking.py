"""How each line of the table is asked: a request for something of a town, by somebody of a role.

``at`` is the town whose thing is asked for, ``mine`` the town of whoever asks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.exchange.sheets import comma, rows
from tests.gateways import waiting
from tests.permissions.world import PASSWORD, PIN, ROLES, Town
from tests.story import PRODUCT


@dataclass(frozen=True, slots=True)
class Ask:
    """A request. ``shown`` is what a list must show, if anything; ``within`` unpacks a batch of one."""

    path: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    shown: object = None
    within: bool = False


Asker = Callable[[Town, Town, str], Ask]
ASKED: dict[str, Asker] = {}


def asks(line: str) -> Callable[[Asker], Asker]:
    """Enter how a line of the table is asked."""

    def entered(made: Asker) -> Asker:
        assert line not in ASKED, line
        ASKED[line] = made
        return made

    return entered


def firm_of(who: str, *firms: str) -> str:
    """The firm of a role if it is one of those the line is about; else the first of them."""
    mine = ROLES[who][1] if who in ROLES else ""
    return mine if mine in firms else firms[0]


def held(who: str) -> str:
    """Goods lie in warehouses and at stalls: the role's own, or for others the warehouse."""
    return firm_of(who, "WH", "ST")


def stock_at(firm: str) -> str:
    """A batch with uncoded pieces that may be traded."""
    return "OUT" if firm == "ST" else "RAW"


def fixed(line: str, path: str, body: Any = None, **headers: str) -> None:
    """A line about nothing of anybody's."""
    ASKED[line] = lambda at, mine, who: Ask(path, body, dict(headers))


def listed(name: str, shown: Callable[[Town, str], object]) -> None:
    """A list, and what of a town it may show. Lists in a town are short: one page is all of it."""
    path = f"/{name}?limit=200"
    ASKED[f"GET /{name}"] = lambda at, mine, who: Ask(path, shown=shown(at, who))


# the service, and coming in

fixed("GET /healthz", "/healthz")
fixed("GET /.well-known/jwks.json", "/.well-known/jwks.json")
fixed("GET /me", "/me")
fixed("DELETE /sessions/current", "/sessions/current")
fixed("PUT /me/pin", "/me/pin", {"old": PIN, "new": "907351"})


@asks("POST /sessions")
def _(at: Town, mine: Town, who: str) -> Ask:
    # theirs is a known login with a wrong password
    login, password = at.login["WS"], PASSWORD if at.mark == "A" else "not-the-password"
    return Ask("/sessions", {"login": login, "password": password})


@asks("POST /sessions/badge")
def _(at: Town, mine: Town, who: str) -> Ask:
    badge = at.badge["WS"]
    return Ask("/sessions/badge", {"device": mine.handheld["WH"], "badge": badge, "pin": PIN})


fixed("GET /backlog", "/backlog")
for _doors, _there, _missing in (
    ("POST /notices/{notice}/again", waiting.NOTICE, waiting.NOTHING),
    ("POST /destinations/{destination}/again", waiting.DESTINATION, "nobody"),
    ("POST /lab-reports/{report}/again", waiting.REPORT, waiting.NOTHING),
):
    _start = _doors.removeprefix("POST ").partition("{")[0]
    fixed(_doors, f"{_start}{_there}/again")
    fixed(f"{_doors}: missing", f"{_start}{_missing}/again")


@asks("POST /accounts")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask("/accounts", {"person": at.witness, "login": "NEW-1", "password": PASSWORD})


@asks("PUT /accounts/{login}/password")
def _(at: Town, mine: Town, who: str) -> Ask:
    whose = who if at.mark == "A" and who in ROLES else "WS"
    body = {"password": "another-good-one-44", "old": PASSWORD}
    return Ask(f"/accounts/{at.login[whose]}/password", body)


@asks("DELETE /accounts/{login}")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/accounts/{at.login['WS']}")


@asks("PUT /persons/{person}/roles")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/persons/{at.person['VE']}/roles", {"roles": ["vendor"]})


@asks("POST /keys")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask("/keys", {"person": at.person["VE"], "name": "till", "roles": ["vendor"]})


@asks("DELETE /keys/{prefix}")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/keys/{at.prefix(at.key)}")


@asks("POST /devices")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask("/devices", {"party": at.firm["WH"], "name": "HH-9"})


@asks("DELETE /devices/{prefix}")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/devices/{at.prefix(at.handheld['ST'])}")


@asks("POST /persons/{person}/badge")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/persons/{at.person['WS']}/badge", {"pin": PIN})


@asks("DELETE /persons/{person}/badge")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/persons/{at.person['WS']}/badge")


# registers


def _party(at: Town, **more: object) -> dict[str, object]:
    return {"name": "new", "kind": "vendor", "region": at.region, **more}


@asks("POST /parties")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask("/parties", _party(at, country="SG"))


@asks("POST /parties: change")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask("/parties", _party(mine, uscc=at.uscc["ST"], change=True))


@asks("POST /sites")
def _(at: Town, mine: Town, who: str) -> Ask:
    place = {"code": "ST-NEW", "kind": "stall", "name": "new", "region": at.region}
    return Ask("/sites", place | {"party": at.firm["ST"]})


@asks("POST /sites: change")
def _(at: Town, mine: Town, who: str) -> Ask:
    place = {"kind": "stall", "name": "new", "region": mine.region, "change": True}
    return Ask("/sites", place | {"party": mine.firm["ST"], "code": at.name("ST")})


@asks("POST /sites/{site}/zones")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/sites/{at.name('WH')}/zones", {"code": "Z-9", "kind": "yard"})


@asks("POST /vehicles")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask("/vehicles", {"plate": "闽A99999", "party": at.firm["WH"], "refrigerated": True})


@asks("POST /vehicles: change")
def _(at: Town, mine: Town, who: str) -> Ask:
    change = {"plate": at.plate["ST"], "party": mine.firm["WH"], "refrigerated": False}
    return Ask("/vehicles", change)


@asks("POST /persons")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask("/persons", {"party": at.firm["WH"], "staff_no": "077", "post": "dock"})


fixed(
    "POST /products", "/products",
    {"code": PRODUCT, "own_code": True, "name": "new", "name_en": "new", "category": "seafood",
     "storage": "frozen", "change": True},
)  # fmt: skip
fixed("POST /plants", "/plants", {"country": "IN", "number": "IN-9", "name": "Plant nine"})

# intake


def _booking(at: Town, slot: str) -> dict[str, Any]:
    return {
        "no": "BK-9", "warehouse": at.name("WH"), "plate": "闽A99999", "declaration": "DEC-9",
        "container": "CSQU3054383", "seal": "S-9", "slot": slot,
    }  # fmt: skip


@asks("POST /bookings")
def _(at: Town, mine: Town, who: str) -> Ask:
    line = {"batch": "B-9", "product": PRODUCT, "origin": "IN", "produced": "2024-04-01"}
    booking = _booking(at, "2024-05-12T08:00:00+08:00")
    return Ask("/bookings", booking | {"lines": [line | {"pieces": 10, "grams": 9_000}]})


@asks("POST /manifests")
def _(at: Town, mine: Town, who: str) -> Ask:
    asked = _booking(at, "2024-05-12T08:00:00%2B08:00")
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return Ask(f"/manifests?{query}", comma(rows(3)), {"content-type": "text/csv"})


@asks("POST /bookings/{no}/decision")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/bookings/{at.name('BK-NEW')}/decision", {"approved": True})


@asks("POST /batches/{batch}/documents")
def _(at: Town, mine: Town, who: str) -> Ask:
    paper = {"document": "other", "number": "P-9", "issued": "2024-04-20"}
    return Ask(f"/batches/{at.name('RAW')}/documents", paper)


@asks("POST /batches/{batch}/documents: photo")
def _(at: Town, mine: Town, who: str) -> Ask:
    paper = {"document": "other", "number": "P-9", "issued": "2024-04-20", "sha256": at.photo["WH"]}
    return Ask(f"/batches/{mine.name('RAW')}/documents", paper)


@asks("POST /batches/{batch}/waivers")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/batches/{at.name('RAW')}/waivers", {"document": "goods_list", "why": "known"})


def _arrival(site: str, at: Town) -> dict[str, Any]:
    vehicle = {"container": "CSQU3054383", "seal": at.name("SEAL"), "plate": at.plate["IM"]}
    return vehicle | {"site": site, "booking": at.name("BK-GATE")}


@asks("POST /arrivals")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask("/arrivals", _arrival(at.name("WH"), mine))


@asks("POST /arrivals: booking")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask("/arrivals", _arrival(mine.name("WH"), at))


@asks("POST /unloadings")
def _(at: Town, mine: Town, who: str) -> Ask:
    count = {"site": at.name("WH"), "batch": mine.name("DOCK"), "pieces": 100, "grams": 900_000}
    return Ask("/unloadings", count)


@asks("POST /unloadings: batch")
def _(at: Town, mine: Town, who: str) -> Ask:
    count = {"site": mine.name("WH"), "batch": at.name("DOCK"), "pieces": 100, "grams": 900_000}
    return Ask("/unloadings", count)
