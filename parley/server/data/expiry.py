"""Threads that nobody uses any more are deleted, once the operator says after how many days.

The development server knows a time to live but never acts on it, so this does.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph_sdk.client import LangGraphClient
from langgraph_sdk.errors import NotFoundError

from parley.server.aegra.tables import threads
from parley.server.data.listing import every
from parley.server.engine import is_aegra
from parley.server.identity import User, caller
from parley.server.in_process import client
from parley.server.latest import latest_checkpoints, written_at
from parley.server.recovery import Recovery
from parley.server.sqlite import ThreadedSaver
from parley.settings import settings

log = structlog.get_logger(__name__)

_HOUR_SECONDS = 3600.0
_DAY_SECONDS = 86_400


async def expire_threads(saver: AsyncPostgresSaver | ThreadedSaver, recovery: Recovery) -> None:
    """Delete what has expired, now and then every hour, or sooner where threads live shorter."""
    if not (days := settings().parley_thread_days):
        return
    await recovery.finish()
    while True:
        try:
            await delete_expired(client(), saver, timedelta(days=days))
        except Exception:  # the next round may find the database again
            await log.aexception("Could not look for expired threads")
        await asyncio.sleep(min(_HOUR_SECONDS, days * _DAY_SECONDS))


async def delete_expired(
    server: LangGraphClient, saver: AsyncPostgresSaver | ThreadedSaver, lifetime: timedelta
) -> int:
    """Delete every thread that was not used for `lifetime`, unless a run works on it.

    Returns:
        how many threads were deleted.
    """
    listed: list[Any] = await (
        threads()
        if is_aegra()
        else every(server.threads.search, select=["thread_id", "updated_at"], sort_by="thread_id")
    )
    rows = {row["thread_id"]: row for row in listed}
    newest = await latest_checkpoints(saver)
    latest = datetime.now(UTC) - lifetime
    deleted = 0
    for thread_id in rows.keys() | newest.keys():
        row = rows.get(thread_id)
        try:
            if _last_used(row, newest.get(thread_id)) < latest:
                deleted += await _delete(server, saver, thread_id, row)
        except NotFoundError:
            continue  # another instance, or its user, was first
        except Exception:  # one that can't be deleted must not keep all others
            await log.aexception("Could not delete an expired thread", thread_id=thread_id)
    if deleted:
        await log.ainfo("Deleted expired threads", count=deleted)
    return deleted


def _last_used(row: Any, newest_checkpoint: str | None) -> datetime:
    # A row that recovery made is as young as the start; its newest checkpoint knows better.
    if newest_checkpoint:
        return written_at(newest_checkpoint)
    return _changed(row)


def _changed(row: Any) -> datetime:
    # From a database it comes as a time, over HTTP as its text, and not always in the same form.
    return datetime.fromisoformat(str(row["updated_at"]))


async def _delete(
    server: LangGraphClient, saver: AsyncPostgresSaver | ThreadedSaver, thread_id: str, row: Any
) -> bool:
    if row is None:
        await saver.adelete_thread(thread_id)
        return True
    if is_aegra():  # it shows everyone their own only
        caller.set(User(row["user_id"]))
    # As it is now: all was listed before the first was deleted.
    now = await server.threads.get(thread_id)
    if now["status"] == "busy" or _changed(now) != _changed(row):
        return False  # someone came back to it
    await server.threads.delete(thread_id)
    return True
