"""What a fact does to goods: births of items, touches on items, postings between stock cells.

A pure function of one fact. Postings of one fact add up to nothing except where goods enter the
ledger (unloading, a process) and where pieces become coded items or weight leaves one; so a fact is
taken back by posting it with the opposite sign, in any order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.domain.facts import (
    Accepted,
    Booked,
    Child,
    Destroyed,
    Fact,
    Load,
    Merged,
    PackagesCoded,
    PalletBuilt,
    Processed,
    PutAway,
    PutOnPallet,
    PutOnSale,
    ReturnedAbroad,
    SampleTaken,
    Seen,
    Shipped,
    Sold,
    Split,
    StockCounted,
    TakenOffPallet,
    Unloaded,
)

NOWHERE = 0  #: the site of stock cells that are at no site
LIVE = ("stored", "on_sale", "in_transit")  #: dispositions of goods that are still somebody's stock
ENDINGS = {Sold: "sold", ReturnedAbroad: "returned", Destroyed: "destroyed"}


@dataclass(frozen=True, slots=True)
class Born:
    """An item came into being: a batch, a package, a pallet or an operation."""

    item: int
    kind: str
    batch: int | None
    ordinal: int
    pieces: int
    grams: int
    site: int | None
    party: int
    disposition: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a touch sets. None leaves a value as it is; 0 for an id means "none from now on"."""

    site: int | None = None
    party: int | None = None
    zone: int | None = None
    container: int | None = None
    movement: int | None = None
    disposition: str | None = None
    pieces: int = 0
    grams: int = 0


@dataclass(frozen=True, slots=True)
class Touch:
    """A change on named items (a pallet stands for its contents), or on a whole class of them.

    ``loose_at`` = (batch, site, party): every live package of the batch there that is on no pallet.
    ``riding`` = (batch, movement): every package of the batch that is on that movement.
    ``moving``: only those of the items that are on this movement still.
    """

    change: Change
    items: tuple[int, ...] = ()
    moving: int | None = None
    loose_at: tuple[int, int, int] | None = None
    riding: tuple[int, int] | None = None
    named: frozenset[int] = field(init=False, repr=False, compare=False)  #: quick to look one up in

    def __post_init__(self) -> None:
        object.__setattr__(self, "named", frozenset(self.items))

    @property
    def wide_batch(self) -> int | None:
        """The batch whose packages a wide touch may reach, or None for a touch on named items."""
        wide = self.loose_at or self.riding
        return wide[0] if wide else None


@dataclass(frozen=True, slots=True)
class Post:
    """Pieces and grams into (or, negative, out of) one stock cell."""

    batch: int
    party: int
    site: int
    disposition: str
    pieces: int
    grams: int


def births(fact: Fact) -> Iterator[Born]:
    """The items a fact brings into being."""
    match fact:
        case Booked():
            for line in fact.lines:
                yield _unborn(line.batch, "batch", fact.owner)
        case PackagesCoded():
            last = len(fact.tokens) - 1
            for n in range(len(fact.tokens)):
                grams = fact.grams_each + (fact.grams_rest if n == last else 0)
                ordinal = fact.ordinal + n * fact.pieces_each
                yield Born(
                    fact.first + n, "package", fact.batch, ordinal, fact.pieces_each, grams,
                    fact.site, fact.party, fact.disposition,
                )  # fmt: skip
        case PalletBuilt():
            yield Born(fact.pallet, "pallet", None, 0, 0, 0, fact.site, fact.party, "stored")
        case Split():
            ordinal = fact.ordinal
            for child in fact.children:
                yield _package(fact, child, ordinal)
                ordinal += child.pieces if ordinal else 0
        case Merged():
            yield _package(fact, fact.output, fact.ordinal)
        case Processed():
            yield _unborn(fact.operation, "operation", fact.party)
            yield _unborn(fact.batch, "batch", fact.party)
        case _:
            return


def _unborn(item: int, kind: str, party: int) -> Born:
    batch = item if kind == "batch" else None
    return Born(item, kind, batch, 0, 0, 0, None, party, "uncounted")


def _package(fact: Split | Merged, child: Child, ordinal: int) -> Born:
    return Born(
        child.item, "package", fact.batch, ordinal, child.pieces, child.grams,
        fact.site, fact.party, fact.disposition,
    )  # fmt: skip


def touches(fact: Fact) -> Iterator[Touch]:
    """The changes a fact makes to coded items, in the order they take effect."""
    yield from _carried(fact)
    yield from _reshaped(fact)


def _carried(fact: Fact) -> Iterator[Touch]:
    """Touches of facts that move goods or change what they wait for."""
    match fact:
        case Shipped():
            yield from _shipped(fact)
        case Accepted():
            yield from _accepted(fact)
        case PutAway():
            yield Touch(Change(zone=fact.zone), fact.load.items)
        case PutOnSale():
            yield Touch(Change(disposition="on_sale"), fact.load.items)
        case Sold() | ReturnedAbroad() | Destroyed():
            yield Touch(Change(disposition=ENDINGS[type(fact)], movement=0), fact.load.items)
        case Seen():
            yield Touch(_placed(fact.site, fact.party), fact.items)
        case StockCounted():
            yield Touch(Change(disposition="missing", container=0, zone=0), fact.missing)
            yield Touch(_placed(fact.site, fact.party), fact.found)
        case _:
            return


def _reshaped(fact: Fact) -> Iterator[Touch]:
    """Touches of facts that stack goods, take something out of them or make others of them."""
    match fact:
        case SampleTaken(method="destructive", cartons=(first, *_)):
            if first.item is not None:
                yield Touch(Change(grams=-fact.grams), (first.item,))
        case PutOnPallet():
            yield Touch(Change(container=fact.pallet), fact.items)
        case TakenOffPallet():
            yield Touch(Change(container=0), fact.items)
        case Split():
            pieces = sum(child.pieces for child in fact.children)
            grams = sum(child.grams for child in fact.children)
            yield Touch(Change(pieces=-pieces, grams=-grams), (fact.parent,))
        case Merged():
            for item, pieces, grams in zip(fact.inputs, fact.pieces, fact.grams, strict=True):
                yield Touch(Change(disposition="merged", pieces=-pieces, grams=-grams), (item,))
        case Processed():
            for load in fact.inputs:
                yield Touch(Change(disposition="consumed"), load.items)


def _placed(site: int, party: int) -> Change:
    return Change(site=site, party=party, zone=0, container=0, movement=0, disposition="stored")


def _shipped(fact: Shipped) -> Iterator[Touch]:
    leaving = Change(site=0, zone=0, disposition="in_transit", movement=fact.movement)
    yield Touch(leaving, fact.load.items)
    if fact.wide and fact.load.batch is not None:
        yield Touch(leaving, loose_at=(fact.load.batch, fact.site, fact.party))


def _accepted(fact: Accepted) -> Iterator[Touch]:
    here = Change(site=fact.site, party=fact.party, movement=0, disposition="stored")
    # before the pallets they were said to be on: a missing package did not come with its pallet
    lost = Change(site=0, container=0, movement=0, disposition="missing")
    yield (missing := Touch(lost, fact.missing, moving=fact.movement))
    arrived = tuple(item for item in fact.load.items if item not in missing.named)
    yield Touch(here, arrived, moving=fact.movement)
    if fact.wide and fact.load.batch is not None:
        yield Touch(here, riding=(fact.load.batch, fact.movement))
    yield Touch(_placed(fact.site, fact.party), fact.extra)


def posts(fact: Fact) -> Iterator[Post]:
    """The postings a fact makes between stock cells of uncoded pieces."""
    match fact:
        case Unloaded():
            yield Post(fact.batch, fact.party, fact.site, "stored", fact.pieces, fact.grams)
        case PackagesCoded():
            count = len(fact.tokens)
            pieces = count * fact.pieces_each
            grams = count * fact.grams_each + fact.grams_rest
            yield Post(fact.batch, fact.party, fact.site, fact.disposition, -pieces, -grams)
        case SampleTaken(method="destructive", cartons=(first, *_)):
            yield Post(first.batch, fact.party, fact.site, "sampled", 0, fact.grams)
            if first.item is None:
                yield Post(first.batch, fact.party, fact.site, "stored", 0, -fact.grams)
        case Accepted():
            yield from _received(fact)
        case StockCounted():
            yield from _counted(fact)
        case _:
            yield from _passed(fact)


def _passed(fact: Fact) -> Iterator[Post]:
    """Loads that go from one cell to another."""
    match fact:
        case Shipped():
            to = (fact.party, fact.to_site, "in_transit")
            yield from _between(fact.load, (fact.party, fact.site), to)
        case PutOnSale():
            at = (fact.party, fact.site)
            yield from _between(fact.load, at, (*at, "on_sale"))
        case Sold() | ReturnedAbroad() | Destroyed():
            at = (fact.party, fact.site)
            yield from _between(fact.load, at, (*at, ENDINGS[type(fact)]))
        case Processed():
            at = (fact.party, fact.site)
            for load in fact.inputs:
                yield from _between(load, at, (*at, "consumed"))
            yield Post(fact.batch, fact.party, fact.site, "stored", fact.pieces, fact.grams)
        case _:
            return


def _counted(fact: StockCounted) -> Iterator[Post]:
    pieces = fact.expected - fact.counted
    grams = fact.expected_grams - fact.counted_grams
    if pieces or grams:
        cell = (fact.batch, fact.party, fact.site)
        yield Post(*cell, fact.disposition, -pieces, -grams)
        yield Post(*cell, "unexplained", pieces, grams)


def _between(load: Load, source: tuple[int, int], to: tuple[int, int, str]) -> Iterator[Post]:
    if load.batch is None:
        return
    shown = (load.shown_pieces, load.shown_grams)
    stored = (load.pieces - load.shown_pieces, load.grams - load.shown_grams)
    for disposition, (pieces, grams) in (("stored", stored), ("on_sale", shown)):
        if pieces or grams:
            yield Post(load.batch, *source, disposition, -pieces, -grams)
    if load.pieces or load.grams:
        yield Post(load.batch, *to, load.pieces, load.grams)


def _received(fact: Accepted) -> Iterator[Post]:
    batch = fact.load.batch
    if batch is None or not (fact.load.pieces or fact.load.grams or fact.pieces or fact.grams):
        return
    shipped = (-fact.load.pieces, -fact.load.grams)
    yield Post(batch, fact.from_party, fact.site, "in_transit", *shipped)
    yield Post(batch, fact.party, fact.site, "stored", fact.pieces, fact.grams)
    lacking = (fact.load.pieces - fact.pieces, fact.load.grams - fact.grams)
    if lacking != (0, 0):
        yield Post(batch, fact.party, fact.site, "unexplained", *lacking)
