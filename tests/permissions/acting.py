"""How the lines about tests, decisions, codes and goods that become other goods are asked."""

from __future__ import annotations

from collections.abc import Callable

from tests.permissions.asking import ASKED, Ask, Asker, asks, fixed, held, stock_at
from tests.permissions.world import Town
from tests.story import DISH

# testing


@asks("POST /batches/{batch}/plan")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/batches/{at.name('RAW')}/plan")


def _tube(site: str, **goods: object) -> Ask:
    return Ask("/samples", {"site": site, "tube": "T-9", "part": "outer_pack", **goods})


@asks("POST /samples")
def _(at: Town, mine: Town, who: str) -> Ask:
    return _tube(at.name("WH"), batch=mine.name("RAW"), cartons=[1])


@asks("POST /samples: batch")
def _(at: Town, mine: Town, who: str) -> Ask:
    return _tube(mine.name("WH"), batch=at.name("RAW"), cartons=[1])


@asks("POST /samples: code")
def _(at: Town, mine: Town, who: str) -> Ask:
    return _tube(mine.name("WH"), items=list(at.codes["WH"][1:2]))


@asks("POST /samples/{tube}/handling")
def _(at: Town, mine: Town, who: str) -> Ask:
    # theirs is one that their own laboratory has received
    tube = at.name("TAKEN" if at is mine else "GOT")
    said = {"outcome": "lost", "why": "fell"} if who == "SA" else {"outcome": "received"}
    return Ask(f"/samples/{tube}/handling", said)


@asks("POST /samples/{tube}/results")
def _(at: Town, mine: Town, who: str) -> Ask:
    targets = [{"name": "ORF1ab"}, {"name": "N"}]
    reading = {"kit": "kit_a", "targets": targets, "verdict": "negative"}
    report = {"report_no": "R-9", "readings": [reading], "verdict": "negative"}
    return Ask(f"/samples/{at.name('GOT')}/results", report)


def _spray(site: str, mine: Town, **what: object) -> Ask:
    how = {"agent": "chlorine", "mg_per_l": 800, "contact_minutes": 30, "surface_dc": -180}
    people = {"operator": mine.person["WS"], "supervisor": mine.person["RO"]}
    return Ask("/disinfections", {"site": site, **how, **people, **what})


@asks("POST /disinfections")
def _(at: Town, mine: Town, who: str) -> Ask:
    return _spray(at.name("WH"), mine, zone="Z-1")


@asks("POST /disinfections: batch")
def _(at: Town, mine: Town, who: str) -> Ask:
    return _spray(mine.name("WH"), mine, batch=at.name("RAW"))


@asks("POST /disinfections: code")
def _(at: Town, mine: Town, who: str) -> Ask:
    return _spray(mine.name("WH"), mine, items=list(at.codes["WH"][1:2]))


@asks("POST /disinfections: photo")
def _(at: Town, mine: Town, who: str) -> Ask:
    return _spray(mine.name("WH"), mine, zone="Z-1", photos=[at.photo["WH"]])


# decisions


@asks("POST /batches/{batch}/certificates")
def _(at: Town, mine: Town, who: str) -> Ask:
    released = {"pieces": 10, "consignee": mine.uscc["ST"]}
    return Ask(f"/batches/{at.name('CLEAR')}/certificates", released)


@asks("POST /certificates/{no}/revocation")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/certificates/{at.certificate}/revocation", {"why": "wrong name"})


@asks("GET /certificates/{no}/certificate.pdf")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/certificates/{at.certificate}/certificate.pdf?size=a5")


@asks("GET /verification")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/verification?text={at.certificate}")


@asks("POST /verification")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask("/verification", {"text": at.certificate})


@asks("POST /batches/{batch}/rejection")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/batches/{at.name('RAW')}/rejection", {"why": "thawed"})


def _holding(scope: str, target: Callable[[Town, str], str]) -> None:
    def made(at: Town, mine: Town, who: str) -> Ask:
        return Ask("/holds", {"scope": scope, "target": target(at, who), "why": "smells"})

    ASKED[f"POST /holds: {scope}"] = made


_holding("batch", lambda at, who: at.name("OUT"))
_holding("item", lambda at, who: at.codes["WH"][1])
_holding("site", lambda at, who: at.name("WH"))
_holding("plant", lambda at, who: "IN/IN-1" if at.mark != "X" else "IN/IN-X")
_holding("party", lambda at, who: at.uscc["WH"])


@asks("POST /holds/{key}/lifting")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/holds/{at.hold['WH']}/lifting", {"why": "sealed anew"})


@asks("POST /facts/{key}/void")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/facts/{at.fact[held(who)]}/void", {"why": "never was"})


@asks("POST /facts/{key}/correction")
def _(at: Town, mine: Town, who: str) -> Ask:
    amount = {"pieces": 9, "grams": 90_000}
    return Ask(f"/facts/{at.fact[held(who)]}/correction", amount)


# codes, and goods that become other goods


@asks("POST /codings")
def _(at: Town, mine: Town, who: str) -> Ask:
    firm = held(who)
    batch = mine.name(stock_at(firm))
    return Ask("/codings", {"site": at.name(firm), "batch": batch, "count": 2})


@asks("POST /codings: batch")
def _(at: Town, mine: Town, who: str) -> Ask:
    firm = held(who)
    batch = at.name(stock_at(firm))
    return Ask("/codings", {"site": mine.name(firm), "batch": batch, "count": 2})


@asks("POST /codings: roll")
def _(at: Town, mine: Town, who: str) -> Ask:
    coding = {"site": mine.name("WH"), "batch": mine.name("RAW"), "count": 2}
    return Ask("/codings", coding | {"roll": at.name("R")})


@asks("GET /batches/{batch}/packages")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/batches/{at.name('OUT' if at is mine else 'RAW')}/packages")


fixed("POST /rolls", "/rolls", {"roll": "R-9", "count": 3})


@asks("POST /pallets")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask("/pallets", {"site": at.name(held(who))})


def _stacking(verb: str) -> None:
    """A pallet of the asker's, with a package that is on it or is not."""
    n, base = (1, " empty") if verb == "stackings" else (0, "")

    def made(of: str) -> Asker:
        def asked(at: Town, mine: Town, who: str) -> Ask:
            firm = held(who)
            town = {"site": mine, "pallet": mine, "code": mine, of: at}
            stack = {
                "site": town["site"].name(firm), "pallet": town["pallet"].pallet[firm + base],
                "items": [town["code"].codes[firm][n]],
            }  # fmt: skip
            return Ask(f"/{verb}", stack)

        return asked

    ASKED[f"POST /{verb}"] = made("site")
    ASKED[f"POST /{verb}: pallet"] = made("pallet")
    ASKED[f"POST /{verb}: code"] = made("code")


_stacking("stackings")
_stacking("unstackings")


def _splitting(of: str, at: Town, mine: Town, who: str) -> Ask:
    firm = held(who)
    site = (at if of == "site" else mine).name(firm)
    code = (at if of == "code" else mine).codes[firm][1]
    return Ask("/splits", {"site": site, "item": code, "parts": [1]})


ASKED["POST /splits"] = lambda at, mine, who: _splitting("site", at, mine, who)
ASKED["POST /splits: code"] = lambda at, mine, who: _splitting("code", at, mine, who)


def _merging(of: str, at: Town, mine: Town, who: str) -> Ask:
    firm = held(who)
    site = (at if of == "site" else mine).name(firm)
    codes = (at if of == "code" else mine).codes[firm][1:3]
    return Ask("/merges", {"site": site, "items": list(codes)})


ASKED["POST /merges"] = lambda at, mine, who: _merging("site", at, mine, who)
ASKED["POST /merges: code"] = lambda at, mine, who: _merging("code", at, mine, who)


def _processing(of: str, at: Town, mine: Town, who: str) -> Ask:
    firm = held(who)
    site = (at if of == "site" else mine).name(firm)
    no = (at if of == "batch" else mine).name("OUT")
    made = {"batch": "B-MADE", "product": DISH, "pieces": 2, "grams": 9_000}
    return Ask("/processings", {"site": site, "inputs": [{"batch": no, "pieces": 1}], **made})


ASKED["POST /processings"] = lambda at, mine, who: _processing("site", at, mine, who)
ASKED["POST /processings: batch"] = lambda at, mine, who: _processing("batch", at, mine, who)
