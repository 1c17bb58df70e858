"""The way into a graph: its input is rewritten before anything of it is stored, in-process too.

LangGraph keeps a run's input in a channel of its own, which is in the first checkpoint, before any
node has run. Here that channel takes the input as the policy wants it.
"""

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import HumanMessage, convert_to_messages
from langgraph import graph as langgraph
from langgraph.channels import EphemeralValue
from langgraph.constants import START
from langgraph.typing import ContextT, InputT, OutputT, StateT

from parley.safety import injection
from parley.safety.characters import plain
from parley.safety.output.nodes import CleanNode
from parley.safety.pii import configured
from parley.safety.pii.counted import count
from parley.safety.pii.tree import Tree

# Where a message says what was noticed about it. Providers are sent nothing of it.
SIGNALS = "injection_signals"


class Entrance(EphemeralValue[Any]):
    """The input of a run, cleaned as it comes in."""

    def update(self, values: Sequence[Any]) -> bool:
        return super().update([cleaned(value) for value in values])


class StateGraph(langgraph.StateGraph[StateT, ContextT, InputT, OutputT]):
    """LangGraph's, with an `Entrance` and nodes that say nothing raw, however it is compiled."""

    def compile(self, *args: Any, **options: Any) -> Any:
        compiled = super().compile(*args, **options)
        compiled.channels[START] = Entrance(self.input_schema)
        for name, node in compiled.nodes.items():
            if name != START:
                node.bound = CleanNode(node.bound)
        return compiled


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
    found = injection.noted(message.text, "message")
    if not found and others == message.additional_kwargs:
        return given
    kwargs = {**others, SIGNALS: found} if found else others
    return message.model_copy(update={"additional_kwargs": kwargs})
