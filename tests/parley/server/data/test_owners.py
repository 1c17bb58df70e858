"""Whose the threads of a database are."""

from pathlib import Path
from typing import Any

from langgraph.checkpoint.base import empty_checkpoint
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from parley.server import sqlite
from parley.server.data.owners import threads_of


async def put(saver: AsyncSqliteSaver, thread_id: str, owner: str | None) -> None:
    config: Any = {"configurable": {"thread_id": thread_id, "checkpoint_ns": ""}}
    metadata: Any = {"source": "loop", "step": 0, "parents": {}} | (
        {"owner": owner} if owner else {}
    )
    await saver.aput(config, empty_checkpoint(), metadata, {})


async def test_the_newest_step_decides(tmp_path: Path) -> None:
    async with sqlite.connect(tmp_path / "a.sqlite") as connection:
        saver = AsyncSqliteSaver(connection)
        assert await threads_of("ann", saver) == set()
        for thread, owner in [("1", "ann"), ("2", "bob"), ("3", None), ("4", "bob"), ("4", "ann")]:
            await put(saver, thread, owner)
        assert await threads_of("ann", saver) == {"1", "4"}
        assert await threads_of("ann' OR 1=1 --", saver) == set()
