"""Everything that can happen, in the past tense. Frozen; a correction is a new fact.

Bodies hold ids, text, whole numbers and booleans, no floats. A default value is left out of the
stored body, so a default may never be changed once facts exist.
"""

from __future__ import annotations

import re

from app.domain.facts.goods import (
    Accepted,
    CertificateUse,
    Child,
    Destroyed,
    Load,
    Merged,
    PalletBuilt,
    Processed,
    PutAway,
    PutOnPallet,
    PutOnSale,
    ReturnedAbroad,
    Seen,
    Shipped,
    Sold,
    Split,
    StockCounted,
    TakenOffPallet,
)
from app.domain.facts.incidents import (
    AlertAcknowledged,
    AlertRaised,
    CertificateRestored,
    CertificateSuspended,
    ClosingProposed,
    Escalated,
    FindingAdded,
    GoodsDisposed,
    HolderAnswered,
    HolderAsked,
    IncidentClosed,
    IncidentOpened,
    IncidentWidened,
    RoundReported,
    ScopeTaken,
    StepAssigned,
    StepDone,
    StepSet,
)
from app.domain.facts.intake import (
    Booked,
    BookingDecided,
    DocumentFiled,
    DocumentWaived,
    GatedIn,
    Line,
    PackagesCoded,
    RollPrinted,
    Unloaded,
)
from app.domain.facts.letters import (
    Clue,
    ClueAnswered,
    HoldRequestAnswered,
    HoldRequested,
    LetterReceived,
    LetterSent,
)
from app.domain.facts.manifests import ManifestAccepted, PackagesAnnounced
from app.domain.facts.printing import LabelsPrinted, LabelVoided, PrintSent, SendingBegun
from app.domain.facts.registers import (
    PartyRegistered,
    PersonRegistered,
    PlantRegistered,
    ProductRegistered,
    Registered,
    RolesGranted,
    SiteRegistered,
    VehicleRegistered,
    ZoneRegistered,
)
from app.domain.facts.release import (
    BatchRejected,
    CertificatePrinted,
    CertificateRevoked,
    CertificateSigned,
    HoldLifted,
    HoldLiftProposed,
    HoldPlaced,
    RefusalReason,
    Refused,
    Released,
    ReleaseProposed,
    SigningKeyPublished,
    TraceAsked,
    Voided,
)
from app.domain.facts.testing import (
    Assay,
    Carton,
    Cover,
    Disinfected,
    PlanDrawn,
    ResultReported,
    SampleHandled,
    SampleTaken,
    Target,
)

Fact = (
    PartyRegistered
    | SiteRegistered
    | ZoneRegistered
    | VehicleRegistered
    | PersonRegistered
    | RolesGranted
    | ProductRegistered
    | PlantRegistered
    | Booked
    | BookingDecided
    | DocumentFiled
    | DocumentWaived
    | GatedIn
    | Unloaded
    | RollPrinted
    | PackagesAnnounced
    | ManifestAccepted
    | PackagesCoded
    | PlanDrawn
    | SampleTaken
    | SampleHandled
    | ResultReported
    | Disinfected
    | ReleaseProposed
    | Released
    | CertificateSigned
    | CertificatePrinted
    | CertificateRevoked
    | SigningKeyPublished
    | HoldPlaced
    | HoldLiftProposed
    | HoldLifted
    | BatchRejected
    | Refused
    | Voided
    | TraceAsked
    | Shipped
    | Accepted
    | PutAway
    | PutOnSale
    | Sold
    | ReturnedAbroad
    | Destroyed
    | Seen
    | PalletBuilt
    | PutOnPallet
    | TakenOffPallet
    | Split
    | Merged
    | Processed
    | StockCounted
    | LabelsPrinted
    | SendingBegun
    | PrintSent
    | LabelVoided
    | IncidentOpened
    | IncidentWidened
    | FindingAdded
    | ScopeTaken
    | CertificateSuspended
    | CertificateRestored
    | AlertAcknowledged
    | StepAssigned
    | StepDone
    | HolderAnswered
    | Escalated
    | RoundReported
    | GoodsDisposed
    | ClosingProposed
    | IncidentClosed
    | LetterReceived
    | LetterSent
    | ClueAnswered
    | HoldRequested
    | HoldRequestAnswered
)


_NAMES: dict[type[Fact], str] = {
    fact: re.sub(r"(?<!^)(?=[A-Z])", "_", fact.__name__).lower() for fact in Fact.__args__
}
KINDS: dict[str, type[Fact]] = {name: fact for fact, name in _NAMES.items()}


def kind_of(fact: type[Fact]) -> str:
    """The stored name of a class of facts: ``PutOnPallet`` is ``put_on_pallet``."""
    return _NAMES[fact]


def about(fact: Fact) -> tuple[int, ...]:
    """The items a fact is about, each once."""
    return () if isinstance(fact, Registered) else tuple(dict.fromkeys(fact.about))


__all__ = [
    "KINDS",
    "Accepted",
    "AlertAcknowledged",
    "AlertRaised",
    "Assay",
    "BatchRejected",
    "Booked",
    "BookingDecided",
    "Carton",
    "CertificatePrinted",
    "CertificateRestored",
    "CertificateRevoked",
    "CertificateSigned",
    "CertificateSuspended",
    "CertificateUse",
    "Child",
    "ClosingProposed",
    "Clue",
    "ClueAnswered",
    "Cover",
    "Destroyed",
    "Disinfected",
    "DocumentFiled",
    "DocumentWaived",
    "Escalated",
    "Fact",
    "FindingAdded",
    "GatedIn",
    "GoodsDisposed",
    "HoldLiftProposed",
    "HoldLifted",
    "HoldPlaced",
    "HoldRequestAnswered",
    "HoldRequested",
    "HolderAnswered",
    "HolderAsked",
    "IncidentClosed",
    "IncidentOpened",
    "IncidentWidened",
    "LabelVoided",
    "LabelsPrinted",
    "LetterReceived",
    "LetterSent",
    "Line",
    "Load",
    "ManifestAccepted",
    "Merged",
    "PackagesAnnounced",
    "PackagesCoded",
    "PalletBuilt",
    "PartyRegistered",
    "PersonRegistered",
    "PlanDrawn",
    "PlantRegistered",
    "PrintSent",
    "Processed",
    "ProductRegistered",
    "PutAway",
    "PutOnPallet",
    "PutOnSale",
    "RefusalReason",
    "Refused",
    "Registered",
    "ReleaseProposed",
    "Released",
    "ResultReported",
    "ReturnedAbroad",
    "RolesGranted",
    "RollPrinted",
    "RoundReported",
    "SampleHandled",
    "SampleTaken",
    "ScopeTaken",
    "Seen",
    "SendingBegun",
    "Shipped",
    "SigningKeyPublished",
    "SiteRegistered",
    "Sold",
    "Split",
    "StepAssigned",
    "StepDone",
    "StepSet",
    "StockCounted",
    "TakenOffPallet",
    "Target",
    "TraceAsked",
    "Unloaded",
    "VehicleRegistered",
    "Voided",
    "ZoneRegistered",
    "about",
    "kind_of",
]
