"""The paper: what stands on it, that a reader reads it, and that every copy is on record."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread

import pypdfium2
import pytest
import zxingcpp

from app.domain.actors import Actor, Role
from app.domain.certificate import Content
from app.domain.errors import BadInput, Conflict, NotFound
from app.exchange import certificate
from app.store.certified import Departure
from app.usecases import keys, print_certificate, register, release
from app.usecases.print_certificate import Sheet, _drawn
from app.usecases.register import PartyDetails
from tests.certificates.making import POMFRET, at, issued, printed, public, signed, text_of
from tests.story import ADMIN, Story
from tests.usecases.said import kinds_since, refused, written


@contextmanager
def opened(page: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(page)
    yield document
    document.close()


def words(page: bytes) -> str:
    """All text of a document, without white space: lines break where they must."""
    with opened(page) as document:
        return "".join("".join(each.get_textpage().get_text_range().split()) for each in document)


def codes(page: bytes, dpi: int = 300) -> list[str]:
    """What the QR codes of a document say."""
    with opened(page) as document:
        pictures = [each.render(scale=dpi / 72).to_pil() for each in document]
    return [found.text for picture in pictures for found in zxingcpp.read_barcodes(picture)]


def drawn(content: Content, size: str = "a5", copy: int = 1) -> bytes:
    return _drawn(Sheet(content, signed(content), copy, ()), size)


@pytest.mark.parametrize("size", ["a5", "a4"])
def test_the_paper_says_everything_that_is_signed_and_its_code_is_read(size: str) -> None:
    gone = Departure(at("2020-11-16 08:00"), 800, "闽A12345")
    page = _drawn(Sheet(POMFRET, signed(), 2, (gone,)), size)
    assert codes(page) == [signed()]
    told = words(page)
    for line in (
        "出仓证明Exitcertificate", "编号No.EC20201116-9F3A01BC,第2份Copy2",
        "冻银鲳鱼Frozensilverpomfret",
        "PF-20201114", "CME-0902-A", "2020-09-02/2022-08-23", "1600件pieces,16000.000kg",
        "江南冻品批发有限公司(91350111000100037A)", "福州集中监管仓(FZ-WH-1)",
        "闽A8K921,集装箱containerCSQU3054383,铅封sealFJ882301",
        "报关单customsdeclaration350120201000917",
        "120000117040911", "GL-PF-20201114", "阴性negative,20样管tubes", "FZ-NA-1116-01,FZ-NA-1116-02",
        "含氯消毒剂chlorine800mg/L,30min,2020-11-1412:00(+08:00),证明certificateXD-20201114-1",
        "central_warehouse_nat@2020.1", "2020-11-1615:00(+08:00)", "2020-11-1703:00(+08:00)",
        "2020-11-1616:00(+08:00)800件pieces闽A12345", "仅在网上显示", "showsonlineonly",
    ):  # fmt: skip
        assert line in told, line


def test_the_same_copy_is_the_same_bytes() -> None:
    assert drawn(POMFRET) == drawn(POMFRET) != drawn(POMFRET, copy=2)


@pytest.mark.parametrize("size", ["a5", "a4"])
def test_the_longest_names_are_never_cut_and_the_code_is_still_read(size: str) -> None:
    draw = random.Random(2)
    names = ["".join(chr(draw.randint(0x4E00, 0x9FA5)) for _ in range(120)) for _ in range(3)]
    long = replace(
        POMFRET, product_name=names[0], product_name_en="W" * 120, consignee_name=names[1],
        warehouse_name=names[2], batch="B" * 40, seal="S" * 40,
    )  # fmt: skip
    page = drawn(long, size)
    told = words(page)
    for name in (*names, "W" * 120, "B" * 40, "S" * 40):
        assert name in told, name
    assert codes(page) == [signed(long)]
    assert isinstance(certificate.verify(codes(page)[0], [public(1)]), certificate.Verified)


@pytest.mark.parametrize("size", ["a5", "a4"])
def test_nothing_leaves_the_page_and_nothing_overlaps(size: str) -> None:
    """A white frame all around, and no pixel under two lines: text boxes of the document are apart."""
    wide = replace(POMFRET, consignee_name="漢" * 120, product_name_en="W" * 120)
    with opened(drawn(wide, size)) as document:
        for page in document:
            picture = page.render(scale=2).to_pil().convert("L").point(lambda v: 255 if v < 128 else 0)
            left, top, right, bottom = picture.getbbox()
            margin = 2 * 72 / 25.4 * 8  # 8 mm of the 9 or 16
            assert left > margin
            assert top > margin
            assert right < picture.width - margin
            assert bottom < picture.height - margin
            text = page.get_textpage()
            boxes = sorted(text.get_rect(n) for n in range(text.count_rects()))
            for n, (l1, b1, r1, t1) in enumerate(boxes):
                for l2, b2, r2, t2 in boxes[n + 1 :]:
                    across, down = min(r1, r2) - max(l1, l2), min(t1, t2) - max(b1, b2)
                    assert across < 0.5 or down < 0.5, (l1, b1, l2, b2)


def test_each_print_is_a_copy_with_its_number_on_record(story: Story) -> None:
    no, _ = issued(story)
    before = len(written(story))
    copies = [printed(story, no), printed(story, no, "ST-Z", "a4")]
    assert [each.copy for each in copies] == [1, 2]
    assert "第2份Copy2" in words(copies[1].page)
    assert codes(copies[0].page) == codes(copies[1].page) == [text_of(story, no)]
    assert kinds_since(story, before) == ["certificate_printed"] * 2
    facts = [entry.fact for entry in written(story)[before:]]
    assert [(fact.copy, fact.size) for fact in facts] == [(1, "a5"), (2, "a4")]  # type: ignore[union-attr]
    assert story.unequal() == []


def _authority(story: Story, region: str) -> Actor:
    """A supervisor of a region, of a firm that has no part in anything."""
    roles = frozenset({Role.SUPERVISOR})
    return Actor(story.people["KI-1/003"], story.parties["KI-1"], roles, "desk", region)


def test_only_those_who_have_it_in_their_list_print_it(story: Story) -> None:
    no, batch = issued(story, 10, to="ST-Z")
    for site in ("WH-1", "IM-1", "ST-Z"):
        assert printed(story, no, site).no == no
    near, far = (_authority(story, region) for region in ("3501", "62"))
    assert print_certificate.print_certificate(story.office, near, no, "a5").copy == 4
    unknown = (NotFound, [("no_such", {"what": "certificate", "value": no})])
    for who in (story.at("ST-L"), story.at("LAB-1"), far):
        act = print_certificate.print_certificate
        assert refused(story, act, who, no, "a5") == unknown
    assert batch


def test_a_revoked_one_is_not_printed_again(story: Story) -> None:
    no, _ = issued(story)
    release.revoke(story.office, story.at("WH-1"), no, "wrong consignee")
    what = (story.at("WH-1"), no, "a5")
    expected = (Conflict, [("certificate_revoked", {"no": no})])
    assert refused(story, print_certificate.print_certificate, *what) == expected


def test_two_who_print_at_once_hold_two_copies(story: Story) -> None:
    no, _ = issued(story)
    copies: list[int] = []
    threads = [Thread(target=lambda: copies.append(printed(story, no).copy)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(copies) == [1, 2, 3, 4]
    assert story.unequal() == []


HOSTILE = ['<script>alert(1)</script>"&amp;', "a) Tj ET (", "𠮷野家䶮", "=cmd|' /C calc'!A0"]


def renamed(story: Story, name: str) -> None:
    """The consignee calls itself something else now."""
    details = PartyDetails(uscc=story.usccs["ST-Z"], name=name, kind="vendor", region="350102")
    register.register_party(story.office, ADMIN, details, change=True)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_only_names(story: Story, name: str) -> None:
    renamed(story, name)
    no, _ = issued(story)
    page = printed(story, no).page
    assert "".join(name.split()) in words(page)
    found = certificate.verify(codes(page)[0], keys.public(story.office))
    assert isinstance(found, certificate.Verified)
    assert found.content.consignee_name == name


def test_a_name_that_no_font_draws_is_refused_by_name_and_is_no_copy(story: Story) -> None:
    renamed(story, "משלוח")
    no, _ = issued(story)
    what = (story.at("WH-1"), no, "a5")
    kind, why = refused(story, print_certificate.print_certificate, *what)
    assert (kind, why[0][0], why[0][1]["field"]) == (BadInput, "certificate_not_drawn", "consignee")
    assert "U+05DE HEBREW LETTER MEM" in why[0][1]["why"]


def test_no_other_paper(story: Story) -> None:
    no, _ = issued(story)
    kind, why = refused(
        story, print_certificate.print_certificate, story.at("WH-1"), no, "a6"
    )  # fmt: skip
    assert (kind, why[0][0]) == (BadInput, "bad_choice")
