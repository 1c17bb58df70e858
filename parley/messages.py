"""The `messages` channel of every graph.

A DeltaChannel stores each turn's new messages and not the whole list again: 200 turns of 1 KB
take megabytes less. It rebuilds the list by replaying every write, so one write that can't be read
would break its thread for good. Here such a write becomes a placeholder that `admit` refuses.
"""

from collections.abc import Sequence
from typing import Annotated, Any

from langchain_core.messages import AnyMessage, BaseMessage, HumanMessage, convert_to_messages
from langgraph.channels import DeltaChannel
from langgraph.checkpoint.base import PendingWrite
from langgraph.graph.message import _messages_delta_reducer
from langgraph.types import Overwrite

UNREADABLE = "unreadable"


class MessagesChannel(DeltaChannel[list[AnyMessage]]):
    """A DeltaChannel that no input can make unreadable."""

    def update(self, values: Sequence[Any]) -> bool:
        return super().update([_readable(value) for value in values])

    def replay_writes(self, writes: Sequence[PendingWrite]) -> None:
        super().replay_writes([(task, key, _readable(value)) for task, key, value in writes])


def _readable(write: Any) -> Any:
    if isinstance(write, Overwrite):
        return write
    return [_message(item) for item in (write if isinstance(write, list) else [write])]


def _message(item: Any) -> BaseMessage:
    if isinstance(item, BaseMessage):
        return item
    try:
        return convert_to_messages([item])[0]
    except Exception:
        # One fixed id, because a replay must build the very same message again.
        return HumanMessage("", id=UNREADABLE)


# The reducer is LangGraph's own, by identity: with it, messages get lasting ids when written.
Messages = Annotated[list[AnyMessage], MessagesChannel(_messages_delta_reducer)]
