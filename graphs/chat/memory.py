"""Window memory: the newest part of the conversation that fits the model."""

from collections.abc import Sequence

from langchain_core.messages import AnyMessage, BaseMessage, trim_messages
from langchain_core.messages.utils import count_tokens_approximately


def window(messages: Sequence[AnyMessage], max_tokens: int) -> list[BaseMessage]:
    """Return the newest messages that fit `max_tokens`, from a user's message on.

    The newest message is always there, even where it alone is over the limit: to answer nothing
    would be worse than to let the model say that it is too long.
    """
    kept = trim_messages(
        messages,
        max_tokens=max_tokens,
        token_counter=count_tokens_approximately,
        strategy="last",
        start_on="human",
    )
    return kept or list(messages[-1:])
