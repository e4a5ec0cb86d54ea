"""Rows of papers and disinfections, and of the attachments that they name."""

from __future__ import annotations

from app.domain.facts import Disinfected, DocumentFiled
from app.domain.ledger import Entry
from app.domain.span import micros
from app.store.decided import Inserts


def filed(entry: Entry, fact: DocumentFiled) -> Inserts:
    """New rows of a paper."""
    row = {"fact": entry.id, "batch": fact.batch, "kind": fact.document, "number": fact.number}
    return [("document", [row]), *naming(entry, (fact.sha256,))]


def sprayed(entry: Entry, fact: Disinfected) -> Inserts:
    """New rows of a disinfection; that of goods is read from its fact and needs none."""
    rows = naming(entry, fact.photos)
    if fact.plate or fact.zone is not None:
        row = {"plate": fact.plate, "zone": fact.zone, "valid": not fact.breach, "fact": entry.id}
        rows.append(("asset_disinfection", [row | {"at": micros(entry.happened.latest)}]))
    return rows


def naming(entry: Entry, digests: tuple[str, ...]) -> Inserts:
    """Which attachments a fact names, each once."""
    rows = [{"sha256": each, "fact": entry.id} for each in dict.fromkeys(digests) if each]
    return [("attachment_fact", rows)] if rows else []
