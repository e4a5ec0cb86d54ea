"""Work that goes on beside the requests."""

from __future__ import annotations

import logging
import threading
from types import TracebackType

from app.domain.errors import Unavailable
from app.store import ledger
from app.store.session import Store

log = logging.getLogger("coldtrace")


class Integrator:
    """Gives committed facts their place in the proof order, within a second (PostgreSQL)."""

    def __init__(self, store: Store, every: float = 1.0) -> None:
        self._store, self._every = store, every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="integrator", daemon=True)

    def __enter__(self) -> Integrator:
        if not self._store.sqlite:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.wait(self._every):
            try:
                with self._store.write() as tx:
                    ledger.integrate(tx)
            except Unavailable as problem:
                log.warning("integration waits: %s", problem)
