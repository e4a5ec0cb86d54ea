"""Times in rooms are filled in from the facts, and say how early things may have come."""

from __future__ import annotations

from importlib import import_module

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import delete, select

from app.domain.span import Span, micros
from app.store.tables import table
from app.usecases import label, move, register, sell, transform
from app.usecases.goods import Goods
from app.usecases.office import When
from tests.story import ADMIN, Story


def roomy(story: Story) -> tuple[str, ...]:
    """Five packages: moved between rooms, on a pallet, found again, sold, and never laid anywhere."""
    for zone in ("COLD-1", "COLD-2"):
        register.register_zone(story.office, ADMIN, "WH-1", zone, "cold_room", (-250, -180))
    no = story.cleared(10)
    story.released(10, to="CS-1", no=no)
    codes = story.coded(no, 5)
    office, staff = story.office, story.at("WH-1")
    move.put_away(office, staff, "WH-1", "COLD-1", codes[:1])
    move.put_away(office, staff, "WH-1", "COLD-2", codes[:1])
    pallet = label.build_pallet(office, staff, "WH-1")
    transform.stack(office, staff, "WH-1", pallet, codes[1:2])
    move.put_away(office, staff, "WH-1", "COLD-1", (pallet,))
    move.put_away(office, staff, "WH-1", "COLD-1", codes[2:4])
    move.put_away(office, staff, "WH-1", "COLD-1", codes[2:4])
    move.see(office, staff, "WH-1", codes[2:3])
    shipment = move.Shipment(site="WH-1", to="CS-1", goods=Goods(items=codes[3:4]))
    sent = move.ship(office, staff, shipment)
    move.accept(office, story.at("CS-1"), move.Receipt(movement=sent.movement))
    sell.sell(office, story.at("CS-1"), "CS-1", Goods(items=codes[3:4]))
    return codes


def test_rooms_are_filled_in_from_the_facts(story: Story) -> None:
    roomy(story)
    assert story.unequal() == []
    lodging = table("lodging")
    migration = import_module("migrations.versions.2026_11_30_follow_contacts")
    with story.office.store.write() as tx:
        kept = sorted(map(tuple, tx.conn.execute(select(lodging))))
        assert len(kept) == 6  # two for the first, the pallet and its package, one each for two more
        tx.conn.execute(delete(lodging))
        with Operations.context(MigrationContext.configure(tx.conn)):
            migration._fill()
        assert sorted(map(tuple, tx.conn.execute(select(lodging)))) == kept


def test_an_unsure_arrival_begins_as_early_as_it_can_have_been(story: Story) -> None:
    no = story.cleared(10)
    story.released(10, to="CS-1", no=no)
    codes = story.coded(no, 1)
    shipment = move.Shipment(site="WH-1", to="CS-1", goods=Goods(items=codes))
    sent = move.ship(story.office, story.at("WH-1"), shipment)
    early = story.clock()
    story.clock.pass_time(hours=3)
    late = story.clock()
    receipt = move.Receipt(movement=sent.movement)
    move.accept(story.office, story.at("CS-1"), receipt, When(Span(early, late)))
    stay, site = table("stay"), table("site")
    query = select(stay.c.since_from, stay.c.since).join(site, site.c.id == stay.c.place)
    with story.office.store.read() as conn:
        found = conn.execute(query.where(site.c.code == "CS-1")).one()
    assert tuple(found) == (micros(early), micros(late))
    assert story.unequal() == []
