"""Rules of coded goods: codes, pallets, split, merge, process."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from app.usecases import label, transform, void_label
from app.usecases.goods import Goods
from app.usecases.label import Coding as Order
from app.usecases.print_labels import How, print_batch
from app.usecases.transform import Making
from tests.machine.base import Base, coded, numbers, often, places, whens, wishes
from tests.machine.world import Late, Wish, pick
from tests.story import DISH


class Coding(Base):
    """Goods that become other goods."""

    @rule(spot=places, batch=numbers, count=st.integers(1, 3), each=st.integers(1, 2), when=whens)
    def code(self, spot: int, batch: int, count: int, each: int, when: Late | None) -> None:
        world, site = self.world, self.world.place(spot)
        if numbers_here := world.stocked(site) or world.batches:
            no = pick(numbers_here, batch)
            order = Order(site=site, batch=no, count=count, pieces_each=each)
            staff, at = world.at(site), world.when(when)
            self.attempt("code", lambda: label.code_packages(world.office, staff, order, at))

    @precondition(lambda self: self.begun() and self.world.tally("pallet_built") < 3)
    @rule(spot=places)
    def build_pallet(self, spot: int) -> None:
        world, site = self.world, self.world.place(spot)
        self.attempt("build_pallet", lambda: label.build_pallet(world.office, world.at(site), site))

    @rule(spot=places, batch=numbers, missing=often, again=often)
    def print_labels(self, spot: int, batch: int, missing: bool, again: bool) -> None:
        world, site = self.world, self.world.place(spot)
        if not world.batches:
            return
        staff, no, how = world.at(site), pick(world.batches, batch), How(why="smeared" if again else "")
        self.attempt("print", lambda: print_batch(world.office, staff, no, how, missing=missing))

    @rule(spot=places, wish=coded)
    def void_label(self, spot: int, wish: Wish) -> None:
        world, site = self.world, self.world.place(spot)
        goods = world.goods(site, wish)
        if goods.items:
            staff, code = world.at(site), goods.items[0]
            self.attempt("void_label", lambda: void_label.void_label(world.office, staff, code, "torn"))

    @rule(spot=places, pallet=numbers, wish=coded, when=whens)
    def stack(self, spot: int, pallet: int, wish: Wish, when: Late | None) -> None:
        self._move(True, self.world.place(spot), pallet, (wish, when))

    @rule(spot=places, pallet=numbers, wish=coded, when=whens)
    def unstack(self, spot: int, pallet: int, wish: Wish, when: Late | None) -> None:
        self._move(False, self.world.place(spot), pallet, (wish, when))

    def _move(self, on: bool, site: str, pallet: int, what: tuple[Wish, Late | None]) -> None:
        world, (wish, late) = self.world, what
        pallets = world.codes(site, "pallet", anywhere=wish.stray)
        goods = world.goods(site, wish, "package")
        if not pallets or not goods.items:
            return
        base, staff, at = pick(pallets, pallet), world.at(site), world.when(late)
        do = transform.stack if on else transform.unstack
        name = "stack" if on else "unstack"
        self.attempt(name, lambda: do(world.office, staff, site, base, goods.items, at))

    @rule(
        spot=places, wish=coded, when=whens,
        parts=st.lists(st.integers(1, 2), min_size=1, max_size=2).map(tuple),
    )  # fmt: skip
    def split(self, spot: int, wish: Wish, parts: tuple[int, ...], when: Late | None) -> None:
        world, site = self.world, self.world.place(spot)
        goods = world.goods(site, wish, "package")
        if goods.items:
            staff, at, item = world.at(site), world.when(when), goods.items[0]
            self.attempt("split", lambda: transform.split(world.office, staff, site, item, parts, at))

    @rule(spot=places, wish=coded, when=whens)
    def merge(self, spot: int, wish: Wish, when: Late | None) -> None:
        world, site = self.world, self.world.place(spot)
        goods = world.goods(site, wish, "package")
        if goods.items:
            staff, at = world.at(site), world.when(when)
            self.attempt("merge", lambda: transform.merge(world.office, staff, site, goods.items, at))

    @rule(spot=places, one=wishes, two=st.none() | wishes, share=st.integers(1, 10), when=whens)
    def process(self, spot: int, one: Wish, two: Wish | None, share: int, when: Late | None) -> None:
        world, site = self.world, self.world.place(spot, market=True)
        inputs = tuple(world.goods(site, wish) for wish in (one, two) if wish is not None)
        inputs = tuple(goods for goods in inputs if goods != Goods())
        if not inputs:
            return
        no = f"P-{len(world.facts)}"
        grams = share * 1000 * (sum(goods.pieces + len(goods.items) for goods in inputs) or 1)
        making = Making(site=site, inputs=inputs, batch=no, product=DISH, pieces=share, grams=grams)
        staff, at = world.at(site), world.when(when)
        if self.attempt("process", lambda: transform.process(world.office, staff, making, at)):
            world.batches.append(no)
