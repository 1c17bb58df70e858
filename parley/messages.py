"""The `messages` channel of every graph.

A DeltaChannel stores each turn's new messages and not the whole list again: 200 turns of 1 KB
take megabytes less. It rebuilds the list by replaying every write, so one write that can't be read
would break its thread for good. Here such a write becomes a placeholder that `admit` refuses.
"""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from langchain_core.messages import AnyMessage, BaseMessage, HumanMessage, convert_to_messages
from langgraph.channels import DeltaChannel
from langgraph.checkpoint.base import PendingWrite
from langgraph.graph.message import _messages_delta_reducer
from langgraph.types import Overwrite

UNREADABLE = "unreadable"


class Named(list[AnyMessage]):
    """Messages of which the first are known by name, as whoever stores them found out anyway.

    To tell whether thousands of messages are those of yesterday, their names are enough.

    Attributes:
        names: of the first `size` messages, of the next ones, and so on. Equal names mean equal
            messages.
        size: for how many messages a name stands.
    """

    def __init__(
        self, messages: Iterable[AnyMessage] = (), names: Sequence[bytes] = (), size: int = 1
    ) -> None:
        super().__init__(messages)
        self.names = names
        self.size = size


class MessagesChannel(DeltaChannel[list[AnyMessage]]):
    """A DeltaChannel that no input can make unreadable."""

    def update(self, values: Sequence[Any]) -> bool:
        before = self.value
        changed = super().update([_readable(value) for value in values])
        self.value = _named(before, self.value)
        return changed

    def replay_writes(self, writes: Sequence[PendingWrite]) -> None:
        before = self.value
        super().replay_writes([(task, key, _readable(value)) for task, key, value in writes])
        self.value = _named(before, self.value)


def _named(before: Any, after: Any) -> Any:
    """Return the list with the names that still hold: of what no write has changed."""
    if not isinstance(before, Named) or before is after or not isinstance(after, list):
        return after
    pairs = enumerate(zip(before, after, strict=False))
    # By identity: the reducer hands on what it leaves alone.
    same = next((n for n, (a, b) in pairs if a is not b), min(len(before), len(after)))
    return Named(after, before.names[: same // before.size], before.size)


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
