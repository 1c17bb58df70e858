"""The way into a graph: its input is rewritten before anything of it is stored, in-process too.

LangGraph keeps a run's input in the first checkpoint, before any node has run, and shows it to
tracers; so a node can't be the place. Here whatever comes in, a resume and an update of state too,
is rewritten before LangGraph has it.
"""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from langchain_core.messages import HumanMessage, convert_to_messages
from langchain_core.runnables import RunnableConfig
from langgraph import graph as langgraph
from langgraph.constants import START
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command, StateUpdate
from langgraph.typing import ContextT, InputT, OutputT, StateT

from parley.safety import injection
from parley.safety.characters import plain
from parley.safety.output.nodes import CleanNode
from parley.safety.pii import beside, configured
from parley.safety.pii.counted import count
from parley.safety.pii.tree import Tree

# Where a message says what was noticed about it. Providers are sent nothing of it.
SIGNALS = "injection_signals"


class StateGraph(langgraph.StateGraph[StateT, ContextT, InputT, OutputT]):
    """LangGraph's, whose graphs take nothing raw and say nothing raw, however they are compiled."""

    _known_as: str | None = None

    def compile(self, *args: Any, name: str | None = None, **options: Any) -> Any:
        # Compiled again, for a checkpointer of one's own, it is the same graph to whoever measures.
        self._known_as = name or self._known_as
        compiled = super().compile(*args, name=self._known_as, **options)
        for name, node in compiled.nodes.items():
            if name != START:
                node.bound = CleanNode(node.bound)
        compiled.__class__ = Guarded  # LangGraph names its own class when it compiles
        return compiled


class Guarded(CompiledStateGraph[Any, Any, Any, Any]):
    """LangGraph's, with all that comes in cleaned; every other way in leads to these."""

    def stream(self, input: Any, *args: Any, **options: Any) -> Any:
        if any(_needs_a_loop(node.bound) for node in self.nodes.values()):
            raise TypeError(
                f"The graph {self.get_name()} runs on an event loop only: use "
                "`await graph.ainvoke(...)` or `graph.astream(...)`."
            )
        return super().stream(_arrived(input), *args, **options)

    async def astream(self, input: Any, *args: Any, **options: Any) -> Any:
        clean = await beside(lambda: _arrived(input))
        parts: Any = super().astream(clean, *args, **options)
        async with aclosing(parts):
            async for part in parts:
                yield part

    def astream_events(self, input: Any, *args: Any, version: str = "v2", **options: Any) -> Any:
        # Its first event shows the input as it was given, whatever `astream` makes of it.
        if version == "v3":  # an object to ask for its streams
            return self._events_v3(input, *args, **options)
        return self._events(input, *args, version=version, **options)

    async def _events(self, input: Any, *args: Any, **options: Any) -> Any:
        clean = await beside(lambda: _arrived(input))
        async with aclosing(super().astream_events(clean, *args, **options)) as events:
            async for event in events:
                yield event

    async def _events_v3(self, input: Any, *args: Any, **options: Any) -> Any:
        clean = await beside(lambda: _arrived(input))
        return await super().astream_events(clean, *args, version="v3", **options)

    def bulk_update_state(
        self, config: RunnableConfig, supersteps: Sequence[Sequence[StateUpdate]]
    ) -> RunnableConfig:
        return super().bulk_update_state(config, _updated(supersteps))

    async def abulk_update_state(
        self, config: RunnableConfig, supersteps: Sequence[Sequence[StateUpdate]]
    ) -> RunnableConfig:
        clean = await beside(lambda: _updated(supersteps))
        return await super().abulk_update_state(config, clean)


def _needs_a_loop(node: Any) -> bool:
    return isinstance(node, CleanNode) and getattr(node.node, "func", True) is None


def _arrived(given: Any) -> Any:
    if not isinstance(given, Command):
        return cleaned(given)
    return replace(given, resume=cleaned(given.resume), update=cleaned(given.update))


def _updated(supersteps: Sequence[Sequence[StateUpdate]]) -> list[list[StateUpdate]]:
    return [[u._replace(values=cleaned(u.values)) for u in step] for step in supersteps]


def cleaned(value: Any) -> Any:
    """Return an input without what may not come in, its messages with what was noticed of them.

    Raises:
        PiiRefusedError: it holds what the policy refuses.
    """
    policy = configured()
    tree = Tree(policy, first=plain)
    new = tree.rewrite(value)
    count(tree.counts, policy, "input")
    if isinstance(new, dict) and (messages := new.get("messages")):
        given = messages if isinstance(messages, list) else [messages]
        return {**new, "messages": [_noted(message) for message in given]}
    return new


def _noted(given: Any) -> Any:
    """Return a user's message with the signals in it; any other, and rubbish, as it is."""
    try:
        [message] = convert_to_messages([given])
    except Exception:  # the graph's first node says what is wrong with it
        return given
    if not isinstance(message, HumanMessage):
        return given
    others = {k: v for k, v in message.additional_kwargs.items() if k != SIGNALS}
    found = injection.signals(message.text)
    if found == message.additional_kwargs.get(SIGNALS, []):
        return given  # none, or noted before
    if found:
        injection.count("message")
    kwargs = {**others, SIGNALS: found} if found else others
    return message.model_copy(update={"additional_kwargs": kwargs})
