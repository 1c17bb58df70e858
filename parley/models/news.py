"""What the breakers of several servers tell each other, through Redis.

Whoever finds an endpoint dead says so, and whoever finds it alive takes that back. While Redis is
away nobody hears of the others, and each breaker goes by what it sees itself; no call fails for it.
"""

from collections.abc import Awaitable, Callable

from redis.asyncio import Redis

from parley.storage.redis import AwayError, Shared

# Then nobody asks for the endpoint any more.
_KEPT_MS = 600_000


class News:
    """Of one endpoint. Times are told as ages, so that no two clocks need to agree."""

    def __init__(self, endpoint: str, redis: Shared) -> None:
        self._redis = redis
        self._open = f"parley:breaker:{endpoint}"
        self._probe = f"{self._open}:probe"

    async def age(self) -> float | None:
        """Return for how many seconds the endpoint is known as dead; None when it is not.

        Raises:
            AwayError: Redis can't be asked.
        """
        left = await self._redis.ask(lambda redis: redis.pttl(self._open))
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
            mine = await self._redis.ask(
                lambda redis: redis.set(self._probe, 1, px=int(seconds * 1000), nx=True)
            )
        except AwayError:
            return True
        return bool(mine)

    async def _say(self, say: Callable[[Redis], Awaitable[object]]) -> bool:
        try:
            await self._redis.ask(say)
        except AwayError:
            return False
        return True
