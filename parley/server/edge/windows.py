"""When each caller's last requests were, in memory.

The library's own MemoryStorage looks at every key after every request, each in a thread of its
own: from a hundred callers on that keeps a processor busy.
"""

import time
from collections import deque

from limits.aio.storage import MemoryStorage

_SWEEP_SECONDS = 60.0


class Windows(MemoryStorage):
    """Storage for limits' moving windows. It keeps no more times than a key's limit allows."""

    def __init__(self) -> None:
        super().__init__()
        self._times: dict[str, deque[float]] = {}
        self._ends: dict[str, float] = {}  # when a key's newest time leaves its window
        self._swept = time.time()

    async def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Return whether one more request fits into the last `expiry` seconds, and count it.

        It awaits nothing, so no other request comes in between.
        """
        now = time.time()
        self._sweep(now)
        times = self._times.setdefault(key, deque(maxlen=limit))
        if len(times) == limit and times[0] >= now - expiry:
            return False
        times.append(now)
        self._ends[key] = now + expiry
        return True

    async def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """Return when the oldest request of the last `expiry` seconds was, and how many were."""
        now = time.time()
        inside = [at for at in self._times.get(key, ()) if at >= now - expiry]
        return (inside[0], len(inside)) if inside else (now, 0)

    def _sweep(self, now: float) -> None:
        """Forget who has not been here for long: addresses are as many as someone likes."""
        if now < self._swept + _SWEEP_SECONDS:
            return
        self._swept = now
        for key in [key for key, end in self._ends.items() if end < now]:
            del self._times[key], self._ends[key]
