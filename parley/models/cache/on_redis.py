"""What all servers keep together, in Redis: a hash of its own for each group of each cache."""

import struct
import time
from hashlib import sha256
from typing import Any

from redis.asyncio import Redis

from parley.models.cache.memory import MOST

# The number is the form's: another release may write another one.
_PREFIX = "parley:answers:1"
# Of keys at a time, when all are looked through.
_PAGE = 10_000
# When a value ends comes first, in seconds since 1970. A hash as a whole ends after its newest.
_END = struct.Struct("!d")


class OnRedis:
    """Values in writing, of the cache of this name.

    A group holds `MOST`, then some leave. What is in Redis tells nobody's name: groups and keys
    are digests there. All methods raise what Redis does.
    """

    def __init__(self, redis: Redis, name: str) -> None:
        self._redis: Any = redis  # its types know neither bytes nor a pipeline
        self._prefix = f"{_PREFIX}:{name}:"

    async def find(self, group: str, key: str) -> bytes | None:
        return _young(await self._redis.hget(self._named(group), _digest(key)))

    async def all(self, group: str) -> list[bytes]:
        name = self._named(group)
        found = {key: _young(value) for key, value in (await self._redis.hgetall(name)).items()}
        if old := [key for key, value in found.items() if value is None]:
            await self._redis.hdel(name, *old)
        return [value for value in found.values() if value is not None]

    async def keep(self, group: str, key: str, value: bytes, seconds: float) -> None:
        name = self._named(group)
        async with self._redis.pipeline() as together:
            together.hset(name, _digest(key), _END.pack(time.time() + seconds) + value)
            together.pexpire(name, int(seconds * 1000))
            together.hlen(name)
            *_, many = await together.execute()
        if many > MOST:
            await self._redis.hdel(name, *await self._redis.hrandfield(name, many - MOST))

    async def empty(self) -> None:
        async for name in self._redis.scan_iter(f"{self._prefix}*", _PAGE):
            await self._redis.unlink(name)

    def _named(self, group: str) -> str:
        return self._prefix + _digest(group)


def _young(kept: bytes | None) -> bytes | None:
    if kept is None or _END.unpack_from(kept)[0] <= time.time():
        return None
    return kept[_END.size :]


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
