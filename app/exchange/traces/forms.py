"""The forms that findings can be had in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.exchange.traces.drawing import svg
from app.exchange.traces.evidence import json_bytes, package
from app.exchange.traces.findings import Findings
from app.exchange.traces.graphs import geojson, graphml
from app.exchange.traces.tables import csv_bytes, xlsx_bytes


@dataclass(frozen=True, slots=True)
class Form:
    """A file format: its media type, the end of a file's name, and how it is written."""

    media_type: str
    suffix: str
    written: Callable[[Findings], bytes]


FORMS = {
    "json": Form("application/json", "json", json_bytes),
    "csv": Form("text/csv; charset=utf-8", "csv", lambda found: csv_bytes(found.sheets)),
    "xlsx": Form(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx",
        lambda found: xlsx_bytes(found.sheets),
    ),
    "graphml": Form("application/graphml+xml", "graphml", graphml),
    "geojson": Form("application/geo+json", "geojson", geojson),
    "svg": Form("image/svg+xml", "svg", svg),
    "evidence": Form("application/zip", "zip", package),
}  # fmt: skip
