"""Signing keys: made once, kept for good, never replaced by themselves."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from stat import S_IMODE

import pytest

from app.domain.errors import Conflict, NotAllowed, NotFound, Unavailable
from app.domain.facts import CertificateSigned, Released
from app.exchange import certificate
from app.store.keyring import Keyring
from app.usecases import declare, keys, release
from app.usecases.declare import Paper
from tests.certificates.making import issued, printed, text_of
from tests.story import ADMIN, Story
from tests.usecases.said import kinds_since, refused, written


def unsigned(story: Story, pieces: int = 10) -> str:
    """A certificate from before there was a key."""
    no = story.cleared(pieces)
    officer = story.at("WH-1")
    return release.release(story.office, officer, no, pieces, story.usccs["ST-Z"]).certificate


def files(story: Story) -> list[Path]:
    return sorted(story.office.keys.folder.glob("*"))


def test_a_key_is_made_once_and_only_its_owner_reads_it(story: Story) -> None:
    key = keys.make(story.office, ADMIN)
    (file,) = files(story)
    assert file.name == f"{key.kid}.pem"
    assert (S_IMODE(file.stat().st_mode), S_IMODE(file.parent.stat().st_mode)) == (0o600, 0o700)
    before = len(written(story))
    assert keys.make(story.office, ADMIN).kid == key.kid
    assert (files(story), len(written(story))) == ([file], before)
    assert story.unequal() == []


def test_only_an_administrator_makes_or_rotates_keys(story: Story) -> None:
    staff = dataclasses.replace(story.at("WH-1"), roles=story.at("WH-1").roles - ADMIN.roles)
    for act in (keys.make, keys.rotate):
        assert refused(story, act, staff) == (NotAllowed, [("role_needed", {"role": "administrator"})])
    assert files(story) == []


def test_there_is_nothing_to_rotate_before_the_first_key(story: Story) -> None:
    assert refused(story, keys.rotate, ADMIN) == (NotFound, [("no_signing_key", {})])


def test_a_certificate_is_signed_in_the_fact_of_its_issue(story: Story) -> None:
    no, batch = issued(story)
    fact = next(entry.fact for entry in written(story) if isinstance(entry.fact, Released))
    assert fact.signed
    found = certificate.verify(text_of(story, no), keys.public(story.office))
    assert isinstance(found, certificate.Verified)
    told = found.content
    assert (told.no, told.batch, told.pieces, told.grams) == (no, batch, 100, 1_000_000)
    assert (told.consignee, told.vehicle) == (story.usccs["ST-Z"], "闽A00001")
    assert told.documents == (
        ("customs_declaration", f"CU-{batch}"), ("ciq_cert", f"CI-{batch}"),
        ("goods_list", f"GO-{batch}"),
    )  # fmt: skip
    assert (told.tests.tubes, told.tests.verdict, len(told.tests.reports)) == (2, "negative", 2)
    assert story.unequal() == []


def test_without_a_key_certificates_are_issued_unsigned_and_not_printed(story: Story) -> None:
    no = unsigned(story)
    assert refused(story, lambda office: printed(story, no)) == (Conflict, [("no_signing_key", {})])


def test_an_old_certificate_is_signed_before_its_first_print_as_it_was_issued(story: Story) -> None:
    no = unsigned(story)
    paper = Paper(document="ciq_cert", number="NEWER", issued="2024-04-21")
    declare.file_document(story.office, story.at("IM-1"), "B-1", paper)  # after it was issued
    keys.make(story.office, ADMIN)
    before = len(written(story))
    assert [printed(story, no).copy, printed(story, no).copy] == [1, 2]
    assert kinds_since(story, before) == [
        "certificate_signed", "certificate_printed", "certificate_printed",
    ]  # fmt: skip
    found = certificate.verify(text_of(story, no), keys.public(story.office))
    assert isinstance(found, certificate.Verified)
    assert dict(found.content.documents)["ciq_cert"] == "CI-B-1"
    assert found.content.signed > found.content.issued
    assert isinstance(written(story)[before].fact, CertificateSigned)
    assert story.unequal() == []


def lose(file: Path) -> None:
    file.unlink()


def empty(file: Path) -> None:
    file.write_bytes(b"")


def tear(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:60])


def swap(file: Path) -> None:
    other = Keyring(file.parent / "other")
    other.draw()
    (path,) = other.folder.glob("*.pem")
    path.replace(file)


def open_up(file: Path) -> None:
    file.chmod(0o640)


def link(file: Path) -> None:
    file.replace(file.with_suffix(".old"))
    file.symlink_to(file.with_suffix(".old"))


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lose, "signing_key_missing"), (empty, "signing_key_damaged"), (tear, "signing_key_damaged"),
        (swap, "signing_key_damaged"), (open_up, "signing_key_open"), (link, "signing_key_missing"),
    ],
)  # fmt: skip
def test_a_key_that_cannot_be_used_is_refused_and_no_other_is_made(story, harm, code) -> None:  # type: ignore[no-untyped-def]
    key = keys.make(story.office, ADMIN)
    no = story.cleared(10)
    (file,) = files(story)
    harm(file)
    there = files(story)
    what = (story.at("WH-1"), no, 10, story.usccs["ST-Z"])
    assert refused(story, release.release, *what) == (Unavailable, [(code, {"kid": key.kid})])
    assert keys.make(story.office, ADMIN).kid == key.kid
    assert files(story) == there
    (shown,) = keys.published(story.office)
    assert shown.fault is not None
    assert shown.fault.reasons[0].code == code


def test_a_new_key_signs_and_the_old_one_goes_on_verifying(story: Story) -> None:
    old, _ = issued(story)
    first = keys.public(story.office)[0]
    story.clock.pass_time(hours=1)
    second = keys.rotate(story.office, ADMIN)
    assert second.kid != first.kid
    assert [key.until is None for key in keys.public(story.office)] == [False, True]
    assert keys.public(story.office)[0].until == second.since
    (story.office.keys.folder / f"{first.kid}.pem").unlink()  # it has nothing to sign any more
    new, _ = issued(story)
    for no, kid in ((old, first.kid), (new, second.kid)):
        found = certificate.verify(text_of(story, no), keys.public(story.office))
        assert isinstance(found, certificate.Verified)
        assert (found.content.no, found.kid) == (no, kid)
    assert story.unequal() == []


def test_what_an_interrupted_start_left_is_published_instead_of_another_key(story: Story) -> None:
    x = story.office.keys.draw()
    (story.office.keys.folder / ".HALF.pem.part").write_bytes(b"-----BEGIN")
    assert keys.make(story.office, ADMIN).x == x


def test_a_full_disk_makes_no_key(story: Story) -> None:
    story.office.keys.folder.parent.mkdir(parents=True, exist_ok=True)
    story.office.keys.folder.write_text("a file where the folder should be")
    kind, why = refused(story, keys.make, ADMIN)
    assert (kind, [code for code, _ in why]) == (Unavailable, ["signing_key_not_kept"])
