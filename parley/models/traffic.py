"""How many calls an endpoint gets at a time, and in a minute, and whose turn it is.

Fair between runs: one that asks for a hundred answers at once does not keep others waiting for
all of them.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

from aiolimiter import AsyncLimiter

from parley.models.call import Call
from parley.models.run import run_key


class Traffic:
    """The queue in front of an endpoint."""

    def __init__(self, at_a_time: int, per_minute: int | None) -> None:
        self._free = at_a_time
        self._limiter = AsyncLimiter(per_minute, 60) if per_minute else None
        # A line for each run; the runs take turns.
        self._waiting: dict[int, deque[asyncio.Future[None]]] = {}

    def queued[T](self, call: Call[T]) -> Call[T]:
        """Return a call that waits for its turn."""

        async def admitted() -> AsyncIterator[T]:
            async with self._turn(run_key()):
                if self._limiter:
                    await self._limiter.acquire()
                async with aclosing(call()) as answer:  # type: ignore[type-var]
                    async for item in answer:
                        yield item

        return admitted

    @asynccontextmanager
    async def _turn(self, run: int) -> AsyncIterator[None]:
        if self._free:
            self._free -= 1
        else:
            turn = asyncio.get_running_loop().create_future()
            line = self._waiting.setdefault(run, deque())
            line.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self._next()  # it was given the turn, and does not take it
                raise
        try:
            yield
        finally:
            self._next()

    def _next(self) -> None:
        """Hand the turn on to the run that has waited longest for one, or keep it free."""
        while self._waiting:
            run, line = next(iter(self._waiting.items()))
            del self._waiting[run]
            turn = line.popleft()
            if line:
                self._waiting[run] = line  # to the end of the round
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
