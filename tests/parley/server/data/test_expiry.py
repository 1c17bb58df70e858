"""Which threads have expired, and that one which can't be deleted keeps no other."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.base import empty_checkpoint

from parley.server.data.expiry import delete_expired
from parley.server.latest import latest_checkpoints
from parley.server.sqlite import ThreadedSaver
from parley.storage import sqlite

WEEK = timedelta(days=7)
NOW = datetime.now(UTC)
OLD = NOW - timedelta(days=8)
YOUNG = NOW - timedelta(days=6)


class Listed:
    """The part of the server's client that is asked; deleting takes the checkpoints along."""

    def __init__(self, saver: ThreadedSaver) -> None:
        self.rows: dict[str, dict[str, Any]] = {}
        self.broken: set[str] = set()
        self.touched: set[str] = set()
        self.threads = self
        self._saver = saver

    def add(self, thread_id: str, updated_at: datetime, status: str = "idle") -> None:
        self.rows[thread_id] = {
            "thread_id": thread_id,
            "updated_at": updated_at.isoformat(),
            "status": status,
        }

    async def search(self, limit: int, offset: int, **_: Any) -> list[dict[str, Any]]:
        return list(self.rows.values())[offset : offset + limit]

    async def get(self, thread_id: str) -> dict[str, Any]:
        row = self.rows[thread_id]
        return row | {"updated_at": NOW.isoformat()} if thread_id in self.touched else row

    async def delete(self, thread_id: str) -> None:
        if thread_id in self.broken:
            raise RuntimeError("the disk is full")
        del self.rows[thread_id]
        await self._saver.adelete_thread(thread_id)


@pytest.fixture
async def saver(tmp_path: Path) -> AsyncIterator[ThreadedSaver]:
    async with sqlite.connect(tmp_path / "threads.sqlite") as opened:
        yield ThreadedSaver(opened)


@pytest.fixture
def server(saver: ThreadedSaver) -> Any:
    return Listed(saver)


def checkpoint_id(at: datetime) -> str:
    """A UUIDv6 of that time."""
    ticks = int((at - datetime(1582, 10, 15, tzinfo=UTC)).total_seconds() * 10_000_000)
    digits = f"{ticks >> 12:012x}6{ticks & 0xFFF:03x}8000000000000000"
    return "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])


async def put(saver: ThreadedSaver, thread_id: str, at: datetime) -> None:
    config: Any = {"configurable": {"thread_id": thread_id, "checkpoint_ns": ""}}
    checkpoint = empty_checkpoint() | {"id": checkpoint_id(at)}
    await saver.aput(config, checkpoint, {"source": "loop", "step": 0, "parents": {}}, {})  # type: ignore[arg-type]


async def test_what_nobody_used_is_deleted_with_its_checkpoints(
    saver: ThreadedSaver, server: Any
) -> None:
    for name, at in {"old": OLD, "young": YOUNG}.items():
        server.add(name, at)
        await put(saver, name, at)
    server.add("old and empty", OLD)
    server.add("old and paused", OLD, "interrupted")
    assert await delete_expired(server, saver, WEEK) == 3
    assert list(server.rows) == ["young"]
    assert list(await latest_checkpoints(saver)) == ["young"]


async def test_one_that_a_run_works_on_stays(saver: ThreadedSaver, server: Any) -> None:
    server.add("busy", OLD, "busy")
    assert await delete_expired(server, saver, WEEK) == 0


async def test_one_that_someone_has_just_come_back_to_stays(
    saver: ThreadedSaver, server: Any
) -> None:
    server.add("old", OLD)
    server.touched.add("old")
    assert await delete_expired(server, saver, WEEK) == 0


async def test_a_recovered_thread_is_as_old_as_its_newest_checkpoint(
    saver: ThreadedSaver, server: Any
) -> None:
    server.add("recovered", NOW)
    await put(saver, "recovered", OLD)
    assert await delete_expired(server, saver, WEEK) == 1


async def test_checkpoints_of_an_unlisted_thread_expire_too(
    saver: ThreadedSaver, server: Any
) -> None:
    await put(saver, "unlisted", OLD)
    assert await delete_expired(server, saver, WEEK) == 1
    assert await latest_checkpoints(saver) == {}


async def test_one_that_cannot_be_deleted_keeps_no_other(saver: ThreadedSaver, server: Any) -> None:
    for name in ("a", "b", "c"):
        server.add(name, OLD)
    server.broken.add("b")
    # Nor does one whose age nobody can tell.
    config: Any = {"configurable": {"thread_id": "d", "checkpoint_ns": ""}}
    await saver.aput(config, empty_checkpoint() | {"id": "no uuid"}, {}, {})  # type: ignore[arg-type]
    assert await delete_expired(server, saver, WEEK) == 2
    assert list(server.rows) == ["b"]
    assert list(await latest_checkpoints(saver)) == ["d"]


async def test_a_thousand_and_more_are_all_seen(saver: ThreadedSaver, server: Any) -> None:
    for number in range(2001):
        server.add(str(number), OLD)
    assert await delete_expired(server, saver, WEEK) == 2001
