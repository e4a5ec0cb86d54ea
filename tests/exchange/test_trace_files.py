"""Trace findings as files: nothing runs, everything is there, and digests are what they say."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from hashlib import sha256
from xml.etree import ElementTree as Xml

import pytest
from python_calamine import CalamineWorkbook

from app.domain.trace.balance import BALANCE, PARTS
from app.exchange.traces import FORMS, Findings, Move, Point, Sheet, words
from app.exchange.traces.drawing import svg
from app.exchange.traces.evidence import package
from app.exchange.traces.graphs import geojson, graphml
from app.exchange.traces.tables import csv_bytes, harmless, xlsx_bytes
from app.store import goods

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "＝1+1", "＋1", " =1", "﹣1"]
EVIL = '<script>alert(1)</script>&"\0\x0b\ufffe'


def findings(name: str = "Cold store") -> Findings:
    here, there = {"on_hand": 400}, {"on_hand": 1337, "sold": 103}
    kind = "supervision_warehouse"
    points = (
        Point("WH-1", name, kind, "350104", 26_050_000, 119_330_000, "2020-11-14", here),
        Point("CS-1", "Wholesaler", "cold_store", "350111", None, None, "2020-11-15", there),
        Point("3706", "", "region", "3706"),
    )
    moves = (
        Move(7, "WH-1", "CS-1", "2020-11-15T05", "2020-11-15T06", "闽A8K921", (41, 42)),
        Move(8, "CS-1", "3706", "2020-11-16T05", "", "", (43,)),
    )
    sheet = Sheet("holders", ("site", "pieces"), (("WH-1", 400), (name, -18), (None, 2**60)))
    facts = (b'{"id":41}', b'{"id":42}')
    return Findings(
        {"asked": f"PF-1 {name}"}, {"numbers": {"sold": 383}}, (sheet,), points, moves, facts
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert harmless(text)[0] == "'"
    read = list(
        csv.reader(io.StringIO(csv_bytes([Sheet("places", ("name",), ((text,),))]).decode("utf-8-sig")))
    )
    assert read[2][0][:1] == "'"
    rows = CalamineWorkbook.from_filelike(
        io.BytesIO(xlsx_bytes([Sheet("places", ("name",), ((text,),))]))
    ).get_sheet_by_index(0)
    assert str(rows.to_python()[1][0])[:1] == "'"


def test_a_workbook_has_no_formula_and_numbers_stay_numbers() -> None:
    content = xlsx_bytes([Sheet("places", ("name", "pieces"), (("=1+1", -18), ("http://x", 2**60)))])
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        page = zipped.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in page
    assert b"hyperlink" not in page
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[1:] == [["'=1+1", -18], ["http://x", str(2**60)]]


def test_tables_are_read_in_both_languages() -> None:
    told = Sheet(
        "holders", ("site", "part", "pieces"), (("FZ-A-01", "in_transit", 3), (None, "sold", 1))
    )
    lines = csv_bytes([told]).decode("utf-8-sig").splitlines()
    assert lines == [
        "# 持货方 holders", "场所 site,状态 part,件数 pieces",
        "FZ-A-01,在途 on the way,3", ",已售 sold,1",
    ]  # fmt: skip


def test_every_code_of_a_balance_and_of_goods_has_its_words() -> None:
    assert [each for each in PARTS if words.cell("part", each) == each] == []
    assert [each for each in BALANCE if words.cell("disposition", each) == each] == []
    for name in goods.COLUMNS:
        words.column(name)


def test_harmless_text_and_numbers_are_left_alone() -> None:
    assert [harmless(each) for each in ("PF-1", -18, None, "a=b", "福州")] == [
        "PF-1",
        -18,
        None,
        "a=b",
        "福州",
    ]


def test_the_graph_has_every_place_and_movement_with_its_facts() -> None:
    root = Xml.fromstring(graphml(findings()))
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    nodes = [node.get("id") for node in root.findall(".//g:node", space)]
    edges = [(e.get("source"), e.get("target")) for e in root.findall(".//g:edge", space)]
    assert nodes == ["WH-1", "CS-1", "3706"]
    assert edges == [("WH-1", "CS-1"), ("CS-1", "3706")]
    facts = [d.text for d in root.findall(".//g:edge/g:data[@key='edge_facts']", space)]
    assert facts == ["41 42", "43"]


def test_the_map_has_what_has_coordinates() -> None:
    told = json.loads(geojson(findings()))
    assert [f["properties"].get("site") for f in told["features"]] == ["WH-1"]
    assert told["features"][0]["geometry"]["coordinates"] == [119.33, 26.05]


@pytest.mark.parametrize("form", ["graphml", "svg"])
def test_hostile_names_are_text(form: str) -> None:
    content = FORMS[form].written(findings(EVIL))
    Xml.fromstring(content)
    assert b"<script" not in content


def test_the_picture_has_a_box_for_each_place_and_an_arrow_for_each_way() -> None:
    picture = svg(findings()).decode()
    assert (picture.count("<rect"), picture.count('class="m"')) == (3, 2)
    assert "现存 on hand 1337, 已售 sold 103" in picture


def test_the_package_holds_everything_and_its_digests() -> None:
    content = package(findings())
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        files = {name: zipped.read(name) for name in zipped.namelist()}
    assert set(files) == {
        "answer.json", "tables.csv", "tables.xlsx", "chain.svg", "chain.graphml", "map.geojson",
        "facts.jsonl", "manifest.json", "SHA256SUMS",
    }  # fmt: skip
    for line in files["SHA256SUMS"].decode().splitlines():
        digest, name = line.split("  ")
        assert sha256(files[name]).hexdigest() == digest
    manifest = json.loads(files["manifest.json"])
    assert manifest["files"]["tables.xlsx"]["sha256"] == sha256(files["tables.xlsx"]).hexdigest()
    assert manifest["facts"] == 2
    assert files["facts.jsonl"].splitlines() == list(findings().facts)


def test_the_same_findings_give_the_same_bytes() -> None:
    assert package(findings()) == package(findings())
