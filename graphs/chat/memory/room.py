"""How much one prompt may hold, and what is done with a turn that holds more."""

from collections.abc import Sequence

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, SystemMessage

from graphs.chat.memory.tokens import tokens

# The embedded model's context less its longest answer; few models that are served have less.
_UNKNOWN = 6_000
# Of what a known model takes: tokens are estimated.
_SHARE = 0.8
_CUT = "\n[... left out, it was too long ...]\n"
# A text is never cut below this many characters: what is left would say nothing.
_LEAST = 400


def room(model: BaseChatModel) -> int:
    """Return how many tokens a prompt for this model may have."""
    known = (model.profile or {}).get("max_input_tokens")
    return int(known * _SHARE) if known else _UNKNOWN


def fitted(messages: Sequence[BaseMessage], most: int) -> list[BaseMessage]:
    """Return the messages in at most about `most` tokens: the longest texts lose their middle."""
    fit = list(messages)
    while (over := sum(map(tokens, fit)) - most) > 0:
        longest = max(
            (i for i, m in enumerate(fit) if not isinstance(m, SystemMessage)),
            key=lambda i: len(fit[i].text.encode()),
            default=None,
        )
        if longest is None or len(fit[longest].text.encode()) <= _LEAST:
            break
        fit[longest] = _shortened(fit[longest], over)
    return fit


def _shortened(message: BaseMessage, over: int) -> BaseMessage:
    text = message.text.encode()
    # A little more than is over, so that the mark has room too; at least something each time.
    left = max(_LEAST, len(text) - 4 * over - 2 * len(_CUT)) - len(_CUT)
    half = left // 2
    short = text[:half].decode(errors="ignore") + _CUT + text[-half:].decode(errors="ignore")
    if isinstance(message.content, str):
        return message.model_copy(update={"content": short})
    others = [b for b in message.content if isinstance(b, dict) and b.get("type") != "text"]
    return message.model_copy(update={"content": [{"type": "text", "text": short}, *others]})
