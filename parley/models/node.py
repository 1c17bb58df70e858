"""How long a whole node may take, all of its calls and tries together."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps

from parley.models.errors import ModelError
from parley.settings import settings


def in_time[**P, R](node: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """Return the node with an end: LangGraph's own timeout reaches no user as a sentence.

    Raises (when run):
        ModelError: it took longer than MODEL_NODE_SECONDS.
    """

    @wraps(node)
    async def bounded(*args: P.args, **kwargs: P.kwargs) -> R:
        seconds = settings().model_node_seconds
        try:
            async with asyncio.timeout(seconds):
                return await node(*args, **kwargs)
        except TimeoutError as error:
            raise ModelError(
                f"This step took longer than {seconds:g} seconds: ask for less, or again later."
            ) from error

    return bounded
