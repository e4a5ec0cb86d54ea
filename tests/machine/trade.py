"""Rules of goods on their way: shipped, accepted, sold, ended, seen, counted, put right."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from app.usecases import correct, count, move, sell
from app.usecases.goods import Goods
from tests.machine.base import Base, coded, numbers, often, places, shifts, whens, wishes
from tests.machine.raw import Raw, standing
from tests.machine.world import SITES, Late, Wish, pick

RIGHTED = {"unloaded", "sold", "put_on_sale", "destroyed", "returned_abroad"}
VOIDED = RIGHTED | {"shipped", "accepted", "seen", "stock_counted", "disinfected"}


class Trade(Base):
    """Goods on the road and at the stall."""

    @rule(spot=places, to=places, wish=wishes, everything=often, when=whens)
    def ship(self, spot: int, to: int, wish: Wish, everything: bool, when: Late | None) -> None:
        self._ship((spot, to), wish, everything, when)

    @rule(spot=places, to=places, wish=wishes, everything=often)
    def deliver(self, spot: int, to: int, wish: Wish, everything: bool) -> None:
        """Shipped and accepted in one go, so that goods get around."""
        world = self.world
        if self._ship((spot, to), wish, everything, None):
            movement, receiver = world.movements[-1]
            receipt = move.Receipt(movement=movement)
            self.attempt("accept", lambda: move.accept(world.office, world.at(receiver), receipt))

    def _ship(self, way: tuple[int, int], wish: Wish, everything: bool, late: Late | None) -> bool:
        world, site = self.world, self.world.place(way[0])
        named = (world.consignees() if site == "WH-1" and way[1] > 3 else []) or SITES
        receiver, goods = pick(named, way[1]), world.goods(site, wish)
        here = world.stocked(site) or world.batches
        everything = everything and bool(here)
        if everything:
            goods = Goods(pick(here, wish.batch), items=goods.items if wish.stray else ())
        elif goods == Goods():
            return False
        shipment = move.Shipment(site=site, to=receiver, goods=goods, everything=everything)
        staff, at = world.at(site), world.when(late)
        sent = self.attempt("ship", lambda: move.ship(world.office, staff, shipment, at))
        if sent is not None:
            world.movements.append((sent.movement, receiver))
            if everything and late is None:
                self._nothing_left(site, goods.batch)
        return sent is not None

    def _nothing_left(self, site: str, batch: str) -> None:
        self.sound = batch not in self.world.stocked(site)
        assert self.sound, f"everything of {batch} left {site}, and some is still there"

    @rule(number=numbers, change=st.sampled_from((0, 0, 0, 0, -1, 2)), items=numbers, when=whens)
    def accept(self, number: int, change: int, items: int, when: Late | None) -> None:
        world = self.world
        done = {f.body["movement"] for f in raw_standing(self) if f.kind == "accepted"}
        waiting = [each for each in world.movements if each[0] not in done]
        waiting = waiting or (world.movements if number == 0 else [])
        if not waiting:
            return
        movement, to = pick(waiting, number)
        shipped = [fact.body for fact in world.facts if fact.kind == "shipped"]
        sent = next(body for body in shipped if body["movement"] == movement)
        pieces = max(0, sent["load"].get("pieces", 0) + change) if change else None
        receipt = move.Receipt(movement=movement, pieces=pieces, items=self._scanned(items))
        staff, at = world.at(to), world.when(when)
        self.attempt("accept", lambda: move.accept(world.office, staff, receipt, at))

    def _scanned(self, number: int) -> tuple[str, ...] | None:
        """Everything there was, or any two codes: most of them missing, some too many."""
        codes = self.world.codes("WH-1", anywhere=True)
        if number < 7 or not codes:
            return None
        return tuple(dict.fromkeys((pick(codes, number), pick(codes, number * 5))))

    @rule(spot=places, wish=wishes, when=whens)
    def put_on_sale(self, spot: int, wish: Wish, when: Late | None) -> None:
        self._trade("put_on_sale", self.world.place(spot, market=True), wish, when)

    @rule(spot=places, wish=wishes, when=whens)
    def sell(self, spot: int, wish: Wish, when: Late | None) -> None:
        self._trade("sell", self.world.place(spot, market=True), wish, when)

    @rule(spot=places, wish=wishes, when=whens)
    def return_abroad(self, spot: int, wish: Wish, when: Late | None) -> None:
        self._trade("return_abroad", self.world.place(spot, market=True), wish, when)

    @rule(spot=places, wish=wishes, when=whens)
    def destroy(self, spot: int, wish: Wish, when: Late | None) -> None:
        self._trade("destroy", self.world.place(spot, market=True), wish, when)

    def _trade(self, what: str, site: str, wish: Wish, late: Late | None) -> None:
        world = self.world
        goods = world.goods(site, wish)
        if goods == Goods():
            return
        office, staff, at = world.office, world.at(site), world.when(late)
        disposal = sell.Disposal(
            witness=world.story.people[f"{site}/002"], weighed=1000, method="burnt"
        )
        acts = {
            "put_on_sale": lambda: sell.put_on_sale(office, staff, site, goods, at),
            "sell": lambda: sell.sell(office, staff, site, goods, when=at),
            "return_abroad": lambda: sell.return_abroad(office, staff, site, goods, "RP-1", at),
            "destroy": lambda: sell.destroy(office, staff, site, goods, disposal, at),
        }
        self.attempt(what, acts[what])

    @rule(spot=places, wish=coded, when=whens, visiting=st.booleans())
    def see(self, spot: int, wish: Wish, when: Late | None, visiting: bool) -> None:
        world, site = self.world, self.world.place(spot)
        codes = world.goods(site, wish).items or world.goods("WH-1", wish).items
        if codes:
            finder, at = world.inspector() if visiting else world.at(site), world.when(when)
            self.attempt("see", lambda: move.see(world.office, finder, site, codes, at))

    @rule(spot=places, batch=numbers, pieces=st.integers(0, 6), wish=coded, when=whens)
    def count_stock(self, spot: int, batch: int, pieces: int, wish: Wish, when: Late | None) -> None:
        world, site = self.world, self.world.place(spot)
        if not world.batches:
            return
        no = pick(world.stocked(site) or world.batches, batch)
        items = world.goods(site, wish, "package").items
        found = count.Counted(site=site, batch=no, pieces=pieces, items=items)
        staff, at = world.at(site), world.when(when)
        self.attempt("count", lambda: count.count_stock(world.office, staff, found, at))

    @rule(number=st.integers(0, 30))
    def void(self, number: int) -> None:
        world = self.world
        if facts := [f for f in raw_standing(self) if f.kind in VOIDED]:
            wrong = facts[-1 - number % len(facts)]
            who = world.at(world.site_of(wrong.party))
            self.attempt("void", lambda: correct.void(world.office, who, wrong.id, "never happened"))

    @rule(number=st.integers(0, 30), pieces=st.integers(0, 9), shift=st.none() | shifts)
    def correct(self, number: int, pieces: int, shift: int | None) -> None:
        world = self.world
        if facts := [f for f in raw_standing(self) if f.kind in RIGHTED]:
            wrong = facts[-1 - number % len(facts)]
            who = world.at(world.site_of(wrong.party))
            at = world.when(None if shift is None else Late(number, shift))
            act = correct.correct_pieces
            self.attempt(
                "correct", lambda: act(world.office, who, wrong.id, pieces, pieces * 10_000, at)
            )


def raw_standing(machine: Base) -> list[Raw]:
    """Facts of goods that nobody has corrected yet."""
    return standing(machine.world.facts[machine.world.cast :])
