"""What the caches keep, bounded in number and age.

In memory on purpose: in a shared Redis, users' texts would outlive their deletion.
"""

from collections.abc import Hashable
from threading import Lock
from weakref import WeakSet

from cachetools import TLRUCache

from parley.settings import settings

# About 5 KB each, 40 KB at most.
_MOST = 1000

_all: "WeakSet[Kept[object]]" = WeakSet()


class Kept[V]:
    """Values under keys. The least recently used leave first; several threads may use it."""

    def __init__(self) -> None:
        # The library's cache isn't safe among threads, and a server may run several event loops.
        self._lock = Lock()
        self._entries: TLRUCache[Hashable, V] = TLRUCache(_MOST, _end)
        _all.add(self)  # type: ignore[arg-type]

    def find(self, key: Hashable) -> V | None:
        """Return what is kept under `key` and young enough."""
        with self._lock:
            return self._entries.get(key)

    def all(self) -> list[V]:
        """Return all that is young enough."""
        with self._lock:
            self._entries.expire()
            return list(self._entries.values())

    def keep(self, key: Hashable, value: V) -> None:
        """Keep `value` from now on; not at all when MODEL_CACHE_SECONDS is 0."""
        with self._lock:
            self._entries[key] = value

    def empty(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()


def seconds() -> int:
    """Return for how long something is kept; 0 is not at all."""
    return settings().model_cache_seconds


def empty_all() -> None:
    """Forget every kept answer of this process, as the deletion of a user must."""
    for kept in _all:
        kept.empty()


def _end(_key: object, _value: object, now: float) -> float:
    return now + seconds()
