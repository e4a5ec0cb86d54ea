"""Facts of goods on their way: moved, stacked, split, processed, sold, counted, ended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """Goods of one act: uncoded pieces of one batch, and named packages and pallets.

    ``shown_pieces`` and ``shown_grams`` are the part of the pieces and grams that was on sale.
    """

    batch: int | None = None
    pieces: int = 0
    grams: int = 0
    shown_pieces: int = 0
    shown_grams: int = 0
    items: tuple[int, ...] = ()

    @property
    def about(self) -> tuple[int, ...]:
        return self.items if self.batch is None else (self.batch, *self.items)


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificateUse:
    """So many pieces left the warehouse under a certificate."""

    certificate: int
    pieces: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _OfLoad:
    load: Load
    site: int
    party: int
    breach: tuple[str, ...] = ()

    @property
    def about(self) -> tuple[int, ...]:
        return self.load.about


@dataclass(frozen=True, kw_only=True, slots=True)
class Shipped(_OfLoad):
    """Goods left ``site`` of ``party`` for another place; they are in transit until accepted.

    ``wide`` also takes every loose coded package of the load's batch that is at the site.
    """

    movement: int
    to_site: int
    to_party: int
    plate: str = ""
    wide: bool = False
    uses: tuple[CertificateUse, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted(_OfLoad):
    """The receiver's list of a movement. ``load`` is what had been shipped, from ``from_party``.

    ``pieces`` and ``grams`` are the uncoded goods really received; ``missing`` and ``extra`` items
    are those on one list only.
    """

    movement: int
    from_party: int
    pieces: int = 0
    grams: int = 0
    missing: tuple[int, ...] = ()
    extra: tuple[int, ...] = ()
    wide: bool = False

    @property
    def about(self) -> tuple[int, ...]:
        return (*self.load.about, *self.extra)


@dataclass(frozen=True, kw_only=True, slots=True)
class PutAway(_OfLoad):
    """Coded goods were laid into a zone or cold room of the site they are at."""

    zone: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PutOnSale(_OfLoad):
    """Goods went on the counter, code shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sold(_OfLoad):
    """Goods were sold; ``buyer`` only when it is a registered party."""

    buyer: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnedAbroad(_OfLoad):
    """Goods were sent back over the border 退运."""

    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Destroyed(_OfLoad):
    """Harmless disposal 无害化 before a witness, with the weight that was destroyed in grams."""

    witness: int
    weighed: int
    method: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """Coded goods were found at a place, whatever the ledger thought."""

    items: tuple[int, ...]
    site: int
    party: int
    breach: tuple[str, ...] = ()

    @property
    def about(self) -> tuple[int, ...]:
        return self.items


@dataclass(frozen=True, kw_only=True, slots=True)
class PalletBuilt:
    """An empty pallet got an identity."""

    pallet: int
    sscc: str = ""
    site: int
    party: int
    token: str
    code: str

    @property
    def about(self) -> tuple[int, ...]:
        return (self.pallet,)


@dataclass(frozen=True, kw_only=True, slots=True)
class PutOnPallet:
    """Packages were stacked on a pallet; what happens to it happens to them."""

    pallet: int
    items: tuple[int, ...]
    breach: tuple[str, ...] = ()

    @property
    def about(self) -> tuple[int, ...]:
        return (self.pallet, *self.items)


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenOffPallet:
    """Packages were taken off a pallet."""

    pallet: int
    items: tuple[int, ...]
    breach: tuple[str, ...] = ()

    @property
    def about(self) -> tuple[int, ...]:
        return (self.pallet, *self.items)


@dataclass(frozen=True, kw_only=True, slots=True)
class Child:
    """A package that came out of another one."""

    item: int
    pieces: int
    grams: int
    token: str
    code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Split:
    """Break bulk: the last cartons of a package became packages of their own.

    ``ordinal`` is the first carton of the first child; 0 when the parent's are not in one row.
    """

    parent: int
    batch: int
    ordinal: int
    children: tuple[Child, ...]
    site: int
    party: int
    disposition: str = "stored"
    breach: tuple[str, ...] = ()

    @property
    def about(self) -> tuple[int, ...]:
        return (self.parent, *(child.item for child in self.children))


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """Packages of one batch became one package.

    ``pieces`` and ``grams`` say what each input gave, in the order of ``inputs``; ``ordinal`` is 0
    when their cartons do not stand in one row, for then the package has no range of its own.
    """

    inputs: tuple[int, ...]
    pieces: tuple[int, ...]
    grams: tuple[int, ...]
    batch: int
    ordinal: int
    output: Child
    site: int
    party: int
    disposition: str = "stored"
    breach: tuple[str, ...] = ()

    @property
    def about(self) -> tuple[int, ...]:
        return (*self.inputs, self.output.item)


@dataclass(frozen=True, kw_only=True, slots=True)
class Processed:
    """Inputs of one or more batches went through an operation and became a new batch.

    ``trim`` is the weight in grams that was lost. ``origins`` are the import batches inside.
    """

    operation: int
    inputs: tuple[Load, ...]
    batch: int
    no: str
    product: int
    pieces: int
    grams: int
    trim: int
    produced: str
    expires: str = ""
    origins: tuple[int, ...]
    parents: tuple[int, ...]
    site: int
    party: int
    breach: tuple[str, ...] = ()

    @property
    def about(self) -> tuple[int, ...]:
        inputs = (item for load in self.inputs for item in load.about)
        return (*dict.fromkeys(inputs), self.batch)


@dataclass(frozen=True, kw_only=True, slots=True)
class StockCounted:
    """What was really there of a batch at a party's site, beside what the ledger thought.

    ``expected`` and ``counted`` are uncoded pieces; coded packages not found are ``missing``, those
    found though the ledger had them elsewhere are ``found``. Grams follow the pieces.
    """

    batch: int
    site: int
    party: int
    disposition: str
    expected: int
    counted: int
    expected_grams: int
    counted_grams: int
    missing: tuple[int, ...] = ()
    found: tuple[int, ...] = ()
    breach: tuple[str, ...] = ()

    @property
    def about(self) -> tuple[int, ...]:
        return (self.batch, *self.missing, *self.found)
