"""Who and where: the parties, places, products and people of the demonstration.

Names are invented; regions, dates and quantities of the cases are from the public record.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.actors import Actor, Role
from app.domain.ids import gs1_check, uscc_check
from app.usecases import register
from app.usecases.office import Office
from app.usecases.register import PartyDetails, ProductDetails, SiteDetails

#: Whoever runs the command line beside the database; they could read it all anyway.
SYSTEM = Actor(person=0, party=0, roles=frozenset({Role.ADMINISTRATOR, Role.INVESTIGATOR}))

#: Stalls of three markets: 6 + 5 + 3 = 14.
STALLS = (
    *(f"FZ-A-{n:02d}" for n in range(1, 7)),
    *(f"FZ-B-{n:02d}" for n in range(1, 6)),
    *(f"FZ-C-{n:02d}" for n in range(1, 4)),
)
POMFRET, SQUID = "26901234000010", "26901234000027"
BEEF = tuple(f"2690123410{n:03d}" + gs1_check(f"2690123410{n:03d}") for n in range(1, 7))
_WAREHOUSES = {
    "FZ-WH-1": (
        "福州集中监管仓",
        "Fuzhou supervision warehouse",
        "350104",
        26_050_000,
        119_330_000,
    ),
    "SM-WH-1": (
        "三明集中监管仓",
        "Sanming supervision warehouse",
        "350403",
        26_260_000,
        117_630_000,
    ),
    "YT-WH-1": (
        "烟台集中监管仓",
        "Yantai supervision warehouse",
        "370602",
        37_530_000,
        121_390_000,
    ),
}
_MARKETS = {
    "FZ-A": ("海峡水产批发市场", "Haixia seafood market", 26_030_000, 119_280_000),
    "FZ-B": ("五四农贸市场", "Wusi farmers' market", 26_100_000, 119_300_000),
    "FZ-C": ("台江海鲜市场", "Taijiang seafood market", 26_052_000, 119_310_000),
}


@dataclass(slots=True)
class City:
    """The registered city: ids by site code, USCC by site code, one worker for each job."""

    office: Office
    parties: dict[str, int] = field(default_factory=dict)
    usccs: dict[str, str] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)

    def who(self, site: str, *roles: Role, person: str = "") -> Actor:
        """Somebody at work at a site's party."""
        key = person or site
        return Actor(self.people[key], self.parties[site], frozenset(roles), device=f"{site}-HH1")


def made_uscc(region: str, serial: int) -> str:
    """A well-formed social credit code for an invented firm."""
    body = f"91{region.ljust(6, '0')}{serial:08d}X"
    return body + uscc_check(body)


def build(office: Office) -> City:
    """Register everybody."""
    city = City(office)
    for code, (name, english, region, lat, lon) in _WAREHOUSES.items():
        _place(city, code, ("supervision_warehouse", "warehouse"), (name, english, region), (lat, lon))
        register.register_zone(office, SYSTEM, code, "COLD-1", "cold_room", (-250, -180))
        register.register_zone(office, SYSTEM, code, "DOCK", "semi_contaminated")
        register.register_zone(office, SYSTEM, code, "CLEAN", "clean")
    _place(city, "FZ-CS-1", ("cold_store", "wholesaler"), ("江南冻品批发", "Jiangnan Frozen Foods", "350111"), (26_080_000, 119_320_000))  # fmt: skip
    _place(city, "FZ-K-1", ("kitchen", "caterer"), ("闽味中央厨房", "Minwei central kitchen", "350102"), (26_090_000, 119_295_000))  # fmt: skip
    _place(city, "FZ-S-1", ("shop", "supermarket"), ("永辉路生鲜店", "Yonghui Road fresh shop", "350103"), (26_062_000, 119_318_000))  # fmt: skip
    for code, (name, english, lat, lon) in _MARKETS.items():
        _place(city, code, ("market", "market"), (name, english, "350103"), (lat, lon))
    for n, code in enumerate(STALLS):
        market = code[:4]
        _, _, lat, lon = _MARKETS[market]
        names = (f"{code[3]}{code[5:]}号摊位", f"Stall {code[3:]}", "350103")
        _place(city, code, ("stall", "vendor"), names, (lat + n * 20, lon + n * 20), within=market)
    _place(city, "FZ-IMP", ("shop", "importer"), ("闽东水产进出口", "Mindong Seafood Import", "350105"), (26_000_000, 119_450_000))  # fmt: skip
    for code, names in (
        ("FZ-LAB", ("福州市疾控实验室", "Fuzhou CDC laboratory", "3501")),
        ("SM-LAB", ("三明市疾控实验室", "Sanming CDC laboratory", "3504")),
        ("YT-LAB", ("烟台市疾控实验室", "Yantai CDC laboratory", "3706")),
    ):
        _place(city, code, ("laboratory", "laboratory"), names, (26_040_000, 119_300_000))
    _people(city)
    _products(office)
    return city


def _place(
    city: City, code: str, kinds: tuple[str, str], names: tuple[str, str, str],
    at: tuple[int, int], within: str = "",
) -> None:  # fmt: skip
    """A firm and its one site; kinds of (site, firm)."""
    kind, party_kind = kinds
    name, english, region = names
    uscc = made_uscc(region, 10_000 + len(city.parties))
    details = PartyDetails(
        uscc=uscc, name=f"{name}有限公司", name_en=f"{english} Co.", kind=party_kind, region=region,
        licence=f"JY1{region}{len(city.parties):05d}", licence_expires="2023-12-31",
    )  # fmt: skip
    party = register.register_party(city.office, SYSTEM, details)
    site = SiteDetails(
        code=code, party=party, kind=kind, name=name, name_en=english, region=region, within=within,
        lat_e6=at[0], lon_e6=at[1], duty_phone="0591-12345000",
        capacity=2_000 if kind == "supervision_warehouse" else 0,
        daily_slots=50 if kind == "supervision_warehouse" else 0,
    )  # fmt: skip
    register.register_site(city.office, SYSTEM, site)
    city.parties[code], city.usccs[code] = party, uscc
    city.people[code] = register.register_person(city.office, SYSTEM, party, "001", "当班负责人")


def _people(city: City) -> None:
    """A second and third pair of eyes where two persons are needed."""
    for code in _WAREHOUSES:
        for number, post in (
            ("002", "消毒操作"),
            ("003", "消毒监督"),
            ("004", "出仓审核甲"),
            ("005", "出仓审核乙"),
        ):
            key = f"{code}/{number}"
            city.people[key] = register.register_person(
                city.office, SYSTEM, city.parties[code], number, post
            )


def _products(office: Office) -> None:
    fish = (
        (POMFRET, "冻银鲳鱼", "Frozen silver pomfret", "Pampus argenteus", "0303891000"),
        (SQUID, "冻鱿鱼", "Frozen squid", "Illex argentinus", "0307430000"),
    )
    cuts = (
        ("牛腱", "shank"),
        ("牛腩", "brisket"),
        ("西冷", "striploin"),
        ("眼肉", "ribeye"),
        ("牛霖", "knuckle"),
        ("牛肋条", "rib fingers"),
    )
    beef = [
        (code, f"冻{cut}", f"Frozen beef {english}", "Bos taurus", "0202300090")
        for code, (cut, english) in zip(BEEF, cuts, strict=True)
    ]
    for category, products in (("seafood", fish), ("meat", beef)):
        for code, name, english, species, hs_code in products:
            details = ProductDetails(
                code=code, own_code=True, name=name, name_en=english, category=category,
                species=species, hs_code=hs_code, storage="frozen", high_dc=-180, key_product=True,
                shelf_days=720,
            )  # fmt: skip
            register.register_product(office, SYSTEM, details)
    register.register_plant(office, SYSTEM, "IN", "IN-0517", "Coastal Marine Exports")
    register.register_plant(office, SYSTEM, "AR", "AR-2091", "Puerto Madryn Pesquera")
    register.register_plant(office, SYSTEM, "BR", "BR-0385", "Frigorifico Aurora")
