"""Turns at something of which there is little, fair between runs.

One that wants a hundred turns at once does not keep others waiting for all of them: it waits in a
line of its own, and the lines are served in rounds.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """At most `at_a_time` turns are under way."""

    def __init__(self, at_a_time: int) -> None:
        self._free = at_a_time
        self._waiting: dict[int, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def turn(self, run: int) -> AsyncIterator[None]:
        """Wait in the line of `run`, and have the turn for as long as the context lasts."""
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
