"""How much waits, and for how long, in the metrics."""

import asyncio
import time

import structlog
from prometheus_client import Gauge

from parley.approvals import listing

log = structlog.get_logger(__name__)

_EVERY_SECONDS = 10.0
_waiting = Gauge("parley_approvals_waiting", "Requests that wait for a reviewer")
_oldest = Gauge(
    "parley_approvals_oldest_age_seconds", "How long the oldest of them has waited; 0 without one"
)


async def measure() -> None:
    """Read the gauges from the database, again and again."""
    while True:
        try:
            now = await listing.how_many()
            _waiting.set(now.count)
            _oldest.set(time.time() - now.since if now.since is not None else 0)
        except Exception:  # the next round may find the database again
            await log.aexception("Could not count what waits")
        await asyncio.sleep(_EVERY_SECONDS)
