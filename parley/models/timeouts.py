"""How long a call may take: until its first token, between two, and in all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

from parley.models.call import Call

# Until the endpoint is reached. A model may think for long; a network may not.
CONNECT_SECONDS = 5.0


@dataclass(frozen=True)
class Timeouts:
    """Seconds.

    Attributes:
        first: until the first token.
        between: until the next one.
        whole: for the call, waiting for tokens included.
    """

    first: float
    between: float
    whole: float

    @classmethod
    def of(cls, first: float) -> "Timeouts":
        """Return the limits for an endpoint whose first token may take so long."""
        return cls(first=first, between=first / 2, whole=3 * first)


def timed[T](call: Call[T], timeouts: Timeouts, *, streams: bool) -> Call[T]:
    """Return a call that fails with TimeoutError when one of its limits is passed.

    Args:
        streams: whether the answer comes in chunks; a whole one has the time of all its tokens.
    """

    async def limited() -> AsyncIterator[T]:
        clock = asyncio.get_running_loop().time
        end = clock() + timeouts.whole
        limit = timeouts.first if streams else timeouts.whole
        async with aclosing(call()) as answer:  # type: ignore[type-var]
            while True:
                # Around the wait for each item alone: what its reader does takes no time of ours.
                async with asyncio.timeout(min(limit, end - clock())):
                    try:
                        item = await anext(answer)
                    except StopAsyncIteration:
                        return
                yield item
                limit = timeouts.between

    return limited
