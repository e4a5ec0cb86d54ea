"""Bodies for a newcomer, with the names of the demonstration; and what follows from answers."""

from __future__ import annotations

from typing import Any

_SITE, _STALL, _NEIGHBOUR, _BATCH = "FZ-WH-1", "FZ-A-01", "FZ-A-02", "PF-20201114"
_CODES = ["AM24XVYGB", "0KCHZYC6A"]
_WHY = {"why": "the quarantine certificate was found"}
_VEHICLE = {"plate": "闽A8K921", "container": "CSQU3054383", "seal": "FJ882301"}
_SEAL_AND_SITE = {"site": _SITE, "booking": "FZ-BK-1114", **_VEHICLE, "cargo_dc": -195}
_PIECE = {"site": _STALL, "goods": {"items": _CODES[:1]}}
_LINE = {
    "batch": _BATCH, "product": "26901234000010", "origin": "IN", "produced": "2020-09-02",
    "import_lot": "CME-0902-A", "plant": "IN-0517", "pieces": 2500, "grams": 25_000_000,
}  # fmt: skip
_BOOKING = {
    "no": "FZ-BK-1114", "warehouse": _SITE, **_VEHICLE, "declaration": "350120201000917",
    "port": "Mawei", "slot": "2020-11-14T08:00:00+08:00", "lines": [_LINE],
}  # fmt: skip
_SPRAY = {
    "agent": "peracetic_acid", "mg_per_l": 3000, "contact_minutes": 30, "surface_dc": -180,
    "operator": 102, "supervisor": 103,
}  # fmt: skip
_REPORT = {
    "report_no": "R-CDC-1117-01-P", "verdict": "positive", "stage": "preliminary",
    "readings": [{
        "kit": "kit_a", "verdict": "positive",
        "targets": [{"name": "ORF1ab", "ct_centi": 3312}, {"name": "N", "ct_centi": 3147}],
    }],
}  # fmt: skip
_SALE_THEN = {**_PIECE, "happened": "2020-11-16T19:40:00+08:00"}
_CLUE = {"text": "Who bought from stall 12 of the market on Friday?", "start": {"site": _STALL}}

#: Examples of request bodies by operation, each with a name.
BODIES: dict[str, dict[str, Any]] = {
    "POST /sessions": {"stall": {"login": "FZ-STALL-A1", "password": "cold-chain-demo"}},
    "POST /sessions/badge": {"worker": {
        "device": "ctd_5f0c7f9e6f0a.3sQ", "badge": "9F2C41D6", "pin": "582914",
    }},
    "POST /accounts": {"stall": {"person": 120, "login": "FZ-STALL-B1", "password": "ice-and-salt-07"}},
    "PUT /accounts/{login}/password": {"new": {"password": "ice-and-salt-08"}},
    "PUT /persons/{person}/roles": {"supervisor": {"roles": ["supervisor"], "region": "3501"}},
    "POST /keys": {"till": {"person": 120, "name": "till", "roles": ["vendor"], "days": 90}},
    "POST /devices": {"handheld": {"party": 17, "name": "FZ-WH-1-HH1"}},
    "POST /persons/{person}/badge": {"first": {"pin": "582914"}},
    "PUT /me/pin": {"next": {"old": "582914", "new": "739105"}},
    "POST /parties": {"vendor": {
        "uscc": "9135010300010077XR", "name": "海峡冻品商行", "name_en": "Haixia Frozen Goods",
        "kind": "vendor", "region": "350103",
    }},
    "POST /sites": {"stall": {
        "code": _STALL, "party": 17, "kind": "stall", "name": "A01号摊位", "name_en": "Stall A-01",
        "region": "350103", "within": "FZ-A", "lat_e6": 26_030_000, "lon_e6": 119_280_000,
    }},
    "POST /sites/{site}/zones": {"cold room": {
        "code": "COLD-1", "kind": "cold_room", "low_dc": -250, "high_dc": -180,
    }},
    "POST /vehicles": {"truck": {"plate": "闽A8K921", "party": 17, "refrigerated": True}},
    "POST /persons": {"worker": {"party": 17, "staff_no": "002", "post": "消毒操作"}},
    "POST /products": {"pomfret": {
        "code": "26901234000010", "own_code": True, "name": "冻银鲳鱼",
        "name_en": "Frozen silver pomfret", "category": "seafood", "species": "Pampus argenteus",
        "hs_code": "0303891000", "storage": "frozen", "high_dc": -180, "key_product": True,
        "shelf_days": 720,
    }},
    "POST /plants": {"plant": {"country": "IN", "number": "IN-0517", "name": "Coastal Marine Exports"}},
    "POST /bookings": {"pomfret": _BOOKING},
    "POST /bookings/{no}/decision": {
        "yes": {"approved": True}, "no": {"approved": False, "why": "no slot is free"},
    },
    "POST /batches/{batch}/documents": {"certificate": {
        "document": "ciq_cert", "number": "Q000917-1", "issued": "2020-09-02", "issuer": "海关",
    }},
    "POST /batches/{batch}/waivers": {"list": {"document": "goods_list", "why": "one product only"}},
    "POST /arrivals": {"truck": _SEAL_AND_SITE},
    "POST /unloadings": {"all": {
        "site": _SITE, "batch": _BATCH, "pieces": 2500, "grams": 25_000_000, "zone": "DOCK",
    }},
    "POST /samples": {"pool": {
        "site": _SITE, "tube": "PF-20201114-O1", "part": "outer_pack", "batch": _BATCH,
        "cartons": [17, 203, 911],
    }},
    "POST /samples/{tube}/handling": {"received": {"outcome": "received"}},
    "POST /samples/{tube}/results": {"positive": _REPORT},
    "POST /disinfections": {
        "cartons": {"site": _SITE, "batch": _BATCH, "cartons": [[1, 2300]], **_SPRAY},
        "vehicle": {"site": _SITE, "plate": "闽A8K921", **_SPRAY},
    },
    "POST /batches/{batch}/certificates": {"wholesaler": {
        "pieces": 2100, "consignee": "91350111000100037A",
    }},
    "POST /certificates/{no}/revocation": {"why": _WHY},
    "POST /verification": {"number": {"text": "EC20201114-71C44C90"}},
    "POST /batches/{batch}/rejection": {"why": {"why": "confirmed positive"}},
    "POST /holds": {"batch": {"scope": "batch", "target": _BATCH, "why": "a paper is missing"}},
    "POST /holds/{key}/lifting": {"why": _WHY},
    "POST /facts/{key}/void": {"why": {"why": "scanned twice"}},
    "POST /facts/{key}/correction": {"less": {"pieces": 2499, "grams": 24_990_000}},
    "POST /codings": {"cartons": {"site": _SITE, "batch": _BATCH, "count": 2500}},
    "POST /rolls": {"roll": {"roll": "ROLL-2020-11", "count": 1000}},
    "POST /pallets": {"pallet": {"site": _SITE}},
    "POST /batches/{batch}/prints": {
        "missing": {"missing": True}, "again": {"codes": _CODES, "why": "the ribbon had run out"},
    },
    "POST /pallets/prints": {"pallet": {"codes": ["99NRTC0JC"]}},
    "POST /rolls/{roll}/prints": {"roll": {"format": "zpl"}},
    "POST /prints/{printing}/sendings": {"dock": {"printer": "DOCK"}},
    "POST /label-voids": {"torn": {"label": _CODES[0], "why": "torn off by a fork"}},
    "POST /stackings": {"cartons": {"site": _SITE, "pallet": "99NRTC0JC", "items": _CODES}},
    "POST /unstackings": {"cartons": {"site": _SITE, "pallet": "99NRTC0JC", "items": _CODES}},
    "POST /splits": {"carton": {"site": _STALL, "item": _CODES[0], "parts": [4, 6]}},
    "POST /merges": {"rest": {"site": _STALL, "items": _CODES}},
    "POST /processings": {"fillets": {
        "site": "FZ-K-1", "inputs": [{"items": _CODES}], "batch": "FILLET-1", "pieces": 20,
        "grams": 18_000, "product": "26901234000010",
    }},
    "POST /shipments": {"pallet": {
        "site": _SITE, "to": "FZ-CS-1", "goods": {"items": ["99NRTC0JC"]}, "plate": "闽A8K921",
    }},
    "POST /movements/{movement}/acceptance": {"all": {}, "list": {"items": _CODES}},
    "POST /put-aways": {"cold room": {"site": _SITE, "zone": "COLD-1", "items": _CODES}},
    "POST /sightings": {"found": {"site": _STALL, "items": _CODES[:1]}},
    "POST /displays": {"carton": _PIECE},
    "POST /sales": {"now": _PIECE, "offline": _SALE_THEN},
    "POST /returns": {"carton": {**_PIECE, "paper": "RT-2020-0007"}},
    "POST /disposals": {"carton": {
        **_PIECE, "witness": 140, "weighed": 10_000, "method": "incineration",
    }},
    "POST /records": {"sale": {"records": [
        {"key": "hh1-20201116-0001", "path": "/sales", "body": _SALE_THEN},
    ]}},
    "POST /stock-counts": {"shelf": {"site": _STALL, "batch": _BATCH, "items": _CODES}},
    "POST /incidents": {
        "batch": {"start": {"keys": [_BATCH]}, "why": "an outer pack tested positive in Sanming"},
        "worker": {
            "start": {
                "firm": "9135011100010003XY", "staff": "017", "since": "2020-11-10T00:00:00+08:00",
            },
            "why": "a worker tested positive", "drill": True,
        },
    },
    "POST /incidents/{no}/batches": {"same truck": {"batches": [_BATCH], "why": "on the same truck"}},
    "POST /incidents/{no}/steps/{step}/done": {"closed": {"note": "cold room 1 is shut and sealed"}},
    "POST /incidents/{no}/steps/{step}/assignment": {
        "warehouse": {"firm": "9135011100010003XY", "staff": "001"},
    },
    "POST /incidents/{no}/rounds": {
        "people": {"subject": "people", "samples": 38, "positives": 0, "note": "all dock workers"},
    },
    "POST /incidents/{no}/disposals": {
        "burnt": {"manner": "harmless", "pieces": 383, "grams": 3_830_000, "witness": 104},
    },
    "POST /incidents/{no}/closing": {
        "handled": {"outcome": "handled", "why": "all goods are accounted for, all rounds clean"},
    },
    "POST /asks/{key}/answers": {"stall": {"found": 12, "sold": 3, "note": "set aside in freezer 2"}},
    "POST /hold-requests/{key}/answer": {
        "held": {"accept": True, "why": "held at both stalls"},
        "not here": {"accept": False, "why": "never arrived here"},
    },
    "POST /letters": {
        "from Wuxi": {"no": "锡协查2021-12", "sender": "无锡市市场监督管理局", "clues": [_CLUE]},
    },
    "POST /letters/sent": {
        "to Wuxi": {"addressee": "无锡市市场监督管理局", "to_region": "3202", "clues": [_CLUE]},
    },
    "POST /letters/{key}/clues/{n}/answers": {
        "found": {"outcome": "found", "text": "180 pieces at two stalls, all held"},
    },
}  # fmt: skip


def _link(operation: str, /, *, body: bool = False, **parameters: str) -> dict[str, Any]:
    """What to do with an answer next. Parameters are expressions on it."""
    path = operation.split(" ")[1].replace("~", "~0").replace("/", "~1")
    found: dict[str, Any] = {
        "operationRef": f"#/paths/{path}/{operation.split(' ')[0].lower()}", "parameters": parameters,
    }  # fmt: skip
    return found | ({"requestBody": "$request.body"} if body else {})


_PRINT = {"print": _link("GET /prints/{printing}", printing="$response.body#/print")}
_PRINTS = ("POST /batches/{batch}/prints", "POST /pallets/prints", "POST /rolls/{roll}/prints")
_FACT = {
    "fact": _link("GET /facts/{fact}", fact="$response.body#/fact"),
    "void": _link("POST /facts/{key}/void", key="$response.body#/fact"),
}
#: Links by operation.
LINKS: dict[str, dict[str, Any]] = {
    **dict.fromkeys(("POST /displays", "POST /sales", "POST /returns", "POST /disposals"), _FACT),
    "POST /unloadings": _FACT | {
        "correction": _link("POST /facts/{key}/correction", key="$response.body#/fact"),
    },
    "POST /bookings": {
        "decision": _link("POST /bookings/{no}/decision", no="$request.body#/no"),
        "papers": _link("POST /batches/{batch}/documents", batch="$request.body#/lines/0/batch"),
    },
    "POST /holds": {"lifting": _link("POST /holds/{key}/lifting", key="$response.body#/hold")},
    "POST /shipments": {
        "acceptance": _link(
            "POST /movements/{movement}/acceptance", movement="$response.body#/movement"
        ),
    },
    "POST /samples": {
        "handling": _link("POST /samples/{tube}/handling", tube="$request.body#/tube"),
        "results": _link("POST /samples/{tube}/results", tube="$request.body#/tube"),
    },
    "POST /batches/{batch}/certificates": {
        "revocation": _link("POST /certificates/{no}/revocation", no="$response.body#/certificate"),
        "paper": _link("GET /certificates/{no}/certificate.pdf", no="$response.body#/certificate"),
    },
    "POST /codings": {
        "packages": _link("GET /batches/{batch}/packages", batch="$request.body#/batch"),
    },
    **dict.fromkeys(_PRINTS, _PRINT),
    "POST /label-voids": {"fact": _FACT["fact"]},
    "POST /pallets": {"pallet": _link("GET /packages/{code}", code="$response.body#/code")},
    "POST /attachments": {
        "show": _link("GET /attachments/{sha256}", sha256="$response.body#/sha256"),
    },
    "POST /devices": {
        "revoke": _link("DELETE /devices/{prefix}", prefix="$response.body#/prefix"),
    },
    "POST /keys": {"revoke": _link("DELETE /keys/{prefix}", prefix="$response.body#/prefix")},
    "POST /accounts": {
        "password": _link("PUT /accounts/{login}/password", login="$response.body#/login"),
        "disable": _link("DELETE /accounts/{login}", login="$response.body#/login"),
    },
    "POST /persons": {
        "roles": _link("PUT /persons/{person}/roles", person="$response.body#/id"),
        "badge": _link("POST /persons/{person}/badge", person="$response.body#/id"),
    },
    "POST /sites": {"zone": _link("POST /sites/{site}/zones", site="$request.body#/code")},
    "POST /incidents": {
        "incident": _link("GET /incidents/{no}", no="$response.body#/incident"),
        "goods": _link("GET /incidents/{no}/goods", no="$response.body#/incident"),
    },
    "POST /letters": {"letter": _link("GET /letters/{key}", key="$response.body#/letter")},
    "POST /letters/sent": {"letter": _link("GET /letters/{key}", key="$response.body#/letter")},
}  # fmt: skip
