"""Notices: what leaves the house when something has happened, to whom, and when it is tried again."""

from __future__ import annotations

from dataclasses import dataclass

#: Every kind of notice there is. A kind is named "what it is about" dot "what became of it".
KINDS = (
    "batch.reported",
    "batch.entered",
    "batch.released",
    "result.positive",
    "hold.placed",
    "hold.lifted",
    "certificate.revoked",
    "incident.opened",
    "incident.closed",
    "incident.escalated",
    "hold.requested",
    "certificate.suspended",
    "certificate.restored",
    "letter.sent",
)
#: A destination that wants every kind says so with this.
EVERY_KIND = "*"


@dataclass(frozen=True, slots=True)
class Destination:
    """Somebody who is told, as far as an act must know: the name, and the kinds they want."""

    name: str
    kinds: frozenset[str]

    def wants(self, kind: str) -> bool:
        """Whether notices of this kind go there."""
        return kind in self.kinds or EVERY_KIND in self.kinds
