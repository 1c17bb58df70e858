"""How many calls an endpoint gets at a time, and in a minute, and whose turn it is."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import aclosing

from parley.models.call import Call
from parley.models.patience import in_line
from parley.models.run import run_key
from parley.models.turns import Turns

_MINUTE = 60.0


class Traffic:
    """The queue in front of an endpoint, fair between runs."""

    def __init__(self, at_a_time: int, per_minute: int | None) -> None:
        self._calls = Turns(at_a_time)
        # Whose start is next. Only one waits for its minute, and the others in their lines.
        self._start = Turns(1)
        self._started: deque[float] | None = deque(maxlen=per_minute) if per_minute else None

    def queued[T](self, call: Call[T]) -> Call[T]:
        """Return a call that waits for its turn."""

        async def admitted() -> AsyncIterator[T]:
            run = run_key()
            with in_line() as begin:
                if self._started is not None:
                    async with self._start.turn(run):
                        await self._minute(self._started)
                async with self._calls.turn(run), aclosing(call()) as answer:  # type: ignore[type-var]
                    begin()
                    async for item in answer:
                        yield item

        return admitted

    async def _minute(self, started: deque[float]) -> None:
        """Wait until one more start fits into the last minute, whenever that begins; note it."""
        if len(started) == started.maxlen:
            await asyncio.sleep(max(0.0, started[0] + _MINUTE - time.monotonic()))
        started.append(time.monotonic())
