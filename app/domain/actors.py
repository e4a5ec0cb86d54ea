"""Who acts, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is trusted to do; names follow the posts of a supervision warehouse."""

    WAREHOUSE_STAFF = "warehouse_staff"
    SAMPLER = "sampler"
    LABORATORY = "laboratory"
    RELEASE_OFFICER = "release_officer"
    VENDOR = "vendor"
    SUPERVISOR = "supervisor"
    INVESTIGATOR = "investigator"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work for a party. ``device`` is the handheld or system the words came through.

    ``region`` is how far a supervisor or investigator sees, as the beginning of a division code.
    """

    person: int
    party: int
    roles: frozenset[Role]
    device: str | None = None
    region: str = ""

    def holds(self, *roles: Role) -> bool:
        """True when any of the roles is held."""
        return not self.roles.isdisjoint(roles)
