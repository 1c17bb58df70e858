"""Puts together what the model sees of a conversation, by the assistant's strategy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from langchain_core.messages import BaseMessage, SystemMessage

from graphs.chat import prompts
from graphs.chat.memory.details import details
from graphs.chat.memory.room import CONVERSATION, check, fitted
from graphs.chat.memory.summary import Summary, true_to
from graphs.chat.memory.tokens import opening, tokens
from graphs.chat.memory.whole import whole
from graphs.chat.memory.window import Limit, Start, newest, start_of

Strategy = Literal["buffer", "window", "summary"]

# The newest of what left the window and is not summarized yet: a thread may have come far with
# another strategy.
_NOT_YET = 100


@dataclass(frozen=True)
class View:
    """A prompt, and what of it the next turn builds on.

    Attributes:
        prompt: the system prompt, then the messages, the newest last.
        start: where the part that is shown begins.
        summary: the summary that is true to this conversation.
    """

    prompt: list[BaseMessage]
    start: Start
    summary: Summary | None


def view(
    messages: Sequence[BaseMessage],
    system: str,
    strategy: Strategy,
    limit: Limit,
    most: int,
    start: Start | None = None,
    summary: Summary | None = None,
) -> View:
    """Return what the model sees.

    Args:
        messages: the whole conversation; its newest turn may be in the middle of a tool loop.
        system: the system prompt.
        strategy: how the past is shown.
        limit: of a window.
        most: the tokens that any prompt for this model may have.
        start: where the window began in the turn before.
        summary: the newest one of this thread, whatever it covers.

    Raises:
        ModelError: the system prompt leaves no room for the conversation.
    """
    check(system, most)
    free = most - tokens(SystemMessage(system))
    limit = Limit(min(limit.tokens, free), limit.turns)
    told = true_to(summary, messages) if strategy == "summary" else None
    if strategy == "buffer":
        start = Start(index=(index := newest(messages, Limit(free))), id=messages[index].id)
    elif told is None:
        start = start_of(messages, start, limit)
    elif newest(messages, limit) <= told["count"]:
        start = Start(index=told["count"], id=messages[told["count"]].id)
        system += _told(told, told["details"], free - CONVERSATION)
    else:  # more left the window than is summarized: its details are shown until it is
        begin = max(told["count"], start_of(messages, start, limit)["index"])
        start = Start(index=begin, id=messages[begin].id)
        missing = messages[max(told["count"], begin - _NOT_YET) : begin]
        system += _told(told, details(told["details"], missing), free - CONVERSATION)
    first = SystemMessage(system)
    shown = fitted(whole(messages[start["index"] :]), most - tokens(first))
    return View([first, *shown], start, told)


def _told(summary: Summary, kept: Sequence[str], most: int) -> str:
    """Return what the system prompt says of a summary, in at most so many tokens."""
    told = prompts.SUMMARY.format(summary=summary["text"])
    if kept:
        told += prompts.DETAILS.format(details="\n".join(f"- {one}" for one in kept))
    return opening(told, most)
