"""The newest checkpoint of each thread, and its time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from langgraph.checkpoint.base import empty_checkpoint
from langgraph.checkpoint.base.id import uuid6

from parley.server.latest import latest_checkpoints, written_at
from parley.server.sqlite import ThreadedSaver
from parley.storage import sqlite


async def put(saver: ThreadedSaver, thread_id: str, namespace: str = "") -> str:
    config: Any = {"configurable": {"thread_id": thread_id, "checkpoint_ns": namespace}}
    checkpoint = empty_checkpoint()
    await saver.aput(config, checkpoint, {"source": "loop", "step": 0, "parents": {}}, {})
    return checkpoint["id"]


async def test_the_newest_of_each_thread_without_subgraphs(tmp_path: Path) -> None:
    async with sqlite.connect(tmp_path / "a.sqlite") as opened:
        saver = ThreadedSaver(opened)
        assert await latest_checkpoints(saver) == {}
        await put(saver, "one")
        one, two = await put(saver, "one"), await put(saver, "two")
        await put(saver, "one", namespace="inner")
        assert await latest_checkpoints(saver) == {"one": one, "two": two}


def test_an_id_tells_its_time() -> None:
    assert abs(written_at(str(uuid6())) - datetime.now(UTC)) < timedelta(seconds=5)
