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

    @property
    def supervises(self) -> str | None:
        """The region this person may visit (empty: everywhere), or None for who supervises nothing."""
        return self.region if self.holds(Role.SUPERVISOR, Role.INVESTIGATOR) else None

    def visits(self, region: str) -> bool:
        """True when a place in that region is theirs to visit."""
        return self.supervises is not None and region.startswith(self.supervises)

    def holds(self, *roles: Role) -> bool:
        """True when any of the roles is held."""
        return not self.roles.isdisjoint(roles)
