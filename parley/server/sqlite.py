"""LangGraph's classes for SQLite that block, each call of them on the thread of its file.

Its classes for an event loop go to such a thread and back for a cursor, a statement, its rows and
its commit one by one, forty times a turn, and under load each way waits until the other lets go.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    DeltaChannelHistory,
)
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.store.base import Op, Result
from langgraph.store.sqlite import SqliteStore

from parley.storage.sqlite import Opened

# So many steps are listed at once: of a long thread, each may be megabytes.
_PAGE = 20


class ThreadedSaver(SqliteSaver):
    """Keeps the steps of threads. Its methods that block are for the file's own thread.

    Attributes:
        file: where they are.
    """

    def __init__(self, file: Opened) -> None:
        super().__init__(file.connection)
        self.file = file

    async def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return what a query finds."""

        def found() -> list[tuple[Any, ...]]:
            with self.cursor(transaction=False) as cursor:
                return cursor.execute(query, values).fetchall()

        return await self.file.do(found)

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        return await self.file.do(partial(self.get_tuple, config))

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        def listed(before: RunnableConfig | None, size: int) -> list[CheckpointTuple]:
            return list(self.list(config, filter=filter, before=before, limit=size))

        while limit is None or limit > 0:
            size = _PAGE if limit is None else min(limit, _PAGE)
            page = await self.file.do(partial(listed, before, size))
            for found in page:
                yield found
            if len(page) < size:
                return
            before = page[-1].config  # steps are listed by their ids, newest first
            limit = None if limit is None else limit - size

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        return await self.file.do(partial(self.put, config, checkpoint, metadata, new_versions))

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        await self.file.do(partial(self.put_writes, config, writes, task_id, task_path))

    async def adelete_thread(self, thread_id: str) -> None:
        await self.file.do(partial(self.delete_thread, thread_id))

    async def aget_delta_channel_history(
        self, *, config: RunnableConfig, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        return await self.file.do(
            partial(self.get_delta_channel_history, config=config, channels=channels)
        )


class ThreadedStore(SqliteStore):
    """Keeps memories. Every method of a store for an event loop ends in `abatch`."""

    def __init__(self, file: Opened) -> None:
        super().__init__(file.connection)
        self._file = file

    async def abatch(self, ops: Iterable[Op]) -> list[Result]:
        return await self._file.do(partial(self.batch, list(ops)))
