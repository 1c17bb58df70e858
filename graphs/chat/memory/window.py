"""Where the part of a conversation begins that the model sees.

The beginning moves in steps and not with each turn: it stays until the window is full, and then
half of the window goes. In between, each prompt begins with the whole prompt before it, which is
what a provider keeps and sells cheaper.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from langchain_core.messages import BaseMessage, HumanMessage

from graphs.chat.memory.tokens import tokens


class Start(TypedDict):
    """The first message of the window. Kept in the state, where a fork finds its own."""

    index: int
    id: str | None


@dataclass(frozen=True)
class Limit:
    """How much a window holds: tokens, and turns where they are bounded too."""

    tokens: int
    turns: int | None = None

    @property
    def half(self) -> "Limit":
        return Limit(self.tokens // 2, self.turns and max(1, self.turns // 2))


def start_of(messages: Sequence[BaseMessage], known: Start | None, limit: Limit) -> Start:
    """Return where the window begins: where it did, or half a window from the end when it is full.

    Only what fits the window is looked at, however long the conversation is.
    """
    full = newest(messages, limit)
    half = newest(messages, limit.half)
    if known and full <= known["index"] <= half and _still(known, messages):
        return known
    index = half if full else 0
    return Start(index=index, id=messages[index].id)


def newest(messages: Sequence[BaseMessage], limit: Limit) -> int:
    """Return the index of the user's message from which on everything fits, counted from the end.

    The newest turn is always in, even where it alone is over the limit.
    """
    start, turns, total = None, 0, 0
    for index in range(len(messages) - 1, -1, -1):
        total += tokens(messages[index])
        if start is not None and total > limit.tokens:
            break
        if isinstance(messages[index], HumanMessage):
            start, turns = index, turns + 1
            if turns == limit.turns:
                break
    return start or 0


def _still(start: Start, messages: Sequence[BaseMessage]) -> bool:
    """Tell whether the message is where it was: nothing before it was removed."""
    return start["index"] < len(messages) and messages[start["index"]].id == start["id"]
