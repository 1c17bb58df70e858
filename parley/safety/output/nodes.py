"""What graphs say by themselves: every node's result, and every event it writes, is rewritten.

Models' answers are clean when a node gets them. What it takes from documents, the web, tools or a
reviewer is not, and may be in anything that it makes: messages, drafts, sources, events.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import var_child_runnable_config
from langgraph.types import Command, Overwrite, Send

from parley.safety.output.clean import clean as clean_value
from parley.safety.output.events import Events
from parley.safety.pii import beside
from parley.settings import settings

# LangGraph keeps the run there, which it hands to a node as `runtime`.
_RUNTIME = "__pregel_runtime"


class CleanNode(Runnable[Any, Any]):
    """A node whose result and whose events are as they may go out."""

    def __init__(self, node: Runnable[Any, Any]) -> None:
        self.node = node

    def invoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        with _clean_events(config) as (clean, _):
            return cleaned(self.node.invoke(input, clean, **kwargs))

    async def ainvoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        with _clean_events(config) as (clean, events):
            try:
                result = await self.node.ainvoke(input, clean, **kwargs)
            finally:
                if events:
                    await events.written()
        return await beside(lambda: cleaned(result))


def cleaned(result: Any) -> Any:
    """Return what a node returned, as it may go out."""
    if not settings().output_safety:
        return result
    match result:
        case Command():
            return replace(result, update=cleaned(result.update), goto=cleaned(result.goto))
        case Send():
            return Send(result.node, cleaned(result.arg))
        case Overwrite():
            return Overwrite(cleaned(result.value))
        case dict():
            return {name: cleaned(value) for name, value in result.items()}
        case list() | tuple():
            return type(result)(cleaned(item) for item in result)
    return clean_value(result)


@contextmanager
def _clean_events(
    config: RunnableConfig | None,
) -> Iterator[tuple[RunnableConfig | None, Events | None]]:
    configurable: dict[str, Any] = config.get("configurable", {}) if config else {}
    runtime = configurable.get(_RUNTIME)
    if config is None or runtime is None:
        yield config, None
        return
    events = Events(runtime.stream_writer, cleaned)
    clean_runtime = runtime.override(stream_writer=events)
    clean: RunnableConfig = {**config, "configurable": {**configurable, _RUNTIME: clean_runtime}}
    # For `get_stream_writer`, which asks for the config of whatever runs now.
    token = var_child_runnable_config.set(clean)
    try:
        yield clean, events
    finally:
        var_child_runnable_config.reset(token)
