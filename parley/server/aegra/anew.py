"""Runs that begin anew: those that another instance goes on with, and those that nobody works on.

A run that loses Postgres, or its turn, has not failed. Were it to end with an error, its turn would
be lost; so it is left as after a crash, and the engine begins it once more from its first input.
"""

import asyncio
from typing import NoReturn

import structlog
from psycopg import OperationalError

from parley.server.aegra.tables import pool

log = structlog.get_logger(__name__)

_LOOK_SECONDS = 3.0
# Of the connection, of a server that goes or comes, of one that takes no more connections.
_AWAY = ("08", "57P", "53300")

# Two instances that find the same ones must not both begin them.
_ALONE = "SELECT pg_try_advisory_xact_lock(7205760) AS alone"
# The engine looks for leases that are over; when a worker gave one back that could not end its
# run, there is none.
_NOBODYS = "SELECT run_id FROM runs WHERE status = 'running' AND claimed_by IS NULL"


class LostTurnError(Exception):
    """Another beginning of a run has the thread by now."""


def begins_anew(error: BaseException) -> bool:
    """Return whether a run was broken off by this, rather than failed by itself."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, LostTurnError):
            return True
        if isinstance(cause, OperationalError):
            return cause.sqlstate is None or cause.sqlstate.startswith(_AWAY)
        cause = cause.__cause__
    return False


def leave(run_id: str) -> NoReturn:
    """Break the run off here, and let nobody take that for its end.

    Raises:
        CancelledError: always; the engine takes it for the loss of its lease.
    """
    from aegra_api.services import run_executor  # type: ignore[import-untyped]

    run_executor._lease_loss_cancellations.add(run_id)
    raise asyncio.CancelledError


async def begin_left_ones() -> None:
    """Look for runs that nobody works on, and have them begun, for as long as this is awaited."""
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        try:
            await _begin_left_ones()
        except Exception:  # whatever it is, the next look may find them
            await log.awarning("Could not look for runs that nobody works on", exc_info=True)


async def _begin_left_ones() -> None:
    from aegra_api.services import worker_executor

    async with pool().connection() as connection, connection.transaction():
        row = await (await connection.execute(_ALONE)).fetchone()
        if row and row["alone"]:
            found = await (await connection.execute(_NOBODYS)).fetchall()
            if found:
                await worker_executor._requeue_drained_runs([each["run_id"] for each in found])
