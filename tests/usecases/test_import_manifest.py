"""A file of packages becomes a booking and announcements: once, whole, or not at all."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.actors import Actor, Role
from app.domain.errors import BadInput, Conflict, GateClosed, NotFound
from app.domain.facts import Booked, ManifestAccepted, PackagesAnnounced, PackagesCoded, Refused
from app.store import registry
from app.store.tables import table
from app.usecases import codes, import_manifest, label, lists, move
from app.usecases.goods import Goods
from app.usecases.trace import trace
from labels import payload
from tests.exchange.sheets import comma, on_disk, row, rows, workbook
from tests.store.writing import CONTEXT
from tests.story import Story
from tests.usecases.importing import ImportJob, details, import_and_tell, imported
from tests.usecases.said import written


def kinds(story: Story, since: int = 0) -> Counter[str]:
    return Counter(type(entry.fact).__name__ for entry in written(story)[since:])


def announced(story: Story) -> list[tuple[str, int, str, int, int]]:
    """(batch, number in it, code, pieces, grams) of every announcement that is true."""
    a, m, b = table("announced"), table("manifest"), table("batch")
    query = (
        select(b.c.no, a.c.ordinal, a.c.code, a.c.pieces, a.c.grams)
        .join(b, b.c.id == a.c.batch)
        .join(m, m.c.id == a.c.manifest)
        .order_by(b.c.no, a.c.ordinal)
    )
    with story.office.store.read() as conn:
        return [tuple(each) for each in conn.execute(query)]


def test_a_file_makes_a_booking_with_a_line_for_each_batch(story: Story) -> None:
    lines = [row(1), row(2, batch="B-2", produced="2024-03-01"), row(3, pieces="2", grams="20.001")]
    done = imported(story, comma(lines))
    assert (done.outcome, done.rows, done.batches, done.total) == ("imported", 3, ("B-1", "B-2"), 0)
    (booked,) = [e.fact for e in written(story) if isinstance(e.fact, Booked)]
    assert done.booking == booked.booking
    assert [(line.no, line.pieces, line.grams, line.produced, line.import_lot, line.expires)
            for line in booked.lines] == [
        ("B-1", 3, 30_126, "2024-04-01", "LOT-1", "2026-03-02"),
        ("B-2", 1, 10_125, "2024-03-01", "LOT-1", "2026-01-30"),
    ]  # fmt: skip
    (accepted,) = [e.fact for e in written(story) if isinstance(e.fact, ManifestAccepted)]
    assert (accepted.rows, accepted.chunks, accepted.left_out) == (3, 2, 0)
    assert accepted.batches == tuple(line.batch for line in booked.lines)
    assert announced(story) == [
        ("B-1", 1, "CTN-1", 1, 10_125), ("B-1", 2, "CTN-3", 2, 20_001),
        ("B-2", 1, "CTN-2", 1, 10_125),
    ]  # fmt: skip
    assert story.unequal() == []


def test_the_same_file_for_the_same_booking_adds_nothing_and_says_so(story: Story) -> None:
    data = workbook(rows(5))
    first = imported(story, data)
    before = len(written(story))
    again = imported(story, data)
    assert (again.outcome, again.rows, again.booking) == ("known", 5, first.booking)
    assert len(written(story)) == before
    other = imported(story, data, "BK-2")
    assert (other.outcome, other.total) == ("refused", 1)  # the batch
    neighbour = story.at("CS-1")
    with on_disk(data) as file:
        theirs = import_manifest.import_manifest(story.office, neighbour, details(story), file)
    assert theirs.outcome == "refused"
    assert len(written(story)) == before


def test_one_mistake_and_nothing_is_kept_unless_the_good_rows_are_asked_for(story: Story) -> None:
    data = comma([row(1), row(2, origin="XX"), row(3), row(4, batch="B-2", product="26901234999994")])
    before = len(written(story))
    refused = imported(story, data)
    assert (refused.outcome, refused.booking, refused.left_out) == ("refused", None, 2)
    assert [(m.row, m.column, m.value, m.reason.code) for m in refused.mistakes] == [
        (3, "原产国", "XX", "unknown_country"),
        (5, "商品编码", "26901234999994", "manifest_unregistered"),
    ]
    assert len(written(story)) == before
    done = imported(story, data, keep_good=True)
    assert (done.outcome, done.rows, done.batches, done.left_out) == ("imported", 2, ("B-1",), 2)
    assert done.mistakes == refused.mistakes
    assert [each[2] for each in announced(story)] == ["CTN-1", "CTN-3"]
    assert imported(story, data, keep_good=True).left_out == 2
    assert story.unequal() == []


def test_a_dry_run_tells_everything_and_keeps_nothing(story: Story) -> None:
    before = len(written(story))
    done = imported(story, comma(rows(3)), dry_run=True)
    assert (done.outcome, done.rows, done.booking) == ("checked", 3, None)
    with pytest.raises(GateClosed) as shut, on_disk(comma(rows(3))) as file:
        import_manifest.import_manifest(
            story.office, story.at("IM-1"), details(story, hours=1), file,
            import_manifest.How(dry_run=True),
        )  # fmt: skip
    assert shut.value.entry is None
    assert len(written(story)) == before


def test_the_gates_no_is_on_record_and_nothing_is_staged(story: Story) -> None:
    before = len(written(story))
    with pytest.raises(GateClosed), on_disk(comma(rows(3))) as file:
        import_manifest.import_manifest(story.office, story.at("IM-1"), details(story, hours=1), file)
    (kept,) = written(story)[before:]
    assert isinstance(kept.fact, Refused)
    assert kept.fact.reasons[0].code == "lead_too_short"


def test_a_booking_that_cannot_be_is_refused_before_anything_is_staged(story: Story) -> None:
    imported(story, comma(rows(2)))
    before = len(written(story))
    with pytest.raises(Conflict, match="booking BK-1 is registered already"):
        imported(story, comma([row(9, batch="B-9")]))
    with pytest.raises(BadInput, match="no"):
        imported(story, comma([row(9, batch="B-9")]), "BK 1")
    assert len(written(story)) == before


@pytest.mark.parametrize(
    ("changes", "column", "code", "spoilt"),
    [
        ({"product": "26901234999994"}, "商品编码", "manifest_unregistered", 3),
        ({"plant": "XX-9"}, "在华注册编号", "manifest_unregistered", 3),
        ({"produced": "2034-01-01"}, "生产日期", "produced_in_future", 3),
        ({"expires": "2020-01-01"}, "保质期至", "expires_before_produced", 3),
    ],
)
def test_what_is_wrong_with_a_whole_batch_is_named_once(
    lite: Story, changes: dict[str, str], column: str, code: str, spoilt: int
) -> None:
    done = imported(lite, comma(rows(3, **changes)))
    (mistake,) = done.mistakes
    assert (mistake.row, mistake.column, mistake.reason.code) == (2, column, code)
    assert (mistake.rows, done.left_out, done.rows) == (spoilt, 3, 0)


def test_codes_and_batches_that_are_known_are_named(story: Story) -> None:
    imported(story, comma([row(1), row(2)]))
    sscc = "069012345000000011"
    label.build_pallet(story.office, story.at("WH-1"), "WH-1", sscc)
    lines = [row(3, batch="B-2"), row(4), row(5, batch="B-2", code=sscc)]
    done = imported(story, comma(lines), "BK-2")
    assert [(m.row, m.value, m.reason.code) for m in done.mistakes] == [
        (3, "B-1", "manifest_batch_taken"),
        (4, sscc, "manifest_code_taken"),
    ]
    kept = imported(story, comma(lines), "BK-2", keep_good=True)
    assert (kept.rows, kept.batches) == (1, ("B-2",))
    assert story.unequal() == []


def arrived(story: Story, data: bytes, pieces: int) -> str:
    """The goods of a file, unloaded in the warehouse."""
    assert imported(story, data).outcome == "imported"
    return story.unloaded(story.approved("B-1"), pieces)


def test_packages_take_the_plants_codes_in_the_order_of_the_manifest(story: Story) -> None:
    lines = [row(1), row(2, pieces="5", grams="50"), row(3, code="ctn-x"), row(4)]
    no = arrived(story, comma(lines), 20)
    first, second, third, fourth = story.coded(no, 1) + story.coded(no, 3)
    facts = [e.fact for e in written(story) if isinstance(e.fact, PackagesCoded)]
    assert [fact.aliases for fact in facts] == [("CTN-1",), ("CTN-X", "CTN-4", "")]
    (five,) = coded(story, no, 1, each=5)
    (six,) = coded(story, no, 1, each=5)
    with story.office.act(story.at("WH-1")) as act:
        mine = codes.find_items(act, [first, second, third, five])
        theirs = codes.find_items(act, ["CTN-1", " ctn-x", "CTN-4", "CTN-2"])
        assert list(mine.values()) == list(theirs.values())
        with pytest.raises(BadInput, match="listed twice"):
            codes.find_items(act, ["CTN-1", "ctn-1"])
        for stranger in ("CTN-9", "СTN-1", "CTN-1\u200b"):
            with pytest.raises(BadInput, match="not one of our codes"):
                codes.find_items(act, [stranger])
    assert facts[0].tokens
    assert trace(story.office, story.at("WH-1"), "ctn-1").found == [{"as": "alias"}]
    assert len({fourth, six}) == 2
    assert story.unequal() == []


def coded(story: Story, no: str, count: int, each: int) -> tuple[str, ...]:
    coding = label.Coding(site="WH-1", batch=no, count=count, pieces_each=each)
    done = label.code_packages(story.office, story.at("WH-1"), coding)
    return tuple(code for code, _, _ in done.labels)


def test_labels_of_a_roll_take_the_plants_codes_too(lite: Story) -> None:
    no = arrived(lite, comma(rows(3)), 3)
    label.print_roll(lite.office, lite.at("WH-1"), "R-1", 5)
    coding = label.Coding(site="WH-1", batch=no, count=2, roll="R-1")
    label.code_packages(lite.office, lite.at("WH-1"), coding)
    with lite.office.store.read() as conn:
        assert set(registry.items_by_alias(conn, ["CTN-1", "CTN-2", "CTN-3"])) == {"CTN-1", "CTN-2"}
    assert lite.unequal() == []


def test_a_plants_code_that_looks_like_one_of_ours_still_finds_its_package(lite: Story) -> None:
    ours = payload.new_code()
    no = arrived(lite, comma([row(1, code=ours)]), 1)
    (code,) = lite.coded(no, 1)
    with lite.office.act(lite.at("WH-1")) as act:
        assert list(codes.find_items(act, [ours]).values()) == list(
            codes.find_items(act, [code]).values()
        )


def test_scanning_the_plants_code_moves_the_package(lite: Story) -> None:
    no = arrived(lite, comma(rows(100)), 100)
    lite.released(100, to="ST-Z", no=lite.tested_clean(lite.disinfected(no)))
    lite.coded(no, 100)
    shipment = move.Shipment(site="WH-1", to="ST-Z", goods=Goods(items=("ctn-7", "CTN-8")))
    sent = move.ship(lite.office, lite.at("WH-1"), shipment)
    move.accept(
        lite.office, lite.at("ST-Z"), move.Receipt(movement=sent.movement, items=("CTN-7", "CTN-8"))
    )
    assert lite.unequal() == []


def job(story: Story, path: Path) -> ImportJob:
    url = story.office.store.engine.url.render_as_string(hide_password=False)
    return ImportJob(url, story.at("IM-1"), details(story), path, story.clock.moment)


@pytest.mark.parametrize("chunks", [0, 1, 3])
def test_a_run_that_is_killed_leaves_nothing_and_the_next_one_everything(
    story: Story, tmp_path: Path, chunks: int
) -> None:
    path = tmp_path / "manifest.csv"
    path.write_bytes(comma(rows(4_500)))
    before, work = len(written(story)), job(story, path)
    ours, theirs = CONTEXT.Pipe()
    process = CONTEXT.Process(target=import_and_tell, args=(work, theirs))
    process.start()
    wanted = ("keep", 500 * chunks) if chunks else ("check", 4_500)
    while ours.recv() != wanted:
        pass
    process.kill()
    process.join()
    staged = kinds(story, before)
    assert set(staged) <= {"PackagesAnnounced"}
    assert chunks <= staged["PackagesAnnounced"] < 9
    assert announced(story) == []
    assert story.unequal() == []
    with on_disk(path.read_bytes()) as file:
        done = import_manifest.import_manifest(story.office, work.actor, work.booking, file)
    assert (done.outcome, done.rows) == ("imported", 4_500)
    assert [each[2] for each in announced(story)] == [f"CTN-{n}" for n in range(1, 4_501)]
    assert kinds(story, before)["ManifestAccepted"] == kinds(story, before)["Booked"] == 1
    assert story.unequal() == []


def test_two_runs_of_one_file_at_once_make_one_manifest(story: Story, tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    path.write_bytes(comma(rows(2_500)))
    work = job(story, path)
    pipes = [CONTEXT.Pipe() for _ in range(2)]
    runs = [CONTEXT.Process(target=import_and_tell, args=(work, theirs)) for _, theirs in pipes]
    for run in runs:
        run.start()
    said = []
    for ours, _ in pipes:
        while (told := ours.recv())[0] in ("check", "keep"):
            pass
        said.append(told)
    for run in runs:
        run.join()
    assert sorted(said) == [("imported", 2_500), ("known", 2_500)]
    assert len(announced(story)) == 2_500
    assert story.unequal() == []


def test_a_manifest_that_came_first_with_the_same_batch_wins(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = comma([row(7)])

    def meanwhile(stage: str, packages: int) -> None:
        if stage == "keep" and not announced(story):
            assert imported(story, theirs, "BK-2").outcome == "imported"

    with pytest.raises(Conflict, match="B-1"):
        imported(story, comma(rows(2)), watch=meanwhile)
    assert [each[:3] for each in announced(story)] == [("B-1", 1, "CTN-7")]
    assert story.unequal() == []


def test_chunks_hold_five_hundred_packages_at_the_most(lite: Story) -> None:
    imported(lite, comma([row(n, batch=f"B-{n % 2}") for n in range(2_500)]))
    sizes = [len(e.fact.codes) for e in written(lite) if isinstance(e.fact, PackagesAnnounced)]
    assert (max(sizes), sum(sizes), len(sizes)) == (500, 2_500, 6)


def test_every_plant_may_number_its_cartons_from_one(story: Story) -> None:
    for n, batch in enumerate(("B-1", "B-2"), start=1):
        done = imported(story, comma([row(1, batch=batch), row(2, batch=batch)]), f"BK-{n}")
        assert (done.outcome, done.rows) == ("imported", 2)
        story.approved(batch)
        story.unloaded(batch, 2, 20_000)
        story.coded(batch, 2)
    dock = story.at("WH-1")
    with pytest.raises(BadInput) as several:
        move.see(story.office, dock, "WH-1", ("CTN-1",))
    assert several.value.reasons[0].code == "several_called"
    with pytest.raises(BadInput) as unclear:
        lists.scanned(story.office, dock, "CTN-1")
    assert unclear.value.reasons[0].code == "several_called"
    stall = story.at("ST-Z", roles=frozenset({Role.VENDOR}))
    with pytest.raises(NotFound):
        lists.scanned(story.office, stall, "CTN-1")
    supervisor = Actor(1, 0, frozenset({Role.SUPERVISOR, Role.INVESTIGATOR}))
    found = trace(story.office, supervisor, "CTN-1").as_dict()
    assert [each["origin"]["batch"] for each in found["batches"]] == ["B-1", "B-2"]
