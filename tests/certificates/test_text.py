"""The text of a certificate: what it says, how large it is, and that nothing of it can be changed."""

from __future__ import annotations

import random
from base64 import b32decode, b32encode, urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from qrcode import QRCode, constants

from app.domain.certificate import Content, LabResults, digest_of, kid_of, read, written
from app.exchange import certificate
from app.exchange.certificate import Verified, verify
from tests.certificates.making import POMFRET, at, private, public, said, signed

BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
KEYS = [public(1), public(2)]
TEXT = signed()
REFUSED = {
    "certificate_not_ours", "certificate_cut", "certificate_edited", "certificate_forged",
    "certificate_unknown_key",
}  # fmt: skip


def token(text: str) -> str:
    return text.rpartition("/")[2]


def frame(text: str) -> bytearray:
    plain = token(text)
    return bytearray(b32decode(plain + "=" * (-len(plain) % 8)))


def link(of: bytes | bytearray, host: str = POMFRET.host) -> str:
    return certificate.link(host, b32encode(bytes(of)).decode().rstrip("="))


def modules(text: str) -> int:
    code = QRCode(error_correction=constants.ERROR_CORRECT_M)
    code.add_data(text)
    return 17 + 4 * int(code.best_fit())


def test_what_was_signed_is_what_is_read() -> None:
    assert verify(TEXT, KEYS) == Verified(POMFRET, public(1).kid)
    assert verify(token(TEXT), KEYS) == verify(TEXT, KEYS)
    as_a_browser_writes_it = TEXT.replace("HTTPS://COLDTRACE.EXAMPLE", "https://coldtrace.example")
    assert verify(f" {as_a_browser_writes_it}\n", KEYS) == verify(TEXT, KEYS)


def test_the_bytes_that_are_written_are_fixed() -> None:
    """By hand from the docstring. A changed byte here is another version of the format."""
    small = replace(
        POMFRET, product_name="冻", documents=(("ciq_cert", ""),), disinfection=None, import_lot=""
    )
    expected = (
        '["coldtrace.example","EC20201116-9F3A01BC",1605510000,1605553200,0,"PF-20201114",'
        '"26901234000010","冻","Frozen silver pomfret","IN","2020-09-02","2022-08-23","",1600,16000000,'
        '"91350111000100037A","江南冻品批发有限公司","FZ-WH-1","福州集中监管仓","闽A8K921","CSQU3054383",'
        '"FJ882301",[["ciq_cert",""]],["sars_cov_2",20,"negative",1605506400,'
        '["FZ-NA-1116-01","FZ-NA-1116-02"],0,""],null,"central_warehouse_nat@2020.1"]'
    )
    assert written(small).decode() == expected
    assert read(expected.encode()) == small
    assert read(expected.replace(",", ", ").encode()) is None


def test_the_key_id_is_the_beginning_of_the_thumbprint_of_rfc_8037() -> None:
    # Appendix A.3: kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k
    thumbprint = urlsafe_b64decode("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k=")
    x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    assert kid_of(x) == b32encode(thumbprint[:5]).decode()


def test_it_is_a_jws() -> None:
    """RFC 7515 by hand: header, payload, and a signature over both with a dot between."""
    whole, kid = bytes(frame(TEXT)), public(1).kid
    parts = (f'{{"alg":"EdDSA","kid":"{kid}","typ":"exit+1"}}'.encode(), whole[72:])
    signing_input = ".".join(urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
    key = private(1).public_key()
    key.verify(whole[8:72], signing_input.encode())
    with pytest.raises(InvalidSignature):
        key.verify(whole[8:72], signing_input.encode() + b"A")


def test_sizes_are_what_is_promised() -> None:
    assert (len(TEXT), modules(TEXT)) == (612, 81)
    many = LabResults(
        "sars_cov_2", 60, "negative", 1605506400,
        ("T-PF-20201114-12-OP-P", "T-PF-20201114-12-IP-P", "T-PF-20201114-12-F-P"), 57, "A" * 16,
    )  # fmt: skip
    assert modules(signed(tests=many)) <= 85
    draw = random.Random(1)
    long = ["".join(chr(draw.randint(0x4E00, 0x9FA5)) for _ in range(120)) for _ in range(3)]
    told = replace(POMFRET, product_name=long[0], consignee_name=long[1], warehouse_name=long[2])
    text = signed(told, product_name_en="Frozen " * 17)
    assert modules(text) <= 177
    found = verify(text, KEYS)
    assert isinstance(found, Verified)
    names = (found.content.product_name, found.content.consignee_name)
    assert [*names, found.content.warehouse_name] == long


def test_each_character_that_is_another_one_is_refused() -> None:
    """Every place with every other character of base32, and with one that base32 has not."""
    begins = len(TEXT) - len(token(TEXT))
    codes = set()
    for place in range(begins, len(TEXT)):
        for other in (*BASE32, "0", "a", "%"):
            if other != TEXT[place]:
                codes.add(said(verify(TEXT[:place] + other + TEXT[place + 1 :], KEYS)))
    assert codes == REFUSED


def test_bits_that_the_last_character_has_to_spare_may_not_be_set() -> None:
    """Base32 of most lengths ends in bits that mean nothing: only zeros are taken."""
    lengths = set()
    for size in range(1, 12):
        text = signed(batch="".join(random.Random(size).choices(BASE32, k=size)))
        lengths.add(len(token(text)) % 8)
        for other in BASE32:
            found = said(verify(text[:-1] + other, KEYS))
            assert (found in REFUSED) == (other != text[-1])
    assert lengths == {0, 2, 4, 5, 7}


def test_each_bit_of_the_signed_bytes_is_signed() -> None:
    whole = frame(TEXT)
    for bit in range(len(whole) * 8):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        assert said(verify(link(changed), KEYS)) in REFUSED


def test_the_link_is_signed_too() -> None:
    """The page of another host, or something else on ours."""
    begins = len(TEXT) - len(token(TEXT))
    for place in range(begins):
        for other in "X0-./":
            changed = TEXT[:place] + other + TEXT[place + 1 :]
            if other != TEXT[place]:
                assert said(verify(changed, KEYS)) in REFUSED, changed[:40]
    assert said(verify(TEXT.replace("COLDTRACE", "COLDTRACF"), KEYS)) == "certificate_edited"


@pytest.mark.parametrize("missing", [1, 2, 7, 100, 400, 575, 582])
def test_what_is_cut_off_says_so(missing: int) -> None:
    assert said(verify(TEXT[:-missing], KEYS)) == "certificate_cut"


def test_what_goes_on_is_refused() -> None:
    for text in (TEXT, signed(pieces=16), signed(pieces=160), signed(batch="PF-2")):
        for more in ("A", "AA", "AAAA", "AAAAAAAA", "=", "?x=1"):
            assert said(verify(text + more, KEYS)) == "certificate_edited"
    assert said(verify(TEXT + " A", KEYS)) == "certificate_not_ours"


def test_content_of_one_under_the_signature_of_another_is_forged() -> None:
    mine, other = frame(TEXT), frame(signed(pieces=16))
    for swapped in (mine[:3] + other[3:72] + mine[72:], other[:8] + mine[8:72] + other[72:]):
        assert said(verify(link(swapped), KEYS)) == "certificate_forged"


def test_another_installations_key_is_unknown_and_cannot_borrow_a_name() -> None:
    theirs = signed(seed=9)
    assert said(verify(theirs, KEYS)) == "certificate_unknown_key"
    borrowed = frame(theirs)
    borrowed[3:8] = b32decode(public(1).kid)
    assert said(verify(link(borrowed), KEYS)) == "certificate_forged"
    assert said(verify(TEXT, [])) == "certificate_unknown_key"


def test_a_key_signs_only_while_it_is_in_use() -> None:
    signed_at = at("2020-11-16 07:00")
    assert POMFRET.signed_at == signed_at
    for dates, code in (
        ({"since": signed_at}, POMFRET.no),
        ({"since": signed_at + timedelta(milliseconds=900)}, POMFRET.no),  # whole seconds are told
        ({"since": signed_at + timedelta(seconds=1)}, "certificate_key_retired"),
        ({"until": signed_at - timedelta(minutes=10)}, POMFRET.no),
        ({"until": signed_at - timedelta(minutes=10, seconds=1)}, "certificate_key_retired"),
    ):
        assert said(verify(TEXT, [public(1, **dates)])) == code, dates


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "hello", "https://coldtrace.example/", "HTTPS://COLDTRACE.EXAMPLE/C/",
        "HTTPS://COLDTRACE.EXAMPLE/Q/ABCDEFGHIJKLMNOPQRSTUVWXYZ", "AM2-4XV-YGB", "7" * 600, "Ａ" * 600,
        "\x00", "\ud800", "A" * 600, "javascript:alert(1)", "AE", "A" * 1_000_000,
    ],
)  # fmt: skip
def test_whatever_else_is_scanned_is_answered(text: str) -> None:
    assert said(verify(text, KEYS)) in {
        "certificate_not_ours", "certificate_cut", "certificate_edited"
    }  # fmt: skip


def test_a_number_alone_is_no_proof() -> None:
    found = verify(" ec20201116-9f3a01bc ", KEYS)
    assert isinstance(found, certificate.NotVerified)
    assert (said(found), found.no) == ("certificate_number_only", "EC20201116-9F3A01BC")


def test_a_small_text_that_unpacks_to_much_is_not_unpacked() -> None:
    huge = replace(POMFRET, product_name="冻" * 100_000)
    assert said(verify(signed(huge), KEYS)) == "certificate_edited"


def test_of_many_reports_the_digest_is_over_all_of_them() -> None:
    # printf 'R-1\nR-2' | sha256sum | cut -c1-20 | xxd -r -p | base32
    assert digest_of(("R-1", "R-2")) == "USJ5NFEZIVE2EVFL"


def test_hostile_names_stay_what_they_are() -> None:
    names = ('<script>alert(1)</script>"\\', "משלוח דגים", "𠮷野家䶮", "a" * 120)
    for name in names:
        found = verify(signed(product_name=name, consignee_name=name), KEYS)
        assert isinstance(found, Verified)
        content: Content = found.content
        assert (content.product_name, content.consignee_name) == (name, name)
