"""How many runs one user may have at a time, waiting ones counted."""

import asyncio
from collections import defaultdict

from langgraph_sdk import Auth

from parley.server.in_process import client
from parley.settings import settings

_RETRY_SECONDS = 5
_counting: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)


async def admit(identity: str) -> None:
    """Let one more run of this user begin.

    A thread's runs go one after the other, so what runs at a time is the user's busy threads.

    Raises:
        Auth.exceptions.HTTPException: 429, there are RATE_CONCURRENT_RUNS already.
    """
    # One count after the other: the run that the last one let in is there by then.
    async with _counting[identity]:
        busy = await client().threads.count(status="busy")
    if busy >= (most := settings().rate_concurrent_runs):
        raise Auth.exceptions.HTTPException(
            status_code=429,
            detail=f"{most} of your runs are under way: wait for one to end, then send again.",
            headers={"Retry-After": str(_RETRY_SECONDS)},
        )
