"""The files of a print, made again from its fact whenever they are asked for, page by page.

Labels that were made void since are left out: their codes lead nowhere. Nothing is held in memory but
one page of tokens, and no transaction is open while somebody reads slowly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from app.domain.actors import Actor
from app.domain.errors import BadInput, Conflict, NotFound, reason
from app.domain.facts import LabelsPrinted
from app.domain.facts.printing import Run
from app.domain.quantity import whole
from app.store import ledger, printing, registry
from app.store.registry import Found
from app.usecases import label_drawing
from app.usecases.office import Office
from labels import draw, pdf, sheet, zpl
from labels.errors import LabelError
from labels.label import Content

FILES = ("pdf", "zpl", "zip")
#: Dots per inch of label printers, and of office printers for sheets.
RESOLUTIONS = (203, 300, 600)


@dataclass(frozen=True, slots=True)
class Paper:
    """What a file is for: a label printer of ``dpi``, or A4 sheets of a ``stock`` from label ``start``.

    ``dpi`` 0 is what is usual: 300, and 600 for sheets.
    """

    dpi: int = 0
    stock: str = ""
    start: int = 1

    @property
    def dots(self) -> int:
        """The dots per inch in force."""
        return self.dpi or (600 if self.stock else 300)


Watch = Callable[[int], None]  #: is told how many labels have been drawn


def file(
    office: Office, actor: Actor, key: int, kind: str, paper: Paper, watch: Watch | None = None
) -> Iterator[bytes]:  # fmt: skip
    """A print as ``pdf``, ``zpl`` or ``zip`` (of PNGs), in parts as they are ready.

    The first part is made before this returns, so that what cannot be drawn is refused in words. Raises
    NotFound for what another firm printed, Conflict when every label of it is void by now.
    """
    fact = printed(office, actor, key)
    check(kind, paper, fact.layout)
    return begun(parts(office, fact, kind, paper, watch))


def check(kind: str, paper: Paper, layout: str) -> None:
    """Raise BadInput for a file that cannot be, or a sheet that the labels do not fit on."""
    if kind not in FILES:
        raise BadInput(reason("bad_choice", field="kind", value=kind[:40], choices=", ".join(FILES)))
    if paper.dots not in RESOLUTIONS:
        choices = ", ".join(map(str, RESOLUTIONS))
        raise BadInput(reason("bad_choice", field="dpi", value=paper.dpi, choices=choices))
    if paper.stock and kind != "pdf":
        raise BadInput(reason("sheets_are_pdf", kind=kind))
    whole(paper.start, "start", most=1000)
    drawn = label_drawing.layout_of(layout)
    try:
        if paper.stock:
            sheet.sheets((), drawn, paper.stock, paper.dots, paper.start)
    except LabelError as error:
        raise BadInput(label_drawing.why(error)) from error


def job(office: Office, actor: Actor, key: int) -> Found:
    """The row of a print of the actor's firm. Raises NotFound, also for what is another firm's."""
    with office.store.read() as conn:
        row = registry.one(conn, "print_job", id=whole(key, "print"))
    if row is None or row.party != actor.party:
        raise NotFound(reason("no_such", what="print", value=key))
    return row


def printed(office: Office, actor: Actor, key: int) -> LabelsPrinted:
    """The fact of a print of the actor's firm."""
    row = job(office, actor, key)
    with office.store.read() as conn:
        fact = ledger.entry(conn, row.fact).fact
    if not isinstance(fact, LabelsPrinted):
        raise TypeError(f"print {key} was made from {type(fact).__name__}")
    return fact


def parts(
    office: Office, fact: LabelsPrinted, kind: str, paper: Paper, watch: Watch | None = None
) -> Iterator[bytes]:
    """The bytes of a file, as the package that draws them makes them."""
    layout = label_drawing.layout_of(fact.layout, blank=bool(fact.roll))
    found, language = _watched(contents(office, fact), watch), fact.language
    try:
        if kind == "zpl":
            yield from zpl.stream(found, layout, paper.dots, language)
        elif kind == "zip":
            yield from draw.zipped(found, layout, paper.dots, language)
        elif paper.stock:
            stocked = (paper.stock, paper.dots, paper.start, language)
            yield from sheet.sheets(found, layout, *stocked)
        else:
            yield from pdf.roll(found, layout, paper.dots, language)
    except LabelError as error:
        raise BadInput(label_drawing.why(error)) from error


def _watched(found: Iterator[Content], watch: Watch | None) -> Iterator[Content]:
    for n, each in enumerate(found, start=1):
        yield each
        if watch is not None:
            watch(n)


def contents(office: Office, fact: LabelsPrinted) -> Iterator[Content]:
    """What stands on each label of a print, in order. Raises Conflict when none is left."""
    places = _places(fact)
    n, (run, at) = 1, next(places)
    after = 0
    while True:
        with office.store.read() as conn:
            rows = printing.page(conn, fact.printing, after)
        if not rows:
            break
        for row in rows:
            while n < row.n:
                n, (run, at) = n + 1, next(places)
            yield label_drawing.content(fact, run, at, (row.token, row.code))
        after = rows[-1].n
    if not after:
        raise Conflict(reason("all_void", value=fact.printing))


def _places(fact: LabelsPrinted) -> Iterator[tuple[Run, int]]:
    for run in fact.runs:
        for at in range(run.first, run.last + 1):
            yield run, at


def begun(found: Iterator[bytes]) -> Iterator[bytes]:
    """The same parts, the first label among them made already: a PDF begins with a head of its own."""
    ready = list(islice((part for part in found if part), 2))
    return chain(ready, found)
