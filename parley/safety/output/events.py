"""The events that a node writes while it runs, as they may go out and in their order."""

import asyncio
from collections.abc import Callable
from typing import Any

from parley.safety.pii import configured
from parley.safety.pii.beside import on_a_loop

type Write = Callable[[Any], None]


class Events:
    """What a node is given to write events with.

    Args:
        write: LangGraph's own.
        clean: makes of an event what may go out.
    """

    def __init__(self, write: Write, clean: Callable[[Any], Any]) -> None:
        self._write = write
        self._clean = clean
        self._last: asyncio.Task[None] | None = None

    def __call__(self, event: Any) -> None:
        """Write an event: at once, or soon after when a model looks for names in it."""
        if configured().wants_names and on_a_loop():
            self._last = asyncio.create_task(self._in_turn(event, self._last))
        else:
            self._write(self._clean(event))

    async def written(self) -> None:
        """Return when all of them are."""
        if self._last:
            await self._last

    async def _in_turn(self, event: Any, before: asyncio.Task[None] | None) -> None:
        clean = await asyncio.to_thread(self._clean, event)
        if before:
            await before
        self._write(clean)
