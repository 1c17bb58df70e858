"""What the caches keep, bounded in number and age: in the servers' Redis, else in memory.

The texts of a user must not outlive their deletion, so that empties all of it, for everyone.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol, cast
from weakref import WeakSet

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from parley.models.cache.memory import Memory
from parley.models.cache.on_redis import OnRedis
from parley.settings import settings
from parley.storage.redis import AwayError, shared

_all: "WeakSet[Kept[object]]" = WeakSet()
# As messages are written in checkpoints.
_FORM = "msgpack"
_serde = JsonPlusSerializer()


class _Place(Protocol):
    async def find(self, group: str, key: str) -> bytes | None: ...
    async def all(self, group: str) -> list[bytes]: ...
    async def keep(self, group: str, key: str, value: bytes, seconds: float) -> None: ...
    async def empty(self) -> None: ...


class Kept[V]:
    """Values under keys, in groups such as a user's, for MODEL_CACHE_SECONDS each.

    While Redis is away, each process keeps its own. What is found is a copy: whoever gets an
    answer writes into it.
    """

    def __init__(self, name: str) -> None:
        """Make the cache of this name, the same one on each server."""
        self._name = name
        self._memory = Memory()
        _all.add(self)  # type: ignore[arg-type]

    async def find(self, group: str, key: str) -> V | None:
        """Return what is kept under `key` and young enough."""
        written = await self._at(lambda place: place.find(group, key))
        return None if written is None else self._read(written)

    async def all(self, group: str) -> list[V]:
        """Return all of the group that is young enough."""
        return [self._read(written) for written in await self._at(lambda place: place.all(group))]

    async def keep(self, group: str, key: str, value: V) -> None:
        """Keep `value` from now on; not at all when MODEL_CACHE_SECONDS is 0.

        Raises:
            TypeError: `value` holds what can't be written.
        """
        form, written = _serde.dumps_typed(value)
        if form != _FORM:
            raise TypeError(f"a value is kept as {_FORM}, not as {form}")
        if (for_seconds := seconds()) > 0:
            await self._at(lambda place: place.keep(group, key, written, for_seconds))

    async def empty(self) -> None:
        """Forget everything, here and in Redis."""
        await self._memory.empty()
        await self._at(lambda place: place.empty())

    def _read(self, written: bytes) -> V:
        return cast(V, _serde.loads_typed((_FORM, written)))

    async def _at[T](self, do: Callable[[_Place], Awaitable[T]]) -> T:
        if redis := shared():
            with suppress(AwayError):
                return await redis.ask(lambda client: do(OnRedis(client, self._name)))
        return await do(self._memory)


def seconds() -> int:
    """Return for how long something is kept; 0 is not at all."""
    return settings().model_cache_seconds


async def empty_all() -> None:
    """Forget every kept answer, as the deletion of a user must."""
    for kept in list(_all):
        await kept.empty()
