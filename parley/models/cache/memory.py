"""What this process alone keeps: without a Redis, or while it is away."""

from threading import Lock

from cachetools import TLRUCache

# About 5 KB each, 40 KB at most.
MOST = 1000


class Memory:
    """Values in writing. The least recently used leave first; several threads may use it."""

    def __init__(self) -> None:
        # The library's cache isn't safe among threads, and a server may run several event loops.
        self._lock = Lock()
        # Each entry is a value and its seconds.
        self._entries: TLRUCache[tuple[str, str], tuple[bytes, float]] = TLRUCache(MOST, _end)

    async def find(self, group: str, key: str) -> bytes | None:
        with self._lock:
            return self._entries.get((group, key), (None,))[0]

    async def all(self, group: str) -> list[bytes]:
        with self._lock:
            self._entries.expire()
            return [value for (of, _), (value, _) in self._entries.items() if of == group]

    async def keep(self, group: str, key: str, value: bytes, seconds: float) -> None:
        with self._lock:
            self._entries[group, key] = (value, seconds)

    async def empty(self) -> None:
        with self._lock:
            self._entries.clear()


def _end(_key: object, entry: tuple[bytes, float], now: float) -> float:
    return now + entry[1]
