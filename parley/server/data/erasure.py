"""Everything of one user is deleted.

What stays, by design: what was published is out (its files name no user, and of each the ledger
keeps hashes, or a copy could be published again), what the user decided on another one's request
belongs to that request, and the log is the operator's. Backups are files
of their own. Postgres clears the pages of deleted rows by itself, in its own time.
"""

import asyncio
from typing import Any

from langgraph_sdk.client import LangGraphClient
from langgraph_sdk.errors import NotFoundError
from pydantic import BaseModel

from parley.approvals.forget import forget_owner
from parley.models.cache.kept import empty_all
from parley.server.aegra.let_in import forget_let_in
from parley.server.aegra.tables import forget_memories
from parley.server.data.archive import SQLITE_FILES
from parley.server.data.listing import every
from parley.server.data.scrub import scrub
from parley.server.engine import is_aegra
from parley.server.identity import User, caller
from parley.server.in_process import client
from parley.server.namespace import label
from parley.server.ownership import Saver
from parley.server.recovery import Recovery
from parley.settings import settings


class Erased(BaseModel):
    """How many of each were deleted."""

    threads: int = 0
    runs: int = 0
    memories: int = 0
    crons: int = 0
    assistants: int = 0


class Erasure:
    """Deletes everything of a user; call it past authentication, in a context of its own."""

    def __init__(self, saver: Saver, recovery: Recovery) -> None:
        self._saver = saver
        self._recovery = recovery
        self._client = client()

    async def erase(self, identity: str) -> Erased:
        """Delete it all, runs under way cancelled first. A second call finds nothing.

        Raises:
            StorageError: all is deleted, but traces of it are still in SQLite's files.
        """
        if is_aegra():  # it shows everyone their own only
            caller.set(User(identity))
        # Then every thread is listed, and its row says whose it is.
        await self._recovery.finish()
        erased = Erased()
        # First what could start another run.
        erased.crons = await self._crons(identity)
        await self._threads(identity, erased)
        erased.memories = await self._memories(identity)
        erased.assistants = await self._assistants(identity)
        await forget_owner(identity)
        if is_aegra():
            await forget_let_in(identity)
        await empty_all()
        if not settings().database_uri:
            for name in SQLITE_FILES:
                await scrub(settings().parley_data_dir / name)
        return erased

    async def _crons(self, identity: str) -> int:
        listed = await every(self._client.crons.search, sort_by="cron_id")
        theirs = [cron for cron in listed if identity in (_owner(cron), cron.get("user_id"))]
        for cron in theirs:
            await self._client.crons.delete(cron["cron_id"])
        return len(theirs)

    async def _threads(self, identity: str, erased: Erased) -> None:
        listed = await every(
            self._client.threads.search, select=["thread_id", "metadata"], sort_by="thread_id"
        )
        for thread_id in [row["thread_id"] for row in listed if _owner(row) == identity]:
            try:
                erased.runs += await _end_runs(self._client, thread_id)
                await self._client.threads.delete(thread_id)
            except NotFoundError:
                continue  # deleted just now: the thread of a run without one, for example
            erased.threads += 1
        # Threads that are not listed, of a deleted graph for example.
        unlisted = await self._saver.threads_of(identity) - {row["thread_id"] for row in listed}
        for thread_id in unlisted:
            await self._saver.adelete_thread(thread_id)
        erased.threads += len(unlisted)

    async def _memories(self, identity: str) -> int:
        if is_aegra():
            return await forget_memories(identity)

        async def page(limit: int, offset: int) -> list[Any]:
            found = await self._client.store.search_items(
                [label(identity)], limit=limit, offset=offset
            )
            return list(found["items"])

        items = await every(page)
        for item in items:
            await self._client.store.delete_item(item["namespace"], item["key"])
        return len(items)

    async def _assistants(self, identity: str) -> int:
        listed = await every(
            self._client.assistants.search, metadata={"owner": identity}, sort_by="assistant_id"
        )
        for assistant in listed:
            await self._client.assistants.delete(assistant["assistant_id"])
        return len(listed)


def _owner(row: Any) -> str | None:
    return (row.get("metadata") or {}).get("owner")


async def _end_runs(server: LangGraphClient, thread_id: str) -> int:
    """Cancel the thread's runs and wait until none writes any more; return how many it has."""
    runs = await every(lambda **page: server.runs.list(thread_id, **page))
    for run in runs:
        if run["status"] in ("pending", "running"):
            try:
                await server.runs.cancel(thread_id, run["run_id"], wait=True)
            except NotFoundError:
                continue  # it has just ended
    # A cancelled run counts as ended before its worker has written its last checkpoint.
    names = tuple(f"run-{run['run_id']}-" for run in runs)
    if working := [task for task in asyncio.all_tasks() if task.get_name().startswith(names)]:
        await asyncio.wait(working)
    return len(runs)
