"""Labels as files: what was printed, a specimen, and what there is to print on."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from app.domain.printing import LANGUAGES
from app.domain.quantity import MOST
from app.usecases import label_drawing, label_files, preview_label
from app.usecases.label_drawing import LAYOUTS, STOCKS
from app.usecases.label_files import RESOLUTIONS, Paper
from app.web import kinds
from app.web.deps import Anybody, Labeller, OfficeDep
from app.web.kinds import Batch

router = APIRouter(tags=["labels"])

MEDIA = {"pdf": "application/pdf", "zpl": "application/x-zpl", "zip": "application/zip"}
Kind = Literal["pdf", "zpl", "zip"]
Key = Annotated[int, Path(ge=1, le=MOST)]
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILES = dict.fromkeys(MEDIA.values(), _BINARY)


def _dots(*more: int) -> Any:
    """Dots per inch that labels are drawn in."""
    return kinds.documented(enum=[*more, *RESOLUTIONS])


class PaperIn(BaseModel):
    """What the labels go on: a roll, or A4 sheets of a ``stock`` (PDF only) from a free label on."""

    model_config = ConfigDict(extra="forbid")

    dpi: Annotated[int, Field(description="Left out: what is usual."), _dots(0)] = 0
    stock: Annotated[str, Field(max_length=40), kinds.one_of("", *STOCKS)] = ""
    start: Annotated[int, Field(ge=1, le=1000, description="The first free label of a sheet.")] = 1


@router.get(
    "/prints/{printing}/labels.{kind}",
    response_class=Response,
    responses={200: {"content": _FILES, "description": "The labels, as they are drawn."}},
)
def show_labels(
    printing: Key, kind: Kind, office: OfficeDep, labeller: Labeller,
    asked: Annotated[PaperIn, Query()],
) -> Response:  # fmt: skip
    """The labels of a print of the caller's firm; ``zip`` has PNGs. What is void by now is left out."""
    paper = Paper(asked.dpi, asked.stock, asked.start)
    parts = label_files.file(office, labeller, printing, kind, paper)
    return StreamingResponse(parts, media_type=MEDIA[kind], headers=_headers(f"{printing}.{kind}"))


def _headers(name: str) -> dict[str, str]:
    """Whoever has the file can make the labels: no cache keeps it, and no browser runs it."""
    return {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="labels-{name}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }


@router.get(
    "/batches/{batch}/label.png",
    response_class=Response,
    responses={200: {"content": {"image/png": _BINARY}, "description": "A specimen in true size."}},
)
def show_specimen(
    batch: Batch,
    office: OfficeDep,
    reader: Anybody,
    layout: Annotated[str, Query(max_length=40), kinds.one_of(*LAYOUTS)] = "carton",
    dpi: Annotated[int, Query(), _dots()] = 300,
    language: Annotated[str, Query(max_length=10), kinds.one_of(*LANGUAGES)] = "zh+en",
) -> Response:
    """What a label of a batch looks like. Its code is nobody's, so it is no second label."""
    content = preview_label.preview(office, reader, batch, layout, dpi, language)
    return Response(content, media_type="image/png", headers={"Cache-Control": "private, no-cache"})


class LayoutOut(BaseModel):
    """A layout, in mm, and the A4 sheets that it fits on."""

    name: str = Field(examples=["carton"])
    width: float
    height: float
    stocks: list[str]


class PrinterOut(BaseModel):
    """A printer that may be sent to."""

    name: str = Field(examples=["DOCK"])
    dpi: int = Field(examples=[203])


class PrintersOut(BaseModel):
    """What can be printed on, and how it can look."""

    printers: list[PrinterOut]
    layouts: list[LayoutOut]


@router.get("/printers")
def list_printers(office: OfficeDep, labeller: Labeller) -> PrintersOut:
    """Configured printers, layouts and label sheets."""
    printers = [PrinterOut(name=each.name, dpi=each.dpi) for each in office.printers]
    layouts = [LayoutOut(**each) for each in label_drawing.catalogue()]
    return PrintersOut(printers=printers, layouts=layouts)
