from app.usecases import move, sell
from app.usecases.goods import Goods
from tests.story import Story


def test_a_batch_goes_from_booking_to_sale(story: Story) -> None:
    no = story.released(100, to="ST-Z")
    sent = move.ship(
        story.office, story.at("WH-1"), move.Shipment(site="WH-1", to="ST-Z", goods=Goods(no, 60))
    )
    move.accept(story.office, story.at("ST-Z"), move.Receipt(movement=sent.movement, pieces=58))
    sell.sell(story.office, story.at("ST-Z"), "ST-Z", Goods(no, 10))
    assert story.unequal() == []
