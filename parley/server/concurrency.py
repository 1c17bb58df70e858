"""How many runs one user may have at a time, waiting ones counted."""

import asyncio
import time
from collections import defaultdict

from langgraph_sdk import Auth

from parley.server.aegra.let_in import let_in
from parley.server.engine import is_aegra
from parley.server.listed import listed
from parley.settings import settings

_RETRY_SECONDS = 5
# The server lists a run a moment after it was let in: it writes a line of its log first.
LISTED_SECONDS = 0.2
_let_in: dict[str, tuple[float, int]] = {}
_counting: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)


async def admit(identity: str) -> None:
    """Let one more run of this user begin.

    A thread's runs go one after the other, so what runs at a time is the user's busy threads.

    Raises:
        Auth.exceptions.HTTPException: 429, there are RATE_CONCURRENT_RUNS already.
    """
    most = settings().rate_concurrent_runs
    if not (await let_in(identity, most) if is_aegra() else await _here(identity, most)):
        raise Auth.exceptions.HTTPException(
            status_code=429,
            detail=f"{most} of your runs are under way: wait for one to end, then send again.",
            headers={"Retry-After": str(_RETRY_SECONDS)},
        )


async def _here(identity: str, most: int) -> bool:
    """Return whether one more fits, and count it: for an engine of one process."""
    # One count after the other, and none is below what was let in just now.
    async with _counting[identity]:
        busy = await listed().busy(identity)
        until, least = _let_in.get(identity, (0.0, 0))
        if time.monotonic() < until:
            busy = max(busy, least)
        if busy < most:
            _let_in[identity] = (time.monotonic() + LISTED_SECONDS, busy + 1)
    return busy < most
