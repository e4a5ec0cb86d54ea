"""How often somebody may try to sign in, for each account and each address."""

from __future__ import annotations

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter


class Tries:
    """A moving window in memory: guesses reach the password hash at most so often a minute.

    Only the peer's own address counts; a header that names another one is never believed.
    """

    def __init__(self, per_account: int = 10, per_address: int = 60) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._account = RateLimitItemPerMinute(per_account)
        self._address = RateLimitItemPerMinute(per_address)

    def wait(self, login: str, address: str) -> int:
        """Count a try; seconds to wait before the next one, or 0 when this one may go on."""
        for limit, key in ((self._address, f"a:{address}"), (self._account, f"l:{login.upper()}")):
            if not self._limiter.hit(limit, key):
                opens = self._limiter.get_window_stats(limit, key).reset_time
                return max(1, math.ceil(opens - time.time()))
        return 0
