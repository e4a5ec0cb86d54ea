"""The evidence package: answer, tables, picture and facts in one zip, with the digest of each.

``SHA256SUMS`` is checked by ``sha256sum -c SHA256SUMS``; each line of ``facts.jsonl`` holds envelope,
body and leaf of a fact exactly as stored: leaf = SHA-256(0x00, envelope, line feed, body).
"""

from __future__ import annotations

import io
import zipfile
from hashlib import sha256

import orjson

from app.exchange.traces.drawing import svg
from app.exchange.traces.findings import Findings
from app.exchange.traces.graphs import geojson, graphml
from app.exchange.traces.tables import csv_bytes, xlsx_bytes

_SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
#: Files in a zip need a time; the same findings give the same bytes.
_THEN = (1980, 1, 1, 0, 0, 0)


def json_bytes(found: Findings) -> bytes:
    """Question and answer."""
    told = {"question": found.question, "answer": found.answer}
    return orjson.dumps(told, option=_SORTED | orjson.OPT_NON_STR_KEYS)


def package(found: Findings) -> bytes:
    """All forms of the answer, its facts, and what their digests are."""
    files = {
        "answer.json": json_bytes(found),
        "tables.csv": csv_bytes(found.sheets),
        "tables.xlsx": xlsx_bytes(found.sheets),
        "chain.svg": svg(found),
        "chain.graphml": graphml(found),
        "map.geojson": geojson(found),
        "facts.jsonl": b"".join(line + b"\n" for line in found.facts),
    }
    digests = {name: sha256(content).hexdigest() for name, content in files.items()}
    manifest = {
        "question": found.question,
        "facts": len(found.facts),
        "leaf": "SHA-256(0x00, envelope, line feed, body)",
        "files": {name: {"sha256": d, "bytes": len(files[name])} for name, d in digests.items()},
    }
    files["manifest.json"] = orjson.dumps(manifest, option=_SORTED)
    digests["manifest.json"] = sha256(files["manifest.json"]).hexdigest()
    files["SHA256SUMS"] = "".join(f"{d}  {name}\n" for name, d in digests.items()).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _THEN)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            zipped.writestr(entry, content)
    return out.getvalue()
