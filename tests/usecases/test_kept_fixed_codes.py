"""Faults around coded goods that were found once: each test keeps one from coming back."""

from __future__ import annotations

from datetime import timedelta

from app.domain.actors import Role
from app.domain.errors import NotFound
from app.domain.span import Span
from app.usecases import enter_result, label, move, sample, transform
from app.usecases.goods import Goods
from app.usecases.office import When
from tests.story import Story
from tests.usecases.said import breach_of, cells, refused, state_of, written
from tests.usecases.test_chain_lab import negative


def case_of_ten(story: Story, no: str, count: int = 1) -> tuple[str, ...]:
    """Cases of ten cartons each; their typed codes."""
    coding = label.Coding(site="WH-1", batch=no, count=count, pieces_each=10)
    return tuple(c for c, _, _ in label.code_packages(story.office, story.at("WH-1"), coding).labels)


def cartons(story: Story, code: str) -> set[int]:
    """The carton numbers inside a package."""
    state = state_of(story, code)
    return set(range(state.ordinal, state.ordinal + state.pieces))


def test_the_parts_of_a_split_case_share_its_carton_numbers_out(lite: Story) -> None:
    (case,) = case_of_ten(lite, lite.received())
    (part,) = transform.split(lite.office, lite.at("WH-1"), "WH-1", case, (3,))
    assert cartons(lite, case) & cartons(lite, part) == set()
    assert cartons(lite, case) | cartons(lite, part) == set(range(1, 11))


def test_new_packages_get_carton_numbers_that_none_had(lite: Story) -> None:
    no = lite.received()
    (case,) = case_of_ten(lite, no)
    transform.split(lite.office, lite.at("WH-1"), "WH-1", case, (3,))
    (later,) = lite.coded(no, 1)
    assert cartons(lite, later) == {11}


def test_weight_sampled_inside_a_case_comes_out_of_the_case(lite: Story) -> None:
    no = lite.received(100, 1_000_000)
    first, *_ = case_of_ten(lite, no, 10)
    tube = sample.Tube("WH-1", "T-1", "food", no, (5,), method="destructive", grams=20)
    sample.take_sample(lite.office, lite.at("WH-1"), tube)
    assert cells(lite, no) == {("WH-1", "sampled"): (0, 20)}
    assert state_of(lite, first).grams == 99_980


def test_a_scanned_case_stands_for_every_drawn_carton_in_it(lite: Story) -> None:
    no = lite.received(10)
    (case,) = case_of_ten(lite, no)
    lite.disinfected(no)
    drawn = sample.draw_plan(lite.office, lite.at("WH-1"), no)
    tube = sample.Tube("WH-1", "T-1", "outer_pack", items=(case,))
    sample.take_sample(lite.office, lite.at("WH-1"), tube)
    taken = getattr(written(lite)[-1].fact, "cartons", ())
    assert set(drawn) - {carton.ordinal for carton in taken} == set()


def test_everything_counts_a_package_once_that_is_named_as_well(lite: Story) -> None:
    no = lite.released(to="ST-Z")
    (code,) = lite.coded(no, 1)
    shipment = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, items=(code,)), everything=True)
    assert move.ship(lite.office, lite.at("WH-1"), shipment).pieces == 100


def test_more_was_coded_than_there_was_and_it_says_so(lite: Story) -> None:
    no = lite.received(10)
    when = When(Span.at(lite.clock.moment))
    lite.clock.moment += timedelta(hours=1)
    coding = label.Coding(site="WH-1", batch=no, count=11)
    label.code_packages(lite.office, lite.at("WH-1"), coding, when=when)
    (coded,) = [e.id for e in written(lite) if type(e.fact).__name__ == "PackagesCoded"]
    assert breach_of(lite, coded) == ("not_enough",)


def test_a_laboratory_reports_only_the_tubes_it_received(lite: Story) -> None:
    tube = lite.tubes(lite.received())[0]
    stranger = lite.at("ST-L", roles=frozenset({Role.LABORATORY}))
    unknown = (NotFound, [("no_such", {"what": "tube", "value": tube})])
    assert refused(lite, enter_result.enter_result, stranger, negative(tube)) == unknown
