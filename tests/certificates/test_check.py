"""What anybody is told of a certificate: genuine or not, and how it stands now."""

from __future__ import annotations

from base64 import b32decode, b32encode
from dataclasses import replace

from app.domain.facts import Released
from app.exchange import certificate
from app.usecases import check_certificate, correct, hold, keys, move, release
from app.usecases.check_certificate import VERDICTS, Checked
from app.usecases.goods import Goods
from tests.certificates.making import issued, private, public, text_of
from tests.story import Story
from tests.usecases.said import written


def check(story: Story, text: str) -> Checked:
    return check_certificate.check(story.office, text)


def why(found: Checked) -> list[str]:
    return [each.code for each in found.reasons]


def ship(story: Story, no: str, pieces: int) -> None:
    load = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, pieces), plate="闽A12345")
    move.ship(story.office, story.at("WH-1"), load)


def test_a_genuine_certificate_is_shown_beside_our_records(story: Story) -> None:
    no, batch = issued(story)
    found = check(story, text_of(story, no))
    assert (found.verdict, why(found)) == ("valid", ["certificate_genuine", "certificate_valid"])
    assert found.kid == keys.public(story.office)[0].kid
    signed, record = found.signed, found.record
    assert signed is not None
    assert record is not None
    for name in ("no", "batch", "pieces", "consignee", "consignee_name", "policy"):
        assert getattr(signed, name) == getattr(record, name), name
    assert (record.batch, record.used, record.revoked, record.departures) == (batch, 0, None, ())
    assert signed.issued == int(record.issued.timestamp())
    assert signed.deadline == int(record.deadline.timestamp())


def test_what_has_left_is_told_with_its_vehicle_until_all_is_used_up(story: Story) -> None:
    no, batch = issued(story)
    text = text_of(story, no)
    ship(story, batch, 40)
    found = check(story, text)
    assert (found.verdict, dict(found.reasons[1].values)["left"]) == ("valid", "60")
    assert found.record is not None
    assert [(each.pieces, each.vehicle) for each in found.record.departures] == [(40, "闽A12345")]
    ship(story, batch, 60)
    found = check(story, text)
    assert (found.verdict, why(found)[1]) == ("used_up", "certificate_used")
    assert found.record is not None
    assert [each.pieces for each in found.record.departures] == [40, 60]


def test_the_deadline_passes(story: Story) -> None:
    no, _ = issued(story)
    text = text_of(story, no)
    story.clock.pass_time(hours=11)
    assert check(story, text).verdict == "valid"
    story.clock.pass_time(hours=2)  # the policy gives twelve
    found = check(story, text)
    assert (found.verdict, why(found)[1]) == ("overdue", "certificate_late")


def test_a_revoked_certificate_says_so_before_anything_else(story: Story) -> None:
    no, batch = issued(story)
    text = text_of(story, no)
    hold.place_hold(story.office, story.at("WH-1"), "batch", batch, "torn seal")
    found = check(story, text)
    assert (found.verdict, why(found)[1]) == ("on_hold", "certificate_on_hold")
    release.revoke(story.office, story.at("WH-1"), no, "wrong consignee")
    story.clock.pass_time(hours=30)
    found = check(story, text)
    assert (found.verdict, why(found)[1]) == ("revoked", "certificate_withdrawn")
    assert found.record is not None
    assert found.record.revoked is not None
    assert "wrong consignee" not in repr(found)  # reasons may name people
    # the signature itself cannot know of it
    assert isinstance(certificate.verify(text, keys.public(story.office)), certificate.Verified)


def test_a_number_finds_the_record_and_proves_nothing(story: Story) -> None:
    no, _ = issued(story)
    found = check(story, f" {no.lower()} ")
    assert (found.verdict, why(found), found.kid) == (
        "valid", ["certificate_by_number", "certificate_valid"], "",
    )  # fmt: skip
    assert found.signed is not None
    assert text_of(story, no).rpartition("/")[2] not in repr(found)  # a number makes no QR
    missing = check(story, "EC20240506-00000000")
    assert (missing.verdict, why(missing)) == ("unknown_number", ["certificate_unknown_number"])
    assert (missing.signed, missing.record) == (None, None)


def test_a_number_of_an_unsigned_one_finds_the_record_alone(story: Story) -> None:
    batch = story.released(10, to="ST-Z")
    fact = next(e.fact for e in written(story) if isinstance(e.fact, Released))
    found = check(story, fact.no)
    assert (found.verdict, found.signed) == ("valid", None)
    assert found.record is not None
    assert found.record.batch == batch


def test_a_certificate_that_our_key_signed_but_we_did_not_issue_is_not_believed(story: Story) -> None:
    """A stolen key, or a ledger that was put back to yesterday."""
    no, _ = issued(story)
    key = keys.public(story.office)[0]
    mine = check(story, text_of(story, no)).signed
    assert mine is not None
    for content in (replace(mine, no="EC20240507-0BADF00D"), replace(mine, pieces=9_999)):
        token = certificate.sign(content, key.kid, lambda m: story.office.keys.sign(key.kid, m))
        found = check(story, certificate.link(content.host, token))
        assert (found.verdict, why(found)) == ("not_on_record", ["certificate_not_on_record"])
        assert found.record is None


def test_whatever_is_not_genuine_shows_nothing_of_our_records(story: Story) -> None:
    no, _ = issued(story)
    text = text_of(story, no)
    other = certificate.sign(check(story, text).signed, public(9).kid, private(9).sign)  # type: ignore[arg-type]
    whole = bytearray(b32decode((token := text.rpartition("/")[2]) + "=" * (-len(token) % 8)))
    whole[20] ^= 1
    forged = b32encode(bytes(whole)).decode().rstrip("=")
    for given, verdict in (
        (text[:-9], "cut_off"), (text + "A", "edited"), (other, "unknown_key"), (forged, "forged"),
        ("hello", "not_ours"), (text.replace("COLDTRACE", "EVIL"), "edited"),
    ):  # fmt: skip
        found = check(story, given)
        assert (found.verdict, found.signed, found.record) == (verdict, None, None), given[:60]
        assert found.verdict in VERDICTS


def test_a_checked_certificate_is_no_fact(story: Story) -> None:
    no, _ = issued(story)
    before = written(story)
    for text in (no, text_of(story, no), "nonsense"):
        check(story, text)
    assert written(story) == before


def test_a_shipment_that_did_not_happen_has_not_left(story: Story) -> None:
    no, batch = issued(story)
    ship(story, batch, 7)
    fact = written(story)[-1].id
    correct.void(story.office, story.at("WH-1"), fact, "wrong truck")
    found = check(story, text_of(story, no))
    assert found.record is not None
    assert (found.record.used, found.record.departures) == (0, ())
    assert story.unequal() == []
