"""`graphs.approval`, in a server that ends as by `kill -9` at the step that `kill-at` names.

Served in place of the graph itself. Each step is wrapped where it is called: `before` it, nothing
of it has happened; `after` it, all of it has, and whoever called it does not know yet.
"""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from graphs.approval.graph import graph
from graphs.approval.targets import file
from graphs.approval.targets.file import File
from graphs.approval.targets.webhook import Webhook
from parley.approvals import ledger, requests
from parley.server.ownership import SqliteSaver

__all__ = ["graph"]

_FILE = Path("kill-at")
_LIST = Path(".langgraph_api/.langgraph_ops.pckl")
_PUBLISHED = ("status", "published")


def _here(point: str) -> None:
    try:
        armed = _FILE.read_text()
    except FileNotFoundError:
        return
    if armed == f"{point}, listed":
        # With the run at work in the server's own list, which it writes now and then.
        before = _LIST.stat().st_mtime_ns if _LIST.exists() else 0
        while not _LIST.exists() or _LIST.stat().st_mtime_ns == before:
            time.sleep(0.01)
    if armed.startswith(point):
        os.killpg(os.getpgrp(), signal.SIGKILL)


def _watch(owner: Any, name: str, step: str) -> None:
    real: Callable[..., Awaitable[Any]] = getattr(owner, name)

    async def watched(*args: Any, **kwargs: Any) -> Any:
        await asyncio.to_thread(_here, f"before {step}")
        result = await real(*args, **kwargs)
        await asyncio.to_thread(_here, f"after {step}")
        return result

    setattr(owner, name, watched)


def _watch_the_name_of_the_file() -> None:
    real = file._appear

    def watched(part: Path, path: Path) -> None:
        _here("before its name")
        real(part, path)
        _here("after its name")

    file._appear = watched


def _watch_checkpoints() -> None:
    put, put_writes = SqliteSaver.aput, SqliteSaver.aput_writes

    async def aput(self: SqliteSaver, config: Any, checkpoint: Any, *rest: Any) -> Any:
        published = checkpoint["channel_values"].get("status") == "published"
        if published:
            await asyncio.to_thread(_here, "before the checkpoint")
        result = await put(self, config, checkpoint, *rest)
        if published:
            await asyncio.to_thread(_here, "after the checkpoint")
        return result

    async def aput_writes(
        self: SqliteSaver, config: Any, writes: Sequence[tuple[str, Any]], *rest: Any
    ) -> None:
        if _PUBLISHED in writes:
            await asyncio.to_thread(_here, "before the writes")
        await put_writes(self, config, writes, *rest)
        if _PUBLISHED in writes:
            await asyncio.to_thread(_here, "after the writes")

    SqliteSaver.aput = aput  # type: ignore[method-assign]
    SqliteSaver.aput_writes = aput_writes  # type: ignore[method-assign]


_watch(requests, "decide", "the decision")
_watch(ledger, "begin", "the intent")
_watch(File, "send", "the target")
_watch(Webhook, "send", "the target")
_watch(ledger, "end", "the outcome")
_watch(requests, "close", "the record")
_watch_the_name_of_the_file()
_watch_checkpoints()
