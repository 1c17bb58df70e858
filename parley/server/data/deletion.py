"""Threads are deleted and changed one after the other.

`langgraph dev` finds the place of a thread's row in its list, waits for log-in and database, and
then removes whatever is at that place. Of two deletions at once, even by two users, one hit a
third thread: its row was gone, and the deleted one was still listed with all that was said in it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps


def one_at_a_time() -> None:
    """Make `langgraph dev`'s runtime wait. Called once, before anything is served."""
    from langgraph_runtime_inmem.ops import Threads  # type: ignore[import-untyped]

    turn = asyncio.Lock()
    for name in ("delete", "patch"):
        setattr(Threads, name, staticmethod(_in_turn(getattr(Threads, name), turn)))


def _in_turn[**P, R](
    call: Callable[P, Awaitable[R]], turn: asyncio.Lock
) -> Callable[P, Awaitable[R]]:
    @wraps(call)
    async def wait(*args: P.args, **kwargs: P.kwargs) -> R:
        async with turn:
            return await call(*args, **kwargs)

    return wait
