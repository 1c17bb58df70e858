"""The development server's queue of runs, held back while threads are recovered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from parley.server.engine import is_dev


@asynccontextmanager
async def no_run_begins() -> AsyncIterator[None]:
    """Let no worker of `langgraph dev` take a run meanwhile; do nothing on another engine.

    Its workers are started before the app is, and half a second later they begin again with each
    run that the list shows as unfinished. Some of those were over, and the list did not know yet.
    """
    if not is_dev():
        yield
        return
    # Taken by nobody but the workers, for each look into the queue.
    from langgraph_runtime_inmem.ops import RUN_LOCK  # type: ignore[import-untyped]

    async with RUN_LOCK:
        yield
