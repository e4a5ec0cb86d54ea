"""The chain as a graph (GraphML) and as a map (GeoJSON, RFC 7946)."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as Xml

import orjson

from app.exchange.traces.findings import Findings, Point

_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = "http://graphml.graphdrawing.org/xmlns"
_NODE = {"name": "string", "kind": "string", "region": "string", "since": "string", "on_hand": "long",
         "in_transit": "long", "sold": "long", "lat": "double", "lon": "double"}  # fmt: skip
_EDGE = {"departed": "string", "arrived": "string", "plate": "string", "facts": "string"}


def graphml(found: Findings) -> bytes:
    """Places as nodes, movements as directed edges, each with its facts."""
    Xml.register_namespace("", _SPACE)
    root = Xml.Element(_name("graphml"))
    for kind, names in (("node", _NODE), ("edge", _EDGE)):
        for name, of_type in names.items():
            told = {"id": f"{kind}_{name}", "for": kind, "attr.name": name, "attr.type": of_type}
            Xml.SubElement(root, _name("key"), told)
    graph = Xml.SubElement(root, _name("graph"), {"id": "trace", "edgedefault": "directed"})
    for point in found.points:
        node = Xml.SubElement(graph, _name("node"), {"id": clean(point.key)})
        values = {"name": point.name, "kind": point.kind, "region": point.region, "since": point.since}
        amounts = {part: point.pieces.get(part, 0) for part in ("on_hand", "in_transit", "sold")}
        _data(node, "node", values | amounts | _degrees(point))
    for move in found.moves:
        ends = {"source": clean(move.source), "target": clean(move.target)}
        edge = Xml.SubElement(graph, _name("edge"), {"id": str(move.number), **ends})
        facts = " ".join(map(str, move.facts))
        told = {"departed": move.departed, "arrived": move.arrived, "plate": move.plate, "facts": facts}
        _data(edge, "edge", told)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root)


def _name(name: str) -> str:
    return f"{{{_SPACE}}}{name}"


def _data(parent: Xml.Element, kind: str, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if value not in (None, ""):
            Xml.SubElement(parent, _name("data"), {"key": f"{kind}_{name}"}).text = clean(str(value))


def clean(text: str) -> str:
    """Text without the characters that XML 1.0 cannot hold."""
    return _NO_XML.sub("", text)


def _degrees(point: Point) -> dict[str, float]:
    if point.lat_e6 is None or point.lon_e6 is None:
        return {}
    return {"lat": point.lat_e6 / 1e6, "lon": point.lon_e6 / 1e6}


def geojson(found: Findings) -> bytes:
    """Places with coordinates as points, movements between two of them as lines."""
    at = {
        p.key: [p.lon_e6 / 1e6, p.lat_e6 / 1e6]
        for p in found.points
        if p.lat_e6 is not None and p.lon_e6 is not None
    }
    features: list[dict[str, Any]] = []
    for point in found.points:
        if point.key in at:
            told: dict[str, Any] = {"site": point.key, "name": point.name, "kind": point.kind}
            told |= {"since": point.since, **point.pieces}
            features.append(_feature("Point", at[point.key], told))
    for move in found.moves:
        if move.source in at and move.target in at:
            ends = [at[move.source], at[move.target]]
            told = {"movement": move.number, "departed": move.departed, "arrived": move.arrived}
            features.append(_feature("LineString", ends, {**told, "plate": move.plate}))
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def _feature(kind: str, coordinates: Any, properties: dict[str, Any]) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}
