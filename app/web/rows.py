"""The rows of lists. Empty (null) is what does not exist or is not the caller's to know."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, Field

Row = TypeVar("Row", bound=BaseModel)

Number = Annotated[str, Field(examples=["PF-20201114"])]
Name = Annotated[str, Field(examples=["银鲳"])]
English = Annotated[str, Field(examples=["Silver pomfret"])]
SiteCode = Annotated[str, Field(examples=["WH-1"])]
Moment = Annotated[str, Field(examples=["2026-11-23T00:00:00.000000Z"])]
Pieces = Annotated[int, Field(examples=[100])]
Grams = Annotated[int, Field(examples=[1_000_000])]


class Page(BaseModel, Generic[Row]):
    """Rows, and the cursor of the next page: give it back as ``after``. Empty on the last page."""

    rows: list[Row]
    next: str = Field(examples=["kq3xIP9bLl5bIkItMSIsMTJd"])


class BatchOut(BaseModel):
    """A batch. How much came in is told to its owner, its warehouse and the authority.

    ``held``: a hold on it, or on its plant, is open.
    """

    no: Number
    product: Name
    product_en: English
    product_code: str = Field(examples=["26901234000010"])
    origin: str = Field(examples=["IN"])
    plant: str | None
    produced: str = Field(examples=["2024-04-01"])
    expires: str
    pieces: Pieces | None
    grams: Grams | None
    held: bool


class BookingOut(BaseModel):
    """A vehicle's slot at a supervision warehouse."""

    no: str = Field(examples=["BK-1"])
    status: str = Field(examples=["approved"], description="booked, approved, rejected, arrived.")
    owner: str
    warehouse: SiteCode
    plate: str = Field(examples=["闽A00001"])
    declaration: str
    container: str = Field(examples=["CSQU3054383"])
    seal: str
    port: str
    slot: Moment


class LoadOut(BaseModel):
    """Goods of one batch on a movement: uncoded pieces and grams, and how many coded packages."""

    batch: Number
    pieces: Pieces
    grams: Grams
    packages: int


class MovementOut(BaseModel):
    """Goods from a site to another; ``arrived`` is empty while they are on their way."""

    movement: int = Field(description="Accept it under this number.", examples=[4711])
    site: SiteCode
    sender: str
    to: SiteCode
    receiver: str
    plate: str
    departed: Moment
    arrived: Moment | None
    goods: list[LoadOut]


class CellOut(BaseModel):
    """Goods of a batch without a code in one firm's hands at one site.

    Below zero where more has left than the ledger had put there. On their way goods are still their
    sender's, at the site that they go to.
    """

    batch: Number
    product: Name
    product_en: English
    site: SiteCode | None
    holder: str
    disposition: str = Field(examples=["stored"])
    pieces: Pieces
    grams: Grams


class PackageOut(BaseModel):
    """A coded package. ``carton`` is its first carton's number, ``as_of`` when it last changed."""

    code: str | None = Field(examples=["AM24XVYGB"])
    kind: str = Field(examples=["package"], description="package or pallet.")
    batch: Number | None
    product: Name | None
    product_en: English | None
    carton: int
    pieces: Pieces
    grams: Grams
    site: SiteCode | None
    zone: str | None
    going_to: SiteCode | None
    holder: str
    disposition: str = Field(examples=["on_sale"])
    pallet: str | None = Field(description="The typed code of the pallet it is on.")
    as_of: Moment


class ScannedOut(PackageOut):
    """What a label stands for. ``held``: some hold reaches it. A pallet has what is on it."""

    held: bool


class HoldOut(BaseModel):
    """A hold, and what it is on by the name it was placed with; ``until`` is empty while it is open."""

    hold: int
    scope: str = Field(examples=["batch"], description="batch, item, site, plant, party.")
    target: str | None = Field(examples=["PF-20201114"])
    why: str
    since: Moment
    until: Moment | None
    placed: int = Field(description="The fact that placed it.")
    lifted: int | None


class CertificateOut(BaseModel):
    """An exit certificate: so many pieces for one consignee, to be fetched by the deadline."""

    no: str
    batch: Number
    consignee: str
    consignee_uscc: str
    pieces: Pieces
    used: int
    since: Moment
    deadline: Moment
    policy: str
    issued: int = Field(description="The fact that issued it.")
    revoked: Moment | None


class SampleOut(BaseModel):
    """A tube. ``verdict`` is that of its newest round, which the gate does not go by alone."""

    tube: str = Field(examples=["T-0001"])
    site: SiteCode | None
    taken: Moment
    outcome: str = Field(examples=["received"], description="taken, received, rejected, lost.")
    laboratory: str | None
    verdict: str = Field(examples=["negative"], description="Empty until the first round.")
    fact: int
    batches: list[Number]


class SiteOut(BaseModel):
    """A place. From the coordinates on: for its own people, its supervisors and administrators."""

    code: SiteCode
    name: str
    name_en: str
    kind: str = Field(examples=["stall"])
    region: str = Field(examples=["350102"])
    party: int
    party_name: str
    within: SiteCode | None
    lat_e6: int | None
    lon_e6: int | None
    capacity: int | None
    daily_slots: int | None
    duty_phone: str | None


class PartyOut(BaseModel):
    """A firm. Its licence is for its own people, its supervisors and administrators."""

    id: int
    uscc: str
    name: str
    name_en: str
    kind: str = Field(examples=["wholesaler"])
    region: str = Field(examples=["350102"])
    licence: str | None
    licence_expires: str | None


class ProductOut(BaseModel):
    """A product; temperatures in tenths of a degree Celsius."""

    code: str = Field(examples=["26901234000010"])
    own_code: bool
    name: Name
    name_en: English
    category: str
    species: str
    hs_code: str
    storage: str
    low_dc: int | None
    high_dc: int | None
    key_product: bool
    cold_chain: bool
    shelf_days: int | None


class PlantOut(BaseModel):
    """An overseas producer by its registration number in China."""

    country: str = Field(examples=["IN"])
    number: str
    name: str


class VehicleOut(BaseModel):
    """A vehicle of the caller's firm or region."""

    plate: str = Field(examples=["闽A00001"])
    refrigerated: bool
    party: int
    party_name: str


class PersonOut(BaseModel):
    """Somebody at work. Names are for colleagues and administrators, roles for administrators."""

    id: int
    staff_no: str = Field(examples=["001"])
    post: str
    party: int
    party_name: str
    name: str | None
    roles: list[str] | None


class ZoneOut(BaseModel):
    """A zone or cold room; temperatures in tenths of a degree Celsius."""

    site: SiteCode
    code: str
    kind: str = Field(examples=["cold_room"])
    low_dc: int | None
    high_dc: int | None


class ChangeOut(BaseModel):
    """A fact in the proof order. ``actor`` is told to their own firm and to the authority."""

    position: int
    fact: int
    kind: str = Field(examples=["shipped"])
    happened: Moment
    entered: Moment
    place: SiteCode | None
    actor: int | None = Field(description="A person's id.")
    corrects: int | None
    batches: list[Number]


class ChangesOut(BaseModel):
    """What is new, and the position to ask from next time."""

    rows: list[ChangeOut]
    last: int = Field(examples=[1024])
