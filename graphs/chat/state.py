"""What a conversation holds."""

from typing import TypedDict

from parley.messages import Messages


class State(TypedDict):
    """The whole conversation; the model sees the window of it that memory.py chooses."""

    messages: Messages
