"""How much one prompt may hold, and what is done with a turn that holds more."""

from collections.abc import Sequence

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, SystemMessage

from graphs.chat.memory.tokens import tokens
from parley.models.errors import ModelError

# The embedded model's context less its longest answer; few models that are served have less.
_UNKNOWN = 6_000
# Of what a known model takes: tokens are estimated.
_SHARE = 0.8
_CUT = "\n[... left out, it was too long ...]\n"
# So many bytes are left of a text, and fewer only where that isn't enough.
_LEAST = (400, 100)
# Of any prompt this is the conversation's: a system prompt that leaves less is refused.
CONVERSATION = 1_000


def room(model: BaseChatModel) -> int:
    """Return how many tokens a prompt for this model may have."""
    known = (model.profile or {}).get("max_input_tokens")
    return int(known * _SHARE) if known else _UNKNOWN


def check(system: str, most: int) -> None:
    """See that a prompt of `most` tokens holds the system prompt and some conversation.

    Raises:
        ModelError: it doesn't; the sentence is for whoever set the assistant up.
    """
    if (long := tokens(SystemMessage(system))) > most - CONVERSATION:
        raise ModelError(
            f"The assistant's system prompt has about {long:,} tokens, and its model takes "
            f"{max(0, most - CONVERSATION):,} beside the conversation: shorten it, or choose a "
            "model that takes more."
        )


def fitted(messages: Sequence[BaseMessage], most: int) -> list[BaseMessage]:
    """Return the messages in at most about `most` tokens: the longest texts lose their middle."""
    fit = list(messages)
    for least in _LEAST:
        while (over := sum(map(tokens, fit)) - most) > 0:
            longest = max(range(len(fit)), key=lambda i: len(fit[i].text.encode()))
            if len(fit[longest].text.encode()) <= least:
                break
            fit[longest] = _shortened(fit[longest], over, least)
    return fit


def _shortened(message: BaseMessage, over: int, least: int) -> BaseMessage:
    text = message.text.encode()
    # A little more than is over, so that the mark has room too; at least something each time.
    left = max(least, len(text) - 4 * over - 2 * len(_CUT)) - len(_CUT)
    half = left // 2
    short = text[:half].decode(errors="ignore") + _CUT + text[-half:].decode(errors="ignore")
    if isinstance(message.content, str):
        return message.model_copy(update={"content": short})
    others = [b for b in message.content if isinstance(b, dict) and b.get("type") != "text"]
    return message.model_copy(update={"content": [{"type": "text", "text": short}, *others]})
