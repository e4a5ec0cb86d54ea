"""A profile parses, or every mistake in it is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.exchange.policy_file import Mistake, parse
from app.wiring import SHIPPED, SetupError, load_policies

DEFAULT = (SHIPPED / "central_warehouse_nat.toml").read_text(encoding="utf-8")


def line_of(text: str, start: str) -> int:
    """The number of the first line that begins so."""
    return next(n for n, line in enumerate(text.splitlines(), start=1) if line.startswith(start))


def mistakes(*changes: tuple[str, str]) -> tuple[str, list[Mistake]]:
    """The default profile with pieces of text exchanged, and what is wrong with it."""
    text = DEFAULT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    policy, found = parse(text)
    assert policy is None
    return text, found


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_profile_parses_under_its_own_name(path: Path) -> None:
    policy, found = parse(path.read_text(encoding="utf-8"))
    assert found == []
    assert policy is not None
    assert policy.name == path.stem
    assert load_policies(path.stem).profiles == (policy,)


def test_an_unknown_key_is_named_where_it_stands() -> None:
    text, found = mistakes(("pool_most = 10 ", "pool_moist = 3\npool_most = 10 "))
    where = line_of(text, "pool_moist")
    assert [(m.line, m.where) for m in found] == [(where, "sampling.pool_moist")]
    assert "did you mean pool_most?" in found[0].what


def test_a_missing_key_is_named_at_its_table() -> None:
    text, found = mistakes(("pickup_hours = 12 ", "# "))
    assert [(m.line, m.where, m.what) for m in found] == [
        (line_of(text, "[release]"), "release.pickup_hours", "is missing")
    ]


def test_a_missing_table_is_named() -> None:
    _, found = mistakes(
        ("[booking]\nlead_hours", "# \n# lead_hours"),
        ("early_hours", "# early_hours"),
        ("late_hours", "# late_hours"),
    )
    assert [(m.where, m.what) for m in found] == [("booking", "is missing")]


@pytest.mark.parametrize(
    ("old", "new", "start", "where"),
    [
        ("lead_hours = 24 ", 'lead_hours = "soon" ', "lead_hours", "booking.lead_hours"),
        ("pool_most = 10 ", "pool_most = 1.5 ", "pool_most", "sampling.pool_most"),
        ('targets = ["ORF1ab", "N"]', 'targets = "N"', "targets", "assay.targets"),
        ("kit_b = 3800", 'kit_b = "late"', "kit_b", "assay.kits.kit_b"),
        ("two_persons = true ", 'two_persons = "maybe" ', "two_persons =", "release.two_persons"),
        (
            "effective_from = 2020-06-01",
            'effective_from = "June"',
            "effective_from",
            "effective_from",
        ),
    ],
)
def test_a_wrong_type_is_named_at_its_key(old: str, new: str, start: str, where: str) -> None:
    text, found = mistakes((old, new))
    assert [(m.line, m.where) for m in found] == [(line_of(text, start), where)]


def test_a_bad_choice_names_the_choices_at_its_table() -> None:
    text, found = mistakes(('coding = "unloading"', 'coding = "sometimes"'))
    what = "coding must be one of unloading, exit, none"
    assert found == [Mistake(line_of(text, "coding ="), "release.coding", what)]


def test_a_plan_that_does_not_grow_is_named() -> None:
    text, found = mistakes(("pieces = 1200", "pieces = 100"))
    what = "plan must have steps with growing pieces"
    assert found == [Mistake(line_of(text, "[[sampling.plan]]"), "sampling.plan", what)]


def test_a_wrong_entry_of_an_array_is_named_by_its_number_and_line() -> None:
    text, found = mistakes(("pieces = 1200\ncartons = 10", "pieces = 1200\ncartons = 1201"))
    third = [n for n, line in enumerate(text.splitlines(), 1) if line.startswith("[[sampling.plan]]")]
    what = "cartons must be between 1 and pieces"
    assert found == [Mistake(third[1] + 2, "sampling.plan.2.cartons", what)]


def test_a_wrong_key_in_an_entry_of_an_array_is_named_by_its_line() -> None:
    old = 'kind = "ciq_cert"\nat = "gate"'
    text, found = mistakes((old, 'kind = "ciq_cert"\nat = "gate"\nsince = 3'))
    assert [(m.line, m.where) for m in found] == [(line_of(text, "since"), "documents.2.since")]


def test_all_mistakes_are_named_at_once_each_with_its_line() -> None:
    text, found = mistakes(
        ("lead_hours = 24 ", 'lead_hours = "soon" '),
        ("hazard =", "hazzard ="),
        ("kit_b = 3800", "kit_b = 3800.5"),
        ("pickup_hours = 12 ", "# "),
        (
            'name = "peracetic_acid"\nleast_mg_per_l = 2000',
            'name = "peracetic_acid"\nleast_mg_per_l = 0',
        ),
    )
    agents = [n for n, line in enumerate(text.splitlines(), 1) if line == "[[disinfection.agents]]"]
    assert {(m.line, m.where) for m in found} == {
        (line_of(text, "lead_hours"), "booking.lead_hours"),
        (line_of(text, "hazzard"), "assay.hazzard"),
        (line_of(text, "[assay]"), "assay.hazard"),
        (line_of(text, "kit_b"), "assay.kits.kit_b"),
        (line_of(text, "[release]"), "release.pickup_hours"),
        (agents[2] + 2, "disinfection.agents.3.least_mg_per_l"),
    }


def test_a_syntax_error_is_named_by_its_line() -> None:
    text, found = mistakes(("lead_hours = 24 ", "lead_hours = = 24 "))
    ((line, where),) = [(m.line, m.where) for m in found]
    assert (line, where) == (line_of(text, "lead_hours"), "")
    assert str(found[0]).startswith(f"line {line}: ")


def test_a_file_that_ends_too_soon_is_named_by_its_last_line() -> None:
    policy, found = parse('name = "x"\ntitle = """')
    assert (policy, [m.line for m in found]) == (None, [2])


def test_a_kind_of_paper_is_named_once_and_a_profile_ends_after_it_begins() -> None:
    _, twice = mistakes(('kind = "ciq_cert"', 'kind = "goods_list"'))
    assert [m.what for m in twice] == ["documents must name each kind once"]
    begins = "effective_from = 2020-06-01"
    _, ends = mistakes((begins, f"{begins}\neffective_until = 2020-06-01"))
    assert [m.what for m in ends] == ["effective_until must lie after effective_from"]


def test_a_profile_that_does_not_exist_or_is_wrong_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="no_such_profile"):
        load_policies("no_such_profile")
    with pytest.raises(SetupError, match="names no profile"):
        load_policies(" , ")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(DEFAULT.replace("pickup_hours = 12", "pickup_hours = 0"), encoding="utf-8")
    with pytest.raises(
        SetupError, match=r"wrong\.toml: line \d+: release\.pickup_hours: pickup_hours must"
    ):
        load_policies(str(wrong))
