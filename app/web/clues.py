"""What a trace may begin with. An unknown parameter is refused, not ignored."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.usecases.clues import Clues

Key = Annotated[str, Field(min_length=1, max_length=120)]
_UNTIL = "As ``since``; whatever can have been within the time counts."


class CluesAsked(BaseModel):
    """Keys as they are printed; or a description, a firm's worker, a vehicle, a place; and when."""

    model_config = ConfigDict(extra="forbid")

    key: Annotated[
        list[Key],
        Field(
            max_length=20,
            examples=[["PF-20201114"], ["EC-654", "EC-681"]],
            description="Code, batch, booking, declaration, container, seal, certificate, document, "
            "plate, plant, tube, report, …; several stand for all of them together.",
        ),
    ] = []
    product: Annotated[
        str, Field(max_length=14, examples=["26901234000010"], description="A product's code.")
    ] = ""
    origin: Annotated[str, Field(max_length=10, examples=["CL"], description="ISO 3166-1.")] = ""
    plant: Annotated[str, Field(max_length=60, examples=["EC-654"])] = ""
    supplier: Annotated[
        str,
        Field(max_length=120, description="Credit code or name of who imported, made or sent it on."),
    ] = ""
    firm: Annotated[
        str, Field(max_length=40, description="Credit code of the worker's firm; with ``staff``.")
    ] = ""
    staff: Annotated[
        str, Field(max_length=60, examples=["017"], description="Staff number; with ``firm``.")
    ] = ""
    plate: Annotated[str, Field(max_length=20, examples=["闽A8K921"])] = ""
    site: Annotated[str, Field(max_length=60, examples=["FZ-WH-1"])] = ""
    zone: Annotated[str, Field(max_length=60, description="A zone of ``site``.")] = ""
    since: Annotated[
        datetime | None,
        Field(description="With a zone.", examples=["2020-11-08T20:00:00+08:00"]),
    ] = None
    until: Annotated[datetime | None, Field(description=_UNTIL)] = None
    whole: Annotated[bool, Field(description="The whole batch of a package that a key names.")] = False

    def clues(self) -> Clues:
        """As the use cases take them."""
        names = set(CluesAsked.model_fields) - {"key"}  # a page is no clue
        return Clues(keys=tuple(self.key), **self.model_dump(include=names))


class PageAsked(CluesAsked):
    """The same, and which page."""

    after: Annotated[
        str, Field(max_length=1000, description="``next`` of the page before; empty for the first.")
    ] = ""
    limit: Annotated[int, Field(ge=1, le=10_000)] = 1_000
