"""`langgraph dev` reads what leads to a thread's newest step at once, not step by step.

The messages of a thread are those of its last copy and what was written since, in up to two hundred
steps. The server wraps a checkpointer in one of its own, which passes on all but this question, and
answers it by asking for step after step: five times as slow.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import DeltaChannelHistory


def read_at_once() -> None:
    """Make the wrapper pass the question on. Called once, before anything is served."""
    from langgraph_api._checkpointer._adapter import (  # type: ignore[import-untyped]
        _CustomCheckpointerAdapter,
    )

    _CustomCheckpointerAdapter.aget_delta_channel_history = _ask


async def _ask(
    wrapper: Any, *, config: RunnableConfig, channels: Sequence[str]
) -> Mapping[str, DeltaChannelHistory]:
    found: Mapping[str, DeltaChannelHistory] = await wrapper._inner.aget_delta_channel_history(
        config=config, channels=channels
    )
    return found
