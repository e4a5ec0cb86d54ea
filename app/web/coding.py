"""Codes on goods, and goods that become other goods."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from app.domain.quantity import MOST
from app.usecases import label, transform
from app.usecases.goods import MOST_PIECES
from app.usecases.office import Office
from app.web.deps import Anybody, Keeper, OfficeDep, Printer
from app.web.kinds import Batch, Code, CodeIfAny, Gtin, Scanned, SsccIfAny, from_to
from app.web.shapes import Codes, Count, Done, GoodsIn, Id, In, Told
from app.web.writing import Write

router = APIRouter(tags=["codes"])


class CodingIn(Told):
    """So many packages of so many pieces each; from a roll, or its labels as they were scanned."""

    site: Code
    batch: Batch
    count: Annotated[int, Field(ge=1, le=label.MOST)]
    pieces_each: Annotated[Id, from_to(1, MOST_PIECES)] = 1
    roll: CodeIfAny = ""
    scanned: Codes = ()


class CodedOut(BaseModel):
    """What was coded. The codes themselves are read from ``packages``."""

    count: int
    first_carton: int
    packages: str


@router.post("/codings", response_model=CodedOut, status_code=201)
def code(body: CodingIn, keeper: Keeper, write: Write) -> Response:
    """Turn uncoded pieces into packages with a code each; thousands in one call."""
    coding = label.Coding(
        site=body.site, batch=body.batch, count=body.count, pieces_each=body.pieces_each,
        roll=body.roll, scanned=body.scanned,
    )  # fmt: skip

    def coded(office: Office) -> dict[str, object]:
        made = label.code_packages(office, keeper, coding, body.when())
        first = made.labels[0][2]
        return {
            "count": len(made.labels),
            "first_carton": first,
            "packages": f"/batches/{body.batch}/packages",
        }

    return write(keeper, coded)


class PackagesOut(BaseModel):
    """Typed codes of a batch's packages in the caller's hands, in carton order."""

    codes: list[str]


@router.get("/batches/{batch}/packages")
def packages(batch: Batch, reader: Anybody, office: OfficeDep) -> PackagesOut:
    """The codes of a batch's packages that the caller's firm holds."""
    return PackagesOut(codes=list(label.packages_of(office, reader, batch)))


class RollIn(In):
    """A roll of labels to be printed before there are goods for them."""

    roll: Code
    count: Annotated[int, Field(ge=1, le=label.MOST)]


class RollOut(BaseModel):
    """The roll, and how many labels it has."""

    roll: str
    count: int


@router.post("/rolls", response_model=RollOut, status_code=201)
def print_roll(body: RollIn, printer: Printer, write: Write) -> Response:
    """Reserve labels; they are bound at their first scan."""

    def printed(office: Office) -> dict[str, object]:
        made = label.print_roll(office, printer, body.roll, body.count)
        return {"roll": body.roll, "count": len(made.labels)}

    return write(printer, printed)


class PalletIn(In):
    """A pallet at a site, with its SSCC when it has one."""

    site: Code
    sscc: SsccIfAny = ""


class CodeOut(BaseModel):
    """The typed code of something new."""

    code: str


@router.post("/pallets", response_model=CodeOut, status_code=201)
def build_pallet(body: PalletIn, keeper: Keeper, write: Write) -> Response:
    """Give an empty pallet a code."""
    return write(
        keeper,
        lambda office: {"code": label.build_pallet(office, keeper, body.site, body.sscc)},
    )


class StackIn(Told):
    """Packages that go on a pallet at the same site, or off it."""

    site: Code
    pallet: Scanned
    items: Codes


@router.post("/stackings", response_model=Done, status_code=201)
def stack(body: StackIn, keeper: Keeper, write: Write) -> Response:
    """Put packages on a pallet."""
    items, when = body.items, body.when()
    return write(
        keeper,
        lambda office: {"fact": transform.stack(office, keeper, body.site, body.pallet, items, when)},
    )


@router.post("/unstackings", response_model=Done, status_code=201)
def unstack(body: StackIn, keeper: Keeper, write: Write) -> Response:
    """Take packages off a pallet."""
    items, when = body.items, body.when()
    return write(
        keeper,
        lambda office: {"fact": transform.unstack(office, keeper, body.site, body.pallet, items, when)},
    )


class SplitIn(Told):
    """A package that is broken into packages of so many pieces each."""

    site: Code
    item: Scanned
    parts: Annotated[list[Annotated[Count, from_to(1, MOST)]], Field(min_length=1, max_length=2500)]


class CodesOut(BaseModel):
    """Typed codes of new packages, in the order asked for."""

    codes: list[str]


@router.post("/splits", response_model=CodesOut, status_code=201)
def split(body: SplitIn, keeper: Keeper, write: Write) -> Response:
    """Break bulk; pieces and grams are conserved."""
    parts, when = tuple(body.parts), body.when()
    return write(
        keeper,
        lambda office: {"codes": transform.split(office, keeper, body.site, body.item, parts, when)},
    )


class MergeIn(Told):
    """Packages of one batch that become one package."""

    site: Code
    items: Codes


@router.post("/merges", response_model=CodeOut, status_code=201)
def merge(body: MergeIn, keeper: Keeper, write: Write) -> Response:
    """Make one package of several."""
    items, when = body.items, body.when()
    return write(
        keeper, lambda office: {"code": transform.merge(office, keeper, body.site, items, when)}
    )


class ProcessingIn(Told):
    """A processing run: what went in, and the new batch that came out."""

    site: Code
    inputs: Annotated[list[GoodsIn], Field(min_length=1, max_length=200)]
    batch: Batch
    product: Gtin
    pieces: Annotated[Count, from_to(1, MOST)]
    grams: Annotated[Count, from_to(1, MOST)]


class BatchMadeOut(BaseModel):
    """The number of a new batch."""

    batch: str


@router.post("/processings", response_model=BatchMadeOut, status_code=201)
def process(body: ProcessingIn, keeper: Keeper, write: Write) -> Response:
    """Turn released goods into a new batch; the gate judges."""
    making = transform.Making(
        site=body.site, inputs=tuple(each.goods() for each in body.inputs), batch=body.batch,
        product=body.product, pieces=body.pieces, grams=body.grams,
    )  # fmt: skip

    def made(office: Office) -> dict[str, object]:
        transform.process(office, keeper, making, body.when())
        return {"batch": body.batch.strip().upper()}

    return write(keeper, made)
