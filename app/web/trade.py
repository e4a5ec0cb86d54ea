"""Goods on their way, at the stall and at their end."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from app.usecases import count, move, sell
from app.usecases.goods import MOST_PIECES
from app.usecases.office import Office
from app.web.deps import Counter, Ender, Finder, Keeper, Returner, Vendor
from app.web.kinds import Batch, Code, Name, PlateIfAny, UsccIfAny, from_to, one_of
from app.web.shapes import Codes, Count, Done, GoodsIn, Id, In, Told
from app.web.writing import Write

router = APIRouter(tags=["goods"])

Movement = Annotated[int, Path(ge=1, le=10**12)]


class ShipmentIn(Told):
    """Goods from a site to another; leaving a warehouse takes a certificate for the receiver."""

    site: Code
    to: Code
    goods: GoodsIn
    plate: PlateIfAny = ""
    everything: bool = False


class SentOut(BaseModel):
    """A movement on its way, and the certificates it used."""

    movement: int
    certificates: list[str]
    pieces: int


@router.post("/shipments", response_model=SentOut, status_code=201)
def ship(body: ShipmentIn, keeper: Keeper, write: Write) -> Response:
    """Send goods off."""
    shipment = move.Shipment(
        site=body.site, to=body.to, goods=body.goods.goods(), plate=body.plate,
        everything=body.everything,
    )  # fmt: skip

    def shipped(office: Office) -> dict[str, object]:
        sent = move.ship(office, keeper, shipment, body.when())
        return {
            "movement": sent.movement,
            "certificates": sent.certificates,
            "pieces": sent.pieces,
        }

    return write(keeper, shipped)


class ReceiptIn(Told):
    """The receiver's own list. Left out, ``pieces`` and ``items`` are as the sender said."""

    pieces: Count | None = None
    grams: Count | None = None
    items: Codes | None = None


class DifferenceOut(BaseModel):
    """Where the two lists disagree; all zero when they agree."""

    missing_pieces: int
    missing_items: int
    extra_items: int


@router.post("/movements/{movement}/acceptance", response_model=DifferenceOut, status_code=201)
def accept(movement: Movement, body: ReceiptIn, keeper: Keeper, write: Write) -> Response:
    """Take goods over; both lists are compared and every difference stays on record."""
    items = body.items
    receipt = move.Receipt(movement=movement, pieces=body.pieces, grams=body.grams, items=items)

    def accepted(office: Office) -> dict[str, object]:
        found = move.accept(office, keeper, receipt, body.when())
        return {
            "missing_pieces": found.missing_pieces,
            "missing_items": found.missing_items,
            "extra_items": found.extra_items,
        }

    return write(keeper, accepted)


class PutAwayIn(In):
    """Coded goods and the zone or cold room they were laid into."""

    site: Code
    zone: Code
    items: Codes


@router.post("/put-aways", response_model=Done, status_code=201)
def put_away(body: PutAwayIn, keeper: Keeper, write: Write) -> Response:
    """Lay coded goods into a zone or cold room."""
    items = body.items
    return write(
        keeper,
        lambda office: {"fact": move.put_away(office, keeper, body.site, body.zone, items)},
    )


class SightingIn(Told):
    """Coded goods that were found at a place."""

    site: Code
    items: Codes


@router.post("/sightings", response_model=Done, status_code=201)
def see(body: SightingIn, finder: Finder, write: Write) -> Response:
    """Record that goods were found somewhere, whatever the ledger thought."""
    items, when = body.items, body.when()
    return write(finder, lambda office: {"fact": move.see(office, finder, body.site, items, when)})


class AtSiteIn(Told):
    """Goods at a site of the caller."""

    site: Code
    goods: GoodsIn


@router.post("/displays", response_model=Done, status_code=201)
def put_on_sale(body: AtSiteIn, keeper: Keeper, write: Write) -> Response:
    """Lay goods on the counter."""
    goods, when = body.goods.goods(), body.when()
    return write(
        keeper, lambda office: {"fact": sell.put_on_sale(office, keeper, body.site, goods, when)}
    )


class SaleIn(AtSiteIn):
    """Goods that are sold; ``buyer`` is the USCC of a registered firm, if it is one."""

    buyer: UsccIfAny = ""


@router.post("/sales", response_model=Done, status_code=201)
def sale(body: SaleIn, vendor: Vendor, write: Write) -> Response:
    """Sell goods. The gate judges; a sale that has happened is recorded and flagged."""
    goods, when = body.goods.goods(), body.when()
    return write(
        vendor,
        lambda office: {
            "fact": sell.sell(office, vendor, body.site, goods, buyer=body.buyer, when=when)
        },
    )


class ReturnIn(AtSiteIn):
    """Goods that go back over the border; ``paper`` is the number of the return."""

    paper: Code


@router.post("/returns", response_model=Done, status_code=201)
def return_abroad(body: ReturnIn, returner: Returner, write: Write) -> Response:
    """Send goods back over the border."""
    goods, when = body.goods.goods(), body.when()
    what = (body.site, goods, body.paper, when)
    return write(returner, lambda office: {"fact": sell.return_abroad(office, returner, *what)})


class DisposalIn(AtSiteIn):
    """Harmless disposal: the witness (a person's id), the weight on the scale in grams, how."""

    witness: Id
    weighed: Id
    method: Annotated[Name, Field(max_length=80)]


@router.post("/disposals", response_model=Done, status_code=201)
def destroy(body: DisposalIn, ender: Ender, write: Write) -> Response:
    """Destroy goods before a witness."""
    goods, when = body.goods.goods(), body.when()
    disposal = sell.Disposal(witness=body.witness, weighed=body.weighed, method=body.method)
    return write(
        ender,
        lambda office: {"fact": sell.destroy(office, ender, body.site, goods, disposal, when)},
    )


class StockCountIn(Told):
    """What a count found of a batch at a site: uncoded pieces and every code that was scanned."""

    site: Code
    batch: Batch
    pieces: Annotated[Count, from_to(0, MOST_PIECES)] = 0
    items: Codes = ()
    disposition: Annotated[str, one_of("stored", "on_sale")] = "stored"


class VarianceOut(BaseModel):
    """Pieces that the ledger has and the shelf has not; codes of neither list are counted."""

    pieces: int
    missing_items: int
    found_items: int


@router.post("/stock-counts", response_model=VarianceOut, status_code=201)
def count_stock(body: StockCountIn, counter: Counter, write: Write) -> Response:
    """Record a stock count; what is not there is unexplained until somebody explains it."""
    counted = count.Counted(
        site=body.site, batch=body.batch, pieces=body.pieces, items=body.items,
        disposition=body.disposition,
    )  # fmt: skip

    def done(office: Office) -> dict[str, object]:
        found = count.count_stock(office, counter, counted, body.when())
        return {
            "pieces": found.pieces,
            "missing_items": len(found.missing),
            "found_items": len(found.found),
        }

    return write(counter, done)
