"""Facts of sampling, laboratory and disinfection."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanDrawn:
    """Which cartons of a batch are to be sampled, drawn from a seed that anyone can draw again."""

    batch: int
    seed: str
    population: int
    cartons: tuple[int, ...]
    parts: tuple[str, ...]

    @property
    def about(self) -> tuple[int, ...]:
        return (self.batch,)


@dataclass(frozen=True, kw_only=True, slots=True)
class Carton:
    """A carton by its number in the batch; ``item`` when it is coded."""

    batch: int
    ordinal: int
    item: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleTaken:
    """A tube and what it touched. A ``swab`` leaves the goods whole, ``destructive`` takes grams.

    Goods samples name cartons (several make a pool); other subjects name a register id.
    """

    sample: int
    tube: str
    part: str
    method: str
    subject: str = "goods"
    subject_id: int | None = None
    cartons: tuple[Carton, ...] = ()
    grams: int = 0
    sampler: int
    site: int
    party: int
    breach: tuple[str, ...] = ()

    @property
    def batches(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(carton.batch for carton in self.cartons))

    @property
    def about(self) -> tuple[int, ...]:
        items = (carton.item for carton in self.cartons if carton.item is not None)
        return (*self.batches, *dict.fromkeys(items))


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleHandled:
    """The laboratory received a tube, rejected it, or it was lost on the way."""

    sample: int
    batches: tuple[int, ...]
    outcome: str  # received, rejected, lost
    laboratory: int
    why: str = ""

    @property
    def about(self) -> tuple[int, ...]:
        return self.batches


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """One gene target of an assay; cycle threshold in hundredths, None when nothing amplified."""

    name: str
    ct_centi: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Assay:
    """What one kit said."""

    kit: str
    targets: tuple[Target, ...]
    verdict: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ResultReported:
    """One round of a specimen. Rounds are added, never overwritten; an amended report is a round."""

    sample: int
    batches: tuple[int, ...]
    round: int
    stage: str  # preliminary, confirmed
    report_no: str
    laboratory: int
    assays: tuple[Assay, ...]
    controls_valid: bool
    verdict: str
    amends: int | None = None

    @property
    def about(self) -> tuple[int, ...]:
        return self.batches


@dataclass(frozen=True, kw_only=True, slots=True)
class Cover:
    """Cartons of a batch by ranges of their numbers, both ends included."""

    batch: int
    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Disinfected:
    """Who disinfected what, with what and how, and who watched: the three mandatory blocks.

    Concentration in mg/L of the active agent, surface temperature in tenths of a degree.
    """

    covers: tuple[Cover, ...] = ()
    plate: str = ""
    zone: int | None = None
    site: int
    agent: str
    mg_per_l: int
    contact_minutes: int
    surface_dc: int
    faces: int
    method: str
    operator: int
    supervisor: int
    signed_off: bool
    certificate_no: str = ""
    photos: tuple[str, ...] = ()
    breach: tuple[str, ...] = ()

    @property
    def about(self) -> tuple[int, ...]:
        return tuple(cover.batch for cover in self.covers)
