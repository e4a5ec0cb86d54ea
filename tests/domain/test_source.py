"""A ranking of what positives have in common: worked out by hand, and laws in small worlds."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.trace.source import Candidate, rank

#: Three positives of two batches of one plant; the second batch also led to a clean carton.
LEADS: list[tuple[str, Candidate]] = [
    ("p1", ("batch", "B1")), ("p2", ("batch", "B1")), ("p3", ("batch", "B2")), ("n1", ("batch", "B2")),
    ("p1", ("plant", "X")), ("p2", ("plant", "X")), ("p3", ("plant", "X")), ("n1", ("plant", "X")),
    ("p1", ("place", "WH")), ("p2", ("place", "WH")), ("p3", ("place", "WH")),
    ("n2", ("batch", "B3")),
]  # fmt: skip
POSITIVES = {"p1": 1, "p2": 1, "p3": 2}
NEGATIVES = {"n1": 1, "n2": 1}


def test_the_table_of_scores_by_hand() -> None:
    found = rank(POSITIVES, NEGATIVES, LEADS)
    # weights 1 + 1 + 2 = 4: B1 explains 2/4, B2 2/4; of two clean cartons one is of B2 and of X
    table = [(e.kind, e.name, e.explains, e.score, e.against) for e in found.ranked]
    half = Fraction(1, 2)
    assert table == [
        ("place", "WH", ("p1", "p2", "p3"), 1, 0),
        ("plant", "X", ("p1", "p2", "p3"), 1, half),
        ("batch", "B1", ("p1", "p2"), half, 0),
        ("batch", "B2", ("p3",), half, half),
    ]
    assert set(found.not_excluded) == {
        ("place", "WH"), ("plant", "X"), ("batch", "B1"), ("batch", "B2"),
    }  # fmt: skip
    assert found.unexplained == ()
    assert found.ranked[1].combined == 1


def test_what_another_node_explains_besides_more_is_excluded() -> None:
    leads = [*LEADS, ("p1", ("batch", "B2")), ("p2", ("batch", "B2"))]
    assert ("batch", "B1") not in rank(POSITIVES, NEGATIVES, leads).not_excluded


def test_one_name_never_stands_alone() -> None:
    found = rank(
        {"p1": 1, "p2": 1}, {}, [(p, ("batch", b)) for p, b in (("p1", "A"), ("p2", "A"), ("p1", "B"))]
    )
    assert found.not_excluded == (("batch", "A"), ("batch", "B"))


def test_a_positive_that_nothing_leads_to_is_named() -> None:
    assert rank({"p1": 1}, {}, []).unexplained == ("p1",)


CASES = st.sampled_from(["p1", "p2", "p3", "n1"])
NODES = st.tuples(st.sampled_from(["batch", "plant"]), st.sampled_from("ABCD"))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(CASES, NODES), max_size=14), st.randoms(use_true_random=False))
def test_the_order_of_leads_does_not_matter_and_the_true_source_stays(
    leads: list[tuple[str, Candidate]], chance: Random
) -> None:
    truly = [*leads, *((case, ("batch", "TRUE")) for case in ("p1", "p2", "p3"))]
    found = rank(POSITIVES, {"n1": 1}, truly)
    mixed = list(truly)
    chance.shuffle(mixed)
    assert rank(POSITIVES, {"n1": 1}, mixed) == found
    assert ("batch", "TRUE") in found.not_excluded
    assert len(found.not_excluded) >= min(2, len(found.ranked))
    assert all(0 < each.score <= 1 and 0 <= each.against <= 1 for each in found.ranked)
