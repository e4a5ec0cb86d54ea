"""Facts of labels on paper: printed, sent to a printer, made void."""

from __future__ import annotations

from dataclasses import dataclass

Texts = tuple[tuple[str, str], ...]  #: what a label said, as (field, text)


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """Labels that follow each other: items ``first`` to ``last``, or places of a roll.

    All of one ``copy`` number, holding ``pieces`` and ``grams`` each; the first one's carton number is
    ``ordinal`` (0: they have none). ``texts`` is what they say beside the texts of the whole print.
    """

    first: int
    last: int
    copy: int = 1
    ordinal: int = 0
    pieces: int = 0
    grams: int = 0
    texts: Texts = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelsPrinted:
    """Labels were made to be printed: of packages of a batch, of pallets, or of a roll.

    Everything that stood on them is here, so that the file can be made again as it was: ``host`` is in
    every code, ``gtin`` in those that are GS1 Digital Links, ``total`` the pieces of the batch or the
    labels of the roll. ``why`` is the reason of a reprint.
    """

    printing: int
    batch: int | None = None
    roll: str = ""
    party: int
    layout: str
    format: str
    language: str
    host: str
    gtin: str = ""
    total: int = 0
    why: str = ""
    texts: Texts = ()
    runs: tuple[Run, ...]

    @property
    def about(self) -> tuple[int, ...]:
        if self.batch is not None:
            return (self.batch,)
        if self.roll:
            return ()
        return tuple(item for run in self.runs for item in range(run.first, run.last + 1))


@dataclass(frozen=True, kw_only=True, slots=True)
class SendingBegun:
    """A print went on its way to a printer. Without a later result nobody knows what came out."""

    sending: int
    printing: int
    printer: str

    @property
    def about(self) -> tuple[int, ...]:
        return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintSent:
    """What became of a sending: how many bytes the printer took, and how it ended.

    ``result``: ok, refused, timeout, broken or failed; ``why`` is the reason in the system's own words.
    """

    sending: int
    printing: int
    printer: str
    bytes: int
    result: str
    why: str = ""

    @property
    def about(self) -> tuple[int, ...]:
        return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelVoided:
    """A label is worth nothing from now on: spoiled, lost or stolen.

    What carried it has ``new_token`` and ``new_code`` instead; a label still on its roll has no item.
    """

    token: str
    code: str
    item: int | None = None
    roll: str = ""
    party: int
    why: str
    new_token: str = ""
    new_code: str = ""

    @property
    def about(self) -> tuple[int, ...]:
        return () if self.item is None else (self.item,)
