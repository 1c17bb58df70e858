"""safety_added_ms_p50: what a turn of chat takes longer because of all that makes it safe."""

import time
from typing import Any

from langchain_core.runnables import Runnable
from langgraph.graph import StateGraph

from bench.configured import configured
from bench.figure import Figure, added
from bench.interleave import interleaved
from graphs.chat.graph import builder
from parley.settings import Settings
from tests.provider import Provider

_N = 200
_QUESTION = (
    "We arrive in Lisbon on 2026-04-12 at 10:30 and have a week. We like museums, food and long "
    "walks by the river. What should we see first, and where do we book? Mail ann@example.com."
)
# Off, as far as a setting can turn it off; the graph is compiled as LangGraph does it.
_OFF = {"pii_policy": {}, "output_safety": False}


async def measure() -> dict[str, Figure]:
    """Take turns of chat in-process, with a provider that answers at once."""
    bare: Any = StateGraph.compile(builder, name="chat")
    safe = builder.compile(name="chat")
    off = {name: value for name, value in _OFF.items() if name in Settings.model_fields}
    with Provider() as provider, configured(openai_base_url=provider.url):

        async def ours() -> float:
            return await _turn(safe)

        async def theirs() -> float:
            with configured(**off):
                return await _turn(bare)

        with_it, without = await interleaved(_N, ours, theirs)
    baseline = f"the same turn with all of it off, next to each of ours, {_N} times"
    return {"safety_added_ms_p50": added(with_it, without, baseline, "ms")}


FIGURES = {"safety_added_ms_p50": measure}


async def _turn(graph: Runnable[Any, Any]) -> float:
    began = time.perf_counter()
    await graph.ainvoke({"messages": [{"role": "user", "content": _QUESTION}]})
    return (time.perf_counter() - began) * 1000
