"""How many requests a caller has left: in memory, or in a Redis that several servers share.

The windows move with the clock: there is no moment at which everyone may send twice as much.
"""

import math
import time
from contextlib import suppress
from functools import cache
from typing import Any

from limits import RateLimitItem, parse_many
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.asyncio import Redis

from parley.server.edge.windows import Windows
from parley.storage.redis import AwayError, Shared

_ROUNDED_SECONDS = 0.001  # times come back from Redis with fewer digits


class Budget:
    """Counts requests against limits such as `60/minute;1000/hour`.

    While Redis doesn't answer, each server counts for itself. So it fails to a looser limit: with
    three servers a caller gets three times as much. Letting everything in would leave the server
    without a limit when it is under attack; letting nothing in would make Redis a second way to
    stop the server.
    """

    def __init__(self, limits: str, redis: Shared | None = None) -> None:
        # Shortest window first: who is refused by it takes nothing from the longer ones.
        self._limits = sorted(parse_many(limits), key=RateLimitItem.get_expiry)
        self._memory = MovingWindowRateLimiter(Windows())
        self._redis = redis

    async def spend(self, *caller: str) -> int:
        """Count a request of `caller`, and return 0, or the whole seconds that they must wait.

        After so long the next request fits, if none of theirs came in between.
        """
        if self._redis:
            with suppress(AwayError):
                return await self._redis.ask(lambda redis: self._spend(_on(redis), *caller))
        return await self._spend(self._memory, *caller)

    async def _spend(self, limiter: MovingWindowRateLimiter, *caller: str) -> int:
        for limit in self._limits:
            if not await limiter.hit(limit, *caller):
                break
        else:
            return 0
        # All of them: what was just taken from a shorter window may last longer.
        windows = [await limiter.get_window_stats(limit, *caller) for limit in self._limits]
        ends = [window.reset_time for window in windows if window.remaining <= 0]
        return max(1, math.ceil(max(ends, default=0.0) - time.time() + _ROUNDED_SECONDS))


@cache
def _on(redis: Redis) -> MovingWindowRateLimiter:
    pool: Any = redis.connection_pool
    storage = RedisStorage(
        "redis://", implementation="redispy", key_prefix="parley", connection_pool=pool
    )
    return MovingWindowRateLimiter(storage)
