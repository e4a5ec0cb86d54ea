"""How often somebody may try to sign in or look something up, for each account and each address."""

from __future__ import annotations

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app.domain.errors import TooManyTries, reason


class Lookups:
    """How often an address may look up what everybody may see; phones behind one address share it."""

    def __init__(self, per_address: int = 60) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._address = RateLimitItemPerMinute(per_address)

    def allow(self, address: str) -> None:
        """Count a look-up. Raises TooManyTries."""
        _hit(self._limiter, self._address, address)


class Tries:
    """A moving window in memory: guesses reach the password hash at most so often a minute.

    Only the peer's own address counts; a header that names another one is never believed.
    """

    def __init__(self, per_account: int = 10, per_address: int = 60) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._account = RateLimitItemPerMinute(per_account)
        self._address = RateLimitItemPerMinute(per_address)

    def allow(self, who: str, address: str = "") -> None:
        """Count a try of a login or badge, and of an address if one is given. Raises TooManyTries."""
        limits = [(self._account, f"w:{who}")]
        if address:
            limits.insert(0, (self._address, f"a:{address}"))
        for limit, key in limits:
            _hit(self._limiter, limit, key)


def _hit(limiter: MovingWindowRateLimiter, limit: RateLimitItemPerMinute, key: str) -> None:
    """Count one. Raises TooManyTries, saying how long to wait."""
    if not limiter.hit(limit, key):
        opens = limiter.get_window_stats(limit, key).reset_time
        raise TooManyTries(reason("too_many_tries", seconds=max(1, math.ceil(opens - time.time()))))
