"""How many runs one user may have at a time, waiting ones counted."""

import asyncio
import time
from collections import defaultdict

from langgraph_sdk import Auth

from parley.server.in_process import client
from parley.settings import settings

_RETRY_SECONDS = 5
# The server lists a run a moment after it was let in: it writes a line of its log first.
_LISTED_SECONDS = 0.2
_let_in: dict[str, tuple[float, int]] = {}
_counting: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)


async def admit(identity: str) -> None:
    """Let one more run of this user begin.

    A thread's runs go one after the other, so what runs at a time is the user's busy threads.

    Raises:
        Auth.exceptions.HTTPException: 429, there are RATE_CONCURRENT_RUNS already.
    """
    most = settings().rate_concurrent_runs
    # One count after the other, and none is below what was let in just now.
    async with _counting[identity]:
        busy = await client().threads.count(status="busy")
        until, least = _let_in.get(identity, (0.0, 0))
        if time.monotonic() < until:
            busy = max(busy, least)
        if busy < most:
            _let_in[identity] = (time.monotonic() + _LISTED_SECONDS, busy + 1)
    if busy >= most:
        raise Auth.exceptions.HTTPException(
            status_code=429,
            detail=f"{most} of your runs are under way: wait for one to end, then send again.",
            headers={"Retry-After": str(_RETRY_SECONDS)},
        )
