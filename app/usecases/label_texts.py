"""What labels say: from registers to the fields of a layout. State is never among them: it changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from app.domain.facts.printing import LabelsPrinted, Run, Texts
from app.domain.history import ItemState
from app.domain.printing import number
from app.exchange.label_text import both, country, kilograms, storage
from app.store import registry
from app.store.registry import Found

MIXED = ("混装", "Mixed goods")


def of_batch(conn: Connection, row: Found, language: str) -> Texts:
    """What every label of a batch says; empty texts are left out."""
    product = registry.need(conn, "product", row.product, id=row.product)
    texts = {
        "product_zh": product.name,
        "product_en": product.name_en if language != "zh" else "",
        "batch": row.no,
        "origin": country(row.origin, language),
        "produced": row.produced,
        "expires": row.expires,
        "storage": storage(product.storage, product.low_dc, product.high_dc, language),
        "station": _station(conn, row, language),
    }
    return _kept(texts)


def _station(conn: Connection, row: Found, language: str) -> str:
    """The warehouse an import batch came into 首站; what was made here has none."""
    found = registry.warehouse_of(conn, row)
    if not found:
        return ""
    site = registry.need(conn, "site", found[0], id=found[0])
    return both(site.name, site.name_en, language)


def of_pallet(conn: Connection, sscc: str, inside: Iterable[ItemState], language: str) -> Texts:
    """What the label of a pallet says of what is on it now."""
    states = list(inside)
    batches = sorted({state.batch for state in states if state.batch is not None})
    rows = [registry.need(conn, "batch", batch, id=batch) for batch in batches]
    said = [dict(of_batch(conn, row, language)) for row in rows]
    names = {name for each in said for name in each}
    common = {name: said[0][name] for name in names if len({each.get(name, "") for each in said}) == 1}
    if said and "product_zh" not in common:
        common |= {"product_zh": MIXED[0], "product_en": MIXED[1] if language != "zh" else ""}
    if said:
        common["batch"] = rows[0].no if len(rows) == 1 else f"{rows[0].no} +{len(rows) - 1}"
    return _kept(common | {"sscc": sscc})


def _kept(texts: Mapping[str, str]) -> Texts:
    return tuple((name, text) for name, text in texts.items() if text)


def of_label(printed: LabelsPrinted, run: Run, at: int) -> dict[str, str]:
    """Everything that one label of a print says."""
    texts = dict(printed.texts) | dict(run.texts) | {"copy": str(run.copy)}
    if run.grams:
        texts["net"] = kilograms(run.grams)
    if run.pieces:
        texts["pieces"] = str(run.pieces)
    if first := number(run, at):
        last = first + run.pieces - 1
        carton = f"{first}-{last}" if last > first else f"{first}"
        texts["number"] = f"{carton}/{printed.total}"
    return texts
