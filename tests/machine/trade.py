"""Rules of goods on their way: shipped, accepted, sold, ended, seen, counted, put right."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from app.usecases import correct, count, move, sell
from app.usecases.goods import Goods
from tests.machine.base import Base, coded, numbers, shifts, sites, whens, wishes
from tests.machine.raw import Raw, standing
from tests.machine.world import Late, Wish, pick

RIGHTED = {"unloaded", "sold", "put_on_sale", "destroyed", "returned_abroad"}
VOIDED = RIGHTED | {"shipped", "accepted", "seen", "stock_counted", "disinfected"}


class Trade(Base):
    """Goods on the road and at the stall."""

    @rule(site=sites, to=sites, wish=wishes, everything=st.booleans(), when=whens)
    def ship(self, site: str, to: str, wish: Wish, everything: bool, when: Late | None) -> None:
        world = self.world
        goods = world.goods(site, wish)
        if everything and world.batches:
            goods = Goods(pick(world.batches, wish.batch), items=goods.items)
        elif goods == Goods():
            return
        shipment = move.Shipment(site=site, to=to, goods=goods, everything=everything)
        staff, at = world.at(site), world.when(when)
        sent = self.attempt("ship", lambda: move.ship(world.office, staff, shipment, at))
        if sent is not None:
            world.movements.append((sent.movement, to))

    @rule(number=numbers, change=st.sampled_from((0, 0, 0, 0, -1, 2)), items=numbers, when=whens)
    def accept(self, number: int, change: int, items: int, when: Late | None) -> None:
        world = self.world
        done = {f.body["movement"] for f in raw_standing(self) if f.kind == "accepted"}
        waiting = [each for each in world.movements if each[0] not in done] or world.movements
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

    @rule(site=sites, wish=wishes, when=whens)
    def put_on_sale(self, site: str, wish: Wish, when: Late | None) -> None:
        self._trade("put_on_sale", site, wish, when)

    @rule(site=sites, wish=wishes, when=whens)
    def sell(self, site: str, wish: Wish, when: Late | None) -> None:
        self._trade("sell", site, wish, when)

    @rule(site=sites, wish=wishes, when=whens)
    def return_abroad(self, site: str, wish: Wish, when: Late | None) -> None:
        self._trade("return_abroad", site, wish, when)

    @rule(site=sites, wish=wishes, when=whens)
    def destroy(self, site: str, wish: Wish, when: Late | None) -> None:
        self._trade("destroy", site, wish, when)

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

    @rule(site=sites, wish=coded, when=whens, visiting=st.booleans())
    def see(self, site: str, wish: Wish, when: Late | None, visiting: bool) -> None:
        world = self.world
        codes = world.goods(site, wish).items or world.goods("WH-1", wish).items
        if codes:
            finder, at = world.inspector() if visiting else world.at(site), world.when(when)
            self.attempt("see", lambda: move.see(world.office, finder, site, codes, at))

    @rule(site=sites, batch=numbers, pieces=st.integers(0, 6), wish=coded, when=whens)
    def count_stock(
        self, site: str, batch: int, pieces: int, wish: Wish, when: Late | None
    ) -> None:
        world = self.world
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
            self.attempt(
                "void", lambda: correct.void(world.office, who, wrong.id, "never happened")
            )

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
