"""What may come in: every graph's first node holds the new messages against these rules.

A refused message is removed from the thread in one step and the run fails in the next, so that
the thread stays usable and no later turn carries the message along.
"""

import re
from collections.abc import Collection, Sequence
from functools import partial
from itertools import takewhile
from typing import Any, NoReturn, Protocol, TypedDict

from langchain_core.messages import (
    AIMessage,
    AnyMessage,
    BaseMessage,
    HumanMessage,
    RemoveMessage,
    convert_to_messages,
)
from langgraph.types import Command, Send

from parley.messages import UNREADABLE, Messages
from parley.safety.entrance import cleaned
from parley.safety.moderation.input import unwelcome
from parley.safety.pii import PiiRefusedError, beside

# About 6,000 tokens of English: more than a question needs, less than the smallest context.
MAX_CHARACTERS = 24_000

FORM = '{"messages": [{"role": "user", "content": "..."}]}'

# Every control character but tab, line feed and carriage return.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


# LangChain's names for them, and everyone's.
_ROLES = {"human": "user", "ai": "assistant", "system": "system", "tool": "tool"}


class Conversation(TypedDict):
    """What the first node reads of any graph's state."""

    messages: Messages


class Refusal(TypedDict):
    """What the first node hands to `refuse`."""

    reason: str


class FirstNode(Protocol):
    """The node that `admit` makes."""

    async def __call__(self, state: Conversation) -> Command[Any]: ...


class InputError(ValueError):
    """One sentence for the user: why their input was refused and what to send instead."""


def problem(message: BaseMessage) -> str | None:
    """Say what is wrong with one message, or None when it may come in."""
    if message.id == UNREADABLE:
        return f"The messages can't be read: send {FORM}."
    if not message.content:
        return "The message is empty: write what you want to know."
    text = message.text
    if len(text) > MAX_CHARACTERS:
        return (
            f"The message has {len(text):,} characters and at most {MAX_CHARACTERS:,} are taken: "
            "shorten it or send it in parts."
        )
    if _CONTROL.search(text):
        return "The message contains control characters: send plain text."
    return None


def problem_in(raw: Any, roles: Collection[str] = tuple(_ROLES.values())) -> str | None:
    """Say what is wrong with `messages` as a client sent them, before anything is stored.

    Args:
        raw: whatever was sent.
        roles: whose messages may be sent: user, assistant, system, tool.
    """
    try:
        messages = convert_to_messages(raw if isinstance(raw, list) else [raw])
    except Exception:  # whatever a message's constructor says of rubbish, a user can't use it
        return f"The messages can't be read: send {FORM}."
    if not messages:
        return f"No message came in: send {FORM}."
    for message in messages:
        if reason := problem(message):
            return reason
        if (role := _ROLES.get(message.type, message.type)) not in roles:
            return (
                f"Messages with the role {role} are not taken here: send the user's own. Whoever "
                "runs this server can allow others with PARLEY_INPUT_ROLES."
            )
    return None


def unanswered(messages: Sequence[AnyMessage]) -> list[AnyMessage]:
    """Return what came in since the last answer, oldest first."""
    newest_first = takewhile(lambda m: not isinstance(m, AIMessage), reversed(messages))
    return list(newest_first)[::-1]


def admit(then: str) -> FirstNode:
    """Make a graph's first node: on to `then`, or to `refuse` when the input is refused."""

    async def admit(state: Conversation) -> Command[Any]:
        new = unanswered(state["messages"])
        if not new or not isinstance(new[-1], HumanMessage):
            return _refuse(f"The last message must come from the user: send {FORM}.", [])
        bad = {m.id: reason for m in new if (reason := problem(m))}
        if bad:
            return _refuse(next(iter(bad.values())), [RemoveMessage(str(i)) for i in bad])
        # What was written into the state from outside of a run has not come by the entrance.
        clean: list[AnyMessage] = []
        for message in new:
            try:
                clean.append(await beside(partial(cleaned, message)))
            except PiiRefusedError as error:
                return _refuse(str(error), [RemoveMessage(str(message.id))])
        if reason := await unwelcome([message.text for message in clean]):
            return _refuse(reason, [RemoveMessage(str(new[-1].id))])
        changed = [new_ for new_, old in zip(clean, new, strict=True) if new_ is not old]
        return Command(update={"messages": changed} if changed else None, goto=then)

    return admit


def _refuse(reason: str, remove: list[RemoveMessage]) -> Command[Any]:
    return Command(update={"messages": remove}, goto=Send("refuse", Refusal(reason=reason)))


async def refuse(state: Refusal) -> NoReturn:
    """End the run with the reason.

    Raises:
        InputError: always.
    """
    raise InputError(state["reason"])
