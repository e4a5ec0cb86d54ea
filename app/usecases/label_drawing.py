"""Between what the ledger says of labels and the package that draws them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from app.domain.errors import BadInput, Reason, reason
from app.domain.facts.printing import LabelsPrinted, Run
from app.usecases import label_texts
from labels import label, layouts, payload, sheet
from labels.errors import LabelError
from labels.label import Content
from labels.layouts import Layout

LAYOUTS, STOCKS = layouts.names(), tuple(sheet.stocks())
#: Why a label cannot be drawn, as it is told.
_TOLD = {
    "missing_field": "label_field_missing",
    "missing_glyph": "label_glyph_missing",
    "text_too_long": "label_text_long",
    "payload_too_long": "label_payload_long",
    "unknown_layout": "label_unknown",
    "unknown_stock": "label_unknown",
    "stock_too_small": "label_stock_small",
    "bad_start": "label_bad_start",
}


def why(error: LabelError) -> Reason:
    """A label that cannot be drawn, as a reason that names the field."""
    more = {"field": error.field, "value": error.value[:80], "detail": error.detail}
    return reason(_TOLD[error.code], **more)


def layout_of(name: str, *, blank: bool = False) -> Layout:
    """A layout by name. ``blank``: for labels on which there are no goods yet, codes and number alone.

    Raises BadInput for a name that no layout has.
    """
    try:
        found = layouts.load(name)
    except LabelError as error:
        raise BadInput(why(error)) from error
    return replace(found, lines=tuple(line for line in found.lines if line.own)) if blank else found


def catalogue() -> list[dict[str, Any]]:
    """The layouts there are: name, width and height in mm, and the A4 stocks that each fits on."""
    found = map(layouts.load, layouts.names())
    return [
        {"name": x.name, "width": x.width, "height": x.height, "stocks": list(sheet.fitting(x))}
        for x in found
    ]


def content(printed: LabelsPrinted, run: Run, at: int, label_of: tuple[str, str]) -> Content:
    """One label of a print; ``label_of`` is its token and typed code."""
    token, code = label_of
    texts = label_texts.of_label(printed, run, at)
    if len(token) == payload.SERIAL_LENGTH:
        link = payload.link(printed.host, printed.gtin, dict(printed.texts)["batch"], token)
        return Content(payload=link, code=code, texts=texts)
    return Content(payload=payload.url(printed.host, token), code=code, texts=texts)


def specimen(printed: LabelsPrinted, run: Run, *, linked: bool) -> Content:
    """A label with the texts of a print and a code that is nobody's; ``linked``: as a Digital Link."""
    token = payload.SPECIMEN_SERIAL if linked else payload.SPECIMEN_TOKEN
    return content(printed, run, run.first, (token, payload.SPECIMEN_CODE))


def check(printed: LabelsPrinted, dpi: int = 203) -> None:
    """Raise BadInput unless the labels of a print can be drawn: nothing is on record that is not.

    The first and last of each run stand for those between, which differ in digits alone. They are set
    on the coarser printer there is: what fits there fits on a finer one.
    """
    layout = layout_of(printed.layout, blank=bool(printed.roll))
    try:
        for run, at in _ends(printed.runs):
            for token in _TOKENS[: 2 if printed.gtin else 1]:
                said = content(printed, run, at, (token, payload.SPECIMEN_CODE))
                label.page(said, layout, dpi, printed.language)
    except LabelError as error:
        raise BadInput(why(error)) from error


def _ends(runs: Iterable[Run]) -> Iterator[tuple[Run, int]]:
    """The ends of runs; of very many runs that say the same, those with the longest numbers."""
    said: dict[object, tuple[Run, int]] = {}
    for run in runs:
        for at in (run.first, run.last):
            texts = label_texts.of_label(_NOTHING, run, at)
            shape = (run.texts, *(len(texts.get(name, "")) for name in ("net", "number", "copy")))
            said.setdefault(shape, (run, at))
    yield from said.values()


_NOTHING = LabelsPrinted(
    printing=0, party=0, layout="", format="", language="", host="", runs=(), total=0
)
_TOKENS = (payload.SPECIMEN_TOKEN, payload.SPECIMEN_SERIAL)
