"""Put back what the development server forgets when it is killed.

Its list of threads and runs is a pickle written every ten seconds, while every step of a thread
is in our database before the run ends. So at each start the database decides: a thread missing
from the list is listed again, one that moved on is brought up to date, and a run that another
one overtook is not run a second time. No client needs a step of its own.
"""

import asyncio
from datetime import datetime
from typing import Any

import structlog
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph_sdk.client import LangGraphClient
from langgraph_sdk.schema import ThreadState

from parley.server.data.listing import every
from parley.server.in_process import client
from parley.server.latest import latest_checkpoints, written_at
from parley.server.sqlite import ThreadedSaver

log = structlog.get_logger(__name__)

# What a checkpoint's metadata knows of its thread. `owner` is what the auth handler sets;
# `assistant_id` may not be set from outside and comes back with the next run.
_OF_THE_THREAD = ("graph_id", "owner")
# A kill loses the threads of ten seconds; with the whole list lost, the start must not wait for it.
_BEFORE_START = 100
_PAGE = 1000


class Recovery:
    """The threads that the server's list lacks, or shows as they no longer are."""

    def __init__(self, saver: AsyncPostgresSaver | ThreadedSaver) -> None:
        self._saver = saver
        self._client = client()  # no request's, so past authentication
        self._outdated: dict[str, datetime | None] = {}
        self._lock = asyncio.Lock()

    async def start(self) -> None:
        """Find what is outdated and recover the newest; `finish` does the rest.

        Call it while no run begins: those that are not to be run again are cancelled here.
        """
        listed = await _listed(self._client)
        newest = await latest_checkpoints(self._saver)
        for thread_id, checkpoint_id in newest.items():
            updated = listed.get(thread_id)
            if updated is None or updated < written_at(checkpoint_id):
                self._outdated[thread_id] = updated
        if self._outdated:
            await log.ainfo("Recovering threads from the database", count=len(self._outdated))
        # The listed ones come first, and all of them: theirs are the runs that begin again.
        order = sorted(self._outdated, key=lambda t: (t in listed, newest[t]), reverse=True)
        self._outdated = {thread_id: self._outdated[thread_id] for thread_id in order}
        with_runs = sum(thread_id in listed for thread_id in order)
        for thread_id in order[: max(_BEFORE_START, with_runs)]:
            await self.ensure(thread_id)

    async def finish(self) -> None:
        """Recover all that is left, newest first."""
        for thread_id in list(self._outdated):
            await self.ensure(thread_id)

    async def ensure(self, thread_id: str) -> None:
        """Recover this thread unless that is done or was never needed."""
        if thread_id in self._outdated:
            async with self._lock:
                if thread_id in self._outdated:
                    listed = self._outdated[thread_id] is not None
                    try:
                        await self._recover(thread_id, listed=listed)
                    except Exception:  # one thread, of a deleted graph perhaps, must not stop all
                        await log.aexception("Could not recover", thread_id=thread_id)
                    del self._outdated[thread_id]

    async def _recover(self, thread_id: str, *, listed: bool) -> None:
        newest = await self._saver.aget_tuple({"configurable": {"thread_id": thread_id}})
        metadata: dict[str, Any] = dict(newest.metadata) if newest else {}
        if "graph_id" not in metadata:
            return  # made in-process, not through this server
        kept = {key: metadata[key] for key in _OF_THE_THREAD if key in metadata}
        if listed:  # perhaps from before its first run, and then of no graph
            await self._client.threads.update(thread_id, metadata=kept)
        else:
            await self._client.threads.create(
                thread_id=thread_id, metadata=kept, if_exists="do_nothing"
            )
        state = await self._client.threads.get_state(thread_id)
        if listed:
            await self._drop_finished(thread_id, metadata.get("run_id"), state)
        await _refresh(thread_id, state)

    async def _drop_finished(
        self, thread_id: str, newest_run: str | None, state: ThreadState
    ) -> None:
        """Keep a run from beginning again that came to its end, or that another one overtook.

        The server retries each run its list shows as unfinished. When the newest checkpoint is
        that run's own and not its last, it goes on from there. Of an overtaken one the message
        would come in twice.
        """
        for run in await self._client.runs.list(thread_id, status="pending", limit=_PAGE):
            if run["run_id"] == newest_run:
                if not state["next"] or any(task["interrupts"] for task in state["tasks"]):
                    await _end(newest_run)
                continue
            began = self._saver.alist(
                {"configurable": {"thread_id": thread_id}},
                filter={"run_id": run["run_id"]},
                limit=1,
            )
            if [checkpoint async for checkpoint in began]:
                await self._client.runs.cancel(thread_id, run["run_id"])


async def _refresh(thread_id: str, state: ThreadState) -> None:
    """Bring status, values and interrupts of the listed thread up to its newest checkpoint.

    No public route does this without writing a checkpoint, which would drop the question of
    a paused approval. So this calls what `POST /threads/{id}/state` itself ends with.
    """
    # Exists in a served process only.
    from langgraph_runtime.database import connect  # type: ignore[import-untyped]
    from langgraph_runtime.ops import Threads  # type: ignore[import-untyped]

    async with connect() as connection:
        await Threads.set_status(connection, thread_id, state, None)


async def _end(run_id: str) -> None:
    """Tell the server's list that the run came to its end; no public route does."""
    from langgraph_runtime.database import connect
    from langgraph_runtime.ops import Runs

    async with connect() as connection:
        await Runs.set_status(connection, run_id, "success")


async def _listed(client: LangGraphClient) -> dict[str, datetime]:
    """Return when each thread that the server lists last changed."""
    rows = await every(
        client.threads.search, select=["thread_id", "updated_at"], sort_by="thread_id"
    )
    return {row["thread_id"]: datetime.fromisoformat(str(row["updated_at"])) for row in rows}
