"""The short form of ``python -m tests.labels.read_rates``, the campaign against damage."""

from __future__ import annotations

import numpy as np
import pytest

from labels import layouts
from tests.labels.damage import DAMAGES, Damage, frosted, torn
from tests.labels.read_rates import rate

TRIALS = 12


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
def test_a_damaged_carton_is_still_read(damage: Damage) -> None:
    found = rate("carton", 203, damage, TRIALS)
    assert found.wrong == 0
    assert found.either >= damage.gate


def test_the_second_code_is_what_survives_a_torn_corner() -> None:
    tearing = next(damage for damage in DAMAGES if damage.name.startswith("torn"))
    found = rate("carton", 203, tearing, TRIALS)
    assert found.alone < found.either


def test_the_damages_do_damage() -> None:
    white = np.full((480, 800), 255, np.uint8)
    draw = np.random.default_rng(1)
    assert (frosted(white // 2, 0.05, 8, draw) > 140).mean() > 0.03
    assert (torn(white, 0.15, draw) < 255).mean() == pytest.approx(0.15, abs=0.01)
    assert set(layouts.names()) == {"carton", "pallet", "retail"}
