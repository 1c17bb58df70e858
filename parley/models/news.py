"""What the breakers of several servers tell each other, through Redis.

Whoever finds an endpoint dead says so, and whoever finds it alive takes that back. While Redis is
away nobody hears of the others, and each breaker goes by what it sees itself; no call fails for it.
"""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from weakref import WeakKeyDictionary

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

_ANSWER_SECONDS = 1.0  # an answer of Redis later than this is none
_PAUSE_SECONDS = 10.0  # until Redis is asked again
# Then nobody asks for the endpoint any more.
_KEPT_MS = 600_000


class UnheardError(Exception):
    """Redis can't be asked now."""


class News:
    """Of one endpoint. Times are told as ages, so that no two clocks need to agree."""

    def __init__(self, endpoint: str, redis_uri: str) -> None:
        self._uri = redis_uri
        self._open = f"parley:breaker:{endpoint}"
        self._probe = f"{self._open}:probe"
        self._from = -math.inf
        # A connection is of use on one event loop only.
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, Redis] = WeakKeyDictionary()

    async def age(self) -> float | None:
        """Return for how many seconds the endpoint is known as dead; None when it is not.

        Raises:
            UnheardError: Redis can't be asked.
        """
        left = await self._ask(lambda redis: redis.pttl(self._open))
        return None if left < 0 else (_KEPT_MS - left) / 1000

    async def opened(self) -> bool:
        """Say that it is dead from now on; return whether it could be said."""
        return await self._say(lambda redis: redis.set(self._open, 1, px=_KEPT_MS))

    async def closed(self) -> bool:
        """Say that it answers; return whether it could be said."""
        return await self._say(lambda redis: redis.delete(self._open, self._probe))

    async def may_probe(self, seconds: float) -> bool:
        """Return whether no other server asks the endpoint, for as long as that may take."""
        try:
            mine = await self._ask(
                lambda redis: redis.set(self._probe, 1, px=int(seconds * 1000), nx=True)
            )
        except UnheardError:
            return True
        return bool(mine)

    async def _say(self, say: Callable[[Redis], Awaitable[object]]) -> bool:
        try:
            await self._ask(say)
        except UnheardError:
            return False
        return True

    async def _ask[T](self, ask: Callable[[Redis], Awaitable[T]]) -> T:
        if time.monotonic() < self._from:
            raise UnheardError
        try:
            return await ask(self._redis())
        except (RedisError, OSError) as error:
            self._from = time.monotonic() + _PAUSE_SECONDS
            await log.awarning("no news of other servers", reason=repr(error))
            raise UnheardError from error

    def _redis(self) -> Redis:
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            # Its own retries would hold up each call for as long as Redis is away.
            self._clients[loop] = Redis.from_url(
                self._uri,
                socket_timeout=_ANSWER_SECONDS,
                socket_connect_timeout=_ANSWER_SECONDS,
                retry=Retry(NoBackoff(), 0),
            )
        return self._clients[loop]
