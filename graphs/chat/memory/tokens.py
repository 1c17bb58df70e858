"""How long a message is, for any model: an estimate that rather says too much."""

import json
from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage

# English has about four bytes a token, and a Chinese character three bytes and about one token.
_BYTES = 4
# What marks a message's beginning and end.
_FRAME = 4
# An image at the detail that providers choose by themselves.
_IMAGE = 1000


def tokens(message: BaseMessage) -> int:
    """Return about how many tokens the message takes in a prompt."""
    content = message.content
    if isinstance(content, str):
        count = _FRAME + tokens_of(content)
    else:
        others = sum(isinstance(b, dict) and b.get("type") != "text" for b in content)
        count = _FRAME + tokens_of(message.text) + _IMAGE * others
    if isinstance(message, AIMessage) and message.tool_calls:
        count += tokens_of(json.dumps([call["args"] for call in message.tool_calls], default=str))
        count += 2 * _FRAME * len(message.tool_calls)
    return count


def tokens_of(text: str) -> int:
    """Return about how many tokens the text has."""
    return -(-len(text.encode("utf-8", "replace")) // _BYTES)


def opening(text: str, most: int) -> str:
    """Return as much of the text as has at most about so many tokens."""
    return text.encode("utf-8", "replace")[: _BYTES * max(0, most)].decode(errors="ignore")


def newest_lines(lines: Sequence[str], most: int) -> str:
    """Return the newest lines, each whole, that have at most about so many tokens together."""
    kept: list[str] = []
    for line in reversed(lines):
        most -= tokens_of(line)
        if most < 0:
            break
        kept.append(line)
    return "\n".join(reversed(kept))
