"""The office that a command works in."""

from __future__ import annotations

from app import wiring
from app.demo.run import clock_of
from app.settings import Settings
from app.usecases.office import Office


def open_office(settings: Settings) -> Office:
    """The office of the settings, on the story's clock when the database is a demonstration."""
    store = wiring.open_database(settings)
    return wiring.office(settings, store, clock_of(store) or wiring.clock)
