"""LangGraph's classes for SQLite on a thread: they say the same, and the loop never waits."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from blockbuster import blockbuster_ctx
from langgraph.checkpoint.base import CheckpointTuple, empty_checkpoint
from langgraph.checkpoint.base.id import uuid6

from parley.server import sqlite
from parley.server.sqlite import ThreadedSaver, ThreadedStore
from parley.storage.sqlite import connect

THREAD: Any = {"configurable": {"thread_id": "one", "checkpoint_ns": ""}}


@pytest.fixture
async def saver(tmp_path: Path) -> AsyncIterator[ThreadedSaver]:
    async with connect(tmp_path / "threads.sqlite") as opened:
        yield ThreadedSaver(opened)


async def put(saver: ThreadedSaver, step: int) -> None:
    checkpoint = empty_checkpoint() | {"id": str(uuid6())}
    await saver.aput(THREAD, checkpoint, {"source": "loop", "step": step}, {})  # type: ignore[arg-type]


def steps(found: list[CheckpointTuple]) -> list[int]:
    return [each.metadata["step"] for each in found]


@pytest.mark.parametrize("limit", [None, 0, 1, 2, 3, 4, 5, 6])
async def test_pages_are_one_list(
    saver: ThreadedSaver, limit: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_PAGE", 2)
    for step in range(5):
        await put(saver, step)
    listed = [each async for each in saver.alist(THREAD, limit=limit)]
    assert steps(listed) == [4, 3, 2, 1, 0][:limit]


async def test_a_list_may_begin_anywhere(saver: ThreadedSaver) -> None:
    for step in range(3):
        await put(saver, step)
    newest = await saver.aget_tuple(THREAD)
    assert newest is not None
    assert steps([each async for each in saver.alist(THREAD, before=newest.config)]) == [1, 0]


async def test_others_may_write_while_a_list_is_read(saver: ThreadedSaver) -> None:
    for step in range(3):
        await put(saver, step)
    found = []
    async for each in saver.alist(THREAD):
        await put(saver, 9)
        found.append(each)
    assert steps(found) == [2, 1, 0]


async def test_no_disk_is_waited_for_on_the_loop(saver: ThreadedSaver, tmp_path: Path) -> None:
    async with connect(tmp_path / "memories.sqlite", isolation_level=None) as opened:
        store = ThreadedStore(opened)
        with blockbuster_ctx():
            await put(saver, 0)
            newest = await saver.aget_tuple(THREAD)
            assert newest is not None
            await saver.aput_writes(newest.config, [("messages", "x")], "task")
            await store.aput(("memories",), "a", {"text": "x"})
            [found] = await store.asearch(("memories",))
            history = await saver.aget_delta_channel_history(config=THREAD, channels=["messages"])
            await saver.adelete_thread("one")
    assert found.value == {"text": "x"}
    assert history == {"messages": {"writes": []}}
    assert await saver.aget_tuple(THREAD) is None
