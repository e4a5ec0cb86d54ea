"""Labels for the tests: codes that are always the same, and the texts of a real carton."""

from __future__ import annotations

from random import Random

from labels import payload
from labels.label import Content

HOST = "TRACE.EXAMPLE"
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
TYPED = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

TEXTS = {
    "product_zh": "冻南美白对虾(去头虾)",
    "product_en": "Frozen headless shell-on vannamei shrimp",
    "batch": "FZ20201114-01",
    "origin": "厄瓜多尔 Ecuador",
    "produced": "2020-08-01",
    "expires": "2022-07-31",
    "net": "10.000 kg",
    "storage": "冷冻 ≤ -18℃",
    "station": "福州进口冷链集中监管仓",
    "number": "17/2500",
    "copy": "1",
    "sscc": "(00) 0 6901234 00000001 7",
    "pieces": "48",
}


def code(draw: Random) -> str:
    """A typed code from a seeded generator."""
    while True:
        body = "".join(draw.choices(TYPED, k=8))
        check = payload.check_character(body)
        if check in TYPED:
            return body + check


def token(draw: Random) -> str:
    """A public token from a seeded generator."""
    return "".join(draw.choices(BASE32, k=26))


def content(seed: int = 1, host: str = HOST, **texts: str) -> Content:
    """One label, the same for the same seed."""
    draw = Random(seed)
    address = payload.url(host, token(draw))
    return Content(address, code(draw), TEXTS | texts)


def contents(count: int) -> list[Content]:
    """So many labels of one batch."""
    return [content(n, number=f"{n}/{count}") for n in range(1, count + 1)]
