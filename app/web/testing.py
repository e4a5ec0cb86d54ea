"""Samples, results and disinfection."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from app.usecases import disinfect, enter_result, sample
from app.usecases.office import Office
from app.web.deps import Handler, Laboratory, Planner, Sampler, WarehouseStaff
from app.web.kinds import Batch, BatchIfAny, Code, CodeIfAny, Digest, PlateIfAny, Word
from app.web.shapes import Codes, Count, Done, Id, In, Tenths, Text, Told
from app.web.writing import Write

router = APIRouter(tags=["testing"])

Range = Annotated[tuple[Id, Id], Field(strict=False)]


class PlanOut(BaseModel):
    """The numbers of the cartons to be sampled."""

    cartons: list[int]


@router.post("/batches/{batch}/plan", response_model=PlanOut, status_code=201)
def draw_plan(batch: Batch, planner: Planner, write: Write) -> Response:
    """Draw the cartons to be sampled; nobody chooses the seed."""
    return write(planner, lambda office: {"cartons": sample.draw_plan(office, planner, batch)})


class TubeIn(Told):
    """A tube as it is filled: cartons by number or by scan; several make a pool."""

    site: Code
    tube: Code
    part: Word
    batch: BatchIfAny = ""
    cartons: Annotated[tuple[Id, ...], Field(strict=False, max_length=100)] = ()
    items: Codes = ()
    method: Literal["swab", "destructive"] = "swab"
    grams: Count = 0
    subject: Literal["goods", "vehicle", "site", "zone", "person"] = "goods"
    subject_id: Id | None = None


class SampleOut(BaseModel):
    """The sample's id."""

    sample: int


@router.post("/samples", response_model=SampleOut, status_code=201)
def take_sample(body: TubeIn, sampler: Sampler, write: Write) -> Response:
    """Bind a tube to what it touched."""
    fields = body.model_dump(exclude={"happened", "happened_until", "device_time"})
    tube, when = sample.Tube(**fields), body.when()
    return write(sampler, lambda office: {"sample": sample.take_sample(office, sampler, tube, when)})


class HandlingIn(Told):
    """What became of a tube; a rejection or a loss says why."""

    outcome: Literal["received", "rejected", "lost"]
    why: Text = ""


@router.post("/samples/{tube}/handling", response_model=Done, status_code=201)
def handle_sample(tube: Code, body: HandlingIn, handler: Handler, write: Write) -> Response:
    """The laboratory received a tube or rejected it, or it was lost."""
    what = (tube, body.outcome, body.why, body.when())
    return write(handler, lambda office: {"fact": sample.handle_sample(office, handler, *what)})


class TargetIn(In):
    """One gene target; its cycle threshold in hundredths, none when nothing amplified."""

    name: Word
    ct_centi: Id | None = None


class ReadingIn(In):
    """What one kit showed."""

    kit: Word
    targets: Annotated[list[TargetIn], Field(min_length=1, max_length=20)]
    verdict: Literal["negative", "positive", "indeterminate", "invalid"]


class ReportIn(In):
    """One round of a tube. ``amends`` names an earlier round that this one replaces."""

    report_no: Code
    readings: Annotated[list[ReadingIn], Field(min_length=1, max_length=10)]
    verdict: Literal["negative", "positive", "indeterminate", "invalid"]
    stage: Literal["preliminary", "confirmed"] = "preliminary"
    controls_valid: bool = True
    amends: Id | None = None


@router.post("/samples/{tube}/results", response_model=Done, status_code=201)
def enter(tube: Code, body: ReportIn, laboratory: Laboratory, write: Write) -> Response:
    """Append a round; a positive one holds its batches in the same transaction."""
    readings = tuple(
        enter_result.KitReading(
            kit=each.kit,
            targets=tuple((target.name, target.ct_centi) for target in each.targets),
            verdict=each.verdict,
        )
        for each in body.readings
    )
    report = enter_result.Report(
        tube=tube, report_no=body.report_no, readings=readings, verdict=body.verdict,
        stage=body.stage, controls_valid=body.controls_valid, amends=body.amends,
    )  # fmt: skip
    return write(
        laboratory,
        lambda office: {"fact": enter_result.enter_result(office, laboratory, report)},
    )


class DisinfectionIn(Told):
    """What was disinfected (cartons, a vehicle or a zone), with what and how, and who watched.

    Concentration in mg/L of the active agent; ``operator`` and ``supervisor`` are persons' ids.
    """

    site: Code
    batch: BatchIfAny = ""
    cartons: Annotated[tuple[Range, ...], Field(strict=False, max_length=2500)] = ()
    items: Codes = ()
    plate: PlateIfAny = ""
    zone: CodeIfAny = ""
    agent: Word
    mg_per_l: Count
    contact_minutes: Count
    surface_dc: Tenths
    faces: Count = 6
    method: Word = "spray"
    operator: Id
    supervisor: Id
    signed_off: bool = True
    certificate_no: CodeIfAny = ""
    photos: Annotated[tuple[Digest, ...], Field(strict=False, max_length=50)] = ()


class DisinfectedOut(BaseModel):
    """Where it fell short of the protocol; empty when it counts."""

    breach: list[str]


@router.post("/disinfections", response_model=DisinfectedOut, status_code=201)
def spray(body: DisinfectionIn, staff: WarehouseStaff, write: Write) -> Response:
    """Record a disinfection; what was done badly is recorded too and does not count."""
    surface = disinfect.Surface(
        body.site, body.batch, body.cartons,
        body.items, body.plate, body.zone,
    )  # fmt: skip
    protocol = disinfect.Protocol(
        agent=body.agent, mg_per_l=body.mg_per_l, contact_minutes=body.contact_minutes,
        surface_dc=body.surface_dc, faces=body.faces, method=body.method, operator=body.operator,
        supervisor=body.supervisor, signed_off=body.signed_off,
        certificate_no=body.certificate_no, photos=body.photos,
    )  # fmt: skip

    def done(office: Office) -> dict[str, object]:
        return {"breach": disinfect.disinfect(office, staff, surface, protocol, body.when())}

    return write(staff, done)
