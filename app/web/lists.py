"""Lists, look-ups of what was scanned, and what is new. Rows go from the store to JSON as they are."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Query, Response

from app.domain.actors import Actor
from app.usecases import lists
from app.usecases.office import Office
from app.web import asking, rows
from app.web.deps import OfficeDep, Reader

router = APIRouter(tags=["lists"])


def _told(answer: dict[str, Any]) -> Response:
    return Response(orjson.dumps(answer), media_type="application/json")


def _page(office: Office, reader: Actor, name: str, asked: asking.Asking) -> Response:
    found = lists.page(office, reader, name, asked.asked())
    return _told({"rows": found.rows, "next": found.next})


@router.get("/batches", response_model=rows.Page[rows.BatchOut])
def list_batches(
    office: OfficeDep, reader: Reader, asked: Annotated[asking.BatchesAsked, Query()]
) -> Response:
    """Batches that the caller has a part in or supervises."""
    return _page(office, reader, "batches", asked)


@router.get("/bookings", response_model=rows.Page[rows.BookingOut])
def list_bookings(
    office: OfficeDep, reader: Reader, asked: Annotated[asking.BookingsAsked, Query()]
) -> Response:
    """Bookings of the caller's goods or into their warehouse."""
    return _page(office, reader, "bookings", asked)


@router.get("/movements", response_model=rows.Page[rows.MovementOut])
def list_movements(
    office: OfficeDep, reader: Reader, asked: Annotated[asking.MovementsAsked, Query()]
) -> Response:
    """Goods sent by the caller's firm or to it; ``direction=in&open=true``: on their way here."""
    return _page(office, reader, "movements", asked)


@router.get("/stock", response_model=rows.Page[rows.CellOut])
def list_stock(
    office: OfficeDep, reader: Reader, asked: Annotated[asking.StockAsked, Query()]
) -> Response:
    """Goods without a code in the caller's own hands, by batch, site and disposition."""
    return _page(office, reader, "stock", asked)


@router.get("/packages", response_model=rows.Page[rows.PackageOut])
def list_packages(
    office: OfficeDep, reader: Reader, asked: Annotated[asking.PackagesAsked, Query()]
) -> Response:
    """Coded packages in the caller's own hands."""
    return _page(office, reader, "packages", asked)


@router.get("/packages/{code:path}", response_model=rows.ScannedOut)
def show_package(
    office: OfficeDep,
    reader: Reader,
    code: Annotated[
        str,
        Path(
            max_length=200,
            description="A token, a QR code's address, a typed code, or a plant's own carton code.",
            examples=["AM2-4XV-YGB"],
        ),
    ],
) -> Response:
    """What a label stands for: goods of the caller's own, or on their way to them."""
    return _told(lists.scanned(office, reader, code))


@router.get("/holds", response_model=rows.Page[rows.HoldOut])
def list_holds(
    office: OfficeDep, reader: Reader, asked: Annotated[asking.HoldsAsked, Query()]
) -> Response:
    """Holds that stop goods of the caller, and those that their firm placed."""
    return _page(office, reader, "holds", asked)


@router.get("/certificates", response_model=rows.Page[rows.CertificateOut])
def list_certificates(
    office: OfficeDep, reader: Reader, asked: Annotated[asking.CertificatesAsked, Query()]
) -> Response:
    """Exit certificates for the caller's firm, of its batches or its warehouse."""
    return _page(office, reader, "certificates", asked)


@router.get("/samples", response_model=rows.Page[rows.SampleOut])
def list_samples(
    office: OfficeDep, reader: Reader, asked: Annotated[asking.SamplesAsked, Query()]
) -> Response:
    """Tubes that the caller's firm took or received, or of its batches."""
    return _page(office, reader, "samples", asked)


@router.get("/sites", response_model=rows.Page[rows.SiteOut])
def list_sites(
    office: OfficeDep, reader: Reader, asked: Annotated[asking.SitesAsked, Query()]
) -> Response:
    """Every registered place, so that goods can be sent there."""
    return _page(office, reader, "sites", asked)


@router.get("/parties", response_model=rows.Page[rows.PartyOut])
def list_parties(
    office: OfficeDep, reader: Reader, asked: Annotated[asking.PartiesAsked, Query()]
) -> Response:
    """Every registered firm."""
    return _page(office, reader, "parties", asked)


@router.get("/products", response_model=rows.Page[rows.ProductOut])
def list_products(
    office: OfficeDep, reader: Reader, asked: Annotated[asking.ProductsAsked, Query()]
) -> Response:
    """Every registered product."""
    return _page(office, reader, "products", asked)


@router.get("/plants", response_model=rows.Page[rows.PlantOut])
def list_plants(
    office: OfficeDep, reader: Reader, asked: Annotated[asking.PlantsAsked, Query()]
) -> Response:
    """Every registered overseas plant."""
    return _page(office, reader, "plants", asked)


@router.get("/vehicles", response_model=rows.Page[rows.VehicleOut])
def list_vehicles(
    office: OfficeDep, reader: Reader, asked: Annotated[asking.VehiclesAsked, Query()]
) -> Response:
    """Vehicles of the caller's firm."""
    return _page(office, reader, "vehicles", asked)


@router.get("/persons", response_model=rows.Page[rows.PersonOut])
def list_persons(
    office: OfficeDep, reader: Reader, asked: Annotated[asking.PersonsAsked, Query()]
) -> Response:
    """People of the caller's firm."""
    return _page(office, reader, "persons", asked)


@router.get("/zones", response_model=rows.Page[rows.ZoneOut])
def list_zones(
    office: OfficeDep, reader: Reader, asked: Annotated[asking.ZonesAsked, Query()]
) -> Response:
    """Zones and cold rooms of the caller's places."""
    return _page(office, reader, "zones", asked)


@router.get("/changes", response_model=rows.ChangesOut)
def list_changes(
    office: OfficeDep,
    reader: Reader,
    after: Annotated[
        int | None,
        Query(ge=-1, le=2**53, description="``last`` of the answer before; -1: from the beginning."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """Facts that concern the caller, from a position on. Without ``after``: where the log ends now.

    Ask again from ``last`` at once while it moves, and every few seconds when it stays.
    """
    found = lists.news(office, reader, after, limit)
    return _told({"rows": found.rows, "last": found.last})
