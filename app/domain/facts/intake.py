"""Facts of the way in: booking, papers, the gate, unloading, coding."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One import batch of a booking. Days are ISO dates; ``pieces`` and ``grams`` as declared."""

    batch: int
    no: str
    product: int
    plant: int | None = None
    origin: str
    produced: str
    expires: str = ""
    import_lot: str = ""
    pieces: int
    grams: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Booked:
    """An owner asked for a slot at a supervision warehouse for one vehicle and its batches."""

    booking: int
    no: str
    owner: int
    warehouse: int
    plate: str
    declaration: str
    container: str
    seal: str
    port: str = ""
    slot_from: str
    lines: tuple[Line, ...]

    @property
    def about(self) -> tuple[int, ...]:
        return tuple(line.batch for line in self.lines)


@dataclass(frozen=True, kw_only=True, slots=True)
class BookingDecided:
    """The warehouse approved or rejected a booking; a rejection says why."""

    booking: int
    batches: tuple[int, ...]
    approved: bool
    why: str = ""

    @property
    def about(self) -> tuple[int, ...]:
        return self.batches


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentFiled:
    """A paper that belongs to a batch. ``sha256`` addresses the stored picture, if there is one."""

    batch: int
    document: str
    number: str
    issuer: str = ""
    issued: str
    expires: str = ""
    sha256: str = ""

    @property
    def about(self) -> tuple[int, ...]:
        return (self.batch,)


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentWaived:
    """A release officer let a batch go without a paper that the policy allows to be waived."""

    batch: int
    document: str
    why: str

    @property
    def about(self) -> tuple[int, ...]:
        return (self.batch,)


@dataclass(frozen=True, kw_only=True, slots=True)
class GatedIn:
    """A vehicle with booked goods was let in: container, seal and papers agreed."""

    booking: int
    batches: tuple[int, ...]
    container: str
    seal: str
    plate: str
    cargo_dc: int | None = None

    @property
    def about(self) -> tuple[int, ...]:
        return self.batches


@dataclass(frozen=True, kw_only=True, slots=True)
class Unloaded:
    """What was really counted off the vehicle; the stock of the batch begins here."""

    batch: int
    site: int
    party: int
    zone: int | None = None
    pieces: int
    grams: int
    breach: tuple[str, ...] = ()

    @property
    def about(self) -> tuple[int, ...]:
        return (self.batch,)


@dataclass(frozen=True, kw_only=True, slots=True)
class RollPrinted:
    """A roll of labels that a party printed before there are goods for them."""

    roll: str
    party: int
    tokens: tuple[str, ...]
    codes: tuple[str, ...]

    @property
    def about(self) -> tuple[int, ...]:
        return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PackagesCoded:
    """Cartons of a batch got their codes. Items and carton numbers run on from the first ones.

    ``grams_each`` is the plain share; the last package also takes ``grams_rest``. ``aliases`` are the
    plant's own carton codes, beside the tokens; empty where none was announced.
    """

    batch: int
    first: int
    ordinal: int
    pieces_each: int
    grams_each: int
    grams_rest: int = 0
    site: int
    party: int
    disposition: str = "stored"
    tokens: tuple[str, ...]
    codes: tuple[str, ...]
    roll: str = ""
    aliases: tuple[str, ...] = ()
    breach: tuple[str, ...] = ()

    @property
    def about(self) -> tuple[int, ...]:
        return (self.batch,)
