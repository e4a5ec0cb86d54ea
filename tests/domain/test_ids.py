"""Check digits by the published examples and by formulas written here a second time."""

from __future__ import annotations

import random
import string

import pytest

from app.domain import ids
from app.domain.errors import BadInput

BAIDU = "91110000802100433B"


def said(call: object, *args: object) -> tuple[str, dict[str, str]]:
    """The one reason a validator gives."""
    with pytest.raises(BadInput) as caught:
        call(*args)  # type: ignore[operator]
    (reason,) = caught.value.reasons
    return reason.code, dict(reason.values)


def iso_6346(body: str) -> str:
    """The standard's own way: the letter values are a list without 11, 22 and 33."""
    values = [n for n in range(10, 39) if n % 11]
    worth = {
        **dict(zip(string.ascii_uppercase, values, strict=True)),
        **{str(n): n for n in range(10)},
    }
    rest = sum(worth[c] * 2**place for place, c in enumerate(body)) % 11
    return str(0 if rest == 10 else rest)


def mod_10(body: str) -> str:
    """GS1: weights 3, 1, 3 … from the right; what is lacking to the next ten."""
    total = 0
    weight = 3
    for digit in reversed(body):
        total += int(digit) * weight
        weight = 4 - weight
    return str((10 - total % 10) % 10)


def gb_32100(body: str) -> str:
    """31 minus the weighted sum modulo 31; weights are powers of three modulo 31."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(c) * pow(3, place, 31) for place, c in enumerate(body))
    return alphabet[-total % 31]


def test_published_numbers_are_right() -> None:
    assert ids.container("CSQU3054383") == "CSQU3054383"
    assert ids.container("csqu 305438 3") == "CSQU3054383"
    assert ids.gtin("4006381333931") == "04006381333931"
    assert ids.gtin("73513537") == "00000073513537"
    assert ids.gtin("036000291452") == "00036000291452"
    assert ids.sscc("106141411234567897") == "106141411234567897"
    assert ids.uscc(BAIDU) == BAIDU
    assert ids.uscc(BAIDU.lower()) == BAIDU


def test_check_digits_agree_with_a_second_formula() -> None:
    draw = random.Random(32100)
    for _ in range(500):
        box = "".join(draw.choices(string.ascii_uppercase, k=3)) + "U"
        box += "".join(draw.choices(string.digits, k=6))
        number = "".join(draw.choices(string.digits, k=17))
        firm = "".join(draw.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=17))
        assert ids.container_check(box) == iso_6346(box)
        assert ids.gs1_check(number) == mod_10(number)
        assert ids.uscc_check(firm) == gb_32100(firm)
        assert ids.gln(number[:12] + mod_10(number[:12])) == number[:12] + mod_10(number[:12])
        assert ids.sscc(number + mod_10(number)) == number + mod_10(number)


@pytest.mark.parametrize("good", ["4006381333931", "00000000000000", "73513537", "036000291452"])
def test_every_wrong_digit_of_a_gtin_is_caught(good: str) -> None:
    for place, right in enumerate(good):
        for digit in set(string.digits) - {right}:
            wrong = good[:place] + digit + good[place + 1 :]
            assert said(ids.gtin, wrong) == ("wrong_check_digit", {"field": "gtin", "value": wrong})


def test_neighbour_swaps_of_a_gtin_are_caught_unless_the_digits_differ_by_five() -> None:
    draw = random.Random(10)
    for _ in range(200):
        body = "".join(draw.choices(string.digits, k=12))
        good = body + mod_10(body)
        for place in range(12):
            a, b = good[place], good[place + 1]
            swapped = good[:place] + b + a + good[place + 2 :]
            passes = (int(a) - int(b)) % 5 == 0  # the known weakness of weights 3 and 1
            assert (ids.gs1_check(swapped[:-1]) == swapped[-1]) is passes


def test_every_wrong_character_and_neighbour_swap_of_a_uscc_is_caught() -> None:
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for place, right in enumerate(BAIDU):
        for letter in set(alphabet) - {right}:
            wrong = BAIDU[:place] + letter + BAIDU[place + 1 :]
            assert said(ids.uscc, wrong) == ("wrong_check_digit", {"field": "uscc", "value": wrong})
    for place in range(17):
        a, b = BAIDU[place], BAIDU[place + 1]
        if a != b:
            swapped = BAIDU[:place] + b + a + BAIDU[place + 2 :]
            assert said(ids.uscc, swapped)[0] == "wrong_check_digit"


@pytest.mark.parametrize("letter", "IOSVZ")
def test_letters_a_uscc_never_has_are_not_a_wrong_check_digit(letter: str) -> None:
    wrong = letter + BAIDU[1:]
    assert said(ids.uscc, wrong) == ("bad_uscc", {"field": "uscc", "value": wrong})


LOOKALIKES = [
    ("B-\u0410", "U+0410 CYRILLIC CAPITAL LETTER A"),
    ("\uff11", "U+FF11 FULLWIDTH DIGIT ONE"),
    ("\u0661", "U+0661 ARABIC-INDIC DIGIT ONE"),
    ("A\u200bB", "U+200B ZERO WIDTH SPACE"),
    ("A\u200d", "U+200D ZERO WIDTH JOINER"),
    ("\ufeffA", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
    ("A\u202eB", "U+202E RIGHT-TO-LEFT OVERRIDE"),
    ("A\u2010B", "U+2010 HYPHEN"),
    ("\u212a1", "U+212A KELVIN SIGN"),
    ("A\x00", "U+0000 UNNAMED"),
    ("A\u0301", "U+0301 COMBINING ACUTE ACCENT"),
]


@pytest.mark.parametrize(("text", "character"), LOOKALIKES)
def test_characters_that_only_look_right_are_named_in_a_code(text: str, character: str) -> None:
    values = {"field": "seal", "value": text, "character": character}
    assert said(ids.code, text, "seal") == ("strange_character", values)


@pytest.mark.parametrize(
    "hidden",
    ["\u200b", "\u200d", "\u2060", "\u202e", "\u2066", "\ufeff", "\x07", "\n", "\ue000", "\u2028"],
)
def test_hidden_characters_are_named_in_a_name(hidden: str) -> None:
    code, values = said(ids.name, f"Lin{hidden}Wei", "name")
    assert (code, values["character"].split()[0]) == ("strange_character", f"U+{ord(hidden):04X}")


def test_a_name_is_kept_in_one_form_and_within_its_length() -> None:
    assert ids.name("  Cafe\u0301 林  ", "name") == "Café 林"
    assert ids.name("林" * 120, "name") == "林" * 120
    too_long = {"field": "name", "value": "林" * 20 + "…", "most": "120"}
    assert said(ids.name, "林" * 121, "name") == ("too_long", too_long)
    assert said(ids.name, " \t ", "name") == ("empty", {"field": "name"})


def test_a_code_is_upper_case_and_has_its_length() -> None:
    assert ids.code(" ab-1/2._ ", "no") == "AB-1/2._"
    assert ids.code("A" * 40, "no") == "A" * 40
    assert said(ids.code, "A" * 41, "no") == ("bad_code", {"field": "no", "value": "A" * 41})
    assert said(ids.code, "", "no") == ("bad_code", {"field": "no", "value": ""})


def test_plates_have_their_province_letter_and_five_or_six_more() -> None:
    assert ids.plate("闽a·12345") == "闽A12345"
    assert ids.plate("京 AD 12345") == "京AD12345"
    for wrong in ("闽I12345", "闽A1234O", "闽A1234", "闽A1234567", "美A12345", "闽A１2345"):
        assert said(ids.plate, wrong) == ("bad_plate", {"field": "plate", "value": wrong})


def test_days_regions_countries_and_tariff_codes() -> None:
    assert ids.day("2024-02-29", "on").isoformat() == "2024-02-29"
    for wrong in ("2023-02-29", "2024-2-9", "0000-01-01", "２024-01-01", "2024-01-01T00"):
        assert said(ids.day, wrong, "on") == ("bad_date", {"field": "on", "value": wrong})
    assert [ids.region(r) for r in ("35", "3501", "350102")] == ["35", "3501", "350102"]
    for wrong in ("10", "83", "350", "35010"):
        assert said(ids.region, wrong) == ("bad_region", {"field": "region", "value": wrong})
    assert (ids.country(" in "), len(ids.COUNTRIES)) == ("IN", 249)
    assert said(ids.country, "XK") == ("unknown_country", {"field": "country", "value": "XK"})
    assert ids.hs_code("0303.89.1000") == "0303891000"
    assert said(ids.hs_code, "03038")[0] == "wrong_length"
