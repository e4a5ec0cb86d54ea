"""When something happened: an instant, or a span when nobody knows exactly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.domain.errors import BadInput, reason

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

#: How far a device's clock may run ahead before its times are refused as being in the future.
CLOCK_SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From the earliest to the latest moment it can have been; both aware, both inclusive."""

    earliest: datetime
    latest: datetime

    @classmethod
    def at(cls, moment: datetime) -> Span:
        """A span of a single, certain moment."""
        return cls(moment, moment)

    def could_precede(self, other: Span) -> bool:
        """True unless this certainly came after the other."""
        return self.earliest <= other.latest


def micros(moment: datetime) -> int:
    """Microseconds since 1970 UTC: how every moment is stored and compared."""
    return (moment - EPOCH) // MICROSECOND


def moment(stored: int) -> datetime:
    """The aware UTC datetime behind stored microseconds."""
    return EPOCH + stored * MICROSECOND


def iso(stored: int) -> str:
    """Stored microseconds as ISO 8601 text in UTC, always with six decimals."""
    return iso_of(moment(stored))


def iso_of(when: datetime) -> str:
    """An aware moment as ``iso`` writes it."""
    return when.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def instant(text: str) -> int:
    """Stored microseconds of what ``iso`` wrote."""
    return micros(datetime.fromisoformat(text))


def checked(span: Span, now: datetime, field: str = "happened") -> Span:
    """The span in UTC, or BadInput when it has no zone, runs backwards or lies in the future."""
    for side in (span.earliest, span.latest):
        if side.tzinfo is None:
            raise BadInput(reason("time_without_zone", field=field, value=side.isoformat()))
    if span.latest < span.earliest:
        raise BadInput(reason("time_backwards", field=field, value=span.latest.isoformat()))
    if span.latest > now + CLOCK_SKEW:
        raise BadInput(reason("time_in_future", field=field, value=span.latest.isoformat()))
    if span.earliest.year < 2000:
        raise BadInput(reason("time_too_old", field=field, value=span.earliest.isoformat()))
    return Span(span.earliest.astimezone(UTC), span.latest.astimezone(UTC))
