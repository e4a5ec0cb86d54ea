"""Three towns with the same goods in them: A and B in one region, C in another; X is what is missing.

Everybody who asks works in A. What is theirs lies in A, what is other people's in B, in the same
region, and C is the other region. X has the names of a fourth town that nobody ever built.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from app.demo.city import made_uscc
from app.domain.actors import Actor, Role
from app.domain.policy import Policies
from app.domain.printers import Printer
from app.store import ledger
from app.store.files import Files
from app.store.keyring import Keyring
from app.store.session import Store
from app.usecases import devices, identity, register
from app.usecases import keys as signing
from app.usecases.office import Office
from labels import payload
from tests.gateways import waiting
from tests.permissions import goods
from tests.story import ADMIN, DISH, EVERYTHING, PRODUCT, SECRET, Clock, simple_policy

REGIONS = {"A": "350102", "B": "350102", "C": "370602", "X": "350102"}
PASSWORD, PIN = "frost-on-the-7th-dock", "582914"
#: Firms of a town: short name, kind, kind of its site (of an authority: none).
FIRMS = {
    "WH": ("warehouse", "supervision_warehouse"),
    "IM": ("importer", "shop"),
    "ST": ("vendor", "stall"),
    "LAB": ("laboratory", "laboratory"),
    "BU": ("authority", ""),
    "OF": ("authority", ""),
}
#: Where people of each role work.
ROLES = {
    "WS": (Role.WAREHOUSE_STAFF, "WH"),
    "SA": (Role.SAMPLER, "WH"),
    "LA": (Role.LABORATORY, "LAB"),
    "RO": (Role.RELEASE_OFFICER, "WH"),
    "VE": (Role.VENDOR, "ST"),
    "SU": (Role.SUPERVISOR, "BU"),
    "IN": (Role.INVESTIGATOR, "BU"),
    "AD": (Role.ADMINISTRATOR, "OF"),
}


@dataclass(slots=True)
class Town:
    """Names and numbers of what is in a town. ``firm`` keys are those of FIRMS, ``person`` of ROLES."""

    mark: str
    region: str
    firm: dict[str, int] = field(default_factory=dict)
    uscc: dict[str, str] = field(default_factory=dict)
    person: dict[str, int] = field(default_factory=dict)
    witness: int = 0
    login: dict[str, str] = field(default_factory=dict)
    badge: dict[str, str] = field(default_factory=dict)
    handheld: dict[str, str] = field(default_factory=dict)
    key: str = ""
    plate: dict[str, str] = field(default_factory=dict)
    certificate: str = ""
    hold: dict[str, int] = field(default_factory=dict)
    movement: dict[str, int] = field(default_factory=dict)
    codes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pallet: dict[str, str] = field(default_factory=dict)
    fact: dict[str, int] = field(default_factory=dict)
    photo: dict[str, str] = field(default_factory=dict)
    printing: dict[str, int] = field(default_factory=dict)
    incident: dict[str, str] = field(default_factory=dict)
    ask: dict[str, int] = field(default_factory=dict)
    letter: dict[str, int] = field(default_factory=dict)
    request: int = 0

    def name(self, what: str) -> str:
        """The town's own one of something: a site, a batch, a tube."""
        return f"{what}-{self.mark}"

    def at(self, firm: str) -> Actor:
        """Somebody of a firm who may do everything that takes no authority."""
        held = EVERYTHING - {Role.SUPERVISOR, Role.INVESTIGATOR}
        who = next(n for n, (_, where) in ROLES.items() if where == firm) if firm != "IM" else "IM"
        return Actor(self.person[who], self.firm[firm], held, device=self.name(firm))

    def prefix(self, of: str) -> str:
        """The public beginning of a secret."""
        return of.partition("_")[2].partition(".")[0]


@dataclass(slots=True)
class World:
    """The towns, an office over them, and a session for each role of A."""

    office: Office
    clock: Clock
    towns: dict[str, Town]
    tokens: dict[str, str]

    @classmethod
    def built(cls, store: Store) -> World:
        """Everybody registered, everything delivered."""
        clock = Clock()
        files = Files(Path(tempfile.gettempdir()) / f"coldtrace-files-{uuid4().hex}")
        dock = Printer("DOCK", "127.0.0.1", 9, 203)  # nothing listens on the discard port
        office = Office(
            store, Policies((simple_policy(),)), clock, files=files,
            keys=Keyring(files.folder / "keys"), secret=SECRET, printers=(dock,),
        )  # fmt: skip
        office = waiting.at_the_doors(office)
        signing.make(office, ADMIN)
        _common(office)
        towns = {mark: _peopled(office, Town(mark, REGIONS[mark])) for mark in "ABC"}
        goods.deliver(office, clock, list(towns.values()))
        for town in towns.values():
            _let_in(office, town)
        tokens = {who: _session(office, clock, towns["A"], who) for who in ROLES}
        with store.write() as tx:
            ledger.integrate(tx)
        return cls(office, clock, towns | {"X": nowhere(towns["B"])}, tokens)


def _common(office: Office) -> None:
    for gtin, name in ((PRODUCT, "pomfret"), (DISH, "fish balls")):
        details = register.ProductDetails(
            code=gtin, own_code=True, name=name, name_en=name, category="seafood", storage="frozen",
            shelf_days=700,
        )  # fmt: skip
        register.register_product(office, ADMIN, details)
    register.register_plant(office, ADMIN, "IN", "IN-1", "Plant")


def _peopled(office: Office, town: Town) -> Town:
    """Firms, places, vehicles and people."""
    for n, (firm, (kind, place)) in enumerate(FIRMS.items()):
        town.uscc[firm] = made_uscc(town.region, 100 * ord(town.mark) + n)
        details = register.PartyDetails(
            uscc=town.uscc[firm], name=town.name(firm), kind=kind, region=town.region, licence="JY-1"
        )
        party = town.firm[firm] = register.register_party(office, ADMIN, details)
        if not place:
            continue
        site = register.SiteDetails(
            code=town.name(firm), party=party, kind=place, name=town.name(firm), region=town.region,
            daily_slots=50, duty_phone="139-0000",
        )  # fmt: skip
        register.register_site(office, ADMIN, site)
        register.register_zone(office, ADMIN, town.name(firm), "Z-1", "cold_room")
        plate = town.plate[firm] = f"闽{town.mark}1000{n}"
        register.register_vehicle(office, ADMIN, plate, party, refrigerated=True)
    for n, (who, (_, firm)) in enumerate([*ROLES.items(), ("IM", (None, "IM"))]):
        number, party = f"{n:03}", town.firm[firm]
        town.person[who] = register.register_person(office, ADMIN, party, number, "post", f"Name {who}")
    town.witness = register.register_person(office, ADMIN, town.firm["BU"], "900", "witness")
    return town


def _let_in(office: Office, town: Town) -> None:
    """Roles, and where somebody tries to get at them accounts, badges, a handheld and a key."""
    for who, (role, _) in ROLES.items():
        region = town.region if who in ("SU", "IN") else ""
        identity.grant_roles(office, ADMIN, town.person[who], [role.value], region)
        town.login[who] = f"{who}-{town.mark}"
        if town.mark != "C" or who == "WS":
            identity.open_account(office, ADMIN, town.person[who], town.login[who], PASSWORD)
            town.badge[who] = devices.issue_badge(office, ADMIN, town.person[who], PIN)
    for firm in FIRMS:
        town.handheld[firm] = devices.enrol(office, ADMIN, town.firm[firm], town.name("HH")).key
    town.key = identity.issue_key(office, ADMIN, town.person["WS"], "system", ["vendor"], 30)
    admin = Actor(town.person["AD"], town.firm["OF"], frozenset({Role.ADMINISTRATOR}))
    town.fact["AD"] = identity.grant_roles(office, admin, town.witness, [])


def _session(office: Office, clock: Clock, town: Town, who: str) -> str:
    with office.store.write() as tx:
        return identity.begun(tx, clock(), town.person[who], town.name("HH")).token


def nowhere(like: Town) -> Town:
    """Names and numbers of the same form as a town's that nothing has."""
    nothing = Town("X", like.region)
    far = {name: 9_000_000_000 + n for n, name in enumerate([*FIRMS, *ROLES, "IM"])}
    nothing.firm = {firm: far[firm] for firm in like.firm}
    nothing.person = {who: far[who] for who in like.person}
    nothing.uscc = {firm: made_uscc("350102", 9_900 + n) for n, firm in enumerate(like.uscc)}
    nothing.witness, nothing.certificate = 9_000_000_099, "EC20200101-00000000"
    nothing.login = {who: f"{who}-X" for who in ROLES}
    nothing.badge = dict.fromkeys(ROLES, "0" * 40)
    nothing.handheld = dict.fromkeys(FIRMS, "ctd_000000000000.x")
    nothing.key = "ctk_000000000000.x"
    nothing.plate = {firm: f"闽X1000{n}" for n, firm in enumerate(like.plate)}
    for mine, theirs in ((nothing.hold, like.hold), (nothing.movement, like.movement)):
        mine.update(dict.fromkeys(theirs, 9_000_000_500))
    nothing.printing = dict.fromkeys(like.printing, 9_000_000_502)
    nothing.fact = dict.fromkeys(like.fact, 9_000_000_501)
    nothing.codes = {k: tuple(payload.new_code() for _ in v) for k, v in like.codes.items()}
    nothing.pallet = {firm: payload.new_code() for firm in like.pallet}
    nothing.incident = {what: f"IN20200101-{n}" for n, what in enumerate(like.incident)}
    nothing.ask = dict.fromkeys(like.ask, 9_000_000_502)
    nothing.letter, nothing.request = dict.fromkeys(like.letter, 9_000_000_503), 9_000_000_504
    nothing.photo = {firm: sha256(firm.encode()).hexdigest() for firm in like.photo}
    return nothing
