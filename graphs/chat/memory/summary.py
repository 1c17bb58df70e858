"""The running summary of what left the window, and of which messages it speaks."""

from collections.abc import Sequence
from itertools import islice
from typing import TypedDict

from langchain_core.messages import BaseMessage, HumanMessage
from xxhash import xxh3_128

from graphs.chat.memory.window import Limit, newest
from parley.messages import Named

# So many turns leave together at least: one extra call for each of them at most.
_TURNS = 10
# The summary is renewed when the conversation since fills so much of the window, and then all but
# the newest part of it leaves.
_FULL = 0.8
_KEPT = 0.25

# So many messages are digested together: as many as have one name where they are stored.
_PART = 50
# Digests of parts by their names; a part and its name take some 100 bytes.
_known: dict[bytes, bytes] = {}
_MOST_KNOWN = 100_000


class Summary(TypedDict):
    """What the model is told of the messages `[:count]`.

    Attributes:
        text: in a model's words.
        details: sentences of the user, word for word.
        count: how many messages it covers.
        digest: of the covered messages, so that one that was edited or removed is noticed.
    """

    text: str
    details: list[str]
    count: int
    digest: str


def digest(messages: Sequence[BaseMessage], count: int | None = None) -> str:
    """Return what tells the first `count` messages, all by default, from any others.

    What came from the database with names is not read again: for 10,000 messages that takes
    ten milliseconds the first time, and then a hundredth of it.
    """
    count = len(messages) if count is None else count
    names = messages.names if isinstance(messages, Named) and messages.size == _PART else ()
    told = xxh3_128()
    for number, at in enumerate(range(0, count, _PART)):
        end = min(at + _PART, count)
        name = names[number] if number < len(names) and end - at == _PART else None
        part = _known.get(name) if name else None
        if part is None:
            part = _digest(messages[at:end])
            if name:
                if len(_known) >= _MOST_KNOWN:
                    _known.clear()
                _known[name] = part
        told.update(part)
    return told.hexdigest()


def _digest(messages: Sequence[BaseMessage]) -> bytes:
    told = xxh3_128()
    for message in messages:
        content = message.content
        text = content if isinstance(content, str) else repr(content)
        told.update(f"{message.id}\0{text}\0".encode("utf-8", "replace"))
    return told.digest()


def true_to(summary: Summary | None, messages: Sequence[BaseMessage]) -> Summary | None:
    """Return the summary if all it covers is a part of this very conversation, else None."""
    if summary is None or summary["count"] >= len(messages):
        return None
    return summary if digest(messages, summary["count"]) == summary["digest"] else None


def leaving(messages: Sequence[BaseMessage], summary: Summary | None, most: int) -> int | None:
    """Return up to which message a new summary should cover, or None when it is not yet time.

    Args:
        messages: the whole conversation.
        summary: what there is already, true to the conversation.
        most: the tokens of the window.
    """
    covered = summary["count"] if summary else 0
    if newest(messages, Limit(int(most * _FULL))) <= covered:
        return None
    end = newest(messages, Limit(int(most * _KEPT)))
    leave = islice((m for m in messages[covered:end] if isinstance(m, HumanMessage)), _TURNS)
    return end if len(list(leave)) == _TURNS else None
