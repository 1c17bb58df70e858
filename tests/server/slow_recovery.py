"""`graphs.chat`, in a server whose database takes its time to say what is newest."""

import asyncio
from typing import Any

from graphs.chat.graph import graph
from parley.server import recovery

__all__ = ["graph"]

_latest = recovery.latest_checkpoints


async def _slowly(saver: Any) -> dict[str, str]:
    await asyncio.sleep(3)
    return await _latest(saver)


recovery.latest_checkpoints = _slowly
