"""The whole machine: every rule, a world that begins anywhere, and the ways to run it."""

from __future__ import annotations

import dataclasses
import os
from collections import Counter
from functools import partial

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from app.usecases import correct, label, move, release, sell, transform
from app.usecases.goods import Goods
from app.usecases.transform import Making
from tests.databases import SqliteFactory
from tests.machine.coding import Coding
from tests.machine.trade import Trade
from tests.machine.warehouse import Warehouse
from tests.machine.world import Factory, World
from tests.story import DISH, simple_policy

#: A longer campaign, random instead of repeatable: COLDTRACE_MACHINE_EXAMPLES=5000.
CAMPAIGN = int(os.environ.get("COLDTRACE_MACHINE_EXAMPLES", "0"))


class Chain(Warehouse, Coding, Trade):
    """Everything anybody can do, in any order."""

    @initialize(
        policy_coding=st.sampled_from(("none", "none", "none", "exit")),
        so_far=st.integers(0, 9),
        pieces=st.integers(12, 16),
    )
    def begin(self, policy_coding: str, so_far: int, pieces: int) -> None:
        """A world in which nothing, something or nearly everything has happened already."""
        rule = dataclasses.replace(simple_policy().release, coding=policy_coding)
        self.world = world = World(self.factory, self.scratch, simple_policy(release=rule))
        if so_far == 0:
            return
        no = world.story.received(pieces) if so_far == 1 else world.story.cleared(pieces)
        world.batches.append(no)
        if so_far > 2:
            for to, count in (("CS-1", pieces - 8), ("ST-Z", 4), ("KI-1", 2)):
                release.release(world.office, world.at("WH-1"), no, count, world.story.usccs[to])
        if so_far > 4 and policy_coding == "none":
            self._on_the_way(no)

    def _on_the_way(self, no: str) -> None:
        """Some of it coded, some of that on a pallet, and two parts of it delivered."""
        world, office, staff = self.world, self.world.office, self.world.at("WH-1")
        codes = world.story.coded(no, 3)
        label.code_packages(office, staff, label.Coding(site="WH-1", batch=no, count=1, pieces_each=3))
        pallet = label.build_pallet(office, staff, "WH-1")
        transform.stack(office, staff, "WH-1", pallet, codes[:2])
        loads = {
            "CS-1": Goods(no, 2, items=(pallet,)),
            "ST-Z": Goods(no, 2, items=codes[2:]),
        }
        for to, goods in loads.items():
            shipment = move.Shipment(site="WH-1", to=to, goods=goods)
            sent = move.ship(office, staff, shipment)
            world.movements.append((sent.movement, to))
            move.accept(office, world.at(to), move.Receipt(movement=sent.movement))

    @precondition(lambda self: self.begun() and self.world.tally("unloaded") < 2)
    @precondition(lambda self: not self.world.open_holds())
    @rule()
    def ordinary_day(self) -> None:
        """A batch comes in and everything is done with it once, on top of all there was before."""
        story, office, world = self.world.story, self.world.office, self.world
        no, staff, zhou, cook = story.cleared(8), world.at("WH-1"), world.at("ST-Z"), world.at("KI-1")
        world.batches.append(no)
        for to, pieces in (("ST-Z", 6), ("KI-1", 2)):
            asked = (office, staff, no, pieces, story.usccs[to])
            self.attempt("release", partial(release.release, *asked))
        order = label.Coding(site="WH-1", batch=no, count=2, pieces_each=2)
        coded = self.attempt("code", lambda: label.code_packages(office, staff, order))
        codes = tuple(code for code, _, _ in coded.labels) if coded is not None else ()
        for to, goods in (("ST-Z", Goods(no, 2, items=codes)), ("KI-1", Goods(no, 2))):
            shipment = move.Shipment(site="WH-1", to=to, goods=goods)
            sent = self.attempt("ship", partial(move.ship, office, staff, shipment))
            if sent is not None:
                world.movements.append((sent.movement, to))
                receipt = move.Receipt(movement=sent.movement)
                self.attempt("accept", partial(move.accept, office, world.at(to), receipt))
        if codes:
            self.attempt("split", lambda: transform.split(office, zhou, "ST-Z", codes[0], (1,)))
            self.attempt("merge", lambda: transform.merge(office, zhou, "ST-Z", codes))
        sold = self.attempt("sell", lambda: sell.sell(office, zhou, "ST-Z", Goods(no, 1)))
        if sold is not None:
            self.attempt("void", lambda: correct.void(office, zhou, sold, "rung up twice"))
        made = f"P-{len(world.facts)}-{no}"
        making = Making(
            site="KI-1", inputs=(Goods(no, 1),), batch=made, product=DISH, pieces=1, grams=9000
        )
        if self.attempt("process", lambda: transform.process(office, cook, making)):
            world.batches.append(made)


def run(
    factory: Factory, scratch: SqliteFactory, examples: int, *, steps: int = 40
) -> Counter[tuple[str, str]]:
    """Run the machine; how often each act was done and refused. It stops at its first find."""
    tally: Counter[tuple[str, str]] = Counter()
    wired = type("Wired", (Chain,), {"factory": factory, "scratch": scratch, "tally": tally})
    # making a find smaller takes minutes, and is worth them only to somebody who looks for it
    phases = [Phase.generate, *([Phase.shrink] if CAMPAIGN else [])]
    run_state_machine_as_test(
        wired,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=not CAMPAIGN,
            report_multiple_bugs=False,
            phases=phases,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return tally
