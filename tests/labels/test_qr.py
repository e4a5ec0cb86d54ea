"""QR symbols: as the library makes them, only sooner."""

from __future__ import annotations

from random import Random

import pytest
from qrcode import QRCode

from labels import qr
from tests.labels.making import content, token

HOSTS = ("A.CN", "TRACE.EXAMPLE", "TRACE.FUZHOU.GOV.CN", "COLD-CHAIN.MARKET-SUPERVISION.FUZHOU.GOV.CN")


def by_the_library(text: str, version: int, level: str) -> tuple[int, ...]:
    """The rows of a symbol from the library's public interface."""
    made = QRCode(version=version, error_correction=qr.LEVELS[level], mask_pattern=0, border=0)
    made.add_data(text)
    made.make(fit=False)
    return tuple(int("".join("01"[dark] for dark in row), 2) for row in made.modules)


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("level", "MQH")
def test_a_press_prints_what_the_library_prints(host: str, level: str) -> None:
    draw = Random(host)
    for _ in range(25):
        text = f"HTTPS://{host}/Q/{token(draw)}"
        version = qr.version_for(text, level)
        assert version is not None
        expected = by_the_library(text, version, level)
        assert qr.press(version, level).symbol(text).rows == expected
        assert qr.symbol(text, version, level).rows == expected


MIXED = [
    "https://trace.example/01/09521234543213/10/LOT%2F7/21/ABCDEFGHIJKLMNOPQRST",
    "冻虾 10 kg",
    "0" * 30,
]


@pytest.mark.parametrize("text", MIXED)
def test_other_payloads_are_the_library_s_too(text: str) -> None:
    version = qr.version_for(text, "Q")
    assert version is not None
    assert qr.press(version, "Q").symbol(text).rows == by_the_library(text, version, "Q")


@pytest.mark.parametrize(("long", "version"), [(50, 4), (51, 5), (64, 5), (65, 6), (84, 6), (85, 7)])
def test_the_version_follows_from_the_length_of_the_payload(long: int, version: int) -> None:
    """Capacities in alphanumeric mode at level H: ISO/IEC 18004, table 7."""
    assert qr.version_for("A" * long, "H") == version


def test_what_no_version_holds_has_none() -> None:
    assert qr.version_for("A" * 1853, "H") is None
    with pytest.raises(ValueError, match="1000 characters do not fit version 4"):
        qr.press(4, "H").symbol("A" * 1000)


def test_wide_modules_come_before_the_level_and_the_level_before_narrow_modules() -> None:
    text = qr.kind(content().payload)  # 48 characters: version 4 at H, 3 at M
    assert qr.fit(text, 41 * 6, 6, 4, "HQM") == qr.Fit(4, "H", 6)
    assert qr.fit(text, 41 * 6 - 1, 6, 4, "HQM") == qr.Fit(3, "M", 6)
    assert qr.fit(text, 37 * 6 - 1, 6, 4, "HQM") == qr.Fit(4, "H", 5)
    assert qr.fit(text, 37 * 4 - 1, 6, 4, "HQM") is None


def test_runs_cover_the_dark_modules_and_no_others() -> None:
    rows = qr.symbol(content().payload, 4, "H").rows
    drawn = [[0] * 33 for _ in rows]
    for y, x, long in qr.dark(rows):
        for at in range(x, x + long):
            drawn[y][at] += 1
    assert tuple(int("".join(map(str, row)), 2) for row in drawn) == rows
