"""Requests that must succeed: for every operation who asks, and for what, in the prepared world."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.demo import pictures
from app.demo.accounts import PASSWORD
from app.demo.city import SQUID, made_uscc
from tests.exchange.sheets import ENGLISH, comma
from tests.gateways import waiting
from tests.schema.world import NEIGHBOUR, PIN, STALL, WAREHOUSE

A1, A2, DOCK, SAMPLER, RELEASE = "FZ-STALL-A1", "FZ-STALL-A2", "FZ-DOCK", "FZ-SAMPLER", "FZ-RELEASE-A"
LAB, IMPORTER, SUPERVISOR, ADMIN, LEAVING = (
    "FZ-LAB", "FZ-IMPORTER", "FZ-SUPERVISOR", "ADMIN", "FZ-WHOLESALE",
)  # fmt: skip
#: Everybody who asks, the two peers first: neither may see what is the other's.
PEERS = (A1, A2)
USERS = (*PEERS, DOCK, SAMPLER, RELEASE, LAB, IMPORTER, SUPERVISOR, ADMIN, LEAVING)


@dataclass(frozen=True)
class Given:
    """One request. ``who`` keeps the operation for the rest of the run."""

    who: str
    body: Any = None
    path: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    media_type: str = "application/json"


def given(world: dict[str, Any]) -> dict[str, Given]:
    """By method and path. Reads without a line here are asked by the first peer."""
    return {
        **_registers(world), **_access(world), **_intake(world), **_testing(world),
        **_decisions(world), **_coding(world), **_trade(world), **_reads(world),
        **_alarmed(world),
        **_doors(),
    }  # fmt: skip


def _reads(world: dict[str, Any]) -> dict[str, Given]:
    code = world["codes"][-1]
    return {
        "GET /packages/{code}": Given(A1, path={"code": code}),
        "GET /batches/{batch}/packages": Given(A1, path={"batch": "CT-10"}),
        "GET /prints/{printing}": Given(A1, path={"printing": world["printing"]}),
        "GET /prints/{printing}/labels.{kind}": Given(
            A1, path={"printing": world["printing"], "kind": "pdf"}
        ),
        "GET /printers": Given(A1),
        "GET /batches/{batch}/label.png": Given(A1, path={"batch": "CT-10"}),
        "GET /facts/{fact}": Given(A1, path={"fact": world["sold"]}),
        "GET /backlog": Given(SUPERVISOR),
        **{
            f"GET /traces{path}": Given(SUPERVISOR, query={"key": "CT-10"})
            for path in ("", "/scope", "/goods", "/origins", "/exposure", "/reach", "/file")
        },
        "GET /traces/sources": Given(SUPERVISOR, query={"positive": ["CT-10", code]}),
        "GET /certificates/{no}/certificate.pdf": Given(A1, path={"no": world["paper"]}),
        "GET /verification": Given(A1, query={"text": world["paper"]}),
        "POST /verification": Given(A1, {"text": world["paper"]}),
        "GET /attachments/{sha256}": Given(A1, path={"sha256": world["photo"]}),
    }


def _registers(world: dict[str, Any]) -> dict[str, Given]:
    parties = world["parties"]
    party = {
        "uscc": made_uscc("350103", 77), "name": "新来海鲜", "kind": "vendor", "region": "350103",
    }  # fmt: skip
    site = {
        "code": "FZ-A-07", "party": parties[STALL], "kind": "stall", "name": "A07号摊位",
        "region": "350103", "within": "FZ-A",
    }  # fmt: skip
    product = {
        "code": "26901234000034", "own_code": True, "name": "冻带鱼", "name_en": "Frozen hairtail",
        "category": "seafood", "storage": "frozen", "high_dc": -180,
    }  # fmt: skip
    zone = {"code": "COLD-9", "kind": "cold_room", "low_dc": -250, "high_dc": -180}
    vehicle = {"plate": "闽A8K777", "party": parties[WAREHOUSE], "refrigerated": True}
    person = {"party": parties[STALL], "staff_no": "009", "post": "店员"}
    return {
        "POST /parties": Given(ADMIN, party),
        "POST /sites": Given(ADMIN, site),
        "POST /sites/{site}/zones": Given(ADMIN, zone, {"site": WAREHOUSE}),
        "POST /vehicles": Given(ADMIN, vehicle),
        "POST /persons": Given(ADMIN, person),
        "POST /products": Given(ADMIN, product),
        "POST /plants": Given(ADMIN, {"country": "NO", "number": "NO-77", "name": "Bergen Fisk"}),
    }


def _access(world: dict[str, Any]) -> dict[str, Given]:
    people, parties = world["people"], world["parties"]
    other = {"password": PASSWORD + "-2"}
    key = {"person": people[STALL], "name": "till", "roles": ["vendor"], "days": 30}
    badge = {"device": world["device"], "badge": world["badge"], "pin": PIN}
    roles = {"roles": ["vendor"]}
    free = {"person": people["FZ-B-01"]}
    return {
        "POST /sessions": Given(A1, {"login": LEAVING, "password": PASSWORD}),
        "POST /sessions/badge": Given(A1, badge),
        "DELETE /sessions/current": Given(LEAVING),
        "POST /accounts": Given(ADMIN, {"person": people["FZ-B-05"], "login": "FZ-NEW", **other}),
        "PUT /accounts/{login}/password": Given(ADMIN, other, {"login": "FZ-FORGOT"}),
        "DELETE /accounts/{login}": Given(ADMIN, path={"login": "FZ-LEFT"}),
        "PUT /persons/{person}/roles": Given(ADMIN, roles, free),
        "POST /keys": Given(ADMIN, key),
        "DELETE /keys/{prefix}": Given(ADMIN, path={"prefix": world["key"]}),
        "POST /devices": Given(ADMIN, {"party": parties[STALL], "name": "FZ-A-01-HH9"}),
        "DELETE /devices/{prefix}": Given(ADMIN, path={"prefix": world["prefix"]}),
        "POST /persons/{person}/badge": Given(ADMIN, {"pin": PIN}, free),
        "DELETE /persons/{person}/badge": Given(ADMIN, path={"person": people["FZ-B-02"]}),
        "PUT /me/pin": Given(A1, {"old": PIN, "new": "739105"}),
    }


def _doors() -> dict[str, Given]:
    return {
        "POST /notices/{notice}/again": Given(ADMIN, path={"notice": waiting.NOTICE}),
        "POST /destinations/{destination}/again": Given(
            ADMIN, path={"destination": waiting.DESTINATION}
        ),
        "POST /lab-reports/{report}/again": Given(ADMIN, path={"report": waiting.REPORT}),
    }


def _vehicle(world: dict[str, Any], no: str) -> dict[str, Any]:
    slot = (datetime.fromisoformat(world["now"]) + timedelta(days=3)).isoformat()
    return {
        "no": f"CT-BK-{no}", "warehouse": WAREHOUSE, "plate": "闽A8K950", "container": "CSQU3054383",
        "declaration": f"35012020100{no}", "seal": f"CT-{no}", "slot": slot,
    }  # fmt: skip


def _intake(world: dict[str, Any]) -> dict[str, Given]:
    line = {
        "batch": "CT-51", "product": SQUID, "origin": "EC", "produced": "2020-12-01",
        "plant": "EC-1301", "pieces": 20, "grams": 200_000,
    }  # fmt: skip
    row = ("CT-61", SQUID, "EC", "EC-1301", "2020-12-01", "", "", "CTN-1", "1", "10.125")
    arrival = {
        "site": WAREHOUSE, "booking": "CT-BK-2", "container": "CSQU3054383", "seal": world["seal"],
        "plate": world["plate"],
    }  # fmt: skip
    paper = {"document": "trade_record", "number": "TR-1", "issued": "2020-12-10"}
    count = {"site": WAREHOUSE, "batch": "CT-3", "pieces": 40, "grams": 400_000}
    no_slot = {"approved": False, "why": "no slot is free"}
    waiver = {"document": world["waivable"], "why": "was never issued for this country"}
    return {
        "POST /bookings": Given(IMPORTER, {**_vehicle(world, "5100"), "lines": [line]}),
        "POST /bookings/{no}/decision": Given(DOCK, no_slot, {"no": "CT-BK-1"}),
        "POST /batches/{batch}/documents": Given(IMPORTER, paper, {"batch": "CT-1"}),
        "POST /batches/{batch}/waivers": Given(RELEASE, waiver, {"batch": "CT-1"}),
        "POST /arrivals": Given(DOCK, arrival),
        "POST /unloadings": Given(DOCK, count),
        "POST /manifests": Given(
            IMPORTER, comma([row], ENGLISH), query=_vehicle(world, "6100"), media_type="text/csv"
        ),
        "POST /attachments": Given(A1, pictures.drawn("stall A1"), media_type="image/png"),
    }


def _testing(world: dict[str, Any]) -> dict[str, Given]:
    people = world["people"]
    tube = {
        "site": WAREHOUSE, "tube": "CT-5-X1", "part": "outer_pack", "batch": "CT-5",
        "cartons": world["cartons"][:2],
    }  # fmt: skip
    targets = [{"name": "ORF1ab"}, {"name": "N"}]
    reading = {"kit": "kit_a", "targets": targets, "verdict": "negative"}
    report = {"report_no": "R-CT-6", "readings": [reading], "verdict": "negative"}
    spray = {
        "site": WAREHOUSE, "batch": "CT-5", "cartons": [[1, 40]], "agent": "peracetic_acid",
        "mg_per_l": 3000, "contact_minutes": 30, "surface_dc": -180,
        "operator": people[f"{WAREHOUSE}/002"], "supervisor": people[f"{WAREHOUSE}/003"],
    }  # fmt: skip
    tubes = world["tubes"]
    return {
        "POST /batches/{batch}/plan": Given(SAMPLER, path={"batch": "CT-12"}),
        "POST /samples": Given(SAMPLER, tube),
        "POST /samples/{tube}/handling": Given(LAB, {"outcome": "received"}, {"tube": tubes[1]}),
        "POST /samples/{tube}/results": Given(LAB, report, {"tube": tubes[0]}),
        "POST /disinfections": Given(DOCK, spray),
    }


def _decisions(world: dict[str, Any]) -> dict[str, Given]:
    why = {"why": "the paper was found"}
    release = {"pieces": 40, "consignee": world["usccs"][NEIGHBOUR]}
    amount = {"pieces": 39, "grams": 390_000}
    return {
        "POST /batches/{batch}/certificates": Given(RELEASE, release, {"batch": "CT-7"}),
        "POST /certificates/{no}/revocation": Given(RELEASE, why, {"no": world["certificate"]}),
        "POST /batches/{batch}/rejection": Given(RELEASE, why, {"batch": "CT-8"}),
        "POST /holds": Given(RELEASE, {"scope": "batch", "target": "CT-3", **why}),
        "POST /holds/{key}/lifting": Given(RELEASE, why, {"key": world["hold"]}),
        "POST /facts/{key}/void": Given(A1, why, {"key": world["sold"]}),
        "POST /facts/{key}/correction": Given(DOCK, amount, {"key": world["unloaded"]}),
    }


def _alarmed(world: dict[str, Any]) -> dict[str, Given]:
    no = world["incident"]
    at = {"no": no}
    clues = {"clues": [{"text": "who has it?", "start": {"keys": ["CT-10"]}}]}
    disposal = {"manner": "harmless", "pieces": 3, "grams": 30_000, "witness": world["second"]}
    letter = {"key": world["letter"]}
    return {
        "POST /incidents": Given(
            SUPERVISOR, {"start": {"keys": ["CT-10"]}, "why": "an exercise", "drill": True}
        ),
        "GET /incidents/what-if": Given(SUPERVISOR, query={"key": "CT-10"}),
        "GET /incidents/{no}": Given(SUPERVISOR, path=at),
        "GET /incidents/{no}/goods": Given(SUPERVISOR, path={"no": world["drill"]}),
        "POST /incidents/{no}/batches": Given(
            SUPERVISOR, {"batches": ["CT-1"], "why": "the same truck"}, at
        ),
        "POST /incidents/{no}/alerts/{level}": Given(SUPERVISOR, path=at | {"level": "3501"}),
        "POST /incidents/{no}/steps/{step}/done": Given(
            SUPERVISOR, {"note": "closed"}, at | {"step": "area_closed"}
        ),
        "POST /incidents/{no}/steps/{step}/assignment": Given(
            SUPERVISOR, {"firm": world["usccs"][WAREHOUSE], "staff": "001"},
            at | {"step": "people_listed"},
        ),
        "POST /incidents/{no}/rounds": Given(
            SUPERVISOR, {"subject": "people", "samples": 4, "positives": 0}, at
        ),
        "POST /incidents/{no}/disposals": Given(SUPERVISOR, disposal, at),
        "POST /incidents/{no}/closing": Given(
            SUPERVISOR, {"outcome": "negative", "why": "nothing was there"}, {"no": world["drill"]}
        ),
        "POST /asks/{key}/answers": Given(A1, {"found": 3, "sold": 0}, {"key": world["ask"]}),
        "POST /hold-requests/{key}/answer": Given(
            SUPERVISOR, {"accept": False, "why": "not here"}, {"key": world["request"]}
        ),
        "POST /letters": Given(SUPERVISOR, {"no": "WX-2021-2", "sender": "Wuxi", **clues}),
        "POST /letters/sent": Given(
            SUPERVISOR, {"addressee": "Wuxi", "to_region": "3202", "incident": no, **clues}
        ),
        "GET /letters/{key}": Given(SUPERVISOR, path=letter),
        "POST /letters/{key}/clues/{n}/answers": Given(
            SUPERVISOR, {"outcome": "nothing", "text": "none here"}, letter | {"n": 1}
        ),
        "GET /plant-positives": Given(SUPERVISOR),
        "GET /letters": Given(SUPERVISOR), "GET /hold-requests": Given(SUPERVISOR),
        "GET /clocks": Given(SUPERVISOR),
    }  # fmt: skip


def _coding(world: dict[str, Any]) -> dict[str, Given]:
    codes = iter(world["codes"])

    def some(count: int) -> list[str]:
        return [next(codes) for _ in range(count)]

    at = {"site": STALL}
    empty, full = world["pallets"]
    made = {"batch": "CT-71", "product": SQUID, "pieces": 2, "grams": 19_000}
    stacked = list(world["stacked"])
    return {
        "POST /codings": Given(DOCK, {"site": WAREHOUSE, "batch": "CT-4", "count": 5}),
        "POST /batches/{batch}/prints": Given(A1, {"missing": True}, {"batch": "CT-10"}),
        "POST /pallets/prints": Given(A1, {"codes": [full]}),
        "POST /rolls/{roll}/prints": Given(DOCK, {"format": "zpl"}, {"roll": "ROLL-8"}),
        "POST /prints/{printing}/sendings": Given(
            A1, {"printer": "DOCK"}, {"printing": world["printing"]}
        ),
        "POST /label-voids": Given(A1, {"label": world["spoiled"], "why": "torn"}),
        "POST /rolls": Given(DOCK, {"roll": "ROLL-9", "count": 20}),
        "POST /pallets": Given(A1, at),
        "POST /stackings": Given(A1, {**at, "pallet": empty, "items": some(2)}),
        "POST /unstackings": Given(A1, {**at, "pallet": full, "items": stacked[:2]}),
        "POST /splits": Given(A1, {**at, "item": world["big"], "parts": [1, 1]}),
        "POST /merges": Given(A1, {**at, "items": some(2)}),
        "POST /processings": Given(A1, {**at, "inputs": [{"items": some(2)}], **made}),
    }


def _trade(world: dict[str, Any]) -> dict[str, Given]:
    codes = iter(world["codes"][10:])

    def goods(count: int = 1) -> dict[str, Any]:
        return {"site": STALL, "goods": {"items": [next(codes) for _ in range(count)]}}

    back = {"site": WAREHOUSE, "goods": {"items": [world["inside"][5]]}, "paper": "RT-1"}
    disposal = {"witness": world["second"], "weighed": 10_000, "method": "incineration"}
    # what a count leaves out is missing from then on, so it is of a batch that nobody else asks for
    count = {"site": WAREHOUSE, "batch": "CT-11", "items": list(world["inside"])}
    inside = {"site": WAREHOUSE, "zone": "COLD-1", "items": list(world["inside"][:3])}
    found = {"site": STALL, "items": [next(codes)]}
    record = {"key": "record-0001", "path": "/sales", "body": goods()}
    return {
        "POST /shipments": Given(A1, {**goods(2), "to": NEIGHBOUR}),
        "POST /movements/{movement}/acceptance": Given(A1, {}, {"movement": world["movement"]}),
        "POST /put-aways": Given(DOCK, inside),
        "POST /sightings": Given(A1, found),
        "POST /displays": Given(A1, goods()),
        "POST /sales": Given(A1, goods()),
        "POST /returns": Given(DOCK, back),
        "POST /disposals": Given(A1, {**goods(), **disposal}),
        "POST /records": Given(A1, {"records": [record]}),
        "POST /stock-counts": Given(DOCK, count),
    }
