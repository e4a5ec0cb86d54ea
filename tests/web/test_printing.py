"""Prints over HTTP: one print a key, files that flow, specimens that are nobody's, printers at work."""

from __future__ import annotations

import asyncio
import io
import zipfile
from dataclasses import replace
from typing import Any

import httpx
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from app.domain.facts import LabelsPrinted, RolesGranted
from app.domain.printers import Patience
from app.store import printing as store_printing
from app.usecases import label_files, print_labels
from app.usecases.print_labels import How
from labels import payload
from tests.gateways import fake_printer
from tests.gateways.fake_printer import printer
from tests.story import Story
from tests.usecases.said import written
from tests.web.client import Api, supervisor
from tests.web.test_failing_commit import commits_are_not_confirmed, nothing_is_committed

KEY = "key-00001"


def read(picture: Image.Image) -> set[str]:
    """The texts of all codes in a picture."""
    return {each.text for each in zxingcpp.read_barcodes(picture.convert("L"))}


def printed(api: Api, count: int, **body: Any) -> tuple[str, tuple[str, ...], dict[str, Any]]:
    """A coded batch whose labels were printed: number, codes, what was answered."""
    no = api.story.received(count)
    codes = api.story.coded(no, count)
    return no, codes, api.post("WH-1", f"/batches/{no}/prints", body)


def test_the_file_has_the_codes_of_the_goods_and_scanning_one_finds_them(lite: Story) -> None:
    api = Api.on(lite)
    no, codes, made = printed(api, 3)
    file = f"/prints/{made['print']}/labels.pdf"
    assert made == {"print": made["print"], "labels": 3, "reprints": 0, "file": file}
    answer = api.ask("WH-1", "GET", made["file"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["cache-control"] == "private, no-store"
    pages = pypdfium2.PdfDocument(answer.content)
    found = []
    for page in pages:
        (text,) = read(page.render(scale=300 / 72).to_pil())
        told = api.ask("WH-1", "GET", f"/packages/{text}").json()
        found.append((told["code"], told["batch"], told["carton"]))
    assert found == [(code, no, n) for n, code in enumerate(codes, start=1)]


def test_all_files_of_a_print_carry_the_same_codes(lite: Story) -> None:
    api = Api.on(lite)
    _, codes, made = printed(api, 2, format="png", layout="retail")
    path = f"/prints/{made['print']}/labels"
    assert made["file"] == f"{path}.zip"
    with zipfile.ZipFile(io.BytesIO(api.ask("WH-1", "GET", f"{path}.zip?dpi=203").content)) as folder:
        pictures = [Image.open(io.BytesIO(folder.read(name))) for name in folder.namelist()]
    texts = [text for picture in pictures for text in read(picture)]
    assert [picture.size for picture in pictures] == [(480, 320)] * 2  # 60 × 40 mm at 203 dpi
    zpl = api.ask("WH-1", "GET", f"{path}.zpl?dpi=203").text
    assert all(text in zpl for text in texts)
    assert len(texts) == len(codes) == 2
    sheet = api.ask("WH-1", "GET", f"{path}.pdf?stock=70x42-21&start=21").content
    assert len(pypdfium2.PdfDocument(sheet)) == 2


def test_the_same_key_prints_once(story: Story) -> None:
    api = Api.on(story)
    no = story.received(2)
    story.coded(no, 2)
    facts = len(written(story))
    first, again = (api.ask("WH-1", "POST", f"/batches/{no}/prints", {}, key=KEY) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.content, again.headers["idempotent-replayed"]) == (first.content, "true")
    assert len([f for f in written(story)[facts:] if isinstance(f.fact, LabelsPrinted)]) == 1
    other = api.ask("WH-1", "POST", f"/batches/{no}/prints", {})
    assert (other.status_code, [r["code"] for r in other.json()["reasons"]]) == (
        409, ["printed_already"] * 2,
    )  # fmt: skip


def test_a_print_whose_commit_failed_was_not_made(story: Story) -> None:
    api = Api.on(story)
    no = story.received(2)
    story.coded(no, 2)
    path = f"/batches/{no}/prints"
    token = {"authorization": f"Bearer {api.token(story.at('WH-1'))}", "idempotency-key": KEY}
    before = len(written(story))
    with nothing_is_committed(story):
        assert api.send("POST", path, {"missing": True}, token).status_code == 503
    assert len(written(story)) == before
    with commits_are_not_confirmed(story):
        assert api.send("POST", path, {"missing": True}, token).status_code == 503
    answer = api.send("POST", path, {"missing": True}, token)
    assert (answer.status_code, answer.headers["idempotent-replayed"]) == (201, "true")
    assert (answer.json()["labels"], len(written(story))) == (2, before + 1)
    assert story.unequal() == []


def test_a_specimen_has_the_texts_and_nobodys_code(lite: Story) -> None:
    api = Api.on(lite)
    no, codes, made = printed(api, 1)
    facts = len(written(lite))
    answer = api.ask("WH-1", "GET", f"/batches/{no}/label.png?dpi=203")
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.size == (799, 480)  # 100 × 60 mm at 203 dpi
    dots = picture.info["dpi"]
    assert [round(each) for each in dots] == [203, 203]
    assert read(picture) == {payload.url("coldtrace.example", payload.SPECIMEN_TOKEN)}
    for text in (payload.SPECIMEN_TOKEN, payload.SPECIMEN_CODE, *read(picture)):
        assert api.ask("WH-1", "GET", f"/packages/{text}").status_code == 404
    assert not payload.is_code(payload.SPECIMEN_CODE)
    assert int(made["labels"]) == len(codes) == 1
    assert {type(entry.fact) for entry in written(lite)[facts:]} <= {RolesGranted}


def test_labels_flow_while_they_are_drawn_and_memory_does_not_grow(lite: Story) -> None:
    """The first bytes come after a page of tokens was read; all of them were never held together."""
    no = lite.received(1100)
    lite.coded(no, 1100)
    staff = lite.at("WH-1")
    key = print_labels.print_batch(lite.office, staff, no, How()).printing
    asked: list[int] = []
    real = store_printing.page

    def counted(conn: Any, printing: int, after: int, limit: int = 500) -> Any:
        asked.append(after)
        return real(conn, printing, after, limit)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store_printing, "page", counted)
        parts = label_files.file(lite.office, staff, key, "zpl", label_files.Paper(203))
        next(parts)
        assert asked == [0]
        assert sum(1 for _ in parts) == 1100  # the other labels, and the end of the run
    assert asked == [0, 500, 1000, 1100]


def test_a_reader_who_goes_away_leaves_nothing_open(lite: Story) -> None:
    api = Api.on(lite)
    _, _, made = printed(api, 60)
    headers = {"authorization": f"Bearer {api.token(lite.at('WH-1'))}"}

    async def leaves() -> int:
        transport = httpx.ASGITransport(api.app)
        async with (
            httpx.AsyncClient(transport=transport, base_url="http://coldtrace") as web,
            web.stream("GET", made["file"], headers=headers) as answer,
        ):
            return answer.status_code

    assert asyncio.run(leaves()) == 200
    assert lite.office.store.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_a_print_goes_to_a_printer_once_a_key(story: Story) -> None:
    with printer(fake_printer.reads_all) as fake:
        office = replace(story.office, printers=(fake.at,), patience=Patience(1, 2))
        api = Api.on(replace(story, office=office))
        _, _, made = printed(api, 2, format="zpl")
        path = f"/prints/{made['print']}"
        assert api.ask("WH-1", "GET", "/printers").json()["printers"] == [{"name": "DOCK", "dpi": 203}]
        answers = [
            api.ask("WH-1", "POST", f"{path}/sendings", {"printer": "dock"}, key=KEY) for _ in range(2)
        ]
        assert [each.status_code for each in answers] == [202, 202]
        assert answers[0].content == answers[1].content
    assert fake.lines == 1
    assert bytes(fake.received) == api.ask("WH-1", "GET", f"{path}/labels.zpl?dpi=203").content
    told = api.ask("WH-1", "GET", path).json()
    (sending,) = told["sendings"]
    assert (sending["result"], sending["bytes"], sending["printer"]) == (
        "ok",
        len(fake.received),
        "DOCK",
    )
    assert "127.0.0.1" not in api.ask("WH-1", "GET", path).text
    refused = api.ask("WH-1", "POST", f"{path}/sendings", {"printer": "OTHER"})
    assert (refused.status_code, refused.json()["reasons"][0]["code"]) == (404, "no_such")
    assert story.unequal() == []


def test_the_list_tells_prints_of_ones_own_and_of_the_region(story: Story) -> None:
    api = Api.on(story)
    no, codes, made = printed(api, 2)
    api.post("WH-1", f"/batches/{no}/prints", {"codes": [codes[0]], "why": "smeared"})
    void = api.post("WH-1", "/label-voids", {"label": codes[1], "why": "torn"})
    assert set(void) == {"fact", "code"}
    rows = api.ask("WH-1", "GET", f"/prints?batch={no}").json()["rows"]
    assert [(r["labels"], r["reprints"], r["why"], r["void"]) for r in rows] == [
        (1, 1, "smeared", 0),
        (2, 0, "", 1),
    ]
    assert rows == api.ask(supervisor(story, "3501"), "GET", "/prints").json()["rows"]
    assert api.ask("ST-Z", "GET", "/prints").json()["rows"] == []
    assert api.ask("ST-Z", "GET", f"/prints/{made['print']}").status_code == 404
    answer = api.ask("WH-1", "GET", f"/packages/{codes[1]}", **{"accept-language": "zh"})
    assert answer.status_code == 409
    assert payload.grouped(void["code"]) in answer.json()["detail"]
    assert "已于" in answer.json()["detail"]
