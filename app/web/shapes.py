"""What every request body has in common. Nothing is guessed: no number from text, no unknown field."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.domain.quantity import MOST
from app.domain.span import Span
from app.usecases import codes, goods
from app.usecases.office import When
from app.web import kinds

Count = Annotated[int, Field(ge=0, le=MOST)]
Id = Annotated[int, Field(ge=1, le=MOST)]
Text = Annotated[str, Field(max_length=500)]
#: JSON lists become tuples; what is in them is read as strictly as the rest.
Codes = Annotated[tuple[kinds.Scanned, ...], Field(strict=False, max_length=codes.MOST_ITEMS)]
Tenths = Annotated[int, Field(ge=-1000, le=1000, description="Tenths of a degree Celsius.")]


def _written(value: object) -> object:
    """A count of seconds is no moment, as a number or as text."""
    if isinstance(value, datetime) or (isinstance(value, str) and _DATE.match(value)):
        return value
    raise PydanticCustomError("datetime_type", "a date and time with its zone")


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]")
#: JSON has no moments: text with a zone is read as one, and nothing else is.
Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_written, json_schema_input_type=AwareDatetime),
    Field(strict=False, examples=["2020-11-16T15:00:00+08:00"]),
]


class In(BaseModel):
    """A request body."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Told(In):
    """A body that may tell of the past: with ``happened`` it is an observation, without a command.

    ``happened_until`` when the moment is not sure; ``device_time`` is the device's own clock.
    """

    happened: Moment | None = None
    happened_until: Moment | None = None
    device_time: Moment | None = None

    @model_validator(mode="after")
    def _begins(self) -> Told:
        if self.happened is None and (self.happened_until or self.device_time):
            raise PydanticCustomError("happened_missing", "the other times need happened")
        return self

    def when(self, sent_by: int | None = None) -> When | None:
        """The moment this tells of, or None for a command."""
        if self.happened is None:
            return None
        span = Span(self.happened, self.happened_until or self.happened)
        return When(span, self.device_time, sent_by)


class GoodsIn(In):
    """Scanned codes, and pieces or grams of a batch that carry no code."""

    batch: kinds.BatchIfAny = ""
    pieces: Count = 0
    grams: Count = 0
    items: Codes = ()

    def goods(self) -> goods.Goods:
        """As the use cases take it."""
        return goods.Goods(self.batch, self.pieces, self.grams, self.items)


class Done(BaseModel):
    """The fact that was written."""

    fact: int


class Made(BaseModel):
    """The id of what was registered."""

    id: int
