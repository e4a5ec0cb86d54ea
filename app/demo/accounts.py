"""Who may sign in to the demonstration. One known password for all: everything in it is invented."""

from __future__ import annotations

from app.demo.city import SYSTEM, City, made_uscc
from app.domain.actors import Role
from app.usecases import identity, register
from app.usecases.register import PartyDetails

PASSWORD = "cold-chain-demo"  # noqa: S105 - of the demonstration alone, and printed in the README

#: Login, whose person it is, their roles, and how far they see.
ACCOUNTS: tuple[tuple[str, str, tuple[Role, ...], str], ...] = (
    ("FZ-IMPORTER", "FZ-IMP", (Role.VENDOR,), ""),
    ("FZ-DOCK", "FZ-WH-1", (Role.WAREHOUSE_STAFF,), ""),
    ("FZ-SAMPLER", "FZ-WH-1/002", (Role.SAMPLER,), ""),
    ("FZ-RELEASE-A", "FZ-WH-1/004", (Role.RELEASE_OFFICER,), ""),
    ("FZ-RELEASE-B", "FZ-WH-1/005", (Role.RELEASE_OFFICER,), ""),
    ("FZ-LAB", "FZ-LAB", (Role.LABORATORY,), ""),
    ("FZ-WHOLESALE", "FZ-CS-1", (Role.VENDOR,), ""),
    ("FZ-STALL-A1", "FZ-A-01", (Role.VENDOR,), ""),
    ("FZ-STALL-A2", "FZ-A-02", (Role.VENDOR,), ""),
    ("FZ-SUPERVISOR", "FZ-AUTHORITY/001", (Role.SUPERVISOR,), "3501"),
    ("FJ-INVESTIGATOR", "FZ-AUTHORITY/002", (Role.INVESTIGATOR,), "35"),
    ("YT-SUPERVISOR", "YT-AUTHORITY/001", (Role.SUPERVISOR,), "3706"),
    ("ADMIN", "FZ-AUTHORITY/003", (Role.ADMINISTRATOR,), ""),
)
_AUTHORITIES = (
    (
        "FZ-AUTHORITY",
        "福州市市场监督管理局",
        "Fuzhou market supervision",
        "3501",
        ("001", "002", "003"),
    ),
    ("YT-AUTHORITY", "烟台市市场监督管理局", "Yantai market supervision", "3706", ("001",)),
)


def open_all(city: City) -> None:
    """Give the people of the city their roles and a way to sign in."""
    office = city.office
    for n, (code, name, english, region, numbers) in enumerate(_AUTHORITIES):
        details = PartyDetails(
            uscc=made_uscc(region, 90_000 + n), name=name, name_en=english, kind="authority",
            region=region,
        )  # fmt: skip
        party = register.register_party(office, SYSTEM, details)
        for number in numbers:
            key = f"{code}/{number}"
            city.people[key] = register.register_person(office, SYSTEM, party, number, "执法人员")
    for login, whose, roles, region in ACCOUNTS:
        person = city.people[whose]
        identity.grant_roles(office, SYSTEM, person, roles, region)
        identity.open_account(office, SYSTEM, person, login, PASSWORD)
