"""Rules of the warehouse: arrival, disinfection, laboratory, certificates, holds."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from app.usecases import disinfect, enter_result, hold, release, sample
from app.usecases.disinfect import Surface
from app.usecases.enter_result import KitReading, Report
from app.usecases.sample import Tube
from tests.machine.base import Base, numbers, places, whens
from tests.machine.world import SITES, Late, pick

#: How a disinfection can fall short.
WEAK: tuple[dict[str, object], ...] = (
    {"mg_per_l": 10}, {"contact_minutes": 1}, {"surface_dc": -400}, {"signed_off": False},
)  # fmt: skip


class Warehouse(Base):
    """Whatever decides whether goods may leave."""

    @rule(pieces=st.integers(4, 9), cleared=st.booleans())
    def arrive(self, pieces: int, cleared: bool) -> None:
        world = self.world
        if len(world.batches) < 2:
            no = self.attempt("arrive", lambda: world.story.received(pieces))
            world.batches += [no] if no else []
            if no and cleared:
                world.story.tested_clean(world.story.disinfected(no))
                world.tubes += sorted(f["tube"] for f in self._taken(no))

    def _taken(self, no: str) -> list[dict[str, str]]:
        self.the_laws_hold()
        taken = [fact.body for fact in self.world.facts if fact.kind == "sample_taken"]
        return [body for body in taken if body["tube"].startswith(f"T-{no}-")]

    @rule(batch=numbers, spans=st.none() | st.tuples(numbers, numbers), weak=numbers, when=whens)
    def disinfect(
        self, batch: int, spans: tuple[int, int] | None, weak: int, when: Late | None
    ) -> None:
        world = self.world
        if not world.batches:
            return
        cartons = () if spans is None else ((1 + min(spans), 1 + max(spans)),)
        changes = WEAK[weak] if weak < len(WEAK) else {}
        surface = Surface("WH-1", pick(world.batches, batch), cartons)
        protocol = world.story.protocol(**changes)
        staff, at = world.at("WH-1"), world.when(when)
        self.attempt(
            "disinfect", lambda: disinfect.disinfect(world.office, staff, surface, protocol, at)
        )

    @precondition(lambda self: self.begun() and self.world.unplanned())
    @rule(batch=numbers)
    def draw_plan(self, batch: int) -> None:
        world = self.world
        if world.batches:
            no, staff = pick(world.batches, batch), world.at("WH-1")
            self.attempt("draw_plan", lambda: sample.draw_plan(world.office, staff, no))

    # every tube shuts its batch in until its result is there: a few of them are enough
    @precondition(lambda self: self.begun() and len(self.world.tubes) < 4)
    @rule(batch=numbers, carton=numbers, grams=st.sampled_from((0, 0, 7)), spot=places, when=whens)
    def take_tube(self, batch: int, carton: int, grams: int, spot: int, when: Late | None) -> None:
        world, site = self.world, self.world.place(spot)
        if not world.batches:
            return
        tube = f"X-{len(world.tubes)}"
        part, method = ("food", "destructive") if grams else ("outer_pack", "swab")
        no, cartons = pick(world.batches, batch), (1 + carton % 6,)
        filled = Tube(site, tube, part, no, cartons=cartons, method=method, grams=grams)
        taker, moment = world.at(site), world.when(when)
        act = lambda: sample.take_sample(world.office, taker, filled, moment)  # noqa: E731
        if self.attempt("take_tube", act) is not None:
            world.tubes.append(tube)

    @rule(tube=numbers, outcome=st.sampled_from(("received",) * 4 + ("rejected", "lost")))
    def handle_tube(self, tube: int, outcome: str) -> None:
        if self.world.tubes:
            self._handle(pick(self.world.tubes[::-1], tube), outcome)

    def _handle(self, tube: str, outcome: str) -> None:
        office, lab = self.world.office, self.world.at("LAB-1")
        act = lambda: sample.handle_sample(office, lab, tube, outcome, "spilt")  # noqa: E731
        self.attempt("handle_tube", act)

    @precondition(lambda self: self.begun() and self.world.tubes)
    @rule()
    def analyse(self) -> None:
        """The laboratory clears its bench: the newest tubes are received and found clean."""
        world = self.world
        for tube in world.tubes[-3:]:
            self._handle(tube, "received")
            self._report(tube, "negative", "preliminary")

    @rule(
        tube=numbers,
        verdict=st.sampled_from(("negative", "negative", "negative", "positive", "invalid")),
        stage=st.sampled_from(("preliminary", "confirmed")),
    )
    def report(self, tube: int, verdict: str, stage: str) -> None:
        if self.world.tubes:
            self._report(pick(self.world.tubes[::-1], tube), verdict, stage)

    def _report(self, tube: str, verdict: str, stage: str) -> None:
        world = self.world
        ct = 3000 if verdict == "positive" else None
        reading = KitReading(kit="kit_a", targets=(("ORF1ab", ct), ("N", ct)), verdict=verdict)
        report = Report(
            tube=tube, report_no=f"R-{len(world.facts)}",
            readings=(reading,), verdict=verdict, stage=stage,
        )  # fmt: skip
        lab = world.at("LAB-1")
        self.attempt("report", lambda: enter_result.enter_result(world.office, lab, report))

    @rule(batch=numbers, pieces=st.integers(1, 4), to=places)
    def release(self, batch: int, pieces: int, to: int) -> None:
        world = self.world
        if world.batches:
            no, officer, receiver = (
                pick(world.batches, batch),
                world.at("WH-1"),
                world.story.usccs[pick(SITES[1:], to)],
            )
            self.attempt(
                "release", lambda: release.release(world.office, officer, no, pieces, receiver)
            )

    @rule(number=numbers)
    def revoke(self, number: int) -> None:
        world = self.world
        papers = [fact.body["no"] for fact in world.facts if fact.kind == "released"]
        if papers and number > 7:  # now and then: nothing at all moves afterwards
            no, officer = pick(papers, number), world.at("WH-1")
            self.attempt("revoke", lambda: release.revoke(world.office, officer, no, "mistake"))

    @precondition(lambda self: self.begun() and not self.world.open_holds())
    @rule(scope=st.sampled_from(hold.SCOPES), number=numbers)
    def place_hold(self, scope: str, number: int) -> None:
        world = self.world
        names = {
            "batch": world.batches,
            "item": world.codes("WH-1", anywhere=True),
            "site": SITES,
            "party": [world.story.usccs[site] for site in SITES],
            "plant": ["IN/IN-1"],
        }[scope]
        if names:
            name, officer = pick(names, number), world.inspector()
            self.attempt(
                "place_hold", lambda: hold.place_hold(world.office, officer, scope, name, "doubt")
            )

    @precondition(lambda self: self.begun() and self.world.open_holds())
    @rule(number=numbers)
    def lift_hold(self, number: int) -> None:
        if holds := self.world.open_holds():
            key = pick(holds, number)
            for who in ("001", "002"):
                self._lift(who, key)

    def _lift(self, who: str, key: int) -> None:
        world = self.world
        officer = world.at("WH-1", who)
        self.attempt("lift_hold", lambda: hold.lift_hold(world.office, officer, key, "clear"))

    @rule(hours=st.sampled_from((1, 5, 13)))
    def wait(self, hours: int) -> None:
        self.world.story.clock.pass_time(hours=hours)
