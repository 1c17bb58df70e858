"""The Redis that servers share, and how none of them waits for it while it is away."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from functools import cache
from weakref import WeakKeyDictionary

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from parley.settings import settings

log = structlog.get_logger(__name__)

_ANSWER_SECONDS = 1.0  # an answer of Redis later than this is none
_PAUSE_SECONDS = 10.0  # until Redis is asked again


class AwayError(Exception):
    """Redis can't be asked now."""


class Shared:
    """One Redis. When it fails, nobody asks it for some seconds, and the log says so once."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._from = -math.inf
        # A connection is of use on one event loop only.
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, Redis] = WeakKeyDictionary()

    async def ask[T](self, question: Callable[[Redis], Awaitable[T]]) -> T:
        """Return what `question` finds out with the client that it is given.

        Raises:
            AwayError: Redis doesn't answer, or didn't just now; do without it.
        """
        if self._is_away():
            raise AwayError
        try:
            return await question(self._client())
        except (RedisError, OSError) as error:
            if not self._is_away():  # others may have waited for the same answer
                self._from = time.monotonic() + _PAUSE_SECONDS
                await log.awarning(
                    "Redis doesn't answer; this server goes by itself", reason=repr(error)
                )
            raise AwayError from error

    def _is_away(self) -> bool:
        return time.monotonic() < self._from

    def _client(self) -> Redis:
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            # Its own retries would hold up each question for as long as Redis is away.
            self._clients[loop] = Redis.from_url(
                self._uri,
                socket_timeout=_ANSWER_SECONDS,
                socket_connect_timeout=_ANSWER_SECONDS,
                retry=Retry(NoBackoff(), 0),
            )
        return self._clients[loop]


_at = cache(Shared)


def shared() -> Shared | None:
    """Return the Redis of REDIS_URI, the same one for all who ask; None where none is set."""
    uri = settings().redis_uri
    return _at(uri.get_secret_value()) if uri else None
