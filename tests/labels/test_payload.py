"""Labels: codes that catch a slip of the hand, tokens that nobody guesses, and nothing in between."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from labels import payload

TYPED = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
MOD37 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
TOKEN = "ABCDEFGHIJKLMNOPQRSTUVWXY2"


def seeded(count: int) -> list[str]:
    """Codes with the check character of ISO 7064 worked out the other way: by powers of two."""
    draw = Random(7064)
    made: list[str] = []
    while len(made) < count:
        body = "".join(draw.choices(TYPED, k=8))
        total = sum(MOD37.index(c) * pow(2, 8 - place, 37) for place, c in enumerate(body))
        check = MOD37[(1 - total) % 37]
        if check in TYPED:
            made.append(body + check)
    return made


def test_the_check_character_is_that_of_iso_7064() -> None:
    assert all(payload.check_character(code[:8]) == code[8] for code in seeded(2000))
    assert payload.check_character("G123498654321") == "H"  # the published example


def test_every_wrong_character_at_every_place_is_caught() -> None:
    passed = [
        (code, wrong)
        for code in seeded(1500)
        for place, right in enumerate(code)
        for letter in TYPED
        if letter != right and payload.is_code(wrong := code[:place] + letter + code[place + 1 :])
    ]
    assert passed == []


def test_every_swap_of_neighbours_is_caught() -> None:
    passed = [
        (code, swapped)
        for code in seeded(20_000)
        for place in range(8)
        if code[place] != code[place + 1]
        and payload.is_code(swapped := code[:place] + code[place + 1] + code[place] + code[place + 2 :])
    ]
    assert passed == []


def test_new_codes_are_codes_without_letters_that_look_alike() -> None:
    made = [payload.new_code() for _ in range(5000)]
    assert all(payload.is_code(code) for code in made)
    assert set("".join(made)) == set(TYPED)
    assert {len(code) for code in made} == {9}


@pytest.mark.parametrize("letter", "ILOU*")
def test_a_code_has_none_of_the_letters_left_out(letter: str) -> None:
    for code in seeded(50):
        for place in range(9):
            assert not payload.is_code(code[:place] + letter + code[place + 1 :])


def test_tokens_are_all_different_and_evenly_spread() -> None:
    made = [payload.new_token() for _ in range(100_000)]
    assert len(set(made)) == 100_000
    assert {len(token) for token in made} == {26}
    firsts = Counter(token[0] for token in made)
    others = Counter("".join(token[1:] for token in made))
    assert (set(firsts), set(others)) == (set(BASE32[:8]), set(BASE32))  # 130 bits hold 128
    # one false alarm in a million: 7 and 31 degrees of freedom
    assert chi_square(firsts, 8) < 40.6
    assert chi_square(others, 32) < 83.0


def chi_square(counts: Counter[str], kinds: int) -> float:
    """How far counts are from being even."""
    mean = counts.total() / kinds
    return sum((count - mean) ** 2 / mean for count in counts.values())


def test_what_is_printed_is_read_again() -> None:
    for code in seeded(200):
        assert payload.read(payload.grouped(code)) == ("code", code)
    for _ in range(200):
        token = payload.new_token()
        assert payload.read(payload.url("coldtrace.example", token)) == ("token", token)


def test_the_address_on_a_label_is_upper_case_for_the_alphanumeric_mode() -> None:
    address = payload.url("coldtrace.example", TOKEN)
    assert address == f"HTTPS://COLDTRACE.EXAMPLE/Q/{TOKEN}"
    assert set(address) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


GTIN, SERIAL = "09521234543213", "ABCDEFGHIJKLMNOPQRS2"
LINKS = [
    ("FZ-01", f"HTTPS://TRACE.EXAMPLE/01/{GTIN}/10/FZ-01/21/{SERIAL}"),
    ("L/7+a", f"HTTPS://TRACE.EXAMPLE/01/{GTIN}/10/L%2F7%2Ba/21/{SERIAL}"),
    ("", f"HTTPS://TRACE.EXAMPLE/01/{GTIN}/21/{SERIAL}"),
    ("X" * 21, f"HTTPS://TRACE.EXAMPLE/01/{GTIN}/21/{SERIAL}"),  # no lot of GS1 is so long
    ("批号7", f"HTTPS://TRACE.EXAMPLE/01/{GTIN}/21/{SERIAL}"),
    ("A\u0301", f"HTTPS://TRACE.EXAMPLE/01/{GTIN}/21/{SERIAL}"),
]


@pytest.mark.parametrize(("lot", "address"), LINKS)
def test_a_digital_link_is_written_and_read_again(lot: str, address: str) -> None:
    assert payload.link("trace.example", GTIN, lot, SERIAL) == address
    assert payload.read(address) == ("token", SERIAL)


def test_serials_are_all_different_and_evenly_spread() -> None:
    made = [payload.new_serial() for _ in range(20_000)]
    assert len(set(made)) == 20_000
    assert {len(serial) for serial in made} == {20}
    letters = Counter("".join(made))
    assert set(letters) == set(BASE32)
    assert chi_square(letters, 32) < 83.0


CODE = seeded(1)[0]
READABLE = [
    (f"https://trace.example/01/{GTIN}/10/fz-01/21/{SERIAL}?17=220731", ("token", SERIAL)),
    (f"/01/{GTIN}/21/{SERIAL}", ("token", SERIAL)),
    (f"HTTPS://COLDTRACE.EXAMPLE/Q/{TOKEN}", ("token", TOKEN)),
    (f"https://coldtrace.example/q/{TOKEN.lower()}/", ("token", TOKEN)),
    (f"http://other.host:8080/Q/{TOKEN}", ("token", TOKEN)),
    (f"/Q/{TOKEN}", ("token", TOKEN)),
    (TOKEN, ("token", TOKEN)),
    (f"  {TOKEN.lower()}\n", ("token", TOKEN)),
    (CODE, ("code", CODE)),
    (CODE.lower(), ("code", CODE)),
    (f"{CODE[:3]}-{CODE[3:6]}-{CODE[6:]}", ("code", CODE)),
    (f" {CODE[:3]} {CODE[3:6]} {CODE[6:]} ", ("code", CODE)),
]


@pytest.mark.parametrize(("text", "expected"), READABLE)
def test_labels_are_read_as_scanned_and_as_typed(text: str, expected: tuple[str, str]) -> None:
    assert payload.read(text) == expected


def full_width(text: str) -> str:
    """The same in full-width characters."""
    return "".join(chr(ord(c) + 0xFEE0) for c in text)


UNREADABLE = [
    "", " ", "---", CODE[:8], CODE + "0", TOKEN[:25], TOKEN + "A", TOKEN[:25] + "1",
    full_width(CODE), full_width(TOKEN), full_width(CODE[0]) + CODE[1:],
    "\u0410" + TOKEN[1:], f"HTTPS://H/Q/\uff21{TOKEN[1:]}", CODE[:4] + "\u200b" + CODE[4:],
    f"HTTPS://H/01/{GTIN[1:]}/21/{SERIAL}", f"HTTPS://H/01/{GTIN}/21/{SERIAL[1:]}",
    f"HTTPS://H/01/{GTIN}/10//21/{SERIAL}", f"HTTPS://H/gtin/{GTIN}/21/{SERIAL}",
    f"HTTPS://H/01/{GTIN}/10/A/22/B/21/{SERIAL}", f"HTTPS://H/X/{TOKEN}",
    f"HTTPS://H/Q/{TOKEN}?a=1", f"FTP://H/Q/{TOKEN}", f"HTTPS://H/A/Q/{TOKEN}",
    f"HTTPS://H/Q/{TOKEN}\nHTTPS://H/Q/{TOKEN}", "4006381333931", "MSCU1234566",
]  # fmt: skip


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_label_of_ours_is_nothing(text: str) -> None:
    assert payload.read(text) is None
