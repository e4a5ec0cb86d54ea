"""The office that a command works in."""

from __future__ import annotations

import sys

from app import wiring
from app.cli.words import said
from app.demo.run import clock_of
from app.settings import Settings
from app.usecases.office import Office


def open_office(settings: Settings) -> Office:
    """The office of the settings, on the story's clock when the database is a demonstration."""
    store = wiring.open_database(settings)
    return wiring.office(settings, store, clock_of(store) or wiring.clock)


def existing(settings: Settings) -> Settings:
    """The same settings, if there is a ledger there: a command that reads builds none."""
    if not wiring.has_database(settings):
        where = settings.home if not settings.database_url else settings.url.rsplit("@", 1)[-1]
        sys.exit("coldtrace: " + said("no_ledger", settings.language, where=where))
    return settings
