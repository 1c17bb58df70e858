"""The server's wrapper hands the question on, where it would ask for each step by itself."""

import os
import subprocess
import sys

# In a process of its own: the server's packages want their variables when they are imported.
_ASKED = """
import asyncio

from langgraph.checkpoint.memory import InMemorySaver
from parley.server.history import read_at_once
from langgraph_api._checkpointer._adapter import CheckpointerCapabilities
from langgraph_api._checkpointer._adapter import _CustomCheckpointerAdapter as Wrapper


class Saver(InMemorySaver):
    async def aget_delta_channel_history(self, *, config, channels):
        return {channel: {"writes": [("task", channel, "at once")]} for channel in channels}


wrapper = Wrapper(Saver(), CheckpointerCapabilities.from_type(Saver))
ask = lambda: asyncio.run(
    wrapper.aget_delta_channel_history(
        config={"configurable": {"thread_id": "1", "checkpoint_ns": ""}}, channels=["messages"]
    )
)
assert ask() == {"messages": {"writes": []}}, "it asks by itself: nothing has to be done"
read_at_once()
assert ask() == {"messages": {"writes": [("task", "messages", "at once")]}}
"""


def test_the_wrapper_asks_the_checkpointer() -> None:
    environment = {
        **os.environ,
        "LANGGRAPH_RUNTIME_EDITION": "inmem",
        "DATABASE_URI": ":memory:",
        "REDIS_URI": "fake",
    }
    done = subprocess.run(
        [sys.executable, "-c", _ASKED], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
