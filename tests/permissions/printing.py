"""How the lines about labels on paper are asked."""

from __future__ import annotations

from tests.permissions.asking import Ask, asks, fixed, held, listed
from tests.permissions.world import Town

_AGAIN = {"why": "the ribbon had run out"}


@asks("POST /batches/{batch}/prints")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/batches/{at.name('OUT')}/prints", _AGAIN)


@asks("POST /batches/{batch}/prints: code")
def _(at: Town, mine: Town, who: str) -> Ask:
    codes = {"codes": list(at.codes[held(who)][1:3])}
    return Ask(f"/batches/{mine.name('OUT')}/prints", _AGAIN | codes)


@asks("POST /pallets/prints")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask("/pallets/prints", {"codes": [at.pallet[held(who)]]})


@asks("POST /rolls/{roll}/prints")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/rolls/{at.name('R')}/prints", {"missing": True})


listed("prints", lambda at, who: at.printing[held(who)])


@asks("GET /prints/{printing}")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/prints/{at.printing[held(who)]}")


@asks("GET /prints/{printing}/labels.{kind}")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/prints/{at.printing[held(who)]}/labels.zpl")


@asks("POST /prints/{printing}/sendings")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/prints/{at.printing[held(who)]}/sendings", {"printer": "DOCK"})


fixed("GET /printers", "/printers")


@asks("GET /batches/{batch}/label.png")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask(f"/batches/{at.name('OUT')}/label.png?dpi=203")


@asks("POST /label-voids")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask("/label-voids", {"label": at.codes[held(who)][2], "why": "torn"})


@asks("POST /label-voids: roll")
def _(at: Town, mine: Town, who: str) -> Ask:
    return Ask("/label-voids", {"label": at.codes["R"][0], "why": "torn"})
