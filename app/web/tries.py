"""How often somebody may try to sign in, for each account and each address."""

from __future__ import annotations

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app.domain.errors import TooManyTries, reason


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
            if not self._limiter.hit(limit, key):
                opens = self._limiter.get_window_stats(limit, key).reset_time
                wait = max(1, math.ceil(opens - time.time()))
                raise TooManyTries(reason("too_many_tries", seconds=wait))
