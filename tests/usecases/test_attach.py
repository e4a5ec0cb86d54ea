"""Attachments: brought before a fact names them, and shown to nobody but those they concern."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, select

from app.domain.actors import Role
from app.domain.errors import BadInput, NotFound, TooMuch, Unavailable
from app.exchange.pictures import Limits
from app.store.tables import table
from app.usecases import attach, correct, declare, disinfect
from app.usecases.declare import Paper
from app.usecases.disinfect import Surface
from tests import pictures
from tests.story import Story
from tests.usecases.said import refused, sentences, written


def rows(story: Story) -> list[tuple[Any, ...]]:
    brought = table("attachment")
    columns = (brought.c.sha256, brought.c.party, brought.c.media_type, brought.c.width)
    with story.office.store.read() as conn:
        return [tuple(row) for row in conn.execute(select(*columns).order_by(*columns[:2]))]


def may_see(story: Story, digest: str, *sites: str) -> list[str]:
    """Which of the sites' people get the attachment; the others get exactly a missing one's no."""
    seen = []
    for site in sites:
        answers = [_asked(story, site, each) for each in (digest, "0" * 64)]
        if answers[0] is None:
            seen.append(site)
        else:
            assert answers[0].replace(digest, "0" * 64) == answers[1]
    return seen


def _asked(story: Story, site: str, digest: str) -> str | None:
    """The refusal that somebody gets, or None."""
    try:
        attach.attachment(story.office, story.at(site), digest)
    except NotFound as refusal:
        return str(refusal)
    return None


def paper(digest: str, number: str = "X-1") -> Paper:
    return Paper(document="ciq_cert", number=number, issued="2024-04-20", sha256=digest)


def test_what_is_brought_comes_back_byte_for_byte(story: Story) -> None:
    content = pictures.photo("seal", exif=pictures.exif(6))
    owner = story.at("IM-1")
    kept = attach.attach(story.office, owner, content)
    assert (kept.media_type, kept.bytes, kept.width, kept.height) == (
        "image/jpeg",
        len(content),
        64,
        48,
    )
    assert attach.attachment(story.office, owner, kept.sha256) == ("image/jpeg", content)
    media_type, copy = attach.public_copy(story.office, owner, kept.sha256)
    assert (media_type, pictures.SECRET.encode() in content, pictures.SECRET.encode() in copy) == (
        "image/jpeg",
        True,
        False,
    )


def test_the_same_content_twice_is_one_attachment_of_each_party(story: Story) -> None:
    content = pictures.photo()
    first = attach.attach(story.office, story.at("IM-1"), content)
    assert attach.attach(story.office, story.at("IM-1", "002"), content) == first
    assert len(rows(story)) == 1
    assert may_see(story, first.sha256, "IM-1", "WH-1") == ["IM-1"]
    assert attach.attach(story.office, story.at("WH-1"), content) == first
    assert len(rows(story)) == 2
    assert may_see(story, first.sha256, "IM-1", "WH-1", "ST-Z") == ["IM-1", "WH-1"]
    assert len([p for p in story.office.files.folder.rglob("*") if p.is_file()]) == 1


def test_a_paper_is_shown_to_all_who_have_a_part_in_its_batch(story: Story) -> None:
    no = story.booked()
    owner = story.at("IM-1")
    digest = story.photo(owner)
    assert may_see(story, digest, *story.parties) == ["IM-1"]
    filed = declare.file_document(story.office, owner, no, paper(digest))
    assert may_see(story, digest, *story.parties) == ["WH-1", "IM-1"]
    for role in (Role.SUPERVISOR, Role.INVESTIGATOR):
        official = story.at("LAB-1", roles=frozenset({role}))
        assert attach.attachment(story.office, official, digest)[0] == "image/jpeg"
    correct.void(story.office, owner, filed, "the picture of another paper")
    assert may_see(story, digest, *story.parties) == ["IM-1"]
    assert story.unequal() == []


def test_a_photo_of_a_disinfection_follows_the_goods(story: Story) -> None:
    no = story.received()
    staff = story.at("WH-1")
    goods, truck = story.photo(staff, "goods"), story.photo(staff, "truck")
    surface = Surface("WH-1", no)
    disinfect.disinfect(story.office, staff, surface, story.protocol(photos=(goods,)))
    wheels = Surface("WH-1", plate="闽A00001")
    disinfect.disinfect(story.office, staff, wheels, story.protocol(photos=(truck, goods)))
    assert may_see(story, goods, *story.parties) == ["WH-1", "IM-1"]
    assert may_see(story, truck, *story.parties) == ["WH-1"]
    assert story.unequal() == []


def _file(story: Story, digest: str) -> tuple[Callable[..., object], tuple[Any, ...]]:
    return declare.file_document, (story.at("IM-1"), story.booked(), paper(digest))


def _spray(story: Story, digest: str) -> tuple[Callable[..., object], tuple[Any, ...]]:
    own = story.photo(story.at("WH-1"))
    protocol = story.protocol(photos=(own, digest))
    return disinfect.disinfect, (story.at("WH-1"), Surface("WH-1", plate="闽A00001"), protocol)


@pytest.mark.parametrize("act", [_file, _spray])
def test_a_fact_that_names_what_its_party_never_brought_is_refused(
    story: Story, act: Callable[..., Any]
) -> None:
    neighbours = story.photo(story.at("ST-Z"), "theirs")
    for digest in ("ab" * 32, neighbours):
        verb, words = act(story, digest)
        said = refused(story, verb, *words)
        assert said == (BadInput, [("no_such", {"what": "attachment", "value": digest})])
    assert may_see(story, neighbours, "IM-1", "WH-1", "ST-Z") == ["ST-Z"]


def test_one_photo_does_not_count_twice(lite: Story) -> None:
    staff = lite.at("WH-1")
    digest = lite.photo(staff)
    protocol = lite.protocol(photos=(digest, digest))
    surface = Surface("WH-1", plate="闽A00001")
    said = refused(lite, disinfect.disinfect, staff, surface, protocol)
    assert said == (BadInput, [("listed_twice", {"what": "photo", "value": digest})])


@pytest.mark.parametrize(
    "name", ["", "..", "../../etc/passwd", "AB" * 32, "a" * 63, "a" * 65, "\x00", "\ud800", "ａ" * 64]
)
def test_a_name_that_is_no_digest_is_a_missing_attachment(story: Story, name: str) -> None:
    supervisor = story.at("WH-1", roles=frozenset({Role.SUPERVISOR}))
    with pytest.raises(NotFound) as caught:
        attach.attachment(story.office, supervisor, name)
    assert sentences(caught.value) == [("no_such", {"what": "attachment", "value": name})]


def test_a_bad_file_leaves_nothing(story: Story) -> None:
    before = len(written(story))
    small = replace(story.office, file_limits=Limits(bytes=5_000, pixels=1_000))
    for content in (b"", b"GIF89a", pictures.photo()[:-9], bytes(5_001), pictures.photo()):
        with pytest.raises((BadInput, TooMuch)):
            attach.attach(small, story.at("IM-1"), content)
    assert rows(story) == []
    assert not story.office.files.folder.exists()
    assert len(written(story)) == before


def test_a_file_that_is_gone_from_the_disk_is_no_answer(story: Story) -> None:
    digest = story.photo(story.at("IM-1"))
    (story.office.files.folder / digest[:2] / digest).unlink()
    with pytest.raises(Unavailable) as caught:
        attach.attachment(story.office, story.at("IM-1"), digest)
    assert sentences(caught.value) == [("attachment_damaged", {"value": digest})]


def test_nobody_is_told_before_file_name_and_row_are_on_the_disk(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    sync, rename = os.fsync, os.replace

    def fsync(handle: int) -> None:
        calls.append("fsync")
        sync(handle)

    def replaced(*names: str, **more: Any) -> None:
        calls.append("rename")
        rename(*names, **more)

    event.listen(story.office.store.engine, "commit", lambda _: calls.append("commit"))
    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replaced)
    attach.attach(story.office, story.at("IM-1"), pictures.photo())
    assert calls == ["fsync", "rename", "fsync", "fsync", "fsync", "commit"]


def test_when_the_disk_fails_there_is_no_row(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fails)
        with pytest.raises(Unavailable):
            attach.attach(story.office, story.at("IM-1"), pictures.photo())
    assert rows(story) == []
    story.photo(story.at("IM-1"))
    assert len(rows(story)) == 1
