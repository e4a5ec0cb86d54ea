"""Refusals: what the service says no to, in plain words and without knowing HTTP.

Refusal
├── BadInput       a value is wrong; nothing was stored
├── NotFound       no such thing (another party's thing looks just the same)
├── NotSignedIn    nobody known stands behind the request
├── TooManyTries   wait before the next attempt
├── NotAllowed     this person's roles do not cover it
├── GateClosed     the rules say no; the refusal itself is on record
├── Conflict       the world moved: already done, already used, already gone
├── TooMuch        the answer or the request is larger than its stated limit
└── Unavailable    the store cannot be trusted to keep a fact just now
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.domain.words import say


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is missing or wrong: a code, and the values its sentence names."""

    code: str
    values: tuple[tuple[str, str], ...] = ()

    def text(self, language: str = "en") -> str:
        """The sentence for people, in ``en`` or ``zh``."""
        return say(self.code, language, dict(self.values))

    def as_dict(self, language: str = "en") -> dict[str, str]:
        """The shape that answers and facts carry: code, sentence, named values."""
        return {"code": self.code, "message": self.text(language), **dict(self.values)}


def reason(code: str, **values: object) -> Reason:
    """A Reason with its values as text, in the order given."""
    return Reason(code, tuple((name, str(value)) for name, value in values.items()))


class Refusal(Exception):
    """The base of every planned "no". Anything else that is raised is a bug."""

    code: ClassVar[str] = "refused"

    def __init__(self, *reasons: Reason, item: str = "", entry: int | None = None) -> None:
        super().__init__("; ".join(each.text() for each in reasons) or self.code)
        self.reasons = reasons
        self.item = item
        self.entry = entry  #: the fact that keeps this refusal on record, if one does

    def text(self, language: str = "en") -> str:
        """All reasons as sentences."""
        return " ".join(each.text(language) for each in self.reasons)


class BadInput(Refusal):
    """A value that cannot be right: unknown, malformed, out of range, in the wrong time."""

    code = "bad_input"


class NotFound(Refusal):
    """Nothing of that name here, for this reader."""

    code = "not_found"


class NotSignedIn(Refusal):
    """No valid session or key; which of the two halves of a login was wrong is never said."""

    code = "not_signed_in"


class TooManyTries(Refusal):
    """Somebody tries passwords faster than people type."""

    code = "too_many_tries"


class NotAllowed(Refusal):
    """The person is known, the thing exists for them, but their roles do not cover the act."""

    code = "not_allowed"


class GateClosed(Refusal):
    """The gate's no, with every missing thing named."""

    code = "gate_closed"


class Conflict(Refusal):
    """The request was right once, but something else happened first."""

    code = "conflict"


class TooMuch(Refusal):
    """More than the limit that the reason names; nothing was cut silently."""

    code = "too_much"


class Unavailable(Refusal):
    """A durable write or a true read cannot be promised now; try again later."""

    code = "unavailable"
