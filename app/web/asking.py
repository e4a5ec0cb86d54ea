"""What lists may be asked: order, cursor and filters. An unknown parameter is refused, not ignored."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.domain.quantity import MOST
from app.usecases.lists import Asked

Code = Annotated[str, Field(max_length=60)]
Search = Annotated[str, Field(max_length=60, description="Any part of it, in upper or lower case.")]
SiteCode = Annotated[str, Field(max_length=60, description="The code of a site.", examples=["WH-1"])]
BatchNo = Annotated[str, Field(max_length=60, examples=["PF-20201114"])]
Plate = Annotated[str, Field(max_length=20, examples=["闽A00001"])]
Region = Annotated[str, Field(max_length=6, description="GB/T 2260, whole.", examples=["350102"])]
Party = Annotated[int, Field(ge=1, le=MOST, description="The id of a firm.")]
Disposition = Literal[
    "stored", "on_sale", "in_transit", "sold", "consumed", "returned", "destroyed", "missing",
    "merged", "emptied", "sampled", "unexplained",
]  # fmt: skip
_ORDER = "A minus turns it round; ``entered`` is the order of entry."


class Asking(BaseModel):
    """What every list may be asked."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[
        str, Field(max_length=1000, description="``next`` of the page before; empty for the first.")
    ] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50

    def asked(self) -> Asked:
        """As the use case takes it; a filter left empty is none."""
        given = self.model_dump(exclude={"after", "limit", "sort", "q"})
        filters = {name: value for name, value in given.items() if value not in ("", None)}
        sort, q = getattr(self, "sort", "entered"), getattr(self, "q", "")
        return Asked(sort, self.after, self.limit, filters, q)


class BatchesAsked(Asking):
    """Of batches. ``site``: where goods of it are that the caller may know of."""

    sort: Literal["no", "-no", "entered", "-entered"] = Field("no", description=_ORDER)
    q: Search = ""
    product: Annotated[str, Field(max_length=14, description="A product's code.")] = ""
    origin: Annotated[str, Field(max_length=2, examples=["IN"])] = ""
    plant: Code = ""
    held: bool | None = None
    site: SiteCode = ""
    warehouse: SiteCode = ""


class BookingsAsked(Asking):
    """Of bookings."""

    sort: Literal["no", "-no", "slot", "-slot", "entered", "-entered"] = Field(
        "-entered", description=_ORDER
    )
    q: Search = ""
    status: Literal["booked", "approved", "rejected", "arrived", ""] = ""
    warehouse: SiteCode = ""
    plate: Plate = ""
    container: Annotated[str, Field(max_length=11, examples=["CSQU3054383"])] = ""


class MovementsAsked(Asking):
    """Of movements. ``direction`` as the caller's firm sees it: ``in`` is sent to it."""

    sort: Literal["departed", "-departed", "entered", "-entered"] = Field(
        "-entered", description=_ORDER
    )
    direction: Literal["in", "out", ""] = ""
    open: Annotated[bool | None, Field(description="On its way, not taken over yet.")] = None
    site: SiteCode = ""
    to: SiteCode = ""
    plate: Plate = ""
    batch: BatchNo = ""


class StockAsked(Asking):
    """Of goods without a code."""

    sort: Literal["batch", "-batch", "entered", "-entered"] = Field("entered", description=_ORDER)
    q: Search = ""
    batch: BatchNo = ""
    product: Annotated[str, Field(max_length=14)] = ""
    site: SiteCode = ""
    disposition: Disposition | Literal[""] = ""


class PackagesAsked(Asking):
    """Of coded packages; ``pallet`` is the typed code of the pallet they are on."""

    sort: Literal["entered", "-entered"] = Field("entered", description=_ORDER)
    batch: BatchNo = ""
    site: SiteCode = ""
    disposition: Disposition | Literal[""] = ""
    pallet: Annotated[str, Field(max_length=20)] = ""


class HoldsAsked(Asking):
    """Of holds."""

    sort: Literal["since", "-since", "entered", "-entered"] = Field("-entered", description=_ORDER)
    q: Search = ""
    open: Annotated[bool | None, Field(description="Not lifted yet.")] = None
    scope: Literal["batch", "item", "site", "plant", "party", ""] = ""
    batch: BatchNo = ""


class CertificatesAsked(Asking):
    """Of exit certificates; ``consignee`` is a firm's USCC."""

    sort: Literal["no", "-no", "deadline", "-deadline", "entered", "-entered"] = Field(
        "-entered", description=_ORDER
    )
    q: Search = ""
    batch: BatchNo = ""
    consignee: Annotated[str, Field(max_length=18)] = ""
    open: Annotated[bool | None, Field(description="Not revoked and not used up.")] = None


class SamplesAsked(Asking):
    """Of sample tubes. ``pending``: neither reported nor rejected nor lost."""

    sort: Literal["tube", "-tube", "entered", "-entered"] = Field("-entered", description=_ORDER)
    q: Search = ""
    pending: bool | None = None
    outcome: Literal["taken", "received", "rejected", "lost", ""] = ""
    verdict: Literal["negative", "positive", "indeterminate", "invalid", ""] = ""
    site: SiteCode = ""
    batch: BatchNo = ""


class SitesAsked(Asking):
    """Of places; ``within`` is the code of the market or hall around it."""

    sort: Literal["code", "-code", "entered", "-entered"] = Field("code", description=_ORDER)
    q: Search = ""
    kind: Code = ""
    region: Region = ""
    party: Party | None = None
    within: SiteCode = ""


class PartiesAsked(Asking):
    """Of firms."""

    sort: Literal["name", "-name", "entered", "-entered"] = Field("name", description=_ORDER)
    q: Search = ""
    kind: Code = ""
    region: Region = ""
    uscc: Annotated[str, Field(max_length=18)] = ""


class ProductsAsked(Asking):
    """Of products."""

    sort: Literal["code", "-code", "entered", "-entered"] = Field("code", description=_ORDER)
    q: Search = ""
    category: Code = ""
    storage: Literal["frozen", "chilled", "ambient", ""] = ""
    key_product: bool | None = None


class PlantsAsked(Asking):
    """Of overseas plants."""

    sort: Literal["number", "-number", "entered", "-entered"] = Field("number", description=_ORDER)
    q: Search = ""
    country: Annotated[str, Field(max_length=2, examples=["IN"])] = ""


class VehiclesAsked(Asking):
    """Of vehicles."""

    sort: Literal["plate", "-plate", "entered", "-entered"] = Field("plate", description=_ORDER)
    q: Search = ""
    party: Party | None = None
    refrigerated: bool | None = None


class PersonsAsked(Asking):
    """Of people, by staff number and post."""

    sort: Literal["staff_no", "-staff_no", "entered", "-entered"] = Field(
        "staff_no", description=_ORDER
    )
    q: Search = ""
    party: Party | None = None
    staff_no: Code = ""


class PrintsAsked(Asking):
    """Of prints."""

    sort: Literal["entered", "-entered"] = Field("-entered", description=_ORDER)
    batch: BatchNo = ""
    roll: Code = ""
    print: Annotated[int | None, Field(ge=1, le=MOST, description="The id of a print.")] = None


class ZonesAsked(Asking):
    """Of zones and cold rooms."""

    sort: Literal["code", "-code", "entered", "-entered"] = Field("code", description=_ORDER)
    site: SiteCode = ""
    kind: Code = ""
