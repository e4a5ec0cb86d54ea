"""The lists that can be read, by the name of their address."""

from __future__ import annotations

from app.store.lists.decided import CERTIFICATES, HOLDS, SAMPLES
from app.store.lists.goods import BATCHES, BOOKINGS, PACKAGES, STOCK
from app.store.lists.incidents import (
    ASKS,
    CLOCKS,
    INCIDENTS,
    LETTERS,
    PLANT_POSITIVES,
    REQUESTS,
)
from app.store.lists.moving import MOVEMENTS
from app.store.lists.printing import PRINTS
from app.store.lists.registers import PARTIES, PERSONS, PLANTS, PRODUCTS, SITES, VEHICLES, ZONES
from app.store.paging import Listing

LISTS: dict[str, Listing] = {
    "batches": BATCHES,
    "bookings": BOOKINGS,
    "movements": MOVEMENTS,
    "stock": STOCK,
    "packages": PACKAGES,
    "holds": HOLDS,
    "certificates": CERTIFICATES,
    "samples": SAMPLES,
    "sites": SITES,
    "parties": PARTIES,
    "products": PRODUCTS,
    "plants": PLANTS,
    "vehicles": VEHICLES,
    "persons": PERSONS,
    "zones": ZONES,
    "prints": PRINTS,
    "incidents": INCIDENTS,
    "asks": ASKS,
    "clocks": CLOCKS,
    "letters": LETTERS,
    "hold-requests": REQUESTS,
    "plant-positives": PLANT_POSITIVES,
}
